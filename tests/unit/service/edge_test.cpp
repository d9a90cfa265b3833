// SPDX-License-Identifier: EUPL-1.2
#include "publish/lru_cache.hpp"
#include "service/byte_range.hpp"
#include "service/encoding.hpp"
#include "service/request_head.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

namespace {

using namespace parvis::service;

RequestHead head_of(const std::string& text) { return std::get<RequestHead>(read_head(text)); }
int status_of(const std::string& text)
{
    const auto read = read_head(text);
    return std::holds_alternative<Refusal>(read) ? std::get<Refusal>(read).status : 200;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(edge)

BOOST_AUTO_TEST_CASE(a_head_is_whole_at_its_empty_line_wherever_the_bytes_are_cut)
{
    const std::string text = "GET /a HTTP/1.1\r\nHost: x\r\n\r\nrest";
    const std::size_t length = text.size() - 4;

    std::size_t searched = 0;
    for (std::size_t size = 0; size <= text.size(); ++size) {
        const std::size_t found = head_length(std::string_view(text).substr(0, size), searched);
        BOOST_TEST(found == (size < length ? 0 : length));
        searched = found > 0 ? searched : size;
    }
}

BOOST_AUTO_TEST_CASE(field_names_are_lower_case_and_values_trimmed)
{
    const auto head = head_of("GET /a?b HTTP/1.1\r\nHoSt:  x:1 \t\r\nACCEPT:\r\n\r\n");

    BOOST_TEST(head.method == "GET");
    BOOST_TEST(head.target == "/a?b");
    BOOST_TEST(head.field("host") == "x:1");
    BOOST_TEST(head.field("accept") == "");
    BOOST_TEST(head.keep_alive);
}

BOOST_AUTO_TEST_CASE(a_connection_lives_on_only_with_1_1_and_without_close)
{
    BOOST_TEST(!head_of("GET / HTTP/1.0\r\n\r\n").keep_alive);
    BOOST_TEST(
        !head_of("GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade, Close\r\n\r\n").keep_alive);
}

BOOST_AUTO_TEST_CASE(random_bytes_never_make_a_head_with_control_characters)
{
    std::mt19937 random(17);
    const std::string alphabet = "GET /:\r\n\t HTP1.ab\x01\x7f\xc3";
    for (int turn = 0; turn < 20'000; ++turn) {
        std::string text = "GET /a HTTP/1.1\r\nHost: x\r\n";
        for (int i = 0; i < 20; ++i) {
            text += alphabet[random() % alphabet.size()];
        }
        const auto read = read_head(text + "\r\n\r\n");
        if (const auto* head = std::get_if<RequestHead>(&read)) {
            for (const auto& [name, value] : head->fields) {
                BOOST_TEST_REQUIRE((name + value).find_first_of("\r\n\x01\x7f") ==
                                   std::string::npos);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(what_two_readers_could_read_in_two_ways_is_refused)
{
    const std::string host = "Host: x\r\n";
    BOOST_TEST(status_of("GET / HTTP/1.1\r\n" + host + "A: 1\r\n 2\r\n\r\n") == 400);
    BOOST_TEST(status_of("GET / HTTP/1.1\r\n" + host + "A : 1\r\n\r\n") == 400);
    BOOST_TEST(status_of("POST / HTTP/1.1\r\n" + host + "Content-Length: +1\r\n\r\n") == 400);
    BOOST_TEST(status_of("POST / HTTP/1.1\r\n" + host + "Content-Length: 1, 1\r\n\r\n") == 400);
    BOOST_TEST(status_of("POST / HTTP/1.1\r\n" + host +
                         "Transfer-Encoding: chunked, chunked\r\n\r\n") == 501);
    BOOST_TEST(status_of("GET /a b HTTP/1.1\r\n" + host + "\r\n") == 400);
}

BOOST_AUTO_TEST_CASE(a_path_is_split_before_it_is_decoded)
{
    const auto target = std::get<Target>(read_target("/a%2Fb/caf%C3%A9/?q=1%202+3&q=%26&vide"));

    BOOST_TEST(target.path == (std::vector<std::string>{"a/b", "café"}),
               boost::test_tools::per_element());
    BOOST_TEST(target.query[0].second == "1 2 3");
    BOOST_TEST(target.query[1].second == "&");
    BOOST_TEST(target.query[2].first == "vide");
}

BOOST_AUTO_TEST_CASE(broken_addresses_are_refused)
{
    for (const char* text : {"a", "/%", "/%4", "/%zz", "/%00", "/..", "/a/../b", "/%2e%2E/b",
                             "/./a", "/%c0%af", "/%ed%a0%80", "/%f5%80%80%80", "/?%ff", "/?a=%"}) {
        BOOST_TEST_CONTEXT(text) BOOST_TEST(std::holds_alternative<Refusal>(read_target(text)));
    }
}

BOOST_AUTO_TEST_CASE(encodings_follow_their_q_values)
{
    BOOST_TEST((negotiate("") == Encoding::identity));
    BOOST_TEST((negotiate("gzip, br") == Encoding::brotli));
    BOOST_TEST((negotiate("gzip;q=1.0, br;q=0.9") == Encoding::gzip));
    BOOST_TEST((negotiate("GZIP ; Q=0.1, identity;q=0.5") == Encoding::identity));
    BOOST_TEST((negotiate("gzip;q=0, *;q=0") == std::nullopt));
    BOOST_TEST((negotiate("gzip;q=2") == Encoding::identity));
    BOOST_TEST(!accepts_identity("*;q=0"));
    BOOST_TEST(accepts_identity("gzip"));
}

BOOST_AUTO_TEST_CASE(a_tag_counts_for_its_own_encoding)
{
    BOOST_TEST(tags_for("\"a-gz\", W/\"b-br\", \"c\"", Encoding::gzip) == "\"a\", \"c\"");
    BOOST_TEST(tags_for("\"a-gz\"", Encoding::brotli) == "");
    BOOST_TEST(tags_for("*", Encoding::gzip) == "*");
    BOOST_TEST(matches("W/\"x\", \"y\"", "y"));
    BOOST_TEST(!matches("\"xy\"", "y"));
}

BOOST_AUTO_TEST_CASE(a_range_never_leaves_the_body)
{
    using Answer = std::variant<WholeBody, ByteRange, UnsatisfiableRange>;
    BOOST_TEST((read_range("bytes=0-0", 10) == Answer(ByteRange{0, 1})));
    BOOST_TEST((read_range("bytes=-20", 10) == Answer(ByteRange{0, 10})));
    BOOST_TEST((read_range("bytes=9-99999999999999999999", 10) == Answer(WholeBody{})));
    BOOST_TEST((read_range("bytes=10-", 10) == Answer(UnsatisfiableRange{})));
    BOOST_TEST((read_range("bytes=0-", 0) == Answer(UnsatisfiableRange{})));
    BOOST_TEST((read_range("bytes=-1", 0) == Answer(UnsatisfiableRange{})));
    std::mt19937 random(5);
    for (int turn = 0; turn < 20'000; ++turn) {
        std::string text = "bytes=";
        for (int i = 0; i < 6; ++i) {
            text += "0123456789-,"[random() % 12];
        }
        const std::uint64_t size = random() % 2000;
        const auto answer = read_range(text, size);
        if (const auto* part = std::get_if<ByteRange>(&answer)) {
            BOOST_TEST_REQUIRE((part->length > 0 && part->first + part->length <= size));
        }
    }
}

BOOST_AUTO_TEST_CASE(the_cache_keeps_its_budget_and_what_was_used_last)
{
    parvis::publish::LruCache<std::string> cache(10'000);
    const auto body = [](std::size_t size) {
        return std::make_shared<const std::string>(size, 'x');
    };
    cache.insert("big", body(9'000), 9'000);
    for (const char* key : {"a", "b", "c", "d", "e", "f", "g"}) {
        cache.insert(key, body(1'000), 1'000);
        BOOST_TEST((cache.find("a") != nullptr));
    }
    cache.insert("h", body(2'000), 2'000);

    BOOST_TEST((cache.find("big") == nullptr));
    BOOST_TEST((cache.find("b") == nullptr));
    BOOST_TEST((cache.find("a") != nullptr));
}

BOOST_AUTO_TEST_SUITE_END()
