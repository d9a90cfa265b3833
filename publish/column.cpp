// SPDX-License-Identifier: EUPL-1.2
#include "publish/column.hpp"

#include "datasets/json_cursor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <type_traits>
#include <unordered_set>
#include <utility>

namespace parvis::publish {

using datasets::Value;
using datasets::ValueType;

namespace {

template <typename... Functions>
struct Overloaded : Functions... {
    using Functions::operator()...;
};
template <typename... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

/// A slice was walked over when the file was read, so reading it again cannot run out; its inner
/// layout is checked here, and StoreError says which file it was not.
const std::filesystem::path& slice_name()
{
    static const std::filesystem::path name("features.geojsonl");
    return name;
}

std::string unescaped(std::string_view inside)
{
    std::string text;
    datasets::append_unescaped(text, inside);
    return text;
}

std::string next_text(LineCursor& cursor)
{
    bool escaped = false;
    const auto inside = cursor.string(escaped);
    return escaped ? unescaped(inside) : std::string(inside);
}

std::vector<std::string> list_in(std::string_view slice)
{
    LineCursor cursor(slice_name(), slice);
    std::vector<std::string> list;
    cursor.expect("[");
    while (!cursor.skip("]")) {
        if (!list.empty()) {
            cursor.expect(",");
        }
        list.push_back(next_text(cursor));
    }
    return list;
}

std::vector<datasets::Part> parts_in(std::string_view slice)
{
    LineCursor cursor(slice_name(), slice);
    std::vector<datasets::Part> parts;
    cursor.expect("[");
    while (!cursor.skip("]")) {
        if (!parts.empty()) {
            cursor.expect(",");
        }
        cursor.expect("{\"area\":");
        auto area = next_text(cursor);
        cursor.expect(",\"share\":");
        const double share = cursor.number();
        cursor.expect("}");
        parts.push_back({std::move(area), share});
    }
    return parts;
}

template <typename Number>
std::optional<Number> number_from(std::string_view text)
{
    Number value{};
    const char* last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value);
    return error == std::errc{} && end == last ? std::optional(value) : std::nullopt;
}

template <typename Values, typename Test>
std::vector<std::uint32_t> rows_that(const Values& values, Test&& test)
{
    std::vector<std::uint32_t> rows;
    for (std::size_t row = 0; row < values.size(); ++row) {
        if (test(values[row])) {
            rows.push_back(static_cast<std::uint32_t>(row));
        }
    }
    return rows;
}

template <typename Values, typename Wanted>
std::vector<std::uint32_t> rows_with(const Values& values, const std::optional<Wanted>& wanted)
{
    if (!wanted) {
        return {};
    }
    return rows_that(values, [&](auto value) { return value == *wanted; });
}

// What a text is as the column stores it ("" is null); nothing where it can be no value of it.

std::optional<std::int8_t> stored(const Flags&, std::string_view text)
{
    constexpr std::int8_t null = -1;
    return text.empty()      ? std::optional(null)
           : text == "true"  ? std::optional<std::int8_t>(1)
           : text == "false" ? std::optional<std::int8_t>(0)
                             : std::nullopt;
}

std::optional<std::int64_t> stored(const Integers&, std::string_view text)
{
    // "12.0" is the integer 12 too: a number is compared as a number.
    auto wanted = text.empty() ? Integers::null : number_from<std::int64_t>(text);
    const auto real = number_from<double>(text);
    if (!wanted && real && std::abs(*real) < 9e15 && std::trunc(*real) == *real) {
        wanted = static_cast<std::int64_t>(*real);
    }
    return wanted;
}

/// Not of null, which equals no number.
std::optional<double> stored(const Numbers&, std::string_view text)
{
    return number_from<double>(text);
}

std::optional<std::int32_t> stored(const Days&, std::string_view text)
{
    const auto date = datasets::parse_date(text);
    return text.empty() ? std::optional(Days::null)
           : date       ? std::optional(datasets::days(*date))
                        : std::nullopt;
}

std::optional<std::int64_t> stored(const Instants&, std::string_view text)
{
    const auto instant = datasets::parse_instant(text);
    return text.empty() ? std::optional(Instants::null)
           : instant    ? std::optional(instant->seconds)
                        : std::nullopt;
}

/// Of numbered texts.
std::optional<std::uint32_t> stored(const Words& words, std::string_view text)
{
    const auto number = text.empty() ? Words::null : words.number_of(text);
    // A text that no row has is `none`, which is also what nulls are stored as.
    return !text.empty() && number == HashSlots::none ? std::nullopt : std::optional(number);
}

template <typename Stored, typename Values>
std::unordered_set<Stored> all_stored(const Values& column, const std::vector<std::string>& texts)
{
    std::unordered_set<Stored> all;
    for (const auto& text : texts) {
        if (const auto value = stored(column, text)) {
            all.insert(*value);
        }
    }
    return all;
}

bool slice_has(const Slices& column, std::string_view slice, std::string_view text)
{
    // Most slices can be ruled out without reading them, unless escapes may hide the text.
    if (slice.empty() || (slice.find('\\') == slice.npos && slice.find(text) == slice.npos)) {
        return false;
    }
    if (column.parts) {
        const auto parts = parts_in(slice);
        return std::any_of(parts.begin(), parts.end(),
                           [&](const auto& part) { return part.area == text; });
    }
    const auto list = list_in(slice);
    return std::find(list.begin(), list.end(), text) != list.end();
}

bool slice_has_any(const Slices& column, std::string_view slice,
                   const std::unordered_set<std::string_view>& wanted)
{
    // "" asks for no value, as text_of() gives it; a member may be "" all the same.
    const auto fits = [&](std::string_view text) { return !text.empty() && wanted.contains(text); };
    if (column.parts) {
        const auto parts = parts_in(slice);
        return std::any_of(parts.begin(), parts.end(),
                           [&](const auto& part) { return fits(part.area); });
    }
    const auto list = list_in(slice);
    return std::any_of(list.begin(), list.end(), fits);
}

}  // namespace

