// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/cross.hpp"
#include "publish/site/row.hpp"

#include <optional>
#include <string>
#include <vector>

namespace parvis::publish::site {

/// A work (chantier) as pages say it. What costs time to write, its sentence, is made for those
/// that are shown: there are thousands.
struct WorkView {
    Row row;
    datasets::WorkState state = datasets::WorkState::unknown;
    std::optional<datasets::Date> start, end;
    std::optional<double> metres;  ///< from the place that was asked for, if one was
    std::string look;  ///< "closed", "partial", "planned", "ended": colour and pictogram

    explicit WorkView(const Row& the_row) : row(the_row) {}
};

/// As on the day that the page shows.
[[nodiscard]] WorkView work_view(const Page& page, const Row& row);
/// "Rue barrée, jusqu’au samedi 12 décembre 2026, de 8 h à 17 h"
[[nodiscard]] std::string work_sentence(const Page& page, const WorkView& work);
/// The same where the daily hours stand beside it.
[[nodiscard]] std::string work_sentence_without_hours(const Page& page, const WorkView& work);
/// "rue Jeanne-d’Arc, Rouen": what the title, as far as it is shown, does not say already; each
/// street once, without its house numbers; without the commune whose key the page names anyway.
[[nodiscard]] std::string work_where(const WorkView& work, std::string_view title,
                                     std::string_view known_commune = {});
/// Fields: title (shortened), address, look, icon, state, sentence, more (which way, how
/// sure, how to get round), where, commented, owner.
[[nodiscard]] Data work_data(const Page& page, const WorkView& work,
                             std::string_view known_commune = {});

/// Every work in one of these states on the page's day, of all road works datasets: those that end
/// or start soonest first.
[[nodiscard]] std::vector<WorkView> works_in_state(const Page& page,
                                                   const std::vector<datasets::WorkState>& states);
/// Keys of the communes, or of the level's areas, in which any part of the row lies.
[[nodiscard]] std::vector<std::string> places_touched(const Row& row, const PlaceColumns& columns);
/// Whether the row touches the place: in a commune or area by any part of it.
[[nodiscard]] bool touches(const Row& row, const PlaceColumns& columns, std::string_view key);
[[nodiscard]] std::string_view state_message(datasets::WorkState state);

}  // namespace parvis::publish::site
