// SPDX-License-Identifier: EUPL-1.2
// Rows become records of works, against the rows read one by one; and works that leave.
#include "datasets/retention.hpp"
#include "datasets/work_hours.hpp"
#include "publish/works/book.hpp"
#include "publish/works/feed.hpp"
#include "publish/works/record_reader.hpp"
#include "publish/works/road_event.hpp"
#include "publish/works/row_past.hpp"
#include "tests/unit/publish/small_site.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <random>
#include <utility>
#include <vector>

using namespace parvis;
using namespace parvis::publish::works;
using datasets::Date;

BOOST_AUTO_TEST_SUITE(works_record)

VersionSteps steps(std::size_t{8} << 20U);

BOOST_AUTO_TEST_CASE(hours_and_days_are_read_as_people_write_them)
{
    using namespace parvis::datasets;
    const std::vector<std::pair<const char*, const char*>> clocks{
        {"8:30", "08:30"},  {"08:30:00", "08:30"}, {"8 h", "08:00"}, {"8h30", "08:30"},
        {"24:00", "24:00"}, {"00:00", "00:00"},    {"25:00", ""},    {"8", ""},
        {"matin", ""},      {"8:75", ""},          {"", ""}};
    for (const auto& [text, usual_text] : clocks) {
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(usual_clock(text) == usual_text); }
    }
    const std::vector<std::pair<const char*, const char*>> days{
        {"du lundi au vendredi", "lu ma me je ve"},
        {"lu-ve", "lu ma me je ve"},
        {"lundi, mercredi", "lu me"},
        {"tous les jours", "lu ma me je ve sa di"},
        {"sa-lu", "lu sa di"},
        {"jours ouvrables", ""},
        {"au vendredi", ""},
        {"", ""}};
    for (const auto& [text, usual_text] : days) {
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(usual_week_days(text) == usual_text); }
    }
}

BOOST_AUTO_TEST_CASE(rows_become_records_and_what_they_do_not_say_stays_unknown)
{
    test::SmallSite site;
    site.publish(test::SmallSite::works_facts(), test::SmallSite::works_properties(),
                 test::SmallSite::works(200, 3));
    site.refresh();
    const auto snapshot = site.snapshot("chantiers");
    const datasets::Zone paris("Europe/Paris");
    const auto works = works_of(*snapshot);
    BOOST_REQUIRE(works.size() == snapshot->size());
    for (publish::RowIndex row = 0; row < snapshot->size(); ++row) {
        const Work& work = works[row];
        BOOST_TEST(work.id == snapshot->feature_id(row));
        BOOST_TEST((work.category == Category::unknown), "no such column");
        const auto end = snapshot->value(row, *snapshot->property("fin"));
        const auto* day = std::get_if<Date>(&end);
        BOOST_REQUIRE(work.phases.front().end.has_value() == (day != nullptr));
        if (day != nullptr) {
            BOOST_TEST((work.phases.front().end->day == *day));
            BOOST_TEST((paris.date_of(work.phases.front().end->at) ==
                        datasets::date_of_days(datasets::days(*day) + 1)));
        }
        BOOST_TEST(code_of(work.phases.front().impact.effect) ==
                   snapshot->word(row, *snapshot->property("effet")));
    }
}

BOOST_AUTO_TEST_CASE(works_that_leave_a_dataset_are_told_as_closed)
{
    test::SmallSite site;
    auto rows = test::SmallSite::works(40, 5);
    const auto facts = test::SmallSite::works_facts();
    const auto properties = test::SmallSite::works_properties();
    site.publish(facts, properties, rows);
    site.refresh();
    const auto before = list_works(*site.store().current(), site.store(), steps);
    BOOST_TEST(before->works.size() == 40U);

    const std::string gone = rows.front().id;
    rows.erase(rows.begin());
    rows.front().geometry = geo::Point{{1.15, 49.45}};
    site.publish(facts, properties, rows);
    site.refresh();
    const auto list = list_works(*site.store().current(), site.store(), steps);

    BOOST_REQUIRE(list->works.size() == 40U);
    const Work& departed = list->works.back();
    BOOST_TEST(departed.id == gone);
    BOOST_TEST(departed.ledger.departed);
    BOOST_TEST(departed.phases.front().closed.has_value());
    BOOST_TEST(departed.ledger.revision == 2U, "above what it closes");
    BOOST_TEST(departed.title.empty(), "what was taken out may have been so for its texts");
    BOOST_TEST(departed.street == before->works.front().street);
    BOOST_TEST(std::ranges::binary_search(list->turns, *departed.phases.front().closed),
               "feeds are made anew once it is closed");
    BOOST_TEST(std::ranges::binary_search(list->turns, list->sources.front().created));
    BOOST_REQUIRE(list->former.size() == 1U);
    BOOST_TEST(list->former.front().id == rows.front().id);
    BOOST_TEST(list->former.front().ledger.revision == 2U);
    BOOST_TEST(list->former.front().title.empty());
    for (const Work& work : list->works) {
        const bool changed = work.id == rows.front().id || work.id == gone;
        BOOST_TEST(work.ledger.revision == (changed ? 2U : 1U), work.id);
    }
}

