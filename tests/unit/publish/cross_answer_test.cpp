// SPDX-License-Identifier: EUPL-1.2
// What a crossing says beside its sums: what is not known, conditions, comments, sources.
#include "publish/comment_check.hpp"
#include "publish/formats/cross_table.hpp"
#include "tests/unit/publish/crossed_site.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <set>

using namespace parvis::test;

namespace {

Comment on(const char* id, CommentTarget target)
{
    return {id, std::move(target), {{"fr", id}}, "", "methode", "La voirie", "", {2026, 11, 1}};
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(cross_answer, CrossedSite)

BOOST_AUTO_TEST_CASE(what_is_not_known_is_not_zero)
{
    publish_works({{0, {}, {}, {}, {}, {}, {}}, {1, {}, {}, {}, 70.0, {}, {}}});
    const CrossTable crossed = table({{"measure", "c: sum(chantiers.cout_eur)"},
                                      {"measure", "l: length(chantiers)"},
                                      {"measure", "n: count(chantiers)"}});
    BOOST_TEST(unknown(crossed.values[0][0]));
    BOOST_TEST(number(crossed.values[1][0]) == 70);
    BOOST_TEST(number(crossed.values[2][0]) == 0);
    BOOST_TEST(unknown(crossed.values[0][1]));
    BOOST_TEST(number(crossed.values[2][2]) == 0);
    BOOST_TEST(crossed.measures[0].skipped == 1U);
}

BOOST_AUTO_TEST_CASE(what_grows_too_large_or_too_small_stays_right)
{
    publish_works({{0, {}, {}, {}, 3.0, {}, {}}});
    const CrossTable crossed =
        table({{"measure", "a: count(chantiers) * 1000000000 * 1000000000 * 1000000000 * "
                           "1000000000 * 1000000000"},
               {"measure", "b: count(chantiers) * 1000000000 * 1000000000"},
               {"measure", "c: count(chantiers) / population / 1000000"},
               {"measure", "d: count(chantiers) / 7"}});
    BOOST_TEST(std::abs(number(crossed.values[0][0]) / 1e45 - 1) < 1e-9);
    BOOST_TEST(std::abs(number(crossed.values[0][1]) / 1e18 - 1) < 1e-9);
    BOOST_TEST(std::abs(number(crossed.values[0][2]) / 1e-9 - 1) < 1e-9);
    BOOST_TEST(!crossed.measures[3].adds_up);
}

BOOST_AUTO_TEST_CASE(the_total_of_a_ratio_counts_everybody)
{
    publish_works({{-1, {}, {}, {}, {}, {}, {}}, {0, {}, {}, {}, {}, {}, {}}});
    for (const std::string level : {"communes", "poles", "territoire"}) {
        const CrossTable crossed =
            table({{"level", level}, {"measure", "1000 * count(chantiers) / population"}});
        BOOST_TEST(std::abs(number(crossed.total[0]) - 2000.0 / 21000) < 1e-9);
    }
}

BOOST_AUTO_TEST_CASE(a_condition_keeps_the_rows_that_fit)
{
    const Date march{2026, 3, 1}, april{2026, 4, 30};
    publish_works({{0, {}, {}, {}, 10.0, march, april},
                   {0, {}, {}, {}, 20.0, march, {}},
                   {1, {}, {}, {}, {}, {}, april},
                   {1, {}, {}, {}, 40.0, {}, {}}});
    const auto count = [&](const std::string& condition) {
        return number(table({{"measure", "n: count(chantiers where " + condition + ")"}}).total[0]);
    };
    BOOST_TEST(count("cout_eur = 10") == 1);
    BOOST_TEST(count("cout_eur <> 10") == 2);
    BOOST_TEST(count("cout_eur > 10 and cout_eur <= 40") == 2);
    BOOST_TEST(count("cout_eur < 15 or cout_eur >= 40") == 2);
    // What is not known is neither below 15 nor not: SQL's three values.
    BOOST_TEST(count("not (cout_eur < 15 or cout_eur >= 40)") == 1);
    BOOST_TEST(count("cout_eur is null") == 1);
    BOOST_TEST(count("cout_eur is not null") == 3);
    BOOST_TEST(count("cout_eur in (10, 40)") == 2);
    BOOST_TEST(count("cout_eur NOT IN (10, 40)") == 1);
    BOOST_TEST(count("debut = DATE('2026-03-01')") == 2);
    BOOST_TEST(count("fin <= '2026-04-30'") == 2);
    BOOST_TEST(count("commune = 'FR_01000' and \"cout_eur\" = 20") == 1);
    BOOST_TEST(count("numero = 'l''un (ou l''autre)'") == 0);
    BOOST_TEST(count("etat = 'en_cours'") == 1);
    BOOST_TEST(count("etat in ('termine', 'inconnu')") == 3);
    const auto says = [&](const std::string& condition, const std::string& words) {
        const auto given = reason({{"measure", "count(chantiers where " + condition + ")"}});
        BOOST_TEST(given.find(words) != std::string::npos, given << " lacks " << words);
    };
    says("cout_eu = 3", "Vouliez-vous dire « cout_eur »");
    says("cout_eur = 'dix'", "un nombre était attendu");
    says("cout_eur", "était attendu");
    says("cout_eur = 3 et debut is null", "« and », « or » ou la fin");
    says("debut > '1er mai'", "un jour tel que");
    says("communes_parts = 'FR_01000'", "est une liste");
    says(std::string(60, '(') + "cout_eur = 3" + std::string(60, ')'), "trop de parenthèses");
}

BOOST_AUTO_TEST_CASE(a_comment_stands_by_the_places_of_its_row_and_by_no_other_measure)
{
    publish_works({{0, {}, {}, {}, 10.0, {}, {}}, {1, {}, {}, {}, 20.0, {}, {}}});
    comment({on("ligne", {"chantiers", "", "w1", "", "", ""}),
             on("cellule", {"chantiers", "cout_eur", "w1", "", "", ""}),
             on("colonne", {"chantiers", "cout_eur", "", "", "", ""}),
             on("habitants", {"communes", "population", key(1), "", "", ""})});
    refresh();
    const auto at = [&](const std::string& measure) {
        const CrossTable crossed = table({{"measure", measure}});
        std::set<std::string> ids;
        for (const Comment& one : crossed.comments[1]) {
            ids.insert(one.id);
        }
        for (const Comment& one : cross::comments_on(crossed)) {
            ids.insert(one.id);
        }
        BOOST_TEST(crossed.comments[0].empty());
        return ids;
    };
    using Ids = std::set<std::string>;
    BOOST_TEST(at("count(chantiers)") == Ids{"ligne"}, boost::test_tools::per_element());
    BOOST_TEST(at("sum(chantiers.cout_eur)") == (Ids{"cellule", "colonne", "ligne"}),
               boost::test_tools::per_element());
    BOOST_TEST(at("count(chantiers) / population") == (Ids{"habitants", "ligne"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_format_names_the_sources_and_the_licence_they_lead_to)
{
    publish_works(drawn_works(20));
    comment({Comment{"c1",
                     {"chantiers", "", "", "", "", ""},
                     {{"fr", "Le relevé a changé."}},
                     "",
                     "methode",
                     "Direction de la voirie",
                     "",
                     Date{2026, 11, 1}}});
    refresh();
    const CrossTable crossed = table({{"measure", "count(chantiers)"}});
    BOOST_TEST(crossed.licence == "ODbL-1.0");
    for (const std::string& text :
         {parvis::publish::cross_json(crossed, {}), parvis::publish::cross_geojson(crossed, {}),
          parvis::publish::cross_csv(crossed)}) {
        BOOST_TEST(text.find("Open Database License") != std::string::npos);
        BOOST_TEST(text.find("Le relevé a changé.") != std::string::npos);
        const bool dated = text.find("2026-11-20") != std::string::npos ||
                           text.find("20 novembre 2026") != std::string::npos;
        BOOST_TEST(dated);
    }
}

BOOST_AUTO_TEST_CASE(a_comment_on_nothing_is_named_with_the_reason)
{
    publish_works({{0, {}, {}, {}, 10.0, {}, {}}});
    comment({on("bon", {"chantiers", "cout_eur", "w0", "", "", ""}),
             on("colonne", {"chantiers", "cout_eu", "", "", "", ""}),
             on("ligne", {"chantiers", "", "w7", "", "", ""}),
             on("jeu", {"chantier", "", "", "", "", ""})});
    refresh();
    parvis::datasets::Register reg(site().data());
    const auto waiting = parvis::publish::review_comments(reg);
    BOOST_REQUIRE_EQUAL(waiting.size(), 3U);
    const auto says = [&](const std::string& words) {
        BOOST_TEST(std::ranges::any_of(waiting, [&](const std::string& text) {
            return text.find(words) != std::string::npos;
        }));
    };
    says("« colonne » ne se montre nulle part : « chantiers » n’a pas de colonne « cout_eu ». "
         "Vouliez-vous dire « cout_eur »");
    says("« chantiers » n’a pas de ligne « w7 »");
    says("le jeu « chantier » n’est pas publié");
}

BOOST_AUTO_TEST_SUITE_END()