void Flags::read(LineCursor& cursor)
{
    if (cursor.skip("true")) {
        values.push_back(1);
    } else {
        cursor.expect("false");
        values.push_back(0);
    }
}

Value Flags::value(std::size_t row) const
{
    return values[row] < 0 ? Value{} : Value{values[row] == 1};
}

Value Integers::value(std::size_t row) const
{
    return values[row] == null ? Value{} : Value{values[row]};
}

Value Numbers::value(std::size_t row) const
{
    return std::isnan(values[row]) ? Value{} : Value{values[row]};
}

void Days::read(LineCursor& cursor)
{
    bool escaped = false;
    const auto date = datasets::parse_date(cursor.string(escaped));
    if (!date) {
        cursor.fail("date");
    }
    values.push_back(datasets::days(*date));
}

Value Days::value(std::size_t row) const
{
    return values[row] == null ? Value{} : Value{datasets::date_of_days(values[row])};
}

void Instants::read(LineCursor& cursor)
{
    bool escaped = false;
    const auto instant = datasets::parse_instant(cursor.string(escaped));
    if (!instant) {
        cursor.fail("date et heure");
    }
    values.push_back(instant->seconds);
}

Value Instants::value(std::size_t row) const
{
    return values[row] == null ? Value{} : Value{datasets::Instant{values[row]}};
}

Value Slices::value(std::size_t row) const
{
    if (values[row].empty()) {
        return {};
    }
    return parts ? Value{parts_in(values[row])} : Value{list_in(values[row])};
}

Column column_for(ValueType type)
{
    switch (type) {
    case ValueType::boolean:
        return Flags{};
    case ValueType::integer:
        return Integers{};
    case ValueType::number:
        return Numbers{};
    case ValueType::text:
        return Words{};
    case ValueType::date:
        return Days{};
    case ValueType::instant:
        return Instants{};
    case ValueType::list:
        return Slices{};
    case ValueType::parts:
        break;
    }
    return Slices{true, {}};
}

