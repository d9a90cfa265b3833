// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parvis::datasets {

/// A text per language ("fr", "de", "en"). French is always there.
using Texts = std::map<std::string, std::string, std::less<>>;
/// The text in `language`, else French, else the first, else "".
[[nodiscard]] std::string_view text_in(const Texts& texts, std::string_view language);

/// A calendar day, or nothing valid can be built: see parse_date().
struct Date {
    std::int16_t year = 1970;
    std::uint8_t month = 1;
    std::uint8_t day = 1;
    friend auto operator<=>(const Date&, const Date&) = default;
};
/// "2026-11-22". Years 0001 to 9999; nothing for any other text or an impossible day.
[[nodiscard]] std::optional<Date> parse_date(std::string_view iso);
[[nodiscard]] std::string to_text(Date date);
/// Days since 1970-01-01.
[[nodiscard]] std::int32_t days(Date date);
[[nodiscard]] Date date_of_days(std::int32_t days);

/// An instant in UTC, in seconds since 1970-01-01T00:00:00Z. Written "2026-11-22T14:30:00Z".
struct Instant {
    std::int64_t seconds = 0;
    friend auto operator<=>(const Instant&, const Instant&) = default;
};
[[nodiscard]] std::string to_text(Instant instant);
/// RFC 3339 with zone only.
[[nodiscard]] std::optional<Instant> parse_instant(std::string_view text);

/// Share of a thing that lies in one area of a level; `area` is the area's key.
struct Part {
    std::string area;
    double share = 0;  ///< 0 to 1, of length or area
    friend bool operator==(const Part&, const Part&) = default;
};

/// One published value. monostate is "not known here" (JSON null, empty CSV cell).
/// A list is texts; parts are the areas a line or polygon touches.
using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string, Date, Instant,
                           std::vector<std::string>, std::vector<Part>>;

enum class ValueType { boolean, integer, number, text, date, instant, list, parts };
/// "boolean", "integer", "number", "text", "date", "datetime", "list", "parts": as in a dataset's
/// .toml and a manifest.
[[nodiscard]] std::string_view name_of(ValueType type);
[[nodiscard]] std::optional<ValueType> value_type(std::string_view name);

/// One published property (column) of a dataset.
struct Property {
    std::string name;  ///< lower snake case, ASCII
    ValueType type = ValueType::text;
    Texts label;
    Texts description;
    std::string unit;     ///< UCUM-like text shown after the value ("m", "EUR", "hab."), or ""
    std::string vintage;  ///< what the figures date from ("2022", "2018-01-01"), or ""
    std::vector<std::pair<std::string, Texts>>
        values;            ///< closed list of codes with labels, or empty
    bool derived = false;  ///< computed by Parvis (placement, lengths), not from the source
    /// Datasets that a crossed figure was counted from, by id; empty for a dataset's own columns.
    std::vector<std::string> from;
    /// Why its values must not be added ("une médiane"), or empty: they may be.
    Texts no_sum;
    friend bool operator==(const Property&, const Property&) = default;
};

}  // namespace parvis::datasets
