// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/query.hpp"
#include "publish/site/works_reach.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace parvis::publish::site {

/// The works that a filter asks for, as the page and the JSON of /works list them.
struct WorksList {
    Reach reach;
    std::vector<Choice> choices;     ///< levels first, from the largest places to the smallest
    std::vector<WorkView> all;       ///< whatever was asked
    std::vector<WorkView> in_state;  ///< near, in the period and the state
    std::vector<WorkView> in_place;  ///< near, in the period and the places
    /// All of that, the nearest first where a place was asked for, else by commune.
    std::vector<WorkView> found;
    std::size_t pages = 1, page = 1;
    std::size_t first = 0, last = 0;  ///< of `found`, on the page; half open

    [[nodiscard]] bool by_distance() const { return !found.empty() && found.front().metres; }
    [[nodiscard]] std::span<const WorkView> shown() const
    {
        return std::span(found).subspan(first, last - first);
    }
};

/// Without faults in the filter.
[[nodiscard]] WorksList list_works(const Page& page, const WorksFilter& filter);

/// A period decides by itself which states are shown, unless a state is asked for too.
[[nodiscard]] std::vector<datasets::WorkState> states_asked(const WorksFilter& filter);
[[nodiscard]] bool is_in(datasets::WorkState state, const std::vector<datasets::WorkState>& states);
/// What asks for the same on another of its pages.
[[nodiscard]] Parameters parameters_of(const Page& page, const WorksFilter& filter,
                                       std::size_t number);

/// The list for programs.
[[nodiscard]] std::string works_json(const Page& page, const WorksFilter& filter);

}  // namespace parvis::publish::site
