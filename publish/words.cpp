// SPDX-License-Identifier: EUPL-1.2
#include "publish/column.hpp"

#include "datasets/json_cursor.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <utility>

namespace parvis::publish {

using datasets::Value;

void Words::read_null()
{
    if (numbered) {
        wait({});
    } else {
        texts.emplace_back();
    }
}

void Words::read(LineCursor& cursor)
{
    bool escaped = false;
    const auto inside = cursor.string(escaped);
    std::string plain;
    if (escaped) {
        datasets::append_unescaped(plain, inside);
    }
    if (!numbered) {
        texts.push_back(escaped ? keep(plain) : inside);
        return;
    }
    wait(escaped ? std::string_view(plain) : inside);
    if (escaped) {
        number_waiting();  // while `plain` lives
    }
}

void Words::wait(std::string_view text)
{
    m_waiting[m_waiting_count++] = text;
    if (m_waiting_count == batch) {
        number_waiting();
    }
}

/// Each step asks the memory for what the next one reads, for all that wait: one after the other
/// they would wait for it three times each.
void Words::number_waiting()
{
    std::array<std::uint32_t, batch> hashes{};
    std::array<std::uint32_t, batch> likely{};
    const auto count = std::exchange(m_waiting_count, 0);
    for (std::size_t i = 0; i < count; ++i) {
        hashes[i] = HashSlots::hash_of(m_waiting[i]);
        numbers.prefetch(hashes[i]);
    }
    for (std::size_t i = 0; i < count; ++i) {
        likely[i] = numbers.likely(hashes[i]);
        if (likely[i] != HashSlots::none) {
            __builtin_prefetch(&words[likely[i]]);
        }
    }
    for (std::size_t i = 0; i < count; ++i) {
        if (likely[i] != HashSlots::none) {
            __builtin_prefetch(words[likely[i]].data());
        }
    }
    for (std::size_t i = 0; i < count; ++i) {
        const auto text = m_waiting[i];
        values.push_back(text.data() == nullptr ? null : insert(text, hashes[i]));
    }
    if (m_on_trial && values.size() >= trial) {
        m_on_trial = false;
        if (words.size() > trial / 2) {
            give_up_numbers();
        }
    }
}

/// A copy that lives as long as the column.
std::string_view Words::keep(std::string_view text)
{
    if (arenas.empty()) {
        arenas.push_back(std::make_unique<std::pmr::monotonic_buffer_resource>());
    }
    auto* room = static_cast<char*>(arenas.front()->allocate(text.size() + 1, 1));
    std::ranges::copy(text, room);
    return {room, text.size()};
}

std::uint32_t Words::insert(std::string_view text, std::uint32_t hash)
{
    const auto next = static_cast<std::uint32_t>(words.size());
    const auto known = numbers.insert(text, hash, next, [&](std::uint32_t i) { return words[i]; });
    if (known != HashSlots::none) {
        return known;
    }
    // Copied, so that the texts to compare with lie close together and not all over the file.
    words.push_back(keep(text));
    return next;
}

void Words::append(Words&& other)
{
    if (numbered && other.numbered) {
        std::vector<std::uint32_t> number;
        number.reserve(other.words.size());
        for (const auto text : other.words) {
            number.push_back(insert(text, HashSlots::hash_of(text)));
        }
        values.reserve(values.size() + other.values.size());
        for (const auto value : other.values) {
            values.push_back(value == null ? null : number[value]);
        }
        if (values.size() >= trial && words.size() > values.size() / 2) {
            give_up_numbers();
        }
        return;
    }
    for (Words* one : {this, &other}) {
        if (one->numbered) {
            one->give_up_numbers();
        }
    }
    texts.insert(texts.end(), other.texts.begin(), other.texts.end());
    // Texts that are kept anew go to the first: what the views show stays where it is.
    std::ranges::move(other.arenas, std::back_inserter(arenas));
}

void Words::give_up_numbers()
{
    texts.reserve(values.size());
    for (std::size_t row = 0; row < values.size(); ++row) {
        texts.push_back(word(row));
    }
    numbered = false;
    values = {};
    words = {};
    numbers = {};
}

bool Words::is_null(std::size_t row) const
{
    return numbered ? values[row] == null : texts[row].data() == nullptr;
}

Value Words::value(std::size_t row) const
{
    return is_null(row) ? Value{} : Value{std::string(word(row))};
}

std::string_view Words::word(std::size_t row) const
{
    if (!numbered) {
        return texts[row];
    }
    return values[row] == null ? std::string_view{} : words[values[row]];
}

std::uint32_t Words::number_of(std::string_view text) const
{
    return numbers.find(text, [&](std::uint32_t i) { return words[i]; });
}

}  // namespace parvis::publish
