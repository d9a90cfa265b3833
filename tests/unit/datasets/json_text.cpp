// SPDX-License-Identifier: EUPL-1.2
#include "datasets/json_text.hpp"
#include "tests/unit/datasets/parsed_json.hpp"

#include "geo/error.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <random>

using namespace parvis;
using namespace parvis::datasets;

using parvis::test::parsed;
using parvis::test::text_of;

namespace {

void append_utf8(std::string& out, char32_t code)
{
    const auto byte = [&](unsigned value) {
        out += static_cast<char>(static_cast<unsigned char>(value));
    };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xC0U | (code >> 6U));
        byte(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
        byte(0xE0U | (code >> 12U));
        byte(0x80U | ((code >> 6U) & 0x3FU));
        byte(0x80U | (code & 0x3FU));
    } else {
        byte(0xF0U | (code >> 18U));
        byte(0x80U | ((code >> 12U) & 0x3FU));
        byte(0x80U | ((code >> 6U) & 0x3FU));
        byte(0x80U | (code & 0x3FU));
    }
}

std::string random_text(std::mt19937& random)
{
    std::string text;
    for (auto length = random() % 20; length > 0; --length) {
        const char32_t limits[] = {0x20, 0x80, 0x800, 0x10000, 0x110000};
        const auto code = static_cast<char32_t>(random() % limits[random() % 5]);
        append_utf8(text, code >= 0xD800 && code <= 0xDFFF ? U'"' : code);
    }
    return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_text)

BOOST_AUTO_TEST_CASE(any_text_reads_back_the_same)
{
    std::mt19937 random(1);
    for (int i = 0; i < 20'000; ++i) {
        const std::string text = random_text(random);
        std::string json;
        append_json_text(json, text);
        std::string plain;
        append_valid_utf8(plain, text);

        BOOST_REQUIRE_EQUAL(text_of(parsed(json)), text);
        BOOST_REQUIRE_EQUAL(plain, text);
    }
}

BOOST_AUTO_TEST_CASE(any_bytes_become_valid_text_that_keeps_what_is_ascii)
{
    std::mt19937 random(2);
    for (int i = 0; i < 20'000; ++i) {
        std::string bytes;
        for (auto length = random() % 12; length > 0; --length) {
            bytes += static_cast<char>(
                static_cast<unsigned char>(random() % 3 == 0 ? 'a' : random() % 256));
        }
        std::string json;
        append_json_text(json, bytes);
        std::string plain;
        append_valid_utf8(plain, bytes);

        const std::string back = text_of(parsed(json));
        BOOST_REQUIRE_EQUAL(back, plain);
        BOOST_REQUIRE_EQUAL(std::count(back.begin(), back.end(), 'a'),
                            std::count(bytes.begin(), bytes.end(), 'a'));
    }
}

BOOST_AUTO_TEST_CASE(a_broken_byte_becomes_one_replacement_character)
{
    std::string json;
    append_json_text(json, "Orl\xE9"
                           "ans");
    BOOST_TEST(json == "\"Orl\uFFFDans\"");
}

BOOST_AUTO_TEST_CASE(any_finite_number_reads_back_to_the_bit)
{
    std::mt19937_64 random(3);
    for (int i = 0; i < 50'000; ++i) {
        const auto value = std::bit_cast<double>(random());
        if (!std::isfinite(value)) {
            continue;
        }
        std::string json;
        append_number(json, value);
        BOOST_REQUIRE_EQUAL(std::strtod(json.c_str(), nullptr), value);
        parsed(json);
    }
}

BOOST_AUTO_TEST_CASE(numbers_that_people_write_stay_as_they_write_them)
{
    const auto text = [](double value) {
        std::string json;
        append_number(json, value);
        return json;
    };
    BOOST_TEST(text(0) == "0");
    BOOST_TEST(text(0.1) == "0.1");
    BOOST_TEST(text(-3.8) == "-3.8");
    BOOST_TEST(text(100000) == "100000");
    BOOST_TEST(text(1e20) == "100000000000000000000");
    BOOST_TEST(text(0.00001) == "0.00001");
    BOOST_TEST(text(1e21) == "1e+21");
    BOOST_TEST(text(1e-7) == "1e-07");
}

