// SPDX-License-Identifier: EUPL-1.2
// Which addresses a source may be fetched from.
#include "service/public_address.hpp"

#include <boost/test/unit_test.hpp>

#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

using parvis::service::is_public_address;

namespace {

bool is_public(const char* text)
{
    sockaddr_storage storage{};
    if (std::strchr(text, ':') == nullptr) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        BOOST_REQUIRE(::inet_pton(AF_INET, text, &address.sin_addr) == 1);
        std::memcpy(&storage, &address, sizeof address);
    } else {
        sockaddr_in6 address{};
        address.sin6_family = AF_INET6;
        BOOST_REQUIRE(::inet_pton(AF_INET6, text, &address.sin6_addr) == 1);
        std::memcpy(&storage, &address, sizeof address);
    }
    return is_public_address(reinterpret_cast<const sockaddr&>(storage));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(public_address)

BOOST_AUTO_TEST_CASE(special_addresses_are_not_public_to_their_last)
{
    for (const char* address : {"0.0.0.0",
                                "0.255.255.255",
                                "10.0.0.0",
                                "10.255.255.255",
                                "100.64.0.0",
                                "100.127.255.255",
                                "127.0.0.1",
                                "127.255.255.255",
                                "169.254.169.254",
                                "172.16.0.0",
                                "172.31.255.255",
                                "192.0.0.8",
                                "192.0.2.1",
                                "192.168.0.0",
                                "192.168.255.255",
                                "198.18.0.0",
                                "198.19.255.255",
                                "198.51.100.7",
                                "203.0.113.7",
                                "224.0.0.1",
                                "239.255.255.255",
                                "240.0.0.0",
                                "255.255.255.255",
                                "::",
                                "::1",
                                "::ffff:127.0.0.1",
                                "::ffff:10.1.2.3",
                                "::127.0.0.1",
                                "fe80::1",
                                "fc00::1",
                                "fdff::1",
                                "ff02::1",
                                "64:ff9b::7f00:1",
                                "64:ff9b::a01:203",
                                "64:ff9b:1::1",
                                "2001::1",
                                "2001:1ff::1",
                                "2001:db8::1",
                                "2002:7f00:1::",
                                "2002:c0a8:101::",
                                "100::1",
                                "3fff::1"}) {
        BOOST_TEST(!is_public(address), address);
    }
}

BOOST_AUTO_TEST_CASE(their_neighbours_are)
{
    for (const char* address :
         {"1.0.0.0",        "9.255.255.255",    "11.0.0.0",       "100.63.255.255",
          "100.128.0.0",    "126.255.255.255",  "128.0.0.0",      "169.253.255.255",
          "169.255.0.0",    "172.15.255.255",   "172.32.0.0",     "192.167.255.255",
          "192.169.0.0",    "198.17.255.255",   "198.20.0.0",     "223.255.255.255",
          "2001:200::1",    "2001:db7::1",      "2a01:e0a::1",    "2620:fe::9",
          "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"}) {
        BOOST_TEST(is_public(address), address);
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_address_of_the_internet_is_not)
{
    sockaddr_un local{};
    local.sun_family = AF_UNIX;
    BOOST_TEST(!is_public_address(reinterpret_cast<const sockaddr&>(local)));
}

BOOST_AUTO_TEST_SUITE_END()
