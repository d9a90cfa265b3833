// SPDX-License-Identifier: EUPL-1.2
#include "service/desk_door.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using parvis::service::DeskDoor;
using parvis::service::is_from_this_machine;
using Headers = std::vector<std::pair<std::string, std::string>>;

parvis::publish::Request asked(Headers headers, const std::string& key = "")
{
    parvis::publish::Request request;
    request.method = "GET";
    request.peer = "127.0.0.1";
    request.path = {"depot"};
    request.headers = std::move(headers);
    request.headers.emplace_back("host", "127.0.0.1:8080");
    if (!key.empty()) {
        request.query.emplace_back("cle", key);
    }
    return request;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(desk_door)

BOOST_AUTO_TEST_CASE(any_field_that_a_proxy_adds_tells_it_even_an_empty_one)
{
    BOOST_TEST(is_from_this_machine(asked({{"accept", "*/*"}})));
    for (const char* name :
         {"forwarded", "via", "x-real-ip", "x-forwarded-for", "x-forwarded-host",
          "x-forwarded-proto", "x-forwarded-port", "x-forwarded-server", "x-forwarded-anything"}) {
        BOOST_TEST_CONTEXT(name)
        for (const char* value : {"", "x"}) {
            BOOST_TEST(!is_from_this_machine(asked({{name, value}})));
        }
    }
}

BOOST_AUTO_TEST_CASE(through_a_proxy_that_adds_nothing_the_desk_stays_shut_without_its_key)
{
    const DeskDoor door("00112233445566778899aabbccddeeff");

    BOOST_TEST(!door.admits(asked({})));
    BOOST_TEST(!door.admits(asked({{"cookie", "parvis-depot-8080="}})));
    BOOST_TEST(
        !door.admits(asked({{"cookie", "parvis-depot-8080=00112233445566778899aabbccddeefe"}})));
    BOOST_TEST(!door.admits(asked({{"cookie", "other=00112233445566778899aabbccddeeff"}})));
    BOOST_TEST(!door.admits(asked({}, "00112233445566778899aabbccddeeff")));
    BOOST_TEST(!door.entry(asked({}, "00112233445566778899aabbccddeefe")));
    BOOST_TEST(!door.entry(asked({})));
}

BOOST_AUTO_TEST_CASE(the_printed_address_lets_a_browser_of_this_machine_in)
{
    const DeskDoor door("00112233445566778899aabbccddeeff");
    BOOST_TEST(door.address() == "/depot?cle=00112233445566778899aabbccddeeff");

    const auto entry = door.entry(asked({}, "00112233445566778899aabbccddeeff"));

    BOOST_REQUIRE(entry);
    BOOST_TEST(entry->status == 303);
    const Headers::value_type cookie{
        "Set-Cookie", "parvis-depot-8080=00112233445566778899aabbccddeeff; Path=/depot; "
                      "SameSite=Strict; HttpOnly"};
    BOOST_TEST(
        (std::find(entry->headers.begin(), entry->headers.end(), cookie) != entry->headers.end()));
    const std::string held = "parvis-depot-8080=00112233445566778899aabbccddeeff";
    BOOST_TEST(door.admits(asked({{"cookie", held}})));
    BOOST_TEST(door.admits(asked({{"cookie", "a=b; " + held + "; c"}})));
    BOOST_TEST(!door.admits(asked({{"cookie", held}, {"x-forwarded-proto", "https"}})));
    // Of a desk on another port, whose cookie this browser sends along.
    BOOST_TEST(
        !door.admits(asked({{"cookie", "parvis-depot-9090=00112233445566778899aabbccddeeff"}})));
    BOOST_TEST(!door.entry(asked({{"via", "1.1 x"}}, "00112233445566778899aabbccddeeff")));
}

BOOST_AUTO_TEST_SUITE_END()
