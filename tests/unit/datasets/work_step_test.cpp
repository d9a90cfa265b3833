// SPDX-License-Identifier: EUPL-1.2
#include "datasets/work_step.hpp"

#include "datasets/entered_works.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>
#include <string>

namespace parvis::datasets {
namespace {

BOOST_AUTO_TEST_SUITE(entered_works)

BOOST_AUTO_TEST_CASE(every_step_allows_what_the_table_says)
{
    // A line a step, a word an action: what it becomes, or "-".
    std::istringstream table(
        "draft     draft     published -       -      -         -     cancelled -\n"
        "published published -         started -      published ended cancelled -\n"
        "started   started   -         -       paused started   ended -         -\n"
        "paused    paused    -         started -      paused    ended -         -\n"
        "ended     ended     -         -       -      -         -     -         started\n"
        "cancelled -         -         -       -      -         -     -         -\n");
    for (const WorkStep step : work_steps) {
        std::string name;
        table >> name;
        BOOST_TEST(name == name_of(step));
        for (const WorkAction action : work_actions) {
            table >> name;
            const auto next = step_after(step, action);
            BOOST_TEST((next ? name_of(*next) : "-") == name, name_of(step)
                                                                  << " " << name_of(action));
        }
    }
}

BOOST_AUTO_TEST_CASE(what_is_published_ends_once_its_first_day_has_come)
{
    EnteredWork work;
    work.step = WorkStep::published;
    const auto ends = [&](const char* first) {
        work.members["debut"] = first;
        return possible_step(work, WorkAction::end, Date{2026, 11, 30}).has_value();
    };
    BOOST_TEST(ends("2026-11-30"));
    BOOST_TEST(ends("2020-01-01"));
    BOOST_TEST(!ends("2026-12-01"));
    BOOST_TEST(!ends(""));
    work.step = WorkStep::started;
    BOOST_TEST(ends("2026-12-01"));
}

BOOST_AUTO_TEST_CASE(names_are_read_as_they_are_written)
{
    for (const WorkStep step : work_steps) {
        BOOST_TEST((work_step(name_of(step)) == step));
    }
    for (const WorkAction action : work_actions) {
        BOOST_TEST((work_action(name_of(action)) == action));
    }
    BOOST_TEST(!work_step("begun"));
    BOOST_TEST(!work_action(""));
}

BOOST_AUTO_TEST_CASE(members_come_back_from_json)
{
    const WorkMembers members{{"titre", "« Réfection », \"rue\" \n des Prés \\ é"},
                              {"geometry", R"({"type":"Point","coordinates":[1,2]})"},
                              {"voie", "\x01"}};
    BOOST_TEST((members_of(members_json(members)) == members));
    BOOST_TEST(members_of("{}").empty());
}

BOOST_AUTO_TEST_CASE(drafts_are_not_in_the_file_that_ingest_reads)
{
    EnteredWork work;
    work.id = "2026-0001";
    work.members = {{"titre", "a, \"b\""}};
    const std::string header = entered_table({});
    BOOST_TEST(entered_table({work}) == header);
    work.shown = true;
    work.step = WorkStep::cancelled;
    const std::string row = entered_table({work}).substr(header.size());
    BOOST_TEST(row.starts_with("2026-0001,\"a, \"\"b\"\"\","));
    BOOST_TEST(row.find(",annule,") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace parvis::datasets
