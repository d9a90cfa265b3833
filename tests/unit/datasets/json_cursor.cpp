// SPDX-License-Identifier: EUPL-1.2
#include "datasets/json_cursor.hpp"

#include <boost/test/unit_test.hpp>
#include <rapidjson/document.h>

#include <cstdio>
#include <random>

using namespace parvis::datasets;

namespace {

std::string unescaped(std::string_view inside)
{
    std::string out;
    append_unescaped(out, inside);
    return out;
}

/// What another reader makes of the same inside.
std::string read_by_rapidjson(const std::string& inside)
{
    rapidjson::Document document;
    document.Parse(("\"" + inside + "\"").c_str());
    BOOST_REQUIRE(!document.HasParseError());
    return {document.GetString(), document.GetStringLength()};
}

std::string escape_of(std::uint32_t code)
{
    char text[16];
    if (code < 0x10000) {
        std::snprintf(text, sizeof text, "\\u%04x", code);
    } else {
        std::snprintf(text, sizeof text, "\\u%04X\\u%04x", 0xD800U + ((code - 0x10000U) >> 10U),
                      0xDC00U + ((code - 0x10000U) & 0x3FFU));
    }
    return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_cursor)

BOOST_AUTO_TEST_CASE(an_inside_is_read_as_another_reader_reads_it)
{
    const std::vector<std::string> pieces{"a",   "é",   "\\\"", "\\\\", "\\/", "\\b",
                                          "\\f", "\\n", "\\r",  "\\t",  "😀",   " "};
    std::mt19937 random(5);
    for (int round = 0; round < 2000; ++round) {
        std::string inside;
        for (std::size_t i = random() % 12; i > 0; --i) {
            auto code = static_cast<std::uint32_t>(random() % 0x110000);
            code = code >= 0xD800 && code < 0xE000 ? code - 0x800 : code;
            inside += random() % 2 == 0 ? pieces[random() % pieces.size()] : escape_of(code);
        }
        BOOST_TEST_CONTEXT(inside)
        {
            BOOST_TEST(unescaped(inside) == read_by_rapidjson(inside));
            std::string quoted = "\"" + inside + "\" rest";
            std::string out;
            JsonCursor(quoted).append_string(0, out);
            BOOST_TEST(out == unescaped(inside));
        }
    }
}

BOOST_AUTO_TEST_CASE(half_a_pair_of_surrogates_becomes_the_replacement_letter)
{
    const std::string strange = "\uFFFD";
    BOOST_TEST(unescaped("a\\uD83Db") == "a" + strange + "b");
    BOOST_TEST(unescaped("\\uDE00") == strange);
    BOOST_TEST(unescaped("\\uD83D\\u0041") == strange + "A");
    BOOST_TEST(unescaped("\\uD83D\\uD83D\\uDE00") == strange + "\U0001F600");
    BOOST_TEST(unescaped("\\uD83D\\n") == strange + "\n");
    BOOST_TEST(unescaped("\\u12") == strange);
    BOOST_TEST(unescaped("\\u12g4z") == strange + "z");
    BOOST_TEST(unescaped("a\\") == "a");
}

BOOST_AUTO_TEST_SUITE_END()