BOOST_AUTO_TEST_CASE(what_is_not_finite_is_refused_before_anything_is_written)
{
    for (const double value :
         {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
          -std::numeric_limits<double>::infinity()}) {
        std::string out = "kept";
        BOOST_CHECK_THROW(append_number(out, value), EncodingError);
        BOOST_CHECK_THROW(append_degree(out, value), EncodingError);
        BOOST_TEST(out == "kept");
        JsonText json;
        json.start_array();
        json.number(1);
        BOOST_CHECK_THROW(json.number(value), EncodingError);
        json.end_array();
        BOOST_TEST(json.take() == "[1]");
    }
}

BOOST_AUTO_TEST_CASE(degrees_are_true_to_half_a_ten_millionth_and_never_longer)
{
    std::mt19937_64 random(4);
    std::uniform_real_distribution<double> degrees(-180, 180);
    for (int i = 0; i < 50'000; ++i) {
        const double degree = i % 3 == 0 ? degrees(random) / 1e6 : degrees(random);
        std::string text;
        append_degree(text, degree);
        BOOST_REQUIRE_SMALL(std::strtod(text.c_str(), nullptr) - degree, 0.5000001e-7);
        const std::size_t dot = text.find('.');
        BOOST_REQUIRE(dot == std::string::npos ||
                      (text.size() - dot - 1 <= 7 && text.back() != '0'));
        std::string again;
        append_degree(again, std::strtod(text.c_str(), nullptr));
        BOOST_REQUIRE_EQUAL(again, text);
    }
}

BOOST_AUTO_TEST_CASE(a_degree_has_no_minus_zero)
{
    std::string text;
    append_degree(text, -0.0);
    text += ' ';
    append_degree(text, -1e-9);
    text += ' ';
    append_degree(text, -0.5);
    BOOST_TEST(text == "0 0 -0.5");
}

BOOST_AUTO_TEST_CASE(members_and_stored_json_stand_in_order)
{
    JsonText json;
    json.start_object();
    json.member("a", "é\"");
    json.member("n", std::uint64_t{18'446'744'073'709'551'615U});
    json.member("b", true);
    json.key("features");
    json.start_array();
    json.raw("{\"x\":1}");
    json.raw("[]");
    json.null();
    json.end_array();
    json.end_object();

    BOOST_TEST(
        json.take() ==
        "{\"a\":\"é\\\"\",\"n\":18446744073709551615,\"b\":true,\"features\":[{\"x\":1},[],null]}");
}

BOOST_AUTO_TEST_CASE(indented_text_holds_the_same_values)
{
    const auto write = [](JsonText json) {
        json.start_object();
        json.member("a", std::int64_t{-1});
        json.key("list");
        json.start_array();
        json.number(0.5);
        json.raw("{\"x\":1}");
        json.end_array();
        json.end_object();
        return json.take();
    };
    BOOST_TEST((parsed(write(JsonText(0))) == parsed(write(JsonText(2)))));
    BOOST_TEST(write(JsonText(2)).find('\n') != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_unfinished_text_cannot_be_taken)
{
    JsonText json;
    BOOST_CHECK_THROW(static_cast<void>(json.take()), EncodingError);
    json.start_array();
    BOOST_CHECK_THROW(static_cast<void>(json.take()), EncodingError);
}

BOOST_AUTO_TEST_CASE(the_writer_refuses_what_is_not_utf8)
{
    JsonText json;
    json.start_object();
    BOOST_CHECK_THROW(json.key("\xFF"), EncodingError);
    json.key("a");
    BOOST_CHECK_THROW(json.text("\xC0\xAF"), EncodingError);
    BOOST_CHECK_THROW(json.text("\xED\xA0\x80"), EncodingError);
    json.text("");
    json.end_object();
    BOOST_TEST(json.take() == "{\"a\":\"\"}");
}

BOOST_AUTO_TEST_SUITE_END()
