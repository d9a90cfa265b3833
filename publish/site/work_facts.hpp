// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/site/page.hpp"
#include "publish/works/record.hpp"

#include <string>

namespace parvis::publish::site {

// What pages, lists and the notice say of a work's record, in the words of a neighbour. "" wherever
// the record does not say it: nothing is made up.

/// "vers le sud-ouest", "dans les deux sens": the directions of travel that are concerned. A line
/// that turns back on itself has no such direction: "dans un seul sens".
[[nodiscard]] std::string way_words(const Page& page, const works::Place& place);
/// "côté nord-ouest", "des deux côtés"
[[nodiscard]] std::string side_words(const Page& page, const works::Place& place);
/// "1 file fermée sur 2"
[[nodiscard]] std::string lanes_words(const Page& page, const works::Impact& impact);
/// "du lundi au vendredi, de 8 h à 17 h": as the source writes it, else from what was read.
[[nodiscard]] std::string hours_words(const Page& page, const works::Phase& phase);
/// "du lundi 24 novembre, 8 h, au vendredi 5 décembre 2026, 17 h": with the hours of ends that have
/// some; says that an end is not known.
[[nodiscard]] std::string dates_words(const Page& page, const works::Work& work,
                                      const works::Phase& phase);

/// How sure the dates are: a whole sentence, and the same in two or three words for lists.
struct Certainty {
    std::string sentence, tag;
};
[[nodiscard]] Certainty certainty_of(const Page& page, const works::Phase& phase);

/// How many days may go by before what a source said last is called old.
inline constexpr int stale_after_days = 30;
/// "Dernière information de la source : le 22 novembre 2026, il y a 45 jours. …": of a dataset
/// whose source said nothing for longer than that before the site's today; else "".
[[nodiscard]] std::string stale_words(const Page& page, const Snapshot& dataset);

}  // namespace parvis::publish::site
