// SPDX-License-Identifier: EUPL-1.2
#include "publish/comment_check.hpp"
#include "publish/cross/crossing.hpp"
#include "publish/cross/tally.hpp"
#include "publish/formats/cross_table.hpp"
#include "tests/unit/publish/small_site.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>

using namespace parvis;
using namespace parvis::datasets;
namespace cross = publish::cross;
using cross::CrossTable;

namespace {

Property property(std::string name, ValueType type)
{
    Property made;
    made.name = std::move(name);
    made.type = type;
    made.label = {{"fr", made.name}};
    return made;
}

DatasetFacts facts(std::string id, Kind kind)
{
    DatasetFacts made;
    made.id = std::move(id);
    made.kind = kind;
    made.title = {{"fr", made.id}};
    made.licence = "etalab-2.0";
    made.producer = "Petite Métropole";
    made.updated = "2026-11-20";
    return made;
}

geo::Polygon square(double west)
{
    return {{{{west, 49}, {west + 1, 49}, {west + 1, 50}, {west, 50}, {west, 49}}}};
}

constexpr int commune_count = 6;
std::string key(int i) { return "FR_0100" + std::to_string(i); }
std::string pole(int i) { return i < 3 ? "nord" : "sud"; }
std::int64_t people(int i) { return 1000 * (i + 1); }

/// Six communes side by side, 1 degree wide, in two poles; works and figures in them.
struct CrossedSite : test::SmallSite {
    CrossedSite()
    {
        publish_places();
        refresh();
    }

    void publish_places()
    {
        const std::vector<Property> properties{
            property("commune", ValueType::text), property("nom", ValueType::text),
            property("pole", ValueType::text), property("population", ValueType::integer),
            property("superficie_km2", ValueType::number)};
        auto communes_are = facts("communes", Kind::communes);
        communes_are.title_property = "nom";
        std::vector<Feature> rows;
        for (int i = 0; i < commune_count; ++i) {
            rows.push_back({key(i),
                            square(i),
                            {key(i), "Commune " + std::to_string(i), pole(i), people(i), 10.0}});
        }
        publish(communes_are, properties, rows);
        auto poles = facts("poles", Kind::level);
        poles.level = "pole";
        poles.title_property = "nom";
        publish(poles,
                {property("pole", ValueType::text), property("nom", ValueType::text),
                 property("population", ValueType::integer),
                 property("superficie_km2", ValueType::number)},
                {{"nord", std::monostate{}, {"nord", "Nord", std::int64_t{6000}, 30.0}},
                 {"sud", std::monostate{}, {"sud", "Sud", std::int64_t{15000}, 30.0}}});
    }

    struct Work {
        int commune = -1;
        std::vector<Part> communes, poles;
        Value length, cost;
        Value start, end;
    };

    void publish_works(const std::vector<Work>& works)
    {
        auto works_are = works_facts();
        works_are.sample = false;
        works_are.licence = "ODbL-1.0";
        const std::vector<Property> properties{
            property("numero", ValueType::text),       property("commune", ValueType::text),
            property("pole", ValueType::text),         property("communes_parts", ValueType::parts),
            property("poles_parts", ValueType::parts), property("longueur_m", ValueType::number),
            property("cout_eur", ValueType::number),   property("debut", ValueType::date),
            property("fin", ValueType::date)};
        std::vector<Feature> rows;
        for (std::size_t i = 0; i < works.size(); ++i) {
            const Work& work = works[i];
            const auto id = "w" + std::to_string(i);
            rows.push_back({id,
                            std::monostate{},
                            {id, work.commune < 0 ? Value{} : Value{key(work.commune)},
                             work.commune < 0 ? Value{} : Value{pole(work.commune)},
                             work.communes.empty() ? Value{} : Value{work.communes},
                             work.poles.empty() ? Value{} : Value{work.poles}, work.length,
                             work.cost, work.start, work.end}});
        }
        publish(works_are, properties, rows);
        refresh();
    }

    [[nodiscard]] std::variant<CrossTable, std::vector<publish::ParameterProblem>>
    ask(const publish::Parameters& parameters)
    {
        const auto publication = store().current();
        auto query = cross::parse_cross_query(parameters, *publication);
        if (auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&query)) {
            return std::move(*problems);
        }
        return cross::cross(*publication, std::get<cross::CrossQuery>(query));
    }

    CrossTable table(const publish::Parameters& parameters)
    {
        auto crossed = ask(parameters);
        if (auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&crossed)) {
            BOOST_FAIL(problems->front().reason);
        }
        return std::get<CrossTable>(std::move(crossed));
    }

    std::string reason(const publish::Parameters& parameters)
    {
        auto crossed = ask(parameters);
        auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&crossed);
        return problems == nullptr ? "" : problems->front().reason;
    }
};

