// SPDX-License-Identifier: EUPL-1.2
// Comments as people write them: what is refused and why, who may, and what becomes of one whose
// figure changes.
#include "publish/comment_writing.hpp"

#include "datasets/sqlite.hpp"
#include "geo/busy_error.hpp"
#include "publish/comment_check.hpp"
#include "publish/site/markdown.hpp"
#include "tests/unit/publish/small_site.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace parvis;
using namespace parvis::datasets;
using namespace parvis::publish;
using Refused = CommentRefusal::Kind;

namespace {

Property property(const std::string& name, ValueType type, bool derived = false)
{
    Property made;
    made.name = name;
    made.type = type;
    made.label = {{"fr", "Le " + name}};
    made.derived = derived;
    return made;
}

/// Figures of two communes: what a pool costs.
struct Written : parvis::test::SmallSite {
    Register reg{site().data()};
    bool needs_approval = false;

    Written() { figures(5, 8); }

    static DatasetFacts essai()
    {
        DatasetFacts facts;
        facts.id = "essai";
        facts.title = {{"fr", "Essai"}};
        facts.row = {{"fr", "une piscine"}};
        facts.key = {"code"};
        return facts;
    }
    void figures(double first, double second)
    {
        const std::vector<Property> columns{
            property("code", ValueType::text), property("cout", ValueType::number),
            property("nom", ValueType::text), property("commune", ValueType::text, true)};
        publish(essai(), columns,
                {Feature{"a", {}, {"a", first, "Bleue", "FR_1"}},
                 Feature{"b", {}, {"b", second, "Verte", "FR_2"}}});
        refresh();
    }
    CommentWriting writing()
    {
        return {reg,
                [this](const std::string& id) { return store().current()->find(id); },
                {"essai"},
                needs_approval,
                Date{2026, 11, 30}};
    }
    CommentResult add(const CommentAsked& asked, const CommentWriter& writer)
    {
        return writing().add(asked, writer, "c-1");
    }
    void review()
    {
        refresh();
        static_cast<void>(review_comments(reg));
    }
};

CommentAsked asked(CommentTarget target, const std::string& text = "Parce que.")
{
    CommentAsked made;
    made.target = std::move(target);
    made.text = {{"fr", text}};
    return made;
}

CommentWriter keeper()
{
    CommentWriter writer;
    writer.name = "Sports";
    writer.way = "command";
    return writer;
}

CommentWriter contributor(std::vector<std::string> datasets, std::vector<std::string> communes)
{
    CommentWriter writer = keeper();
    writer.token = "0123456789ab";
    writer.way = "api";
    writer.publishes = false;
    writer.datasets = std::move(datasets);
    writer.communes = std::move(communes);
    return writer;
}

const CommentRefusal& refusal(const CommentResult& result)
{
    BOOST_REQUIRE(std::holds_alternative<CommentRefusal>(result));
    return std::get<CommentRefusal>(result);
}

bool says(const CommentResult& result, Refused kind, const std::string& words)
{
    const auto& refused = refusal(result);
    BOOST_TEST_CONTEXT(refused.sentence)
    {
        BOOST_TEST((refused.kind == kind));
        BOOST_TEST(refused.sentence.find(words) != std::string::npos);
    }
    return refused.kind == kind;
}

const CommentTarget cell{"essai", "cout", "a", "", "", ""};

}  // namespace

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

