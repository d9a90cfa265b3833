// SPDX-License-Identifier: EUPL-1.2
#include "publish/column_ranks.hpp"

#include "geo/error.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <string>

#include <unicode/coll.h>
#include <unicode/unistr.h>

namespace parvis::publish {

namespace {

/// Ranks of values of which `less` is a strict weak order and `is_null` says which are none.
template <typename Values, typename Less, typename IsNull>
std::vector<std::uint32_t> dense_ranks(const Values& values, Less&& less, IsNull&& is_null)
{
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < values.size(); ++i) {
        if (!is_null(values[i])) {
            order.push_back(i);
        }
    }
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return less(values[a], values[b]); });
    std::vector<std::uint32_t> ranks(values.size(), ColumnRanks::null);
    std::uint32_t rank = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (i > 0 && less(values[order[i - 1]], values[order[i]])) {
            ++rank;
        }
        ranks[order[i]] = rank;
    }
    return ranks;
}

template <typename Values, typename Null>
std::vector<std::uint32_t> ranks_without(const Values& values, Null null)
{
    return dense_ranks(values, std::less<>{}, [&](auto value) { return value == null; });
}

/// What ICU compares texts by: bytes in the order of a French dictionary.
class Collation {
public:
    Collation()
    {
        UErrorCode status = U_ZERO_ERROR;
        m_collator.reset(icu::Collator::createInstance(icu::Locale("fr"), status));
        if (U_FAILURE(status)) {
            throw EncodingError(std::string("ICU has no French order: ") + u_errorName(status));
        }
        m_collator->setStrength(icu::Collator::PRIMARY);
    }

    [[nodiscard]] std::string key(std::string_view text) const
    {
        const auto wide =
            icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
        std::string key(2 * text.size() + 8, '\0');
        auto size = m_collator->getSortKey(wide, bytes(key), static_cast<std::int32_t>(key.size()));
        if (static_cast<std::size_t>(size) > key.size()) {
            key.resize(static_cast<std::size_t>(size));
            size = m_collator->getSortKey(wide, bytes(key), size);
        }
        key.resize(static_cast<std::size_t>(size));
        return key;
    }

private:
    static std::uint8_t* bytes(std::string& text)
    {
        return reinterpret_cast<std::uint8_t*>(text.data());
    }
    std::unique_ptr<icu::Collator> m_collator;
};

/// A view without bytes (data() is null) is null; "" is a text.
std::vector<std::uint32_t> text_ranks(std::size_t count,
                                      const std::function<std::string_view(std::size_t)>& text)
{
    const Collation collation;
    std::vector<std::string> keys(count);
    for (std::size_t i = 0; i < count; ++i) {
        if (const auto value = text(i); value.data() != nullptr) {
            keys[i] = collation.key(value);
        }
    }
    // Every key ends with a zero byte, so that only a null has none.
    return dense_ranks(keys, std::less<>{}, [](const std::string& key) { return key.empty(); });
}

struct RanksOf {
    std::vector<std::uint32_t> operator()(const Flags& flags) const
    {
        return ranks_without(flags.values, std::int8_t{-1});
    }
    std::vector<std::uint32_t> operator()(const Integers& integers) const
    {
        return ranks_without(integers.values, Integers::null);
    }
    std::vector<std::uint32_t> operator()(const Numbers& numbers) const
    {
        return dense_ranks(numbers.values, std::less<>{}, [](double n) { return std::isnan(n); });
    }
    std::vector<std::uint32_t> operator()(const Days& days) const
    {
        return ranks_without(days.values, Days::null);
    }
    std::vector<std::uint32_t> operator()(const Instants& instants) const
    {
        return ranks_without(instants.values, Instants::null);
    }
    std::vector<std::uint32_t> operator()(const Words& words) const
    {
        if (!words.numbered) {
            return text_ranks(words.texts.size(), [&](std::size_t i) { return words.texts[i]; });
        }
        const auto by_word =
            text_ranks(words.words.size(), [&](std::size_t i) { return words.words[i]; });
        std::vector<std::uint32_t> ranks(words.values.size(), ColumnRanks::null);
        for (std::size_t row = 0; row < ranks.size(); ++row) {
            if (words.values[row] != Words::null) {
                ranks[row] = by_word[words.values[row]];
            }
        }
        return ranks;
    }
    std::vector<std::uint32_t> operator()(const Slices& slices) const
    {
        return std::vector<std::uint32_t>(slices.values.size(), ColumnRanks::null);
    }
};

}  // namespace

ColumnRanks ranks_of(const Column& column) { return {std::visit(RanksOf{}, column)}; }

ColumnRanks ranks_of_texts(std::size_t count,
                           const std::function<std::string_view(std::size_t)>& text)
{
    return {text_ranks(count, text)};
}

}  // namespace parvis::publish
