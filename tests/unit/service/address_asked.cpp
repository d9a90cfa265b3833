// SPDX-License-Identifier: EUPL-1.2
#include "service/address_asked.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using parvis::service::address_asked;

parvis::publish::Request asked(std::vector<std::pair<std::string, std::string>> headers)
{
    parvis::publish::Request request;
    request.headers = std::move(headers);
    return request;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(address)

BOOST_AUTO_TEST_CASE(without_a_proxy_only_the_host_counts)
{
    const auto request = asked({{"host", "a.example:8080"},
                                {"x-forwarded-proto", "https"},
                                {"x-forwarded-host", "b.example"}});

    BOOST_TEST(address_asked(request, false).value() == "http://a.example:8080");
    BOOST_TEST(address_asked(request, true).value() == "https://b.example");
}

BOOST_AUTO_TEST_CASE(behind_a_proxy_each_field_counts_by_itself)
{
    BOOST_TEST(
        address_asked(asked({{"host", "a"}, {"x-forwarded-proto", "https"}}), true).value() ==
        "https://a");
    BOOST_TEST(address_asked(asked({{"host", "a"}, {"x-forwarded-host", "b:81"}}), true).value() ==
               "http://b:81");
    BOOST_TEST(address_asked(asked({{"host", "a"}}), true).value() == "http://a");
    BOOST_TEST(address_asked(asked({{"x-forwarded-host", "[::1]:8080"}}), true).value() ==
               "http://[::1]:8080");
}

BOOST_AUTO_TEST_CASE(a_hostile_value_counts_as_not_said)
{
    for (const char* host : {"",
                             "b.example/x",
                             "b.example\"><script>",
                             "b.example, c.example",
                             "user@b",
                             "b example",
                             "b:99999x",
                             "b:",
                             "b:999999",
                             ":80",
                             "[::1",
                             "[]:80",
                             "[::1]x",
                             "[a.b%c]",
                             "-b",
                             ".b",
                             "b\r\nX: y",
                             "b?x",
                             "b#x",
                             "javascript:alert(1)",
                             "é.example"}) {
        BOOST_TEST_CONTEXT(host)
        {
            BOOST_TEST(
                address_asked(asked({{"host", "a"}, {"x-forwarded-host", host}}), true).value() ==
                "http://a");
            BOOST_TEST(!address_asked(asked({{"host", host}}), false).has_value());
        }
    }
    BOOST_TEST(!address_asked(asked({{"host", std::string(300, 'a')}}), false).has_value());
    for (const char* scheme :
         {"HTTPS", "https, http", "http, https", "ftp", "javascript", "https:"}) {
        BOOST_TEST_CONTEXT(scheme)
        BOOST_TEST(
            address_asked(asked({{"host", "a"}, {"x-forwarded-proto", scheme}}), true).value() ==
            "http://a");
    }
}

BOOST_AUTO_TEST_SUITE_END()
