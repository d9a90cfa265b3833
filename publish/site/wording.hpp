// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/value.hpp"
#include "publish/site/messages.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parvis::publish::site {

/// How figures and days are written for people, in the language of the messages.

/// "1 234,5": at most `decimals` of them, none where they are zero.
[[nodiscard]] std::string number_text(double value, int decimals, const Messages& messages);
/// How many decimals a figure of this unit and size deserves: money 0 or 2 (a rate below 1: up to
/// 4), people 0, others up to 2.
[[nodiscard]] int fitting_decimals(double value, std::string_view unit);
/// "EUR" -> "€", "km2" -> "km²"; a unit without a sign of its own stays as it is.
[[nodiscard]] std::string unit_text(std::string_view unit, const Messages& messages);
/// "1 234 hab.", with a narrow no-break space before the unit.
[[nodiscard]] std::string quantity_text(double value, std::string_view unit,
                                        const Messages& messages);
/// "+ 4,2 %" or "− 0,8 %"; "stable" below a tenth of a percent.
[[nodiscard]] std::string change_text(double before, double now, const Messages& messages);

/// "12 décembre 2026", "1er janvier 2027".
[[nodiscard]] std::string date_text(datasets::Date date, const Messages& messages);
/// "samedi 12 décembre 2026".
[[nodiscard]] std::string full_date_text(datasets::Date date, const Messages& messages);
/// "du lundi 24 novembre au vendredi 5 décembre 2026", "à partir du …", "jusqu’au …", or "".
[[nodiscard]] std::string period_text(std::optional<datasets::Date> start,
                                      std::optional<datasets::Date> end, const Messages& messages);
/// An ISO date or RFC 3339 instant as a day in words; the text itself when it is neither.
[[nodiscard]] std::string iso_date_text(std::string_view iso, const Messages& messages);

/// "12,3 ko".
[[nodiscard]] std::string size_text(std::uint64_t bytes, const Messages& messages);

/// Lower case, accents and ligatures taken off: what a search compares.
[[nodiscard]] std::string folded(std::string_view text);
/// First letter in upper or lower case, accents understood.
[[nodiscard]] std::string capitalized(std::string_view text);
[[nodiscard]] std::string uncapitalized(std::string_view text);

}  // namespace parvis::publish::site
