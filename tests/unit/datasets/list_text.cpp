// SPDX-License-Identifier: EUPL-1.2
#include "datasets/list_text.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>
#include <vector>

using namespace parvis::datasets;
using Items = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(list_text)

BOOST_AUTO_TEST_CASE(items_stand_between_separators)
{
    BOOST_TEST((read_list("a; b ;;c", ";") == Items{"a", "b", "c"}));
    BOOST_TEST((read_list("a|b c", "|") == Items{"a", "b c"}));
    BOOST_TEST((read_list("a;b", "") == Items{"a;b"}));
    BOOST_TEST(read_list(" ; ", ";").empty());
    BOOST_TEST(write_list({"a", "b"}, ";") == "a; b");
    BOOST_TEST(write_list({"a", "b"}, "|") == "a|b");
    BOOST_TEST(write_list({}, ";").empty());
}

BOOST_AUTO_TEST_CASE(an_array_of_strings_is_read_as_it_says)
{
    BOOST_TEST((read_list(R"( ["a;b" , "c"] )", ";") == Items{"a;b", "c"}));
    BOOST_TEST((read_list(R"(["\"x\"","\u00e9\\"])", "") == Items{"\"x\"", "é\\"}));
    BOOST_TEST(read_list("[]", ";").empty());
    BOOST_TEST(write_list({"a;b", "c"}, ";") == R"(["a;b","c"])");
    BOOST_TEST(write_list({R"(["x"])"}, ";") == R"(["[\"x\"]"])");
}

BOOST_AUTO_TEST_CASE(what_is_no_such_array_is_a_text)
{
    for (const char* text : {"[1]", "[1, 2]", R"(["a",])", R"(["a" "b"])", R"(["a)", R"(["a"]x)",
                             R"([,"a"])", R"(["a\"])", "[", "[x]", R"({"a":1})", R"([["a"]])"}) {
        BOOST_TEST((read_list(text, "") == Items{text}), text);
    }
    BOOST_TEST((read_list("[à voir]; b", ";") == Items{"[à voir]", "b"}));
}

BOOST_AUTO_TEST_CASE(any_list_written_is_read_back)
{
    const Items pieces{"a", ";", "|", "[", "]", "\"", "\\", ",", "é", "\n", " "};
    std::mt19937 random(20261125);
    for (int i = 0; i < 100'000; ++i) {
        Items items;
        for (auto n = random() % 4; n > 0; --n) {
            std::string item = "x";  // items are never blank at their ends
            for (auto k = random() % 5; k > 0; --k) {
                item += pieces[random() % pieces.size()];
            }
            const bool bare = random() % 2 == 0 && item.back() != ' ' && item.back() != '\n' &&
                              item.size() > 1 && item[1] != ' ' && item[1] != '\n';
            items.push_back(bare ? item.substr(1) : item + "y");
        }
        const std::string separator = std::vector<std::string>{";", "|", ",", "; "}[random() % 4];
        BOOST_REQUIRE((read_list(write_list(items, separator), separator) == items));
    }
}

BOOST_AUTO_TEST_SUITE_END()
