// SPDX-License-Identifier: EUPL-1.2
// Tokens and arrivals in the register: what is remembered of who may put files, and of who did.
#include "datasets/register.hpp"
#include "datasets/sqlite.hpp"
#include "geo/error.hpp"
#include "old_register.hpp"
#include "scratch_folder.hpp"

#include <boost/test/unit_test.hpp>

using namespace parvis;
using namespace parvis::datasets;
using parvis::test::ScratchFolder;

namespace {

Token token(const std::string& id, const std::string& dataset)
{
    Token token;
    token.id = id;
    token.datasets = {dataset};
    token.name = "Service voirie";
    token.sha256 = std::string(64, 'a');
    token.made = "2026-11-25T08:00:00Z";
    token.expires = "2027-11-25T08:00:00Z";
    return token;
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
    BOOST_TEST(reg.tokens()[0].datasets.front() == "activite");

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

BOOST_AUTO_TEST_CASE(a_token_for_comments_keeps_its_role_its_datasets_and_its_communes)
{
    const ScratchFolder folder;
    Register reg(folder / "data");
    Token made = token("a", "activite");
    made.role = TokenRole::contributor;
    made.datasets = {"activite", "chantiers"};
    made.communes = {"FR_76540", "FR_76410"};
    made.title = "directrice";
    reg.add_token(made);

    const auto found = reg.token("a");

    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST((found->role == TokenRole::contributor));
    BOOST_TEST(found->datasets == made.datasets, boost::test_tools::per_element());
    BOOST_TEST(found->communes == made.communes, boost::test_tools::per_element());
    BOOST_TEST(found->title == "directrice");
}

BOOST_AUTO_TEST_CASE(a_register_of_before_tokens_is_brought_forward_and_kept_aside)
{
    const ScratchFolder folder;
    {
        Register reg(folder / "data");
        Sqlite sqlite(folder / "data/register.sqlite");
        sqlite.execute(parvis::test::without_comments);
        sqlite.execute(parvis::test::comments_of_before);
        sqlite.execute("DROP TABLE token; DROP TABLE arrival; PRAGMA user_version = 3;");
    }
    Register reg(folder / "data");
    reg.add_token(token("a", "activite"));
    BOOST_TEST(reg.tokens().size() == 1U);
    BOOST_TEST(std::filesystem::exists(folder / "data/register-schema-3.sqlite"));
}

BOOST_AUTO_TEST_CASE(comments_of_before_they_had_a_life_are_kept_with_their_history)
{
    const ScratchFolder folder;
    {
        Register reg(folder / "data");
        Sqlite sqlite(folder / "data/register.sqlite");
        sqlite.execute(parvis::test::without_comments);
        sqlite.execute(parvis::test::comments_of_before);
        sqlite.execute("DROP TABLE token; DROP TABLE arrival; PRAGMA user_version = 3;");
    }
    const Register reg(folder / "data");

    const auto comments = reg.all_comments();

    BOOST_TEST_REQUIRE(comments.size() == 2U);
    BOOST_TEST(comments[0].text.at("fr") == "Le gel.");
    BOOST_TEST((comments[0].state == CommentState::published));
    BOOST_TEST(!comments[0].written);
    BOOST_TEST((comments[1].state == CommentState::withdrawn));
    BOOST_TEST(comments[1].text.empty());
    BOOST_TEST(comments[1].withdrawn_on == "2026-07-01T00:00:00Z");
    BOOST_TEST(reg.comment_revision() == 3U);
    BOOST_TEST_REQUIRE(reg.comment_history("b").size() == 2U);
    BOOST_TEST(reg.comment_history("b")[1].change == "removed");
    BOOST_TEST(reg.comments().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
