// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/cross.hpp"
#include "publish/site/row.hpp"

#include <optional>
#include <string>
#include <vector>

namespace parvis::publish::site {

/// A work (chantier) as pages say it.
struct WorkView {
    Row row;
    datasets::WorkState state = datasets::WorkState::unknown;
    std::optional<datasets::Date> start, end;
    std::string look;      ///< "closed", "partial", "planned", "ended": colour and pictogram
    std::string sentence;  ///< "Rue barrée, jusqu’au samedi 12 décembre 2026, de 8 h à 17 h"
    std::string where;     ///< "rue Jeanne-d’Arc, Rouen"

    explicit WorkView(const Row& the_row) : row(the_row) {}
};

[[nodiscard]] WorkView work_view(const Page& page, const Row& row);
/// Fields: title, address, look, icon, sentence, where, owner.
[[nodiscard]] Data work_data(const Page& page, const WorkView& work);

/// Every work in one of these states, of all road works datasets: those that end or start soonest
/// first.
[[nodiscard]] std::vector<WorkView>
works_in_state(const Page& page, std::initializer_list<datasets::WorkState> states);
/// Whether the work touches the place: in a commune or area by any part of it.
[[nodiscard]] bool touches(const WorkView& work, std::string_view level, std::string_view key);
[[nodiscard]] std::string_view state_message(datasets::WorkState state);

}  // namespace parvis::publish::site
