// SPDX-License-Identifier: EUPL-1.2
#include "publish/cross/tally.hpp"
#include "publish/formats/cross_table.hpp"
#include "tests/unit/publish/crossed_site.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>

using namespace parvis::test;

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
            {{"b1", parvis::geo::Point{{0.5, 49.5}}, {std::string{"a"}, {}}},
             {"b2", parvis::geo::Point{{1.5, 49.5}}, {std::string{"b"}, {}}},
             {"b3", parvis::geo::Line{{{0.5, 49.5}, {2.5, 49.5}}}, {std::string{"c"}, 1000.0}}});
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
    const auto says = [&](const parvis::publish::Parameters& parameters, const std::string& words) {
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
    says({{"measure", " "}}, "attendu");
    says({{"measure", std::string(3000, '(')}}, "au plus 2000");
    says({{"measure", std::string(500, '(')}}, "trop de parenthèses");
    says({{"measure", "count(chantiers)"}, {"level", "pole"}}, "Vouliez-vous dire « poles »");
    says({{"measure", "count(chantiers)"}, {"level", "tailles"}}, "size_classes");
    says({{"measure", "a: count(chantiers)"}, {"measure", "a: length(chantiers)"}},
         "deux mesures se nomment");
    says({{"mesure", "count(chantiers)"}}, "n'existe pas ici");
    says({{"measure", "nom: count(chantiers)"}}, "choisissez un autre nom");
}

