// SPDX-License-Identifier: EUPL-1.2
// Rows become records of works, against the rows read one by one; and works that leave.
#include "datasets/work_hours.hpp"
#include "publish/works/book.hpp"
#include "publish/works/record_reader.hpp"
#include "publish/works/road_event.hpp"
#include "tests/unit/publish/small_site.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
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
    BOOST_TEST(std::ranges::binary_search(list->turns, *departed.phases.front().closed),
               "feeds are made anew once it is closed");
    BOOST_TEST(std::ranges::binary_search(list->turns, list->sources.front().created));
    BOOST_REQUIRE(list->former.size() == 1U);
    BOOST_TEST(list->former.front().id == rows.front().id);
    for (const Work& work : list->works) {
        const bool changed = work.id == rows.front().id;
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

BOOST_AUTO_TEST_SUITE_END()
