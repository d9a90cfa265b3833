// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/site.hpp"
#include "service/work_asked.hpp"

#include <string_view>

namespace parvis::service {

/// Whether a text is to be read as street and numbers ("12 à 40 rue Garibaldi, Sotteville"): it has
/// words, and is neither GeoJSON nor WKT.
[[nodiscard]] bool names_street(std::string_view text);

/// Where `geometry` is street and numbers it becomes what they name in the site's layer of streets
/// ([works] streets), or one of the faults of what is asked. @throws StoreError, SourceError
void choose_street(WorkAsked& asked, const datasets::Site& site);

}  // namespace parvis::service