BOOST_AUTO_TEST_CASE(each_phase_of_a_work_says_for_itself_how_far_it_is)
{
    test::SmallSite site;
    auto properties = test::SmallSite::works_properties();
    auto phase_of = properties.front();
    phase_of.name = "chantier";
    properties.push_back(phase_of);
    auto rows = test::SmallSite::works(2, 5);
    const std::size_t start = 2, end = 3, declared = 4;
    for (auto& row : rows) {
        row.geometry = geo::Line{{{1.1, 49.4}, {1.11, 49.41}}};
        row.values.emplace_back("C1");
    }
    rows[0].values[start] = Date{2026, 10, 1};
    rows[0].values[end] = Date{2026, 11, 10};
    rows[0].values[declared] = "termine";
    rows[1].values[start] = Date{2026, 11, 11};
    rows[1].values[end] = Date{2026, 12, 20};
    rows[1].values[declared] = "en_cours";
    site.publish(test::SmallSite::works_facts(), properties, rows);
    site.refresh();
    const auto works = list_works(*site.store().current(), site.store(), steps)->works;
    BOOST_REQUIRE(works.size() == 1U);
    BOOST_REQUIRE(works[0].phases.size() == 2U);
    const Phase &first = works[0].phases[0], &second = works[0].phases[1];
    const datasets::Zone paris("Europe/Paris");
    const Moment moment{*datasets::parse_instant("2026-11-22T12:00:00Z"), &paris};
    const auto ended = std::get<Validity>(validity_of(works[0], first, moment));
    const auto active = std::get<Validity>(validity_of(works[0], second, moment));
    BOOST_TEST(ended.over);
    BOOST_TEST((active.stage == Stage::active));
    BOOST_TEST(datasets::to_text(*active.end) == "2026-12-20T23:00:00Z");
    BOOST_TEST((stage_at(works[0], moment.at, paris) == Stage::active));
    BOOST_TEST((declared_of(works[0]) == Declared::started));
}

BOOST_AUTO_TEST_CASE(a_work_that_nobody_touches_says_the_same_whatever_comes_after)
{
    test::SmallSite site;
    const auto facts = test::SmallSite::works_facts();
    const auto properties = test::SmallSite::works_properties();
    auto rows = test::SmallSite::works(4, 5);
    const std::size_t title = 1, declared = 4;
    const auto publish = [&] {
        site.publish(facts, properties, rows);
        site.refresh();
    };
    publish();
    rows[1].values[title] = "Changé une fois";
    publish();
    rows[2].values[declared] = "annule";
    publish();
    const auto told = [&](VersionSteps& known) {
        auto works = list_works(*site.store().current(), site.store(), known)->works;
        std::erase_if(works, [&](const Work& work) { return work.id == rows[0].id; });
        return works;
    };
    const auto first = told(steps);
    for (int i = 0; i < 40; ++i) {
        rows[0].values[title] = "Changé " + std::to_string(i);
        publish();
        BOOST_TEST_REQUIRE((told(steps) == first), i);
    }
    VersionSteps none(0);
    BOOST_TEST((told(none) == first), "what is kept is what is read");
}

