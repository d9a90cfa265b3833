// SPDX-License-Identifier: EUPL-1.2
#include "service/answer_head.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <sstream>

namespace {

using namespace parvis::service;

/// Status line under "", then the fields; a name that stands twice is an error.
std::map<std::string, std::string> read(const std::string& head)
{
    BOOST_REQUIRE(head.ends_with("\r\n\r\n"));
    std::map<std::string, std::string> fields;
    std::istringstream lines(head.substr(0, head.size() - 2));
    std::string line;
    std::getline(lines, line);
    fields[""] = line.substr(0, line.size() - 1);
    while (std::getline(lines, line)) {
        BOOST_REQUIRE(line.ends_with('\r'));
        const auto colon = line.find(": ");
        BOOST_REQUIRE(colon != line.npos);
        const auto name = line.substr(0, colon);
        BOOST_TEST(!fields.contains(name), name << " stands twice");
        fields[name] = line.substr(colon + 2, line.size() - colon - 3);
    }
    return fields;
}

constexpr std::chrono::seconds minute(60);

}  // namespace

BOOST_AUTO_TEST_SUITE(answer_heads)

BOOST_AUTO_TEST_CASE(a_head_has_what_is_its_own_and_what_all_have)
{
    Delivery delivery;
    delivery.content_type = "application/geo+json";
    delivery.headers = {{"ETag", "\"a\""}, {"Content-Crs", "<x>"}};
    delivery.length = 4'166;
    const auto fields = read(answer_head(delivery, minute));
    BOOST_TEST(fields.at("") == "HTTP/1.1 200 OK");
    BOOST_TEST(fields.at("ETag") == "\"a\"");
    BOOST_TEST(fields.at("Content-Crs") == "<x>");
    BOOST_TEST(fields.at("Content-Type") == "application/geo+json");
    BOOST_TEST(fields.at("Content-Length") == "4166");
    BOOST_TEST(fields.at("Cache-Control") == "no-cache");
    BOOST_TEST(fields.at("Vary") == "Accept, Accept-Encoding");
    BOOST_TEST(fields.at("Access-Control-Allow-Origin") == "*");
    BOOST_TEST(fields.at("Accept-Ranges") == "none");
    BOOST_TEST(fields.at("Keep-Alive") == "timeout=60, max=1000000");
    BOOST_TEST(!fields.contains("Connection"));
    BOOST_TEST(!fields.contains("Content-Security-Policy"));
    BOOST_TEST(fields.at("Date").ends_with(" GMT"));
}

BOOST_AUTO_TEST_CASE(what_an_answer_says_itself_is_not_said_again)
{
    Delivery delivery;
    delivery.content_type = "text/html; charset=utf-8";
    delivery.headers = {{"Cache-Control", "no-store"},
                        {"ETag", "\"b\""},
                        {"Accept-Ranges", "bytes"},
                        {"Referrer-Policy", "no-referrer"},
                        {"Vary", "Cookie"}};
    delivery.length = 1;
    const auto fields = read(answer_head(delivery, std::nullopt));
    BOOST_TEST(fields.at("Cache-Control") == "no-store");
    BOOST_TEST(fields.at("Accept-Ranges") == "bytes");
    BOOST_TEST(fields.at("Referrer-Policy") == "no-referrer");
    BOOST_TEST(fields.at("Vary") == "Cookie");
    BOOST_TEST(fields.at("Connection") == "close");
    BOOST_TEST(!fields.contains("Keep-Alive"));
    BOOST_TEST(fields.contains("Content-Security-Policy"));
    BOOST_TEST(!fields.contains("Access-Control-Allow-Origin"));
}

BOOST_AUTO_TEST_CASE(what_has_no_body_has_no_type_and_204_and_304_no_length)
{
    for (const int status : {200, 204, 304, 404}) {
        Delivery delivery;
        delivery.status = status;
        const auto fields = read(answer_head(delivery, minute));
        BOOST_TEST(!fields.contains("Content-Type"));
        BOOST_TEST(fields.contains("Content-Length") == (status == 200 || status == 404));
        BOOST_TEST(!fields.contains("Cache-Control"));
    }
}

BOOST_AUTO_TEST_SUITE_END()
