// SPDX-License-Identifier: EUPL-1.2
#include "datasets/figure_period.hpp"

#include <algorithm>

namespace parvis::datasets {

std::optional<PeriodDays> days_of_period(std::string_view text)
{
    const std::string iso(text);
    constexpr std::size_t year = 4, month = 7;
    if (text.size() == year) {
        const auto first = parse_date(iso + "-01-01"), last = parse_date(iso + "-12-31");
        return first && last ? std::optional(PeriodDays{*first, *last}) : std::nullopt;
    }
    if (text.size() == month) {
        if (const auto first = parse_date(iso + "-01")) {
            // The month's last day: the day before the next month's first.
            const auto next = date_of_days(days(*first) + 31);
            const Date first_of_next{next.year, next.month, 1};
            return PeriodDays{*first, date_of_days(days(first_of_next) - 1)};
        }
    }
    if (const auto day = parse_date(iso)) {
        return PeriodDays{*day, *day};
    }
    return std::nullopt;
}

bool FigurePeriods::are_mixed() const
{
    return std::ranges::any_of(m_periods, [&](const std::string& period) {
        return period.size() != m_periods.begin()->size();
    });
}

std::string FigurePeriods::latest() const
{
    return m_periods.empty() ? std::string()
                             : *std::ranges::max_element(
                                   m_periods, [](const std::string& a, const std::string& b) {
                                       const auto x = days_of_period(a), y = days_of_period(b);
                                       return x && y ? x->last < y->last : a < b;
                                   });
}

}  // namespace parvis::datasets
