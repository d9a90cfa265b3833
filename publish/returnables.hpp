// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/snapshot.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parvis::publish {

/// What of each row an answer has (OGC API - Features Parts 6 and 7, drafts). The id and comments
/// always come with it: a figure must not lose its explanation.
struct Returnables {
    bool all = true;               ///< the members below count only where not
    std::vector<bool> properties;  ///< one a property of the dataset
    bool geometry = false, state = false;
    std::optional<double> zoom;  ///< geometries as a map at this zoom shows them

    [[nodiscard]] bool has(std::size_t property) const { return all || properties[property]; }
    [[nodiscard]] bool has_geometry() const { return all || geometry; }
    [[nodiscard]] bool has_state() const { return all || state; }
    [[nodiscard]] bool whole() const { return all && !zoom; }
};

/// Reads `properties` into `wanted`: names of the schema separated by commas; without "geometry"
/// among them rows have none. The answer is why the text cannot be used, "" when it can.
[[nodiscard]] std::string read_properties(std::string_view text, const Snapshot& dataset,
                                          Returnables& wanted);
/// Reads `zoom-level`, 0 to 30, decimals too.
[[nodiscard]] std::string read_zoom_level(std::string_view text, Returnables& wanted);

/// The geometry of a row as the answer has it.
[[nodiscard]] geo::Geometry geometry_of(const Snapshot& dataset, RowIndex row,
                                        const Returnables& wanted);

}  // namespace parvis::publish
