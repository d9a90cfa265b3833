// SPDX-License-Identifier: EUPL-1.2
#include "service/rate_limit.hpp"

#include "service/http_date.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <random>
#include <string>

using namespace parvis::service;
using namespace std::chrono_literals;

namespace {

ClientAddress numbered(unsigned number)
{
    ClientAddress address{};
    address[0] = 1;
    for (std::size_t i = 0; i < 4; ++i) {
        address.at(4 + i) = static_cast<unsigned char>(number >> (8 * i));
    }
    return address;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rate_limit)

BOOST_AUTO_TEST_CASE(a_bucket_gives_what_one_that_is_counted_in_fractions_gives)
{
    constexpr std::uint32_t per_minute = 30;
    RateLimit limit(per_minute);
    const auto start = RateLimit::Clock::now();
    std::mt19937 random(3);
    auto now = start;
    double tokens = per_minute;  // the oracle
    auto before = start;
    const auto client = numbered(1);
    int refused = 0;
    for (int i = 0; i < 3'000; ++i) {
        now += std::chrono::milliseconds(random() % 3'000);
        tokens = std::min<double>(per_minute,
                                  tokens + std::chrono::duration<double>(now - before).count() *
                                               per_minute / 60);
        before = now;
        const auto verdict = limit.take(client, now);
        if (std::abs(tokens - std::round(tokens)) < 1e-6) {
            tokens = std::round(tokens);
        }
        BOOST_REQUIRE(verdict.allowed == (tokens >= 1));
        if (verdict.allowed) {
            tokens -= 1;
            BOOST_REQUIRE(verdict.remaining == static_cast<std::uint32_t>(tokens + 1e-6));
        } else {
            ++refused;
            const double wait = (1 - tokens) * 60 / per_minute;
            BOOST_REQUIRE(verdict.seconds == std::max(1L, std::lround(std::ceil(wait - 1e-6))));
        }
        if (i % 500 == 0) {
            now += 10min;
        }
    }
    BOOST_TEST(refused > 100);
}

BOOST_AUTO_TEST_CASE(whoever_is_refused_stays_refused_while_a_million_others_come)
{
    RateLimit limit(10);
    const auto now = RateLimit::Clock::now();
    const auto blocked = numbered(0);
    for (int i = 0; i < 10; ++i) {
        BOOST_TEST(limit.take(blocked, now).allowed);
    }
    BOOST_TEST(!limit.take(blocked, now).allowed);
    for (unsigned i = 1; i <= 1'000'000; ++i) {
        static_cast<void>(limit.take(numbered(i), now + 1s));
    }
    BOOST_TEST(!limit.take(blocked, now + 1s).allowed);
    BOOST_TEST(limit.take(blocked, now + 61s).allowed);
}

BOOST_AUTO_TEST_CASE(addresses_count_by_what_one_client_has)
{
    const auto v4 = read_client_address("192.0.2.1");
    BOOST_TEST((v4 == read_client_address("::ffff:192.0.2.1")));
    BOOST_TEST((v4 != read_client_address("192.0.2.2")));
    BOOST_TEST((read_client_address("2001:db8::1") == read_client_address("2001:db8::abcd:2")));
    BOOST_TEST((read_client_address("2001:db8::1") != read_client_address("2001:db8:0:1::1")));
    for (const auto* text :
         {"", "unknown", "192.0.2", "192.0.2.1:80", "[2001:db8::1]", "1.2.3.4 "}) {
        BOOST_TEST((read_client_address(text) == ClientAddress{}), text);
    }
}

BOOST_AUTO_TEST_CASE(dates_are_read_in_their_three_forms)
{
    constexpr std::int64_t moment = 784'111'777;  // RFC 9110, 5.6.7
    constexpr std::time_t now = 1'795'000'000;    // in 2026
    for (const auto* text : {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                             "Sun Nov  6 08:49:37 1994"}) {
        BOOST_TEST(read_http_date(text, now).value_or(0) == moment, text);
    }
    BOOST_TEST(read_http_date("Thursday, 05-Nov-76 08:49:37 GMT", now).value_or(0) ==
               3'371'791'777);
    BOOST_TEST(read_http_date("Saturday, 05-Nov-77 08:49:37 GMT", now).value_or(0) == 247'567'777);
    for (const auto* text : {"", "Sun, 06 Nov 1994 08:49:37", "Sun, 6 Nov 1994 08:49:37 GMT",
                             "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
                             "Sun, 06 Nov 1994 08:49:37 GMTx", "sun, 06 nov 1994 08:49:37 gmt",
                             "784111777", "Sun Nov 06 08:49:37 94"}) {
        BOOST_TEST(!read_http_date(text, now), text);
    }
    std::mt19937 random(5);
    for (int i = 0; i < 1'000; ++i) {
        const auto at = static_cast<std::time_t>(random());
        BOOST_TEST(read_http_date(http_date(at), now).value_or(-1) == at);
    }
}

BOOST_AUTO_TEST_SUITE_END()
