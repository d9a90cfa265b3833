// SPDX-License-Identifier: EUPL-1.2
#pragma once

// A work that tests change, and a book that holds what came of it.
#include "publish/store.hpp"
#include "publish/works/book.hpp"

#include <memory>
#include <utility>
#include <vector>

namespace parvis::test {

using namespace parvis::publish::works;
using datasets::Date;
using datasets::Instant;

inline const geo::LineString ab{{1.1, 49.4}, {1.11, 49.41}, {1.12, 49.42}};
inline const datasets::Zone& paris()
{
    static const datasets::Zone zone("Europe/Paris");
    return zone;
}

inline Bound start_on(Date day)
{
    return {paris().instant_of(day, 0).instant, day, true, false, false};
}
inline Bound end_on(Date day)
{
    return {paris().instant_of(datasets::date_of_days(datasets::days(day) + 1), 0).instant, day,
            true, false, false};
}
inline Bound exactly(const char* text)
{
    const auto at = *datasets::parse_instant(text);
    return {at, paris().date_of(at), false, false, false};
}

/// A street closed in both directions from 16 to 27 November 2026: each case changes something.
inline Work usual()
{
    Work work;
    work.dataset = "chantiers";
    work.id = "A1";
    work.zone = "Europe/Paris";
    work.title = "Réseau d’eau";
    work.street = "rue du Bac";
    work.communes = {"FR_76001"};
    work.ledger.first_seen = work.ledger.changed = Instant{1'790'000'000};
    Phase phase;
    phase.row = "A1";
    phase.declared = Declared::approved;
    phase.start = start_on({2026, 11, 16});
    phase.end = end_on({2026, 11, 27});
    phase.place.geometry = geo::Line{ab};
    phase.place.direction = Direction::both;
    phase.impact.effect = Effect::closed;
    work.phases = {phase};
    return work;
}

inline Book book_of(std::vector<Work> works, const char* moment, std::vector<Work> former = {})
{
    auto list = std::make_shared<WorksList>();
    list->sources = {{"chantiers", "Chantiers", "Ville", "etalab-2.0", Instant{1'790'000'000}}};
    list->works = std::move(works);
    list->former = std::move(former);
    auto publication = std::make_shared<publish::Publication>();
    publication->site.publisher = "Ville";
    publication->site.name = {{"fr", "Ville"}};
    publication->today = {2026, 11, 22};
    Book book;
    book.publication = std::move(publication);
    book.list = std::move(list);
    book.moment = *datasets::parse_instant(moment);
    book.tag = "t";
    return book;
}

inline constexpr const char* base = "http://exemple.fr";

inline Phase& phase(Work& work) { return work.phases.front(); }

}  // namespace parvis::test
