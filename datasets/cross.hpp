// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/manifest.hpp"
#include "datasets/register.hpp"
#include "datasets/territory.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parvis::datasets {

/// State of a work on a day, from its declared state and dates (French: état du chantier).
enum class WorkState { planned, active, paused, ended, cancelled, unknown };
/// "prevu", "en_cours", "suspendu", "termine", "annule", "inconnu": the values of the property
/// `etat`.
[[nodiscard]] std::string_view code_of(WorkState state);
/// Both days belong to the work. An open end never ends; no start at all is unknown unless the end
/// has passed. Between them a work goes on, or is paused where it is declared so ("suspendu"): it
/// is still there and counts as one that goes on, but nothing of it is told as closed.
[[nodiscard]] WorkState state_on(std::optional<Date> start, std::optional<Date> end,
                                 std::string_view declared, Date day);

/// Writes the crossed collections `communes` and one per level (`poles`) from the published
/// versions of the territory's datasets: population, area, density, equipment by family and per
/// 1,000 inhabitants, works now, planned and ended, length under works, as on `day`.
/// The same inputs on the same day make no new version. `publisher` answers for the result.
/// Returns the manifests of the new versions.
std::vector<Manifest> cross_territory(const Territory& territory, Register& reg, Date day,
                                      std::string_view publisher);

/// Fills the learnt levels of the territory from the published versions of their datasets.
void learn_levels(Territory& territory, const Register& reg);

}  // namespace parvis::datasets