BOOST_AUTO_TEST_CASE(a_work_was_first_seen_in_its_first_version)
{
    test::SmallSite site;
    const auto facts = test::SmallSite::works_facts();
    const auto properties = test::SmallSite::works_properties();
    auto rows = test::SmallSite::works(4, 5);
    const auto publish = [&] {
        site.publish(facts, properties, rows);
        site.refresh();
    };
    const auto late = rows.back();
    rows.pop_back();
    publish();
    const auto first = list_works(*site.store().current(), site.store(), steps)->works;
    rows[1].values[1] = "Changé";
    rows.push_back(late);
    publish();
    rows[1].values[1] = "Changé encore";
    rows.back().values[1] = "Changé aussi";
    publish();
    const auto works = list_works(*site.store().current(), site.store(), steps)->works;
    const auto created = [&](std::uint32_t version) {
        return *datasets::parse_instant(
            site.store().version("chantiers", version)->manifest().created);
    };
    for (std::size_t i = 0; i < first.size(); ++i) {
        BOOST_TEST((works[i].ledger.first_seen == created(1)), works[i].id);
    }
    BOOST_TEST((works.back().ledger.first_seen == created(2)));
    BOOST_TEST((works[1].ledger.changed == created(3)));
}

/// Versions go, and what is told stays: the works of all versions are the oracle.
BOOST_AUTO_TEST_CASE(what_is_told_does_not_depend_on_how_many_versions_are_kept)
{
    test::SmallSite site;
    const auto facts = test::SmallSite::works_facts();
    const auto properties = test::SmallSite::works_properties();
    const auto all = test::SmallSite::works(12, 5);
    auto rows = all;
    datasets::Register reg(site.site().data());
    std::mt19937 random(3);
    const auto told = [&] {
        site.refresh();
        VersionSteps none(0);
        return list_works(*site.store().current(), site.store(), none);
    };
    for (int turn = 0; turn < 30; ++turn) {
        auto& row = rows[random() % rows.size()];
        const auto what = random() % 4;
        if (what == 0 && rows.size() > 4) {
            rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(random() % rows.size()));
        } else if (what == 1) {
            for (const auto& one : all) {
                if (std::ranges::find(rows, one.id, &datasets::Feature::id) == rows.end()) {
                    rows.push_back(one);
                    break;
                }
            }
        } else if (what == 2) {
            row.values[4] = "suspendu";
        }
        rows.front().values[1] = "Titre " + std::to_string(turn);
        site.publish(facts, properties, rows);
        if (random() % 3 != 0) {
            continue;
        }
        const auto before = told();
        const std::uint32_t keep = 1 + static_cast<std::uint32_t>(random() % 3);
        keep_past(reg, "chantiers", keep, {});
        BOOST_TEST_REQUIRE((told()->works == before->works), "killed before they went " << turn);
        static_cast<void>(datasets::prune_versions(reg, "chantiers", keep, "test"));
        const auto after = told();
        BOOST_TEST_REQUIRE(site.store().versions("chantiers").size() <= keep);
        BOOST_TEST_REQUIRE((after->works == before->works), turn);
        BOOST_TEST_REQUIRE((after->former == before->former), turn);
    }
    BOOST_TEST(told()->former.size() > 20U);
    std::filesystem::remove(site.site().data() / "works_past.sqlite");
    BOOST_TEST((told()->sources.size() == 1U), "lost: told as the versions that are left know");
}

BOOST_AUTO_TEST_CASE(no_feed_writes_a_year_that_is_none)
{
    test::SmallSite site;
    auto rows = test::SmallSite::works(2, 5);
    const std::size_t start = 2, end = 3, declared = 4;
    for (auto& row : rows) {
        row.geometry = geo::Line{{{1.1, 49.4}, {1.11, 49.41}}};
        row.values[declared] = "en_cours";
    }
    rows[0].values[start] = Date{1, 1, 1};
    rows[0].values[end] = Date{2027, 1, 1};
    rows[1].values[start] = Date{2026, 10, 1};
    rows[1].values[end] = Date{9999, 12, 31};
    site.publish(test::SmallSite::works_facts(), test::SmallSite::works_properties(), rows);
    site.refresh();
    BookShelf shelf;
    const auto book = shelf.book(site.store().current(), site.store(),
                                 *datasets::parse_instant("2026-11-22T12:00:00Z"));
    for (const Work& work : book->works()) {
        const bool is_first = work.id == rows[0].id;
        BOOST_TEST(work.phases.front().start.has_value() != is_first);
        BOOST_TEST(work.phases.front().end.has_value() == is_first);
    }
    for (const FeedFacts& facts : feeds()) {
        const auto text = make_feed(facts.feed, *book, {}, "http://exemple.fr").text;
        for (const char* year : {"0001-", "0000-", "9999-", "10000-", "99991231", "00010101"}) {
            BOOST_TEST((text.find(year) == std::string::npos), facts.name << " " << year);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
