// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/commune_history.hpp"
#include "datasets/site.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::datasets {

/// What the commune codes of a site's country meant over time, beside the day of the list that the
/// site's communes are of: what is needed to say it, without their limits.
struct CommunePerimeters {
    std::string country;  ///< "FR"
    Date day;             ///< of the site's list of communes
    CommuneHistory history;

    /// "63266" for "63266" and "FR_63266".
    [[nodiscard]] std::string_view code_of(std::string_view key) const;
    [[nodiscard]] std::string key_of(std::string_view code) const;

    /// What became of a code's ground.
    struct Whereabouts {
        const Perimeter* last = nullptr;  ///< what the code meant on the site's day, or last before
        bool stands = false;              ///< it means a commune on the site's day
        std::vector<std::string> codes;   ///< of the site's day, where its ground lies then
        bool same_ground = false;
    };
    /// Nothing for a code that no movement names.
    [[nodiscard]] std::optional<Whereabouts> whereabouts(std::string_view code) const;
};

/// Reads [communes] of territory.toml, no more of it than needed. nullptr where it names no file of
/// movements, or the site has none.
/// @throws SourceError naming file and line.
[[nodiscard]] std::shared_ptr<const CommunePerimeters> read_perimeters(const Site& site);

}  // namespace parvis::datasets