BOOST_AUTO_TEST_CASE(a_changed_figure_puts_its_comment_to_review_and_a_person_or_a_rollback_ends_it)
{
    const auto made = std::get<Comment>(add(asked(cell), keeper()));
    BOOST_TEST(made.version == 1U);
    figures(5, 9);
    review();
    BOOST_TEST((reg.comment("c-1")->state == CommentState::published));
    figures(7, 9);
    review();

    const auto doubted = *reg.comment("c-1");
    BOOST_TEST((doubted.state == CommentState::to_review));
    BOOST_TEST(doubted.figure_was == "5");
    BOOST_TEST(doubted.figure_is == "7");
    const auto revision = reg.comment_revision();
    review();
    BOOST_TEST(reg.comment_revision() == revision);  // looking again changes nothing

    static_cast<void>(reg.roll_back("essai", {}));
    review();
    BOOST_TEST((reg.comment("c-1")->state == CommentState::published));
    BOOST_TEST(reg.comment("c-1")->figure_was.empty());

    figures(11, 9);
    review();
    BOOST_TEST((reg.comment("c-1")->state == CommentState::to_review));
    BOOST_TEST(std::holds_alternative<Comment>(writing().confirm("c-1", keeper())));
    BOOST_TEST((reg.comment("c-1")->state == CommentState::published));
    review();
    BOOST_TEST((reg.comment("c-1")->state == CommentState::published));
    says(writing().confirm("c-1", keeper()), Refused::state, "publié");

    std::vector<std::string> steps;
    for (const auto& step : reg.comment_history("c-1")) {
        steps.push_back(step.change);
    }
    const std::vector<std::string> expected{"added", "doubted", "restored", "doubted", "confirmed"};
    BOOST_TEST(steps == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_comment_of_a_file_is_reviewed_too_and_one_on_a_row_says_which_columns)
{
    Comment of_file;
    of_file.id = "f";
    of_file.target = {"essai", "", "b", "", "", ""};
    of_file.text = {{"fr", "Une ligne."}};
    of_file.author = "Sports";
    of_file.date = {2026, 11, 1};
    reg.replace_file_comments({of_file});
    review();
    figures(5, 9);
    review();
    const auto doubted = *reg.comment("f");
    BOOST_TEST((doubted.state == CommentState::to_review));
    BOOST_TEST(doubted.figure_was == "Le cout : 8");
    BOOST_TEST(doubted.figure_is == "Le cout : 9");
    // The file says the same: it stays to review, until somebody changes or confirms it.
    reg.replace_file_comments({of_file});
    BOOST_TEST((reg.comment("f")->state == CommentState::to_review));
    of_file.text = {{"fr", "Une autre."}};
    reg.replace_file_comments({of_file});
    review();
    BOOST_TEST((reg.comment("f")->state == CommentState::published));
    says(writing().withdraw("f", keeper(), ""), Refused::state, "fichier");
    says(writing().edit("f", asked({}), keeper()), Refused::state, "fichier");
}

BOOST_AUTO_TEST_CASE(nothing_is_written_of_a_version_that_another_has_replaced_meanwhile)
{
    BOOST_TEST(std::holds_alternative<Comment>(add(asked(cell), keeper())));
    const auto seen = store().current();  // as a writer has it who began before
    CommentWriting late{reg,
                        [&](const std::string& id) { return seen->find(id); },
                        {"essai"},
                        false,
                        Date{2026, 11, 30}};
    figures(7, 8);
    review();
    BOOST_CHECK_THROW(static_cast<void>(late.add(asked(cell), keeper(), "c-2")), BusyError);
    BOOST_CHECK_THROW(static_cast<void>(late.confirm("c-1", keeper())), BusyError);
    BOOST_CHECK_THROW(static_cast<void>(late.edit("c-1", asked({}), keeper())), BusyError);
    BOOST_TEST(!reg.comment("c-2"));
    BOOST_TEST((reg.comment("c-1")->state == CommentState::to_review));
    BOOST_TEST(std::get<Comment>(writing().add(asked(cell), keeper(), "c-2")).version == 2U);
}

BOOST_AUTO_TEST_CASE(comments_from_before_figures_were_kept_are_measured_before_a_version_comes)
{
    static_cast<void>(add(asked(cell), keeper()));
    Sqlite(site().data() / "register.sqlite")
        .execute("UPDATE comment SET figure = '', version = 0");
    measure_old_comments(reg);
    figures(7, 8);
    review();
    BOOST_TEST((reg.comment("c-1")->state == CommentState::to_review));
    BOOST_TEST(reg.comment("c-1")->figure_was == "5");
}

BOOST_AUTO_TEST_CASE(columns_that_come_go_or_move_change_no_figure_but_their_own)
{
    const auto made = [&](const CommentTarget& target, const std::string& id) {
        BOOST_TEST_REQUIRE(
            std::holds_alternative<Comment>(writing().add(asked(target), keeper(), id)));
    };
    made({"essai", "", "a", "", "", ""}, "row");
    made({"essai", "cout", "a", "", "", ""}, "cell");
    made({"essai", "nom", "a", "", "", ""}, "name");
    // A column comes, and the name moves behind it.
    publish(essai(),
            {property("code", ValueType::text), property("cout", ValueType::number),
             property("vide", ValueType::text), property("nom", ValueType::text),
             property("commune", ValueType::text, true)},
            {Feature{"a", {}, {"a", 5.0, {}, "Bleue", "FR_1"}}});
    review();
    for (const char* id : {"row", "cell", "name"}) {
        BOOST_TEST((reg.comment(id)->state == CommentState::published), id);
    }
    // The name goes, and the cost is another.
    publish(essai(),
            {property("code", ValueType::text), property("cout", ValueType::number),
             property("commune", ValueType::text, true)},
            {Feature{"a", {}, {"a", 6.0, "FR_1"}}});
    review();
    const auto row = *reg.comment("row"), name = *reg.comment("name");
    BOOST_TEST((row.state == CommentState::to_review));
    BOOST_TEST(row.figure_was == "Le cout : 5");
    BOOST_TEST(row.figure_is == "Le cout : 6");
    BOOST_TEST((name.state == CommentState::to_review));
    BOOST_TEST(name.figure_was == "Bleue");
    BOOST_TEST(name.figure_is == "");
}

BOOST_AUTO_TEST_CASE(a_value_that_is_secret_now_is_not_told_by_the_comments_on_it)
{
    const auto made = [&](const CommentTarget& target, const std::string& id,
                          const std::string& confidentiality = {}) {
        CommentAsked one = asked(target);
        one.confidentiality = confidentiality;
        BOOST_TEST_REQUIRE(std::holds_alternative<Comment>(writing().add(one, keeper(), id)));
    };
    made(cell, "cell");
    made({"essai", "", "a", "", "", ""}, "row");
    made({"essai", "nom", "a", "", "", ""}, "free", "F");
    made({"essai", "nom", "a", "", "", ""}, "kept", "C");
    publish(essai(),
            {property("code", ValueType::text), property("cout", ValueType::number),
             property("nom", ValueType::text), property("cout_statut", ValueType::text, true)},
            {Feature{"a", {}, {"a", {}, "Rouge", "Q"}}});
    review();
    const auto words = [&](const std::string& id) {
        const auto comment = *reg.comment(id);
        BOOST_TEST((comment.state == CommentState::to_review), id);
        return comment.figure_was + "/" + comment.figure_is;
    };
    BOOST_TEST(words("cell") == "/");
    BOOST_TEST(words("row") == "Le nom : Bleue/Le nom : Rouge");
    BOOST_TEST(words("free") == "Bleue/Rouge");
    BOOST_TEST(words("kept") == "/");
    for (const auto& write : reg.comment_writes()) {
        BOOST_TEST(write.detail.find('5') == std::string::npos);
    }
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

BOOST_AUTO_TEST_CASE(a_draft_whose_figure_changed_before_it_was_approved_is_to_review_at_once)
{
    needs_approval = true;
    static_cast<void>(add(asked(cell), contributor({"essai"}, {})));
    figures(7, 8);
    review();
    const auto approved = std::get<Comment>(writing().approve("c-1", keeper()));
    BOOST_TEST((approved.state == CommentState::to_review));
    BOOST_TEST(approved.figure_was == "5");
    BOOST_TEST(approved.figure_is == "7");
    review();
    BOOST_TEST((reg.comment("c-1")->state == CommentState::to_review));
}

BOOST_AUTO_TEST_CASE(nobody_confirms_a_figure_that_they_have_not_read)
{
    static_cast<void>(add(asked(cell), keeper()));
    figures(7, 8);
    review();
    const std::string seen = doubt_tag(*reg.comment("c-1"));
    figures(9, 8);
    refresh();
    says(writing().confirm("c-1", keeper(), seen), Refused::state, "encore");  // not reviewed yet
    review();
    says(writing().confirm("c-1", keeper(), seen), Refused::state, "encore");
    BOOST_TEST((reg.comment("c-1")->state == CommentState::to_review));
    BOOST_TEST(std::holds_alternative<Comment>(
        writing().confirm("c-1", keeper(), doubt_tag(*reg.comment("c-1")))));
}

BOOST_AUTO_TEST_CASE(no_token_and_no_address_stands_in_a_text_or_a_signature)
{
    const std::string token = "parvis_0123456789ab_" + std::string(64, 'c');
    says(add(asked(cell, "Voir " + token + "."), keeper()), Refused::unusable, "jeton");
    CommentAsked named = asked(cell);
    named.id = token;
    says(add(named, keeper()), Refused::unusable, "jeton");
    named.id = "review";
    says(add(named, keeper()), Refused::unusable, "adresses du site");
    CommentAsked claimed = asked(cell);
    claimed.author = token;
    BOOST_TEST(refusal(add(claimed, keeper())).sentence.find(token) == std::string::npos);
    BOOST_TEST(reg.comment_writes().front().detail.find(token) == std::string::npos);
    CommentWriter person = keeper();
    person.name = "jean.dupont@ville.fr";
    says(add(asked(cell), person), Refused::unusable, "fonction");
    person = keeper();
    person.title = "06 12 34 56 78";
    says(add(asked(cell), person), Refused::unusable, "fonction");
    BOOST_TEST(reg.all_comments().empty());
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

BOOST_AUTO_TEST_CASE(texts_and_codes_that_cannot_be_published_are_named)
{
    const auto with = [&](const std::string& text) { return add(asked(cell, text), keeper()); };
    says(with(" \n "), Refused::unusable, "vide");
    says(with("<script>alert(1)</script>"), Refused::unusable, "HTML");
    says(with("a <b onclick=x>b</b>"), Refused::unusable, "HTML");
    says(with("[ici](javascript:alert(1))"), Refused::unusable, "javascript:");
    says(with("[ici][1]\n\n[1]: data:text/html,x"), Refused::unusable, "data:");
    says(with("![pixel](https://ailleurs.fr/p.png)"), Refused::unusable, "image");
    says(with("a\u202eb"), Refused::unusable, "sens de lecture");
    says(with(std::string(30'000, 'a')), Refused::unusable, "20000");
    CommentAsked codes = asked(cell);
    codes.status = "X";
    codes.motive = "meteoo";
    codes.confidentiality = "9";
    codes.text["xyz"] = "a";
    const auto refused = refusal(add(codes, keeper()));
    BOOST_TEST(refused.fields.size() == 4U);
    BOOST_TEST(refused.sentence.find("« meteo »") != std::string::npos);
    BOOST_TEST(reg.all_comments().empty());
    for (const char* good :
         {"2 < 3 et 5 > 4", "`<b>` n’est pas du HTML ici",
          "[ici](https://ville.fr) et <https://ville.fr>", "**gras**\n\n- a\n- b"}) {
        BOOST_TEST(site::markdown_fault(good).empty(), good);
    }
}

BOOST_AUTO_TEST_CASE(contacts_are_pointed_out_and_published_when_it_is_meant)
{
    CommentAsked personal = asked(cell, "Écrire à a@b.fr ou 06 12 34 56 78.");
    const auto refused = refusal(add(personal, keeper()));
    BOOST_TEST((refused.kind == Refused::contacts));
    BOOST_TEST_REQUIRE(refused.contacts.size() == 2U);
    BOOST_TEST(refused.contacts[0].contact.text == "a@b.fr");
    BOOST_TEST(reg.all_comments().empty());
    personal.confirm_personal = true;
    BOOST_TEST(std::holds_alternative<Comment>(add(personal, keeper())));
}

BOOST_AUTO_TEST_CASE(what_passes_the_check_is_shown_without_anything_dangerous)
{
    const std::vector<std::string> pieces{"<script>",
                                          "</script>",
                                          "<img src=x onerror=y>",
                                          "[a](",
                                          "javascript:x",
                                          "java\tscript:",
                                          ")",
                                          "](data:x)",
                                          "![",
                                          "\n\n",
                                          "<a href=\"x\">",
                                          "&#106;avascript:",
                                          "[1]: ",
                                          "[b][1]",
                                          "<javascript:x>",
                                          "https://a.fr",
                                          "`",
                                          "**",
                                          "texte",
                                          "\"",
                                          "<!--",
                                          "-->",
                                          "    ",
                                          "<",
                                          ">",
                                          "vbscript:",
                                          "//mal.fr",
                                          "\\",
                                          "]",
                                          "("};
    std::mt19937 random(11);
    int passed = 0;
    for (int i = 0; i < 30'000; ++i) {
        std::string text;
        for (std::size_t j = 1 + random() % 8; j > 0; --j) {
            text += pieces[random() % pieces.size()];
        }
        const std::string html = site::markdown_html(text);
        const bool checked = site::markdown_fault(text).empty();
        passed += checked ? 1 : 0;
        BOOST_TEST_CONTEXT(text << " => " << html)
        {
            // Of the tags that come out, each is one that Markdown makes, and no link leaves by
            // another way than those of the list.
            for (std::size_t at = html.find('<'); at != std::string::npos;
                 at = html.find('<', at + 1)) {
                const std::string tag = html.substr(at + 1, html.find_first_of(" >", at) - at - 1);
                const std::string name = tag.starts_with('/') ? tag.substr(1) : tag;
                const bool known = name == "p" || name == "a" || name == "em" || name == "strong" ||
                                   name == "code" || name == "pre" || name == "img" ||
                                   name == "br" || name == "ul" || name == "li" || name == "ol" ||
                                   name == "blockquote" || name == "hr" ||
                                   (name.size() == 2 && name[0] == 'h');
                BOOST_TEST_REQUIRE(known, name);
                BOOST_TEST_REQUIRE((name != "img" || !checked));
            }
            for (std::size_t at = html.find("href=\""); at != std::string::npos;
                 at = html.find("href=\"", at + 1)) {
                const std::string target = html.substr(at + 6, html.find('"', at + 6) - at - 6);
                const bool safe = target == "#" || target.starts_with("https://") ||
                                  target.starts_with("http://") || target.starts_with("mailto:") ||
                                  target.starts_with("#") ||
                                  (target.starts_with("/") && !target.starts_with("//"));
                BOOST_TEST_REQUIRE(safe, target);
                BOOST_TEST_REQUIRE((target != "#" || !checked));
            }
        }
    }
    BOOST_TEST(passed > 1'000);
}

BOOST_AUTO_TEST_SUITE_END()