double number(const Value& value)
{
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        return static_cast<double>(*whole);
    }
    return std::get<double>(value);
}

bool unknown(const Value& value) { return std::holds_alternative<std::monostate>(value); }

std::vector<CrossedSite::Work> drawn_works(std::size_t count)
{
    std::mt19937 random{20261122};
    std::uniform_int_distribution<int> place{-1, commune_count - 1};
    std::uniform_real_distribution<double> metres{0, 5000}, part{0, 1};
    std::vector<CrossedSite::Work> works;
    for (std::size_t i = 0; i < count; ++i) {
        CrossedSite::Work work;
        work.commune = place(random);
        if (work.commune >= 0 && work.commune < commune_count - 1 && i % 2 == 0) {
            // As a version stores them: four decimals, so that they rarely add up to 1.
            const double first = std::round(part(random) * 1e4) / 1e4;
            const double second =
                std::round((i % 4 == 0 ? 1 - first : (1 - first) / 3) * 1e4) / 1e4;
            work.communes = {{key(work.commune), first}, {key(work.commune + 1), second}};
            work.poles = {{pole(work.commune), first}, {pole(work.commune + 1), second}};
        }
        work.length = i % 5 == 0 ? Value{} : Value{std::round(metres(random) * 10) / 10};
        work.cost = i % 3 == 0 ? Value{} : Value{std::round(metres(random) * 100) / 100};
        works.push_back(std::move(work));
    }
    return works;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(crossing, CrossedSite)

BOOST_AUTO_TEST_CASE(what_adds_up_adds_up_exactly_at_every_level)
{
    const auto works = drawn_works(500);
    publish_works(works);
    double length = 0, cost = 0;
    for (const Work& work : works) {
        length += unknown(work.length) ? 0 : number(work.length);
        cost += unknown(work.cost) ? 0 : number(work.cost);
    }
    for (const std::string level : {"communes", "poles", "territoire"}) {
        const CrossTable crossed =
            table({{"level", level},
                   {"measure", "n: count(chantiers)"},
                   {"measure", "l: length(chantiers)"},
                   {"measure", "c: sum(chantiers.cout_eur)"},
                   {"measure", "d: 2 * count(chantiers) + count(chantiers)"}});
        BOOST_TEST(number(crossed.total[0]) == 500);
        BOOST_TEST(std::abs(number(crossed.total[1]) - length) < 1e-4);
        BOOST_TEST(std::abs(number(crossed.total[2]) - cost) < 1e-4);
        for (std::size_t m = 0; m < crossed.measures.size(); ++m) {
            BOOST_TEST(crossed.measures[m].adds_up);
            cross::Exact sum = *cross::to_exact(number(crossed.unknown[m]));
            for (const auto& values : crossed.values) {
                sum += *cross::to_exact(number(values[m]));
            }
            BOOST_TEST((sum == *cross::to_exact(number(crossed.total[m]))));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_place_counts_what_a_plain_loop_counts)
{
    const auto works = drawn_works(300);
    publish_works(works);
    const CrossTable crossed = table({{"measure", "n: count(chantiers)"},
                                      {"measure", "t: touching(chantiers)"},
                                      {"measure", "haut: max(chantiers.cout_eur)"},
                                      {"measure", "milieu: median(chantiers.cout_eur)"},
                                      {"measure", "m: mean(chantiers.cout_eur)"}});
    for (int i = 0; i < commune_count; ++i) {
        const auto& values = crossed.values[static_cast<std::size_t>(i)];
        std::int64_t mains = 0, touching = 0;
        std::vector<double> costs;
        for (const Work& work : works) {
            const bool is_main = work.commune == i;
            mains += is_main ? 1 : 0;
            touching +=
                (work.communes.empty() && is_main) ||
                        std::ranges::find(work.communes, key(i), &Part::area) != work.communes.end()
                    ? 1
                    : 0;
            if (is_main && !unknown(work.cost)) {
                costs.push_back(number(work.cost));
            }
        }
        BOOST_TEST(number(values[0]) == static_cast<double>(mains));
        BOOST_TEST(number(values[1]) == static_cast<double>(touching));
        std::ranges::sort(costs);
        double sum = 0;
        for (const double cost : costs) {
            sum += cost;
        }
        BOOST_TEST(number(values[2]) == costs.back());
        const auto half = costs.size() / 2;
        const double middle =
            costs.size() % 2 == 1 ? costs[half] : (costs[half - 1] + costs[half]) / 2;
        BOOST_TEST(std::abs(number(values[3]) - middle) < 1e-6);
        BOOST_TEST(std::abs(number(values[4]) - sum / static_cast<double>(costs.size())) < 1e-6);
    }
    BOOST_TEST(!crossed.measures[1].adds_up);
    BOOST_TEST(!crossed.measures[4].adds_up);
}

BOOST_AUTO_TEST_CASE(a_ratio_uses_the_people_of_its_own_level)
{
    publish_works({{0, {}, {}, {}, {}, {}, {}}, {4, {}, {}, {}, {}, {}, {}}});

    const CrossTable poles = table({{"level", "poles"},
                                    {"measure", "1000 * count(chantiers) / population"},
                                    {"measure", "par_km2: count(chantiers) / surface_km2"}});
    BOOST_TEST(std::abs(number(poles.values[0][0]) - 1000.0 / 6000) < 1e-6);
    BOOST_TEST(std::abs(number(poles.values[1][0]) - 1000.0 / 15000) < 1e-6);
    BOOST_TEST(std::abs(number(poles.total[0]) - 2000.0 / 21000) < 1e-6);
    BOOST_TEST(std::abs(number(poles.values[0][1]) - 1.0 / 30) < 1e-6);
    BOOST_TEST(!poles.measures[0].adds_up);
}

BOOST_AUTO_TEST_CASE(a_mean_weighs_communes_by_their_people)
{
    const CrossTable poles =
        table({{"level", "poles"}, {"measure", "m: mean(communes.population, population)"}});
    const double expected = (1.0 * 1 + 2 * 2 + 3 * 3) * 1000 / (1 + 2 + 3);
    BOOST_TEST(std::abs(number(poles.values[0][0]) - expected) < 1e-6);
}

BOOST_AUTO_TEST_CASE(a_period_keeps_the_works_that_are_active_in_it)
{
    const Date march{2026, 3, 1}, april{2026, 4, 30}, july{2026, 7, 1};
    publish_works({{0, {}, {}, {}, {}, march, april},
                   {0, {}, {}, {}, {}, march, {}},
                   {0, {}, {}, {}, {}, july, july},
                   {0, {}, {}, {}, {}, {}, {}}});
    const auto count = [&](const std::string& period) {
        const CrossTable crossed = table({{"measure", "count(chantiers)"}, {"period", period}});
        return number(crossed.values[0][0]);
    };
    BOOST_TEST(count("2026-04-30") == 2);
    BOOST_TEST(count("2026-05-01/2026-07-01") == 2);
    BOOST_TEST(count("2026-08-01/..") == 1);
    BOOST_TEST(count("../2026-02-28") == 0);
    BOOST_TEST(reason({{"measure", "count(chantiers)"}, {"period", "2026-05-01/2026-04-01"}})
                   .find("avant le début") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(figures_of_several_periods_or_measures_never_meet_in_one_sum)
{
    auto figures = facts("couts", Kind::general);
    figures.figure_measure = "mesure";
    figures.figure_place = "commune";
    figures.figure_period = "annee";
    figures.figure_value = "valeur";
    const std::vector<Property> properties{
        property("mesure", ValueType::text), property("commune", ValueType::text),
        property("annee", ValueType::integer), property("valeur", ValueType::number)};
    std::vector<Feature> rows;
    for (const std::int64_t year : {2024, 2025}) {
        rows.push_back({"p" + std::to_string(year),
                        std::monostate{},
                        {std::string{"piscine"}, key(0), year, 10.0 * static_cast<double>(year)}});
    }
    publish(figures, properties, rows);
    refresh();

    const CrossTable latest = table({{"measure", "sum(couts.valeur)"}});
    BOOST_TEST(number(latest.values[0][0]) == 20250);
    BOOST_TEST(latest.measures[0].notes.front() == "Période : 2025.");
    const CrossTable before =
        table({{"measure", "sum(couts.valeur)"}, {"period", "2024-01-01/2024-12-31"}});
    BOOST_TEST(number(before.values[0][0]) == 20240);
    BOOST_TEST(reason({{"measure", "sum(couts.valeur)"}, {"period", "2024-01-01/2025-12-31"}})
                   .find("plusieurs périodes") != std::string::npos);

    rows.push_back(
        {"repas", std::monostate{}, {std::string{"repas"}, key(0), std::int64_t{2025}, 4.5}});
    publish(figures, properties, rows);
    refresh();
    BOOST_TEST(reason({{"measure", "sum(couts.valeur)"}}).find("« piscine », « repas »") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_summed_is_refused_with_the_reason)
{
    auto incomes = facts("revenus", Kind::general);
    auto median = property("revenu_median", ValueType::number);
    median.no_sum = {{"fr", "c'est une médiane"}};
    publish(
        incomes, {property("commune", ValueType::text), median},
        {{"r0", std::monostate{}, {key(0), 21000.0}}, {"r1", std::monostate{}, {key(1), 23000.0}}});
    refresh();
    BOOST_TEST(reason({{"measure", "sum(revenus.revenu_median)"}}).find("c'est une médiane") !=
               std::string::npos);
    BOOST_TEST(reason({{"measure", "mean(revenus.revenu_median)"}}) != "");
    BOOST_TEST(reason({{"measure", "mean(revenus.revenu_median, population)"}}) == "");
    BOOST_TEST(reason({{"measure", "max(revenus.revenu_median)"}}) == "");
}

BOOST_AUTO_TEST_CASE(areas_of_any_dataset_are_a_level_and_geometry_decides)
{
    publish(facts("quartiers", Kind::general), {property("nom", ValueType::text)},
            {{"q1", square(0), {std::string{"Un"}}}, {"q2", square(2), {std::string{"Deux"}}}});
    publish(facts("bancs", Kind::equipment),
            {property("nom", ValueType::text), property("longueur_m", ValueType::number)},
            {{"b1", geo::Point{{0.5, 49.5}}, {std::string{"a"}, {}}},
             {"b2", geo::Point{{1.5, 49.5}}, {std::string{"b"}, {}}},
             {"b3", geo::Line{{{0.5, 49.5}, {2.5, 49.5}}}, {std::string{"c"}, 1000.0}}});
    refresh();
    const CrossTable crossed = table({{"level", "quartiers"},
                                      {"measure", "n: count(bancs)"},
                                      {"measure", "t: touching(bancs)"},
                                      {"measure", "l: length(bancs)"}});
    BOOST_TEST(number(crossed.values[0][0]) + number(crossed.values[1][0]) == 2);
    BOOST_TEST(number(crossed.unknown[0]) == 1);
    BOOST_TEST(number(crossed.values[0][1]) == 2);
    BOOST_TEST(number(crossed.values[1][1]) == 1);
    BOOST_TEST(std::abs(number(crossed.values[0][2]) - 250) < 1);
    BOOST_TEST(std::abs(number(crossed.unknown[2]) - 500) < 1);
    BOOST_TEST(number(crossed.total[2]) == 1000);
}

BOOST_AUTO_TEST_CASE(a_request_that_makes_no_sense_is_told_why)
{
    publish_works(drawn_works(3));
    const auto says = [&](const publish::Parameters& parameters, const std::string& words) {
        const std::string given = reason(parameters);
        BOOST_TEST(given.find(words) != std::string::npos, given << " lacks " << words);
    };
    says({{"measure", "count(chantier)"}}, "Vouliez-vous dire « chantiers »");
    says({{"measure", "sum(chantiers.cout)"}}, "n'a pas de propriété « cout »");
    says({{"measure", "sum(chantiers.numero)"}}, "n'est pas un nombre");
    says({{"measure", "sum(chantiers)"}}, "demande une propriété");
    says({{"measure", "nombre(chantiers)"}}, "une fonction était attendue");
    says({{"measure", "count(chantiers"}}, "à la fin de l'expression");
    says({{"measure", "count(chantiers) / "}}, "à la fin de l'expression");
    says({{"measure", "count(chantiers))"}}, "devant « ) »");
    says({{"measure", "3 + 4"}}, "un nombre seul");
    says({{"measure", ""}}, "attendu");
    says({{"measure", std::string(3000, '(')}}, "au plus 2000");
    says({{"measure", std::string(500, '(')}}, "trop de parenthèses");
    says({{"measure", "count(chantiers)"}, {"level", "pole"}}, "Vouliez-vous dire « poles »");
    says({{"measure", "count(chantiers)"}, {"level", "tailles"}}, "size_classes");
    says({{"measure", "a: count(chantiers)"}, {"measure", "a: length(chantiers)"}},
         "deux mesures se nomment");
    says({{"mesure", "count(chantiers)"}}, "n'existe pas ici");
    says({{"measure", "nom: count(chantiers)"}}, "choisissez un autre nom");
}

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
    BOOST_TEST(count("not (cout_eur < 15 or cout_eur >= 40)") == 2);
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
    const auto on = [](const char* id, CommentTarget target) {
        return Comment{id,        std::move(target), {{"fr", id}}, "",
                       "methode", "La voirie",       "",           Date{2026, 11, 1}};
    };
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
         {publish::cross_json(crossed, {}), publish::cross_geojson(crossed, {}),
          publish::cross_csv(crossed)}) {
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
    const auto on = [](const char* id, CommentTarget target) {
        return Comment{id,        std::move(target), {{"fr", id}}, "",
                       "methode", "La voirie",       "",           Date{2026, 11, 1}};
    };
    comment({on("bon", {"chantiers", "cout_eur", "w0", "", "", ""}),
             on("colonne", {"chantiers", "cout_eu", "", "", "", ""}),
             on("ligne", {"chantiers", "", "w7", "", "", ""}),
             on("jeu", {"chantier", "", "", "", "", ""})});
    refresh();
    const auto waiting = publish::waiting_comments(*store().current());
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
