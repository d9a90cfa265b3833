// SPDX-License-Identifier: EUPL-1.2
#include "service/command_line.hpp"

#include <boost/test/unit_test.hpp>

#include <initializer_list>
#include <vector>

using namespace parvis::service;

namespace {

Command read(std::initializer_list<const char*> words)
{
    std::vector<const char*> arguments{"parvis"};
    arguments.insert(arguments.end(), words);
    const auto read = read_command_line(static_cast<int>(arguments.size()), arguments.data());
    BOOST_REQUIRE(std::holds_alternative<Command>(read));
    return std::get<Command>(read);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(command_line)

BOOST_AUTO_TEST_CASE(versions_are_numbers_after_the_dataset)
{
    const Command diff = read({"diff", "--site", "s", "chantiers", "1", "3"});
    BOOST_TEST((diff.task == Task::diff));
    BOOST_TEST(diff.datasets == std::vector<std::string>{"chantiers"},
               boost::test_tools::per_element());
    BOOST_TEST(diff.from == 1U);
    BOOST_TEST(diff.to == 3U);
    for (const char* task : {"approve", "publish"}) {
        const Command one = read({task, "chantiers", "2", "--site", "s", "--by", "le service"});
        BOOST_TEST(one.version == 2U);
        BOOST_TEST(one.who == "le service");
    }
    BOOST_TEST(read({"publish", "--site", "s", "chantiers"}).version == 0U);
}

BOOST_AUTO_TEST_CASE(what_one_command_takes_for_granted_is_no_other_s)
{
    BOOST_TEST(read({"cross", "--site", "s", "--measure", "count(x)"}).format == "csv");
    BOOST_TEST(read({"near", "--site", "s", "--lon", "1", "--lat", "49"}).format == "csv");
    BOOST_TEST(read({"diff", "--site", "s", "x"}).diff_format == "texte");
    BOOST_TEST(read({"ingest", "--site", "s"}).cause == "ingest");
    BOOST_TEST(!read({"ingest", "--site", "s"}).draft);
}

BOOST_AUTO_TEST_SUITE_END()
