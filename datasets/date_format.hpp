// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/value.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace parvis::datasets {

/// What a text says about time: always a day, often more.
struct ReadTime {
    Date date;
    bool has_time = false;
    std::int32_t seconds = 0;            ///< since local midnight
    std::optional<std::int32_t> offset;  ///< seconds east of UTC, where the text states it
};

/// A way of writing dates: %Y %m %d %y %H %M %S %f (a fraction of a second) %z, everything else
/// as it stands. %m, %d and %H take one or two digits. %y below 70 is 20xx.
class DateFormat {
public:
    explicit DateFormat(std::string pattern);
    /// The first directive that is none of the above, or "".
    [[nodiscard]] std::string unknown_directive() const;
    /// Nothing unless the whole text is a possible day written this way.
    [[nodiscard]] std::optional<ReadTime> read(std::string_view text) const;
    /// A day written this way; nothing where that says more than a day.
    [[nodiscard]] std::optional<std::string> write(Date day) const;
    /// The last day of 2025, half past two in the afternoon, written this way: it tells people more
    /// than the directives do.
    [[nodiscard]] std::string example() const;
    [[nodiscard]] const std::string& pattern() const { return m_pattern; }

private:
    std::string m_pattern;
};

/// ISO 8601 ("2026-11-22", "2026-11-22T14:30", with seconds, fraction, Z or +01:00; a blank for T),
/// or "22/11/2026" as France writes it.
[[nodiscard]] std::optional<ReadTime> read_usual_date(std::string_view text);

/// A day number of a spreadsheet as a date, when it can be one (1955 to 2064).
[[nodiscard]] std::optional<Date> spreadsheet_day(std::string_view text, bool from_1904);

}  // namespace parvis::datasets
