// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/feed.hpp"

#include "publish/site/address.hpp"
#include "publish/works/feed_writer.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_map>

namespace parvis::publish::works {
namespace {

std::unique_ptr<FeedWriter> writer_of(Feed feed, const Book& book, const std::string& base_url)
{
    switch (feed) {
    case Feed::datex2:
        return datex2_writer(book, base_url);
    case Feed::wzdx:
        return wzdx_writer(book, base_url);
    case Feed::cifs:
        return cifs_writer(book, base_url);
    case Feed::geojson:
        return geojson_writer(book, base_url);
    case Feed::ical:
        return ical_writer(book, base_url);
    case Feed::atom:
        break;
    }
    return atom_writer(book, base_url);
}

}  // namespace

const std::array<FeedFacts, 6>& feeds()
{
    static constexpr std::array<FeedFacts, 6> all{{
        {Feed::datex2, "datex2", "application/xml", "DATEX II",
         "les centres de trafic et les services de navigation européens (DATEX II v3, "
         "SituationPublication)"},
        {Feed::wzdx, "wzdx", "application/geo+json", "WZDx",
         "les services de navigation qui lisent WZDx 4.2"},
        {Feed::cifs, "cifs", "application/xml", "Waze",
         "Waze (Closure and Incident Feed Specification)"},
        {Feed::geojson, "geojson", "application/geo+json", "GeoJSON",
         "les cartes et les programmes : tout ce qui est connu de chaque chantier"},
        {Feed::ical, "ical", "text/calendar; charset=utf-8", "Agenda",
         "les agendas (iCalendar), par commune ou par pôle"},
        {Feed::atom, "atom", "application/atom+xml", "Atom",
         "les lecteurs de nouvelles : ce qui vient de changer"},
    }};
    return all;
}

const FeedFacts* feed_named(std::string_view name)
{
    const auto found = std::ranges::find(feeds(), name, &FeedFacts::name);
    return found == feeds().end() ? nullptr : &*found;
}

bool WorksWanted::takes(const Work& work) const
{
    if (!commune.empty() && std::ranges::find(work.communes, commune) == work.communes.end()) {
        return false;
    }
    const bool in_areas = std::ranges::all_of(areas, [&](const auto& area) {
        return std::ranges::find(work.areas, area) != work.areas.end();
    });
    if (!in_areas || !box) {
        return in_areas;
    }
    const auto in = [&](const geo::Box& part) {
        return std::ranges::any_of(work.phases, [&](const Phase& phase) {
            return geo::intersects(phase.place.geometry, part);
        });
    };
    return box->crosses_antimeridian() ? in({box->west, box->south, 180, box->north}) ||
                                             in({-180, box->south, box->east, box->north})
                                       : in(*box);
}

MadeFeed make_feed(Feed feed, const Book& book, const WorksWanted& wanted,
                   const std::string& base_url)
{
    const auto writer = writer_of(feed, book, base_url);
    std::unordered_map<std::string, std::vector<const Work*>> former;  // newest first, as they are
    for (const Work& work : book.list->former) {
        former[key_of(work)].push_back(&work);
    }
    MadeFeed made;
    for (const Work& work : book.works()) {
        if (wanted.takes(work)) {
            ++made.works;
            if (const auto reason = writer->add(work, made.partial)) {
                made.undelivered.push_back({&work, *reason});
            } else {
                ++made.delivered;
            }
        }
        // Also of one that moved away: its readers here were told of it.
        if (const auto before = former.find(key_of(work)); before != former.end()) {
            for (const Work* one : before->second) {
                if (wanted.takes(*one)) {
                    writer->close_former(*one);
                }
            }
        }
    }
    made.text = writer->take();
    return made;
}

std::string name_of(const Work& work)
{
    const std::string name = !work.title.empty()    ? work.title
                             : !work.nature.empty() ? work.nature
                             : !work.street.empty() ? work.street
                                                    : work.id;
    return work.sample ? std::string(sample_mark) + name : name;
}

std::string address_of(const Work& work, const Phase& phase, const std::string& base_url)
{
    return base_url + site::item_address(work.dataset, phase.row);
}

std::optional<Undelivered> FeedWriter::add(const Work& work, std::vector<UndeliveredWork>& partial)
{
    std::optional<Undelivered> why;
    bool delivered = false;
    std::vector<UndeliveredWork> lacking;
    for (const Phase& phase : work.phases) {
        const auto reason = add_phase(work, phase);
        delivered = delivered || !reason;
        if (reason && *reason != Undelivered::long_over) {
            lacking.push_back({&work, *reason, &phase});
        }
        // Of several, the one that somebody can mend.
        if (reason && (!why || *why == Undelivered::long_over)) {
            why = reason;
        }
    }
    if (delivered) {
        std::ranges::move(lacking, std::back_inserter(partial));
        return std::nullopt;
    }
    return why;
}

/// Whether a phase as it was had begun when it was closed: before that, a pause is none.
bool FeedWriter::has_begun(const Work& before, const Phase& phase)
{
    return stage_at(before, phase, m_book.moment, zone_of(before)) != Stage::cancelled;
}

void FeedWriter::close_former(const Work& before)
{
    for (const Phase& phase : before.phases) {
        if (phase.declared != Declared::paused || takes_paused() || !has_begun(before, phase)) {
            add_phase(before, phase);
        }
    }
}

const datasets::Zone& FeedWriter::zone_of(const Work& work)
{
    if (!m_zone || m_zone_name != work.zone) {
        m_zone.emplace(work.zone);
        m_zone_name = work.zone;
    }
    return *m_zone;
}

}  // namespace parvis::publish::works
