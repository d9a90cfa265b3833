// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace parvis::datasets {

// Times as Table Schema writes them, each as a number that orders them; nothing for any other text.
// `format` is "default" (ISO 8601 as the type says), "any", or directives such as "%d/%m/%Y".

/// Days since 1970-01-01.
[[nodiscard]] std::optional<double> read_day(const std::string& format, std::string_view text);
/// Seconds since midnight.
[[nodiscard]] std::optional<double> read_clock(const std::string& format, std::string_view text);
/// Seconds since 1970-01-01T00:00; a moment without zone counts as one of UTC.
[[nodiscard]] std::optional<double> read_moment(const std::string& format, std::string_view text);
/// Four digits or more, "-" before our era.
[[nodiscard]] std::optional<double> read_year(std::string_view text);
/// "2026-11", as months since year 0.
[[nodiscard]] std::optional<double> read_year_month(std::string_view text);
/// ISO 8601, "P1Y2M3DT4H5M6.5S" or weeks, in nominal seconds: a year is 365.2425 days.
[[nodiscard]] std::optional<double> read_duration(std::string_view text);

}  // namespace parvis::datasets
