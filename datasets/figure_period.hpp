// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/value.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace parvis::datasets {

/// First and last day of a period, both in it.
struct PeriodDays {
    Date first, last;
};

/// A figure's period as days: "2025", "2025-06", "2025-06-30". Nothing for any other text.
[[nodiscard]] std::optional<PeriodDays> days_of_period(std::string_view text);

/// The periods that figures are of, as texts: the one rule for which is the latest, and for when
/// there is none because they cannot be compared.
class FigurePeriods {
public:
    /// "", a figure without a period, is not one.
    void add(std::string period)
    {
        if (!period.empty()) {
            m_periods.insert(std::move(period));
        }
    }

    [[nodiscard]] bool empty() const { return m_periods.empty(); }
    [[nodiscard]] const std::set<std::string>& all() const { return m_periods; }
    /// Years beside months, say: neither is later than the other, and figures of both never meet.
    [[nodiscard]] bool are_mixed() const;
    /// The one that ends last; texts that are no dates follow the alphabet. "" of none.
    [[nodiscard]] std::string latest() const;

private:
    std::set<std::string> m_periods;
};

}  // namespace parvis::datasets
