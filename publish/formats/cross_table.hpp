// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/api/link.hpp"
#include "publish/cross/crossing.hpp"

#include <string>
#include <vector>

namespace parvis::publish {

/// A crossing as JSON: its measures with what they say of themselves, a row per place, the total,
/// the sources with licence and last update.
[[nodiscard]] std::string cross_json(const cross::CrossTable& table,
                                     const std::vector<Link>& links);
/// The same as a FeatureCollection: a feature per place, with the place's geometry where it has
/// one. The rest, the total and the sources are members of the collection.
[[nodiscard]] std::string cross_geojson(const cross::CrossTable& table,
                                        const std::vector<Link>& links);
/// The same as a table: a line per place, then what lies in none and the total; RFC 4180. Comments
/// and sources are in the last column of the total's line, so that no output loses them.
[[nodiscard]] std::string cross_csv(const cross::CrossTable& table);

// What the formats of a crossing share.

/// Key and name of a place; of the rows that lie in none for the index after the last.
[[nodiscard]] std::string_view id_at(const cross::CrossTable& table, std::size_t index);
[[nodiscard]] std::string_view name_at(const cross::CrossTable& table, std::size_t index);
/// What has to be said of a place's values in one cell: "habitants : B, périmètre changé …".
[[nodiscard]] std::string marks_text(const cross::CrossTable& table, std::size_t index);
/// Sources, licence of the result, and what has to be known of the measures.
[[nodiscard]] std::vector<std::string> source_lines(const cross::CrossTable& table);

}  // namespace parvis::publish
