// SPDX-License-Identifier: EUPL-1.2
// Tokens and arrivals in the register: what is remembered of who may put files, and of who did.
#include "datasets/register.hpp"
#include "datasets/sqlite.hpp"
#include "geo/error.hpp"
#include "scratch_folder.hpp"

#include <boost/test/unit_test.hpp>

using namespace parvis;
using namespace parvis::datasets;
using parvis::test::ScratchFolder;

namespace {

Token token(const std::string& id, const std::string& dataset)
{
    return {id,
            dataset,
            "Service voirie",
            std::string(64, 'a'),
            "2026-11-25T08:00:00Z",
            "2027-11-25T08:00:00Z",
            "",
            ""};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tokens)

BOOST_AUTO_TEST_CASE(a_token_is_found_by_its_id_used_and_revoked_once)
{
    const ScratchFolder folder;
    Register reg(folder / "data");
    reg.add_token(token("b", "chantiers"));
    reg.add_token(token("a", "activite"));
    BOOST_TEST(!reg.token("c").has_value());
    BOOST_TEST_REQUIRE(reg.tokens().size() == 2U);
    BOOST_TEST(reg.tokens()[0].dataset == "activite");

    reg.use_token("b");
    reg.revoke_token("b");
    const std::string when = reg.token("b")->revoked;
    reg.revoke_token("b");

    BOOST_TEST(!when.empty());
    BOOST_TEST(reg.token("b")->revoked == when);
    BOOST_TEST(!reg.token("b")->used.empty());
    BOOST_TEST(reg.token("a")->revoked == "");
    BOOST_CHECK_THROW(reg.revoke_token("c"), StoreError);
    BOOST_CHECK_THROW(reg.add_token(token("b", "x")), StoreError);
}

BOOST_AUTO_TEST_CASE(an_arrival_is_remembered_before_it_is_known_what_becomes_of_it)
{
    const ScratchFolder folder;
    Register reg(folder / "data");
    Arrival arrival;
    arrival.dataset = "chantiers";
    arrival.who = "Service voirie";
    arrival.token = "b";
    arrival.file = "travaux.csv";
    arrival.sha256 = "s";
    const auto first = reg.note_arrival(arrival);
    const auto second = reg.note_arrival(arrival);
    reg.settle_arrival(second, "published", 3);

    const auto arrivals = Register(folder / "data").arrivals("chantiers");

    BOOST_TEST_REQUIRE(arrivals.size() == 2U);
    BOOST_TEST(arrivals[0].number == second);
    BOOST_TEST(arrivals[0].version == 3U);
    BOOST_TEST(arrivals[1].number == first);
    BOOST_TEST(arrivals[1].outcome == "");
    BOOST_TEST(arrivals[1].who == "Service voirie");
    BOOST_TEST(reg.arrivals("activite").empty());
    BOOST_CHECK_THROW(reg.settle_arrival(second, "lost", 0), StoreError);
}

BOOST_AUTO_TEST_CASE(a_register_of_before_tokens_is_brought_forward_and_kept_aside)
{
    const ScratchFolder folder;
    {
        Register reg(folder / "data");
        Sqlite sqlite(folder / "data/register.sqlite");
        sqlite.execute("DROP TABLE token; DROP TABLE arrival; PRAGMA user_version = 3;");
    }
    Register reg(folder / "data");
    reg.add_token(token("a", "activite"));
    BOOST_TEST(reg.tokens().size() == 1U);
    BOOST_TEST(std::filesystem::exists(folder / "data/register-schema-3.sqlite"));
}

BOOST_AUTO_TEST_SUITE_END()
