// SPDX-License-Identifier: EUPL-1.2
#include "publish/rows_by_value.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace parvis::publish {

namespace {

/// Sorts pairs, so that comparing reads no other memory than what is moved.
template <typename Value, typename IsNull>
RowsByValue sorted(const std::vector<Value>& values, IsNull&& is_null)
{
    std::vector<std::pair<Value, std::uint32_t>> pairs;
    pairs.reserve(values.size());
    for (std::uint32_t row = 0; row < values.size(); ++row) {
        if (!is_null(values[row])) {
            pairs.emplace_back(values[row], row);
        }
    }
    std::sort(pairs.begin(), pairs.end());
    RowsByValue made;
    made.rows.reserve(pairs.size());
    for (const auto& [value, row] : pairs) {
        made.rows.push_back(row);
    }
    return made;
}

struct ByValue {
    RowsByValue operator()(const Flags&) const { return {}; }
    RowsByValue operator()(const Slices&) const { return {}; }
    RowsByValue operator()(const Integers& integers) const
    {
        return sorted(integers.values, [](std::int64_t n) { return n == Integers::null; });
    }
    RowsByValue operator()(const Numbers& numbers) const
    {
        return sorted(numbers.values, [](double n) { return std::isnan(n); });
    }
    RowsByValue operator()(const Days& days) const
    {
        return sorted(days.values, [](std::int32_t day) { return day == Days::null; });
    }
    RowsByValue operator()(const Instants& instants) const
    {
        return sorted(instants.values, [](std::int64_t at) { return at == Instants::null; });
    }
    RowsByValue operator()(const Words& words) const
    {
        return words.numbered
                   ? counted(words)
                   : sorted(words.texts, [](std::string_view text) { return !text.data(); });
    }

private:
    static RowsByValue counted(const Words& words)
    {
        RowsByValue made;
        made.starts.resize(words.words.size() + 1);
        for (const auto word : words.values) {
            if (word != Words::null) {
                ++made.starts[word + 1];
            }
        }
        for (std::size_t word = 0; word < words.words.size(); ++word) {
            made.starts[word + 1] += made.starts[word];
        }
        made.rows.resize(made.starts.back());
        std::vector<std::uint32_t> next(made.starts.begin(), made.starts.end() - 1);
        for (std::uint32_t row = 0; row < words.values.size(); ++row) {
            if (const auto word = words.values[row]; word != Words::null) {
                made.rows[next[word]++] = row;
            }
        }
        return made;
    }
};

}  // namespace

RowsByValue rows_by_value(const Column& column) { return std::visit(ByValue{}, column); }

}  // namespace parvis::publish
