// SPDX-License-Identifier: EUPL-1.2
#include "geo/cell_text.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <random>
#include <string>

using namespace parvis::geo;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(cell_text)

BOOST_AUTO_TEST_CASE(what_spreadsheets_write_is_read_as_they_mean_it)
{
    BOOST_TEST(meant_cell_text("a_x000D_\nb") == "a\r\nb");
    BOOST_TEST(meant_cell_text("_x000b__x000B_") == "\x0b\x0b");
    BOOST_TEST(meant_cell_text("_x005F_x0041_") == "_x0041_");  // typed by a person
    BOOST_TEST(meant_cell_text("_x005F_x005F_x005F_x0041_") == "_x005F_x0041_");
    BOOST_TEST(meant_cell_text("_x00E9_t_x00E9_") == "été");
    BOOST_TEST(meant_cell_text("_xD83C__xDF33_") == "🌳");
    BOOST_TEST(meant_cell_text("__x0041__") == "_A_");
}

BOOST_AUTO_TEST_CASE(what_is_no_escape_stays)
{
    for (const char* same :
         {"", "_", "_x", "_x004", "_x0041", "_x004G_", "_X0041_", "x0041_", "_x00 41_", "_x+041_",
          "_xD83C_", "_xD83C__x0041", "_xDF33_", "_x0000_", "lot_x_2026", "piste_xyz"}) {
        BOOST_TEST(meant_cell_text(same) == same);
    }
}

BOOST_AUTO_TEST_CASE(what_xml_cannot_hold_is_escaped_and_nothing_else)
{
    BOOST_TEST(written_cell_text("a\r\nb\tc") == "a_x000D_\nb\tc");
    BOOST_TEST(written_cell_text("\x0b\x1f") == "_x000B__x001F_");
    BOOST_TEST(written_cell_text("_x0041_ _x004 lot_x_2") == "_x005F_x0041_ _x004 lot_x_2");
    BOOST_TEST(written_cell_text("\xef\xbf\xbe\xef\xbf\xbd") == "_xFFFE_\xef\xbf\xbd");
    BOOST_TEST(written_cell_text("a\0b"s) == "ab");
}

BOOST_AUTO_TEST_CASE(any_text_written_is_read_back)
{
    // Pieces that make escapes with one another.
    const std::array<std::string, 14> pieces{"_",    "x",      "_x",           "0041", "005F",
                                             "000B", "_x0041", "\r",           "\x0b", "\n",
                                             "é",    "🌳",      "\xef\xbf\xbf", "D83C"};
    std::mt19937 random(20261125);
    for (int i = 0; i < 200'000; ++i) {
        std::string text;
        for (auto n = random() % 8; n > 0; --n) {
            text += pieces[random() % pieces.size()];
        }
        BOOST_REQUIRE_EQUAL(meant_cell_text(written_cell_text(text)), text);
    }
    BOOST_TEST(meant_cell_text(written_cell_text("_x0041\0_"s)) == "_x0041_");
}

BOOST_AUTO_TEST_CASE(a_cell_is_as_long_as_a_spreadsheet_counts_it)
{
    BOOST_TEST(utf16_length("abc") == 3U);
    BOOST_TEST(utf16_length("été") == 3U);
    BOOST_TEST(utf16_length("🌳") == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
