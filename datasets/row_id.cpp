// SPDX-License-Identifier: EUPL-1.2
#include "datasets/row_id.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

namespace parvis::datasets {
namespace {

constexpr std::size_t longest_id = 200;

std::uint64_t mix(std::uint64_t x)
{
    x ^= x >> 33U;
    x *= 0xff51afd7ed558ccdULL;
    x ^= x >> 33U;
    x *= 0xc4ceb9fe1a85ec53ULL;
    x ^= x >> 33U;
    return x;
}

std::uint64_t hash_of(std::string_view text)
{
    std::uint64_t hash = mix(text.size() + 0x9e3779b97f4a7c15ULL);
    while (!text.empty()) {
        std::uint64_t word = 0;
        const std::size_t taken = std::min<std::size_t>(8, text.size());
        std::memcpy(&word, text.data(), taken);
        hash = mix(hash ^ word) + 0x9e3779b97f4a7c15ULL;
        text.remove_prefix(taken);
    }
    return hash == 0 ? 1 : hash;
}

bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_';
}

void append_plain(std::string& id, std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char c : text) {
        if (is_plain(c)) {
            id += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            id += '~';
            id += digits[byte >> 4U];
            id += digits[byte & 15U];
        }
    }
}

/// Appends a key's value; false when it is missing.
bool append_value(std::string& id, const Value& value)
{
    if (const auto* text = std::get_if<std::string>(&value)) {
        append_plain(id, *text);
        return !text->empty();
    }
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        fmt::format_to(std::back_inserter(id), "{}", *integer);
        return true;
    }
    if (const auto* number = std::get_if<double>(&value)) {
        append_plain(id, fmt::format("{}", *number));
        return true;
    }
    if (const auto* date = std::get_if<Date>(&value)) {
        id += to_text(*date);
        return true;
    }
    if (const auto* instant = std::get_if<Instant>(&value)) {
        append_plain(id, to_text(*instant));
        return true;
    }
    if (const auto* flag = std::get_if<bool>(&value)) {
        id += *flag ? "oui" : "non";
        return true;
    }
    if (const auto* items = std::get_if<std::vector<std::string>>(&value)) {
        for (const std::string& item : *items) {
            append_plain(id, item);
            id += "~.";
        }
        return !items->empty();
    }
    return false;
}

}  // namespace

bool RowIds::read(const std::vector<Value>& values, std::uint64_t line, std::string& id) const
{
    id.clear();
    bool any = false;
    for (std::size_t i = 0; i < m_key.size(); ++i) {
        if (i > 0) {
            id += "~.";
        }
        any = append_value(id, values[m_key[i]]) || any;
    }
    if (!any) {
        id = fmt::format("r{}", line);
        return false;
    }
    if (id.size() > longest_id) {
        const std::uint64_t hash = hash_of(id);
        id.resize(longest_id - 18);
        id += fmt::format("~h{:016x}", hash);
    }
    return true;
}

bool RowIds::make_unique(std::string& id)
{
    ++m_rows;
    if (insert(id).is_new) {
        return false;
    }
    ++m_shared;
    const std::string own = id;
    // From where the last namesake found a free one: or a column with one value takes for ever.
    for (std::uint32_t n = std::max(2U, m_next[insert(own).at]);; ++n) {
        id.resize(own.size());
        fmt::format_to(std::back_inserter(id), "~{}", n);
        if (insert(id).is_new) {
            m_next[insert(own).at] = n + 1;
            return true;
        }
    }
}

RowIds::Place RowIds::insert(std::string_view id)
{
    if (m_count * 2 >= m_seen.size()) {
        grow();
    }
    const std::uint64_t hash = hash_of(id);
    std::size_t at = hash & (m_seen.size() - 1);
    while (m_seen[at] != 0) {
        if (m_seen[at] == hash) {
            return {at, false};
        }
        at = (at + 1) & (m_seen.size() - 1);
    }
    m_seen[at] = hash;
    ++m_count;
    return {at, true};
}

void RowIds::grow()
{
    std::vector<std::uint64_t> larger(m_seen.size() * 2);
    std::vector<std::uint32_t> next(larger.size());
    for (std::size_t from = 0; from < m_seen.size(); ++from) {
        if (m_seen[from] == 0) {
            continue;
        }
        std::size_t at = m_seen[from] & (larger.size() - 1);
        while (larger[at] != 0) {
            at = (at + 1) & (larger.size() - 1);
        }
        larger[at] = m_seen[from];
        next[at] = m_next[from];
    }
    m_seen = std::move(larger);
    m_next = std::move(next);
}

}  // namespace parvis::datasets
