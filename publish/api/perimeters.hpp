// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/store.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish {

/// What a commune code meant over time, as JSON: each perimeter with its days, the movement that
/// began and ended it, and the communes that gave or got its ground; then where that ground is in
/// the site's list of communes. `perimeters` of the publication must be there.
[[nodiscard]] std::string perimeters_json(const Publication& publication, std::string_view code,
                                          const std::string& base_url);

/// The same in French sentences, a perimeter each, for a terminal; the first says where the ground
/// is today. With a day, only what the code meant on it.
[[nodiscard]] std::vector<std::string>
perimeter_sentences(const datasets::CommunePerimeters& perimeters, std::string_view code,
                    std::optional<datasets::Date> at = {});

/// In one sentence: what became of a code that is no commune of the site's list today.
[[nodiscard]] std::string whereabouts_sentence(const datasets::CommunePerimeters& perimeters,
                                               std::string_view code);

/// "Bihorel (76095)"; the code alone where the file of movements has no name.
[[nodiscard]] std::string perimeter_name(const datasets::Perimeter& perimeter);

}  // namespace parvis::publish