BOOST_AUTO_TEST_CASE(a_row_kept_from_beyond_the_limits_is_in_no_total)
{
    auto beds_are = facts("lits", Kind::equipment);
    const auto point = [](double lon) {
        return parvis::geo::Geometry{parvis::geo::Point{{lon, 49.5}}};
    };
    publish(beds_are,
            {property("commune", ValueType::text), property("pole", ValueType::text),
             property("lits", ValueType::number)},
            {{"a", point(0.5), {key(0), pole(0), 3.0}},
             {"b", point(4.5), {key(4), pole(4), 4.0}},
             {"dehors", point(90), {Value{}, Value{}, 100.0}},
             {"sans-lieu", std::monostate{}, {Value{}, Value{}, 5.0}}});
    refresh();
    for (const char* level : {"communes", "poles", "territoire"}) {
        const CrossTable beds = table({{"level", level}, {"measure", "n: sum(lits.lits)"}});
        BOOST_TEST(number(beds.total[0]) == 12);
        BOOST_TEST(number(beds.unknown[0]) == 5);
        BOOST_TEST(beds.measures[0].cautions.front().find("1 lignes hors du territoire") !=
                   std::string::npos);
    }
    // The population is that of the territory, and so are the beds.
    const CrossTable rate =
        table({{"level", "communes"}, {"measure", "n: 1000 * sum(lits.lits) / population"}});
    BOOST_TEST(number(rate.total[0]) == 12 * 1000 / 21000.0, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(a_sum_that_lacks_values_says_so_and_what_is_too_small_is_no_zero)
{
    auto dust_is = facts("poussieres", Kind::general);
    publish(dust_is,
            {property("commune", ValueType::text), property("pole", ValueType::text),
             property("tonnes", ValueType::number)},
            {{"a", std::monostate{}, {key(0), pole(0), 3.0}},
             {"b", std::monostate{}, {key(0), pole(0), Value{}}},
             {"c", std::monostate{}, {key(1), pole(1), 4e-7}},
             {"d", std::monostate{}, {key(2), pole(2), 5.0}}});
    refresh();
    const CrossTable sums =
        table({{"level", "communes"}, {"measure", "n: sum(poussieres.tonnes)"}});
    BOOST_TEST(number(sums.values[0][0]) == 3);
    const auto mark = sums.marks.find({0, 0});
    BOOST_REQUIRE((mark != sums.marks.end()));
    BOOST_TEST(mark->second.status == 'U');
    BOOST_TEST(mark->second.reason.find("1 lignes sur 2") != std::string::npos);
    BOOST_TEST(unknown(sums.values[1][0]));
    BOOST_TEST((sums.marks.find({2, 0}) == sums.marks.end()));

    // What is made of a minimum is a minimum, in every format.
    BOOST_TEST(number(sums.total[0]) == 8);
    const auto total = sums.marks.find({total_index(sums), 0});
    BOOST_REQUIRE((total != sums.marks.end()));
    BOOST_TEST(total->second.status == 'U');
    BOOST_TEST(total->second.reason.find("2 lignes sur 4") != std::string::npos);
    const std::string csv = parvis::publish::cross_csv(sums);
    BOOST_TEST(csv.find("total,Total,8,\"n : U, minimum : 2 lignes sur 4") != std::string::npos,
               csv);
    const std::string json = parvis::publish::cross_json(sums, {});
    BOOST_TEST(json.find(R"("total":{"n":8,"statuts":{"n":"U"},"raisons":{"n":"minimum : 2 )") !=
                   std::string::npos,
               json);
    const CrossTable whole =
        table({{"level", "territoire"}, {"measure", "n: 2 * sum(poussieres.tonnes)"}});
    BOOST_TEST(whole.marks.at({total_index(whole), 0}).status == 'U');
    BOOST_TEST((table({{"measure", "n: count(poussieres)"}}).marks.empty()));
}

BOOST_AUTO_TEST_CASE(numbers_in_several_units_do_not_meet_in_one_figure)
{
    auto things_are = facts("equipements", Kind::equipment);
    publish(things_are,
            {property("commune", ValueType::text), property("pole", ValueType::text),
             property("capacite", ValueType::number), property("capacite_unite", ValueType::text)},
            {{"a", std::monostate{}, {key(0), pole(0), 30.0, "lits"}},
             {"b", std::monostate{}, {key(1), pole(1), 200.0, "places"}},
             {"c", std::monostate{}, {key(1), pole(1), 12.0, Value{}}},
             {"d", std::monostate{}, {key(2), pole(2), Value{}, "m2"}}});
    refresh();
    for (const char* one :
         {"sum(equipements.capacite)", "mean(equipements.capacite)", "max(equipements.capacite)",
          "access(equipements.capacite within 5 km)"}) {
        const auto why = reason({{"measure", one}});
        BOOST_TEST(why.find("« lits », « places »") != std::string::npos, why);
        BOOST_TEST(why.find("where capacite_unite = 'lits'") != std::string::npos, why);
    }
    const auto total = [&](const std::string& measure) {
        return number(table({{"measure", measure}}).total[0]);
    };
    BOOST_TEST(total("sum(equipements.capacite where capacite_unite = 'lits')") == 30);
    BOOST_TEST(total("sum(equipements.capacite where commune = 'FR_01001')") == 212);
    BOOST_TEST(total("count(equipements)") == 4);
}

BOOST_AUTO_TEST_CASE(a_value_that_no_row_has_is_said_beside_the_zero)
{
    auto things_are = facts("equipements", Kind::equipment);
    publish(things_are,
            {property("commune", ValueType::text), property("pole", ValueType::text),
             property("type", ValueType::text)},
            {{"a", std::monostate{}, {key(0), pole(0), "Piscine"}},
             {"b", std::monostate{}, {key(1), pole(1), "Mairie"}}});
    refresh();
    const auto cautions = [&](const std::string& condition) {
        return table({{"measure", "count(equipements where " + condition + ")"}})
            .measures[0]
            .cautions;
    };
    const auto wrong = cautions("type IN ('Mairie', 'Pisicne')");
    BOOST_REQUIRE(wrong.size() == 1U);
    BOOST_TEST(wrong.front() == "Aucune ligne de « equipements » n'a « Pisicne » dans « type ». "
                                "Vouliez-vous dire « Piscine » ?");
    for (const char* right : {"type = 'Piscine'", "type <> 'Ecole'", "type LIKE 'Pisc%'",
                              "type = 'Piscine' AND commune = 'FR_01000'"}) {
        BOOST_TEST(cautions(right).empty(), right);
    }
}

BOOST_AUTO_TEST_CASE(places_larger_than_those_of_the_level_are_refused)
{
    BOOST_TEST(
        reason({{"level", "communes"}, {"measure", "sum(poles.population)"}}).find("plus grands") !=
        std::string::npos);
    BOOST_TEST(number(table({{"level", "poles"}, {"measure", "sum(poles.population)"}}).total[0]) ==
               21000);
}

BOOST_AUTO_TEST_CASE(an_area_is_shared_out_and_a_share_is_a_ratio)
{
    auto zones_are = facts("zones", Kind::general);
    publish(zones_are,
            {property("commune", ValueType::text), property("pole", ValueType::text),
             property("communes_parts", ValueType::parts),
             property("poles_parts", ValueType::parts), property("surface_m2", ValueType::number)},
            {{"z1",
              square(0),
              {key(0), pole(0), std::vector<Part>{{key(0), 0.25}, {key(1), 0.75}},
               std::vector<Part>{{pole(0), 1.0}}, 4'000'000.0}},
             {"z2",
              square(5),
              {key(5), pole(5), std::vector<Part>{{key(5), 1.0}}, std::vector<Part>{{pole(5), 1.0}},
               1'000'000.0}}});
    refresh();
    const CrossTable area = table({{"level", "communes"}, {"measure", "n: area(zones)"}});
    BOOST_TEST(area.measures[0].adds_up);
    BOOST_TEST(number(area.values[0][0]) == 1'000'000);
    BOOST_TEST(number(area.values[1][0]) == 3'000'000);
    BOOST_TEST(number(area.values[2][0]) == 0);
    BOOST_TEST(number(area.values[5][0]) == 1'000'000);
    BOOST_TEST(number(area.total[0]) == 5'000'000);
    // Communes of 10 square kilometres, poles of 30.
    const std::string share = "n: 100 * area(zones) / (1000000 * surface_km2)";
    BOOST_TEST(number(table({{"level", "communes"}, {"measure", share}}).values[1][0]) == 30);
    BOOST_TEST(number(table({{"level", "poles"}, {"measure", share}}).total[0]) == 100 * 5.0 / 60,
               boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_SUITE_END()
