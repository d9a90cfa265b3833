// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parvis::datasets {

/// Seconds since midnight of a time as people write it: "8:30", "08:30:00", "8 h", "8h30", "24:00".
/// 0 to 86'400; nothing for any other text.
[[nodiscard]] std::optional<std::int32_t> clock_seconds(std::string_view text);
/// "08:30".
[[nodiscard]] std::string clock_text(std::int32_t seconds);

/// The day of the week of a day counted from 1970-01-01: 0 Monday … 6 Sunday.
[[nodiscard]] unsigned week_day(std::int64_t day);

/// Days of the week, bit 0 Monday … bit 6 Sunday, of "lu ma me", "lundi, mardi", "du lundi au
/// vendredi", "lu-ve", "tous les jours". Nothing for any other text: "jours ouvrables" means five
/// days to one and six to another.
[[nodiscard]] std::optional<std::uint8_t> week_days(std::string_view text);
/// "lu ma me je ve".
[[nodiscard]] std::string week_days_text(std::uint8_t days);

/// The text in the form above; "" where it cannot be read.
[[nodiscard]] std::string usual_clock(std::string_view text);
[[nodiscard]] std::string usual_week_days(std::string_view text);

}  // namespace parvis::datasets
