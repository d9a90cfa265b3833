// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/book.hpp"

#include "publish/works/clash_shelf.hpp"
#include "publish/works/record_reader.hpp"
#include "publish/works/road_event.hpp"
#include "publish/works/row_history.hpp"
#include "publish/works/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace parvis::publish::works {
namespace {

using datasets::Instant;

/// Instants of the work at which what feeds say of it changes, of the days around today.
void add_turns(std::vector<Instant>& turns, const Work& work, const datasets::Zone& zone,
               datasets::Date today)
{
    const std::int32_t day = datasets::days(today);
    for (const Phase& phase : work.phases) {
        for (const Span& span : at_work(phase, zone, datasets::date_of_days(day - 1),
                                        datasets::date_of_days(day + 1))) {
            turns.push_back(span.from);
            turns.push_back(span.to);
        }
        for (const auto& bound : {phase.start, phase.end}) {
            if (bound) {
                turns.push_back(bound->at);
            }
        }
        if (phase.closed) {  // else an event would end with the turn before, and later move
            turns.push_back(*phase.closed);
        }
    }
}

void add_comments(const Snapshot& dataset, std::vector<Work>& works)
{
    for (Work& work : works) {
        for (const Phase& phase : work.phases) {
            if (const auto row = dataset.row_of(phase.row)) {
                const auto& said = dataset.comments(*row);
                work.comments.insert(work.comments.end(), said.begin(), said.end());
            }
        }
    }
}

WorksSource source_of(const Snapshot& dataset)
{
    const auto& facts = dataset.manifest().facts;
    return {facts.id, std::string(datasets::text_in(facts.title, "fr")), facts.producer,
            facts.licence, datasets::parse_instant(dataset.manifest().created).value_or(Instant{})};
}

}  // namespace

std::shared_ptr<const WorksList> list_works(const Publication& publication, const Store& store,
                                            VersionSteps& steps)
{
    auto list = std::make_shared<WorksList>();
    const auto oldest =
        datasets::date_of_days(datasets::days(publication.today) - std::int32_t{closing_days});
    for (const auto& dataset : publication.of_kind(datasets::Kind::road_works)) {
        const datasets::Zone zone(dataset->manifest().facts.zone);
        list->sources.push_back(source_of(*dataset));
        list->turns.push_back(list->sources.back().created);
        auto works = works_of(*dataset);
        auto history = look_back(store, *dataset, works, oldest, steps);
        add_comments(*dataset, works);
        std::ranges::move(history.departed, std::back_inserter(works));
        for (const auto* told : {&works, &history.former}) {
            for (const Work& work : *told) {
                add_turns(list->turns, work, zone, publication.today);
            }
        }
        std::ranges::move(works, std::back_inserter(list->works));
        std::ranges::move(history.former, std::back_inserter(list->former));
    }
    std::ranges::sort(list->turns);
    list->turns.erase(std::unique(list->turns.begin(), list->turns.end()), list->turns.end());
    return list;
}

Instant now_of(const datasets::Site& site, Instant now)
{
    constexpr std::int32_t noon = 43'200;
    return site.reference_date
               ? datasets::Zone(site.zone).instant_of(*site.reference_date, noon).instant
               : now;
}

BookShelf::BookShelf()
    : m_steps(step_bytes), m_feeds(feed_bytes), m_filtered(filtered_bytes),
      m_clashes(std::make_unique<ClashShelf>())
{
}
BookShelf::~BookShelf() = default;

std::shared_ptr<const Book> BookShelf::book(std::shared_ptr<const Publication> publication,
                                            const Store& store, Instant now)
{
    auto book = std::make_shared<Book>();
    {
        const std::lock_guard lock(m_mutex);
        if (!m_list || m_list_tag != publication->tag) {
            m_list = list_works(*publication, store, m_steps);
            m_list_tag = publication->tag;
        }
        book->list = m_list;
    }
    // What is the same since a turn is the same feed: its bytes do not follow the clock.
    const auto& turns = book->list->turns;
    const auto midnight =
        datasets::Zone(publication->site.zone).instant_of(publication->today, 0).instant;
    const auto next = std::upper_bound(turns.begin(), turns.end(), now_of(publication->site, now));
    book->moment = next == turns.begin() ? midnight : std::max(midnight, *std::prev(next));
    book->tag = fmt::format("{}-{:x}", publication->tag, book->moment.seconds);
    book->publication = std::move(publication);
    return book;
}

}  // namespace parvis::publish::works
