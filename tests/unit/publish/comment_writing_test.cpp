// SPDX-License-Identifier: EUPL-1.2
// Comments as people write them: what is refused and why, and who may.
#include "tests/unit/publish/comment_site.hpp"

using namespace parvis::test::comments;

BOOST_FIXTURE_TEST_SUITE(comment_writing, Written)

BOOST_AUTO_TEST_CASE(what_it_speaks_of_has_to_be_there_or_what_was_meant_is_asked)
{
    says(add(asked({"esai", "", "", "", "", ""}), keeper()), Refused::no_target, "« essai »");
    says(add(asked({"essai", "coût", "", "", "", ""}), keeper()), Refused::no_target, "« cout »");
    says(add(asked({"essai", "", "z", "", "", ""}), keeper()), Refused::no_target, "« z »");
    says(add(asked({"essai", "", "", "cout", "FR_1", ""}), keeper()), Refused::unusable, "period");
    says(add(asked({"", "", "", "", "", ""}), keeper()), Refused::unusable, "dataset");
    BOOST_TEST(reg.all_comments().empty());
    for (const CommentTarget& good : {CommentTarget{"essai", "", "", "", "", ""},
                                      CommentTarget{"essai", "cout", "", "", "", ""},
                                      CommentTarget{"essai", "", "b", "", "", ""}}) {
        BOOST_TEST(std::holds_alternative<Comment>(
            writing().add(asked(good), keeper(), "c-" + good.column + good.key)));
    }
    BOOST_TEST(reg.comments().size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_token_writes_of_its_own_datasets_and_communes_alone)
{
    says(add(asked(cell), contributor({"autre"}, {})), Refused::forbidden, "autre");
    says(add(asked(cell), contributor({}, {"FR_2"})), Refused::forbidden, "FR_1");
    says(add(asked({"essai", "cout", "", "", "", ""}), contributor({}, {"FR_2"})),
         Refused::forbidden, "colonne");
    BOOST_TEST(std::holds_alternative<Comment>(add(asked(cell), contributor({"essai"}, {"FR_1"}))));
    BOOST_TEST(reg.comment_writes().size() == 4U);
    BOOST_TEST(!reg.comment_writes()[1].accepted);
    // Another service of the commune may not touch it; a publisher may.
    // The same name on another token is no proof.
    CommentWriter other = contributor({}, {"FR_1"});
    other.token = "ba9876543210";
    says(writing().withdraw("c-1", other, ""), Refused::forbidden, "Sports");
    says(writing().edit("c-1", asked({}), other), Refused::forbidden, "Sports");
    other.name = "Voirie";
    says(writing().approve("c-1", other), Refused::forbidden, "éditeur");
    says(writing().withdraw("c-1", contributor({}, {"FR_2"}), ""), Refused::forbidden, "FR_1");
    CommentWriter publisher = other;
    publisher.publishes = true;
    // Who mends another's words does not sign them, unless it is said.
    BOOST_TEST(
        std::get<Comment>(writing().edit("c-1", asked({}, "Mieux dit."), publisher)).author ==
        "Sports");
    CommentAsked signed_anew = asked({}, "Autrement.");
    signed_anew.author = "Voirie";
    BOOST_TEST(std::get<Comment>(writing().edit("c-1", signed_anew, publisher)).author == "Voirie");
    BOOST_TEST(std::holds_alternative<Comment>(writing().withdraw("c-1", publisher, "faux")));
    says(writing().edit("c-1", asked({}), keeper()), Refused::withdrawn, "retiré");
    says(writing().edit("c-2", asked({}), keeper()), Refused::unknown, "c-2");
}

BOOST_AUTO_TEST_CASE(a_measure_alone_names_no_row_of_a_table_without_places_and_periods)
{
    const CommentTarget everything{"essai", "", "", "nom", "FR_2", "2025"};
    says(add(asked(everything), contributor({}, {"FR_1"})), Refused::no_target, "« key »");
    says(add(asked(everything), keeper()), Refused::no_target, "« key »");
}

BOOST_AUTO_TEST_CASE(a_figure_of_several_rows_is_of_a_token_only_where_each_row_is)
{
    DatasetFacts facts;
    facts.id = "chiffres";
    facts.title = {{"fr", "Chiffres"}};
    facts.key = {"code"};
    facts.figure_place = "lieu";
    facts.figure_period = "annee";
    const std::vector<Property> columns{
        property("code", ValueType::text), property("lieu", ValueType::text),
        property("annee", ValueType::text), property("entrees", ValueType::number),
        property("commune", ValueType::text, true)};
    publish(facts, columns,
            {Feature{"a", {}, {"a", "Piscine", "2025", 5.0, "FR_1"}},
             Feature{"b", {}, {"b", "Piscine", "2025", 6.0, "FR_2"}},
             Feature{"c", {}, {"c", "Stade", "2025", 7.0, "FR_1"}},
             Feature{"d", {}, {"d", "Stade", "2025", 8.0, "FR_1"}},
             Feature{"e", {}, {"e", "Gymnase", "2025", 9.0, "FR_1"}},
             Feature{"f", {}, {"f", "Gymnase", "2025", 9.0, {}}}});
    refresh();
    const auto of = [](const std::string& place) {
        return asked({"chiffres", "", "", "entrees", place, "2025"});
    };
    says(add(of("Piscine"), contributor({}, {"FR_1"})), Refused::forbidden, "FR_2");
    says(add(of("Gymnase"), contributor({}, {"FR_1"})), Refused::forbidden, "sans commune");
    BOOST_TEST(std::holds_alternative<Comment>(add(of("Stade"), contributor({}, {"FR_1"}))));
    BOOST_TEST(std::holds_alternative<Comment>(writing().add(of("Piscine"), keeper(), "c-2")));
}

BOOST_AUTO_TEST_CASE(whoever_claims_another_name_is_refused)
{
    CommentAsked forged = asked(cell);
    forged.author = "Cabinet du maire";
    says(add(forged, contributor({"essai"}, {})), Refused::forbidden, "Cabinet du maire");
    forged.author = "Sports";
    forged.role = "maire";
    says(add(forged, contributor({"essai"}, {})), Refused::forbidden, "maire");
    forged.role.reset();
    BOOST_TEST(std::get<Comment>(add(forged, contributor({"essai"}, {}))).author == "Sports");
}

BOOST_AUTO_TEST_CASE(where_the_site_asks_for_it_a_publisher_agrees_first)
{
    needs_approval = true;
    const auto made = std::get<Comment>(add(asked(cell), contributor({"essai"}, {})));
    BOOST_TEST((made.state == CommentState::draft));
    BOOST_TEST(reg.comments().empty());
    BOOST_TEST(std::holds_alternative<Comment>(
        writing().edit("c-1", asked({}, "Mieux."), contributor({"essai"}, {}))));
    BOOST_TEST((reg.comment("c-1")->state == CommentState::draft));
    BOOST_TEST(std::holds_alternative<Comment>(writing().approve("c-1", keeper())));
    BOOST_TEST(reg.comments().size() == 1U);
    says(writing().edit("c-1", asked({}), contributor({"essai"}, {})), Refused::forbidden,
         "accord");
    BOOST_TEST(reg.comment("c-1")->text.at("fr") == "Mieux.");
    BOOST_TEST(!reg.comment_writes().front().accepted);
    says(writing().approve("c-1", keeper()), Refused::state, "publié");
}

BOOST_AUTO_TEST_CASE(a_draft_is_its_authors_to_publish_where_nobody_has_to_agree)
{
    CommentAsked draft = asked(cell);
    draft.draft = true;
    const CommentWriter author = contributor({"essai"}, {});
    CommentWriter other = author;
    other.token = "ba9876543210";
    BOOST_TEST((std::get<Comment>(add(draft, author)).state == CommentState::draft));
    // Another does not learn that it is there.
    says(writing().approve("c-1", other), Refused::unknown, "c-1");
    says(writing().withdraw("c-1", contributor({"autre"}, {}), ""), Refused::forbidden, "autre");
    other.datasets = {"autre"};
    says(writing().withdraw("c-1", other, ""), Refused::unknown, "c-1");
    BOOST_TEST(
        (std::get<Comment>(writing().approve("c-1", author)).state == CommentState::published));
}

BOOST_AUTO_TEST_CASE(who_only_reads_with_a_token_makes_nothing_to_be_crossed_again)
{
    publish(communes_facts(), communes_properties(), communes());
    Token token;
    token.id = "0123456789ab";
    token.role = TokenRole::contributor;
    token.sha256 = std::string(64, 'a');
    token.made = "2026-11-30T10:00:00Z";
    token.expires = "2027-11-30T10:00:00Z";
    reg.add_token(token);
    refresh();
    const auto before = store().current();
    reg.use_token(token.id);
    refresh();
    const auto after = store().current();
    BOOST_TEST((before != after));  // the register was written to
    BOOST_TEST((before->datasets == after->datasets));
    static_cast<void>(add(asked(cell), keeper()));
    refresh();
    BOOST_TEST((after->datasets != store().current()->datasets));
}

BOOST_AUTO_TEST_CASE(a_text_written_anew_in_one_language_leaves_the_others_a_draft_too)
{
    CommentAsked draft = asked(cell, "Avant.");
    draft.text["de"] = "Vorher.";
    draft.draft = true;
    static_cast<void>(add(draft, keeper()));
    CommentAsked again = asked({}, "Après.");
    again.keeps_languages = true;
    const Texts both{{"de", "Vorher."}, {"fr", "Après."}};
    BOOST_TEST((std::get<Comment>(writing().edit("c-1", again, keeper())).text == both));
    again.keeps_languages = false;
    const Texts french{{"fr", "Après."}};
    BOOST_TEST((std::get<Comment>(writing().edit("c-1", again, keeper())).text == french));
}

BOOST_AUTO_TEST_SUITE_END()
