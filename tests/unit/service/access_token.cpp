// SPDX-License-Identifier: EUPL-1.2
#include "service/access_token.hpp"

#include "datasets/sha256.hpp"

#include <boost/test/unit_test.hpp>
#include <sodium.h>

using namespace parvis;
using namespace parvis::service;

BOOST_AUTO_TEST_SUITE(access_token)

BOOST_AUTO_TEST_CASE(two_tokens_differ_and_of_neither_the_secret_is_kept)
{
    BOOST_REQUIRE(sodium_init() >= 0);
    const FreshToken one = make_token(), other = make_token();

    BOOST_TEST(one.text != other.text);
    BOOST_TEST(one.id != other.id);
    BOOST_TEST(token_id(one.text).value() == one.id);
    BOOST_TEST(one.sha256 == datasets::sha256_hex(one.text));
    BOOST_TEST(one.text.size() == 7U + 12U + 1U + 64U);

    datasets::Token kept;
    kept.sha256 = one.sha256;
    BOOST_TEST(is_token(one.text, kept));
    BOOST_TEST(!is_token(other.text, kept));
    std::string near = one.text;
    near.back() = near.back() == '0' ? '1' : '0';
    BOOST_TEST(!is_token(near, kept));
    BOOST_TEST(!is_token("", kept));
}

BOOST_AUTO_TEST_CASE(what_has_not_the_form_of_a_token_has_no_id)
{
    const std::string good = "parvis_0123456789ab_" + std::string(64, 'f');
    BOOST_TEST(token_id(good).has_value());
    for (const std::string& bad :
         {std::string(), std::string("parvis_"), good + "0", good.substr(1),
          "Parvis" + good.substr(6), "parvis_0123456789AB_" + std::string(64, 'f'),
          "parvis_0123456789ab." + std::string(64, 'f'),
          "parvis_0123456789ab_" + std::string(63, 'f') + "'"}) {
        BOOST_TEST(!token_id(bad).has_value(), bad);
    }
}

BOOST_AUTO_TEST_CASE(a_token_is_worth_something_until_it_expires_or_is_revoked)
{
    datasets::Token token;
    token.expires = "2027-01-01T00:00:00Z";
    BOOST_TEST(is_in_force(token, "2026-12-31T23:59:59Z"));
    BOOST_TEST(!is_in_force(token, "2027-01-01T00:00:00Z"));
    token.revoked = "2026-11-25T00:00:00Z";
    BOOST_TEST(!is_in_force(token, "2026-12-31T23:59:59Z"));
}

BOOST_AUTO_TEST_CASE(no_secret_gets_into_a_log)
{
    const std::string secret(64, 'e');
    const std::string token = "parvis_0123456789ab_" + secret;
    BOOST_TEST(without_secrets("/x?a=" + token + "&b=" + token + "&c=1") ==
               "/x?a=parvis_0123456789ab_…&b=parvis_0123456789ab_…&c=1");
    BOOST_TEST(without_secrets("/x?a=parvis%5f0123456789ab%5F" + secret + "&b=1") == "…");
    BOOST_TEST(without_secrets("/datasets/parvis%5F0123456789ab%5F" + secret + "/source") == "…");
    BOOST_TEST(without_secrets("/x?a=%41&b=%zz%") == "/x?a=%41&b=%zz%");
    BOOST_TEST(without_secrets("/x?parvis_=1") == "/x?parvis_=1");
    BOOST_TEST(holds_token("jeton=" + token));
    BOOST_TEST(!holds_token("jeton=parvis_0123456789ab_"));
}

BOOST_AUTO_TEST_SUITE_END()