std::string text_of(const Value& value)
{
    return std::visit(Overloaded{
                          [](std::monostate) { return std::string(); },
                          [](bool flag) { return std::string(flag ? "true" : "false"); },
                          [](std::int64_t number) { return std::to_string(number); },
                          [](double number) { return fmt::format("{}", number); },
                          [](const std::string& text) { return text; },
                          [](datasets::Date date) { return datasets::to_text(date); },
                          [](datasets::Instant instant) { return datasets::to_text(instant); },
                          [](const std::vector<std::string>& list) {
                              return fmt::format("{}", fmt::join(list, "; "));
                          },
                          [](const std::vector<datasets::Part>& parts) {
                              std::string text;
                              for (const auto& part : parts) {
                                  text += fmt::format("{}{} {}", text.empty() ? "" : "; ",
                                                      part.area, part.share);
                              }
                              return text;
                          },
                      },
                      value);
}

std::vector<std::uint32_t> rows_equal(const Column& column, std::string_view text)
{
    const bool null = text.empty();
    return std::visit(
        Overloaded{
            [&](const Flags& flags) { return rows_with(flags.values, stored(flags, text)); },
            [&](const Integers& integers) {
                return rows_with(integers.values, stored(integers, text));
            },
            [&](const Numbers& numbers) {
                return null ? rows_that(numbers.values, [](double n) { return std::isnan(n); })
                            : rows_with(numbers.values, stored(numbers, text));
            },
            [&](const Days& days) { return rows_with(days.values, stored(days, text)); },
            [&](const Instants& instants) {
                return rows_with(instants.values, stored(instants, text));
            },
            [&](const Words& words) {
                if (!words.numbered) {
                    return rows_that(words.texts, [&](std::string_view value) {
                        return null ? value.data() == nullptr
                                    : value == text && value.data() != nullptr;
                    });
                }
                return rows_with(words.values, stored(words, text));
            },
            [&](const Slices& slices) {
                return rows_that(slices.values, [&](std::string_view slice) {
                    return null ? slice.empty() : slice_has(slices, slice, text);
                });
            },
        },
        column);
}

std::vector<std::uint32_t> rows_equal_any(const Column& column,
                                          const std::vector<std::string>& texts)
{
    if (texts.size() == 1) {
        return rows_equal(column, texts.front());
    }
    const bool null = std::find(texts.begin(), texts.end(), "") != texts.end();
    return std::visit(
        Overloaded{
            [&](const Numbers& numbers) {
                const auto wanted = all_stored<double>(numbers, texts);
                return rows_that(numbers.values, [&](double number) {
                    return std::isnan(number) ? null : wanted.contains(number);
                });
            },
            [&](const Words& words) {
                if (!words.numbered) {
                    const std::unordered_set<std::string_view> wanted(texts.begin(), texts.end());
                    return rows_that(words.texts, [&](std::string_view value) {
                        return value.data() == nullptr ? null
                                                       : !value.empty() && wanted.contains(value);
                    });
                }
                std::vector<char> wanted(words.words.size(), 0);
                for (const auto number : all_stored<std::uint32_t>(words, texts)) {
                    if (number != Words::null) {
                        wanted[number] = 1;
                    }
                }
                return rows_that(words.values, [&](std::uint32_t word) {
                    return word == Words::null ? null : wanted[word] != 0;
                });
            },
            [&](const Slices& slices) {
                const std::unordered_set<std::string_view> wanted(texts.begin(), texts.end());
                return rows_that(slices.values, [&](std::string_view slice) {
                    return slice.empty() ? null : slice_has_any(slices, slice, wanted);
                });
            },
            [&](const auto& plain) {
                using Stored = typename std::decay_t<decltype(plain.values)>::value_type;
                const auto wanted = all_stored<Stored>(plain, texts);
                return rows_that(plain.values,
                                 [&](Stored value) { return wanted.contains(value); });
            },
        },
        column);
}

}  // namespace parvis::publish
