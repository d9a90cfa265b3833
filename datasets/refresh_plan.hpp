// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/value.hpp"
#include "datasets/zone.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace parvis::datasets {

/// When the source of a dataset is looked at again, as `refresh` of its definition says.
struct RefreshPlan {
    std::int64_t every_s = 0;      ///< "every 6h", "every 15min"; 0: once a day
    std::int32_t time_of_day = 0;  ///< "daily at 03:00": seconds after midnight, in the zone
    friend bool operator==(const RefreshPlan&, const RefreshPlan&) = default;
};

/// "every 30s", "every 15min", "every 6h", "every 2d" (from 10 seconds to 366 days), "daily at
/// 03:00"; nothing for any other text.
[[nodiscard]] std::optional<RefreshPlan> parse_refresh(std::string_view text);

/// Whether it is time to look again, `last` being when it was last done.
[[nodiscard]] bool is_due(const RefreshPlan& plan, const Zone& zone, std::optional<Instant> last,
                          Instant now);

}  // namespace parvis::datasets
