// SPDX-License-Identifier: EUPL-1.2
// Filters over rows: three-valued logic, types, lists, spans, geometries; against rows read one by
// one.
#include "geo/geos_geometry.hpp"
#include "geo/measure.hpp"
#include "publish/cql2/conditions.hpp"
#include "publish/cql2/filter.hpp"
#include "publish/query.hpp"
#include "publish/selection.hpp"
#include "tests/unit/publish/small_site.hpp"

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <functional>
#include <random>

using namespace parvis;
using namespace parvis::publish::cql2;
using datasets::Value;
using publish::RowIndex;
using publish::Snapshot;

namespace {

struct FilteredSite : test::SmallSite {
    FilteredSite()
    {
        publish(works_facts(), works_properties(), works(3000, 5));
        publish(communes_facts(), communes_properties(), communes());
        refresh();
        dataset = snapshot("chantiers");
    }

    std::shared_ptr<const Snapshot> dataset;

    std::variant<Filter, std::string> read(const std::string& text)
    {
        const auto publication = store().current();
        return Filter::read(text, Language::text, *dataset,
                            {publication.get(), datasets::Date{2026, 11, 22}, nullptr});
    }

    std::vector<RowIndex> rows(const std::string& text)
    {
        const auto filter = read(text);
        if (const auto* reason = std::get_if<std::string>(&filter)) {
            BOOST_ERROR(text + " : " + *reason);
            return {};
        }
        const auto found = std::get<Filter>(filter).rows();
        std::vector<RowIndex> all, one_by_one;
        for (RowIndex row = 0; row < dataset->size(); ++row) {
            all.push_back(row);
            if (std::get<Filter>(filter).fits(row)) {
                one_by_one.push_back(row);
            }
        }
        BOOST_TEST(found == one_by_one, text);
        BOOST_TEST(std::get<Filter>(filter).rows_among(all) == found, text);
        return found;
    }

    /// The rows that fit a test written out.
    std::vector<RowIndex> where(const std::function<bool(RowIndex)>& test)
    {
        std::vector<RowIndex> found;
        for (RowIndex row = 0; row < dataset->size(); ++row) {
            if (test(row)) {
                found.push_back(row);
            }
        }
        return found;
    }

    Value at(RowIndex row, const std::string& name)
    {
        return dataset->value(row, dataset->property(name).value());
    }
    bool known(RowIndex row, const std::string& name)
    {
        return !std::holds_alternative<std::monostate>(at(row, name));
    }

    void says(const std::string& text, const std::string& words)
    {
        const auto filter = read(text);
        const auto* reason = std::get_if<std::string>(&filter);
        BOOST_TEST((reason != nullptr && reason->find(words) != std::string::npos),
                   text << " : " << (reason == nullptr ? "fits" : *reason) << " lacks " << words);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(cql2_filter, FilteredSite)

BOOST_AUTO_TEST_CASE(comparisons_are_those_of_values_and_null_fits_nothing)
{
    const auto cost = [&](RowIndex row) { return std::get<double>(at(row, "cout_eur")); };
    const auto has = [&](RowIndex row) { return known(row, "cout_eur"); };
    const auto all = dataset->size();
    BOOST_TEST(rows("cout_eur > 10") == where([&](auto r) { return has(r) && cost(r) > 10; }));
    BOOST_TEST(rows("cout_eur = 10") == where([&](auto r) { return has(r) && cost(r) == 10; }));
    BOOST_TEST(rows("cout_eur <> 10") == where([&](auto r) { return has(r) && cost(r) != 10; }));
    BOOST_TEST(rows("NOT cout_eur = 10") == rows("cout_eur <> 10"));
    BOOST_TEST(rows("COUT_EUR BETWEEN 5 AND 10 + 2 * 3") ==
               where([&](auto r) { return has(r) && cost(r) >= 5 && cost(r) <= 16; }));
    BOOST_TEST(rows("cout_eur IN (1, 2.5, rang)") == where([&](auto r) {
                   const auto rang = known(r, "rang") ? std::get<std::int64_t>(at(r, "rang")) : -1;
                   return has(r) &&
                          (cost(r) == 1 || cost(r) == 2.5 || cost(r) == static_cast<double>(rang));
               }));
    BOOST_TEST(rows("cout_eur NOT IN (1, 1 / 0)").empty());
    BOOST_TEST(rows("cout_eur IS NULL").size() + rows("cout_eur IS NOT NULL").size() == all);
    BOOST_TEST(rows("cout_eur > 3 OR cout_eur <= 3 OR cout_eur IS NULL").size() == all);
    BOOST_TEST(rows("cout_eur > 3 OR TRUE").size() == all);
    BOOST_TEST(rows("cout_eur > 3 AND FALSE").empty());
    BOOST_TEST(rows("(cout_eur > 3 AND ouvert) IS NULL") == where([&](auto r) {
                   const bool no = (has(r) && !(cost(r) > 3)) ||
                                   (known(r, "ouvert") && !std::get<bool>(at(r, "ouvert")));
                   return !no && (!has(r) || !known(r, "ouvert"));
               }));
    BOOST_TEST(rows("ouvert = true") == rows("ouvert"));
    BOOST_TEST(rows("rang % 3 = 1 AND rang div 2 = 2") ==
               where([&](auto r) { return at(r, "rang") == Value{std::int64_t{4}}; }));
    BOOST_TEST(rows("-rang = -(2 ^ 3)") ==
               where([&](auto r) { return at(r, "rang") == Value{std::int64_t{8}}; }));
}

/// rows() compares what the orders of columns find with each row judged by itself.
BOOST_AUTO_TEST_CASE(comparisons_drawn_at_random_find_by_order_what_fits_row_by_row)
{
    std::mt19937 random(20261130);
    const auto draw = [&](const std::vector<std::string>& list) {
        return list[random() % list.size()];
    };
    const std::vector<std::string> comparisons{"=", "<>", "<", "<=", ">", ">="};
    const auto number = [&] { return std::to_string(static_cast<int>(random() % 26) - 1); };
    const auto day = [&] {
        return "DATE('2026-" + draw({"10", "11", "12"}) + draw({"-02", "-15", "-28"}) + "')";
    };
    const auto text = [&] { return draw({"'Rue du Bac'", "'FR_76001'", "'FR_76002'", "''"}); };
    const auto box = [&] {
        const double west = 0.9 + static_cast<double>(random() % 30) / 100;
        const double south = 49.2 + static_cast<double>(random() % 30) / 100;
        return fmt::format("S_INTERSECTS(geometry, BBOX({}, {}, {}, {}))", west, south, west + 0.1,
                           south + 0.1);
    };
    const auto one = [&] {
        if (random() % 6 == 0) {
            return box();
        }
        const auto [name, value] = std::vector<std::pair<std::string, std::string>>{
            {"cout_eur", number()}, {"rang", number()},  {"debut", day()},    {"fin", day()},
            {"titre", text()},      {"commune", text()}, {"numero", "'c-17'"}}[random() % 7];
        const auto other = name == "cout_eur" || name == "rang" ? number()
                           : name == "debut" || name == "fin"   ? day()
                                                                : text();
        switch (random() % 5) {
        case 0:
            return name + " BETWEEN " + value + " AND " + other;
        case 1:
            return name + " IN (" + value + ", " + other + ", " + value + ")";
        case 2:
            return value + " " + draw(comparisons) + " " + name;
        default:
            return name + " " + draw(comparisons) + " " + value;
        }
    };
    std::size_t found = 0;
    for (int i = 0; i < 250; ++i) {
        std::string filter = one();
        for (auto more = random() % 3; more > 0; --more) {
            filter = "(" + filter + ") " + draw({"AND", "OR", "AND NOT"}) + " (" + one() + ")";
        }
        found += rows(filter).size();
    }
    BOOST_TEST(found > 0U);
}

/// Each value of the list, and each part of the OR, reaches most rows; together they are no more
/// than all, however often they are said.
BOOST_AUTO_TEST_CASE(what_is_said_a_thousand_times_reaches_each_row_once)
{
    std::string list = "1";
    std::string parts = "cout_eur > 0";
    for (int i = 0; i < 900; ++i) {
        list += ",1";
        parts += " OR cout_eur > 0";
    }
    const std::string here = "S_INTERSECTS(geometry, POINT(1 49)) OR ";
    BOOST_TEST(rows(here + "rang IN (" + list + ")") == rows(here + "rang = 1"));
    BOOST_TEST(rows(here + parts) == rows(here + "cout_eur > 0"));
    BOOST_TEST(rows("rang IN (" + list + ")") == rows("rang = 1"));
}

BOOST_AUTO_TEST_CASE(texts_days_states_and_ids)
{
    const auto is = [&](const char* name, const char* text) {
        return where([&](auto r) { return at(r, name) == Value{std::string(text)}; });
    };
    BOOST_TEST(rows("titre = 'Rue du Bac'") == is("titre", "Rue du Bac"));
    BOOST_TEST(rows("casei(titre) = casei('RUE DU BAC')") == is("titre", "Rue du Bac"));
    BOOST_TEST(rows("accenti(casei(titre)) like accenti(casei('QUÄI 😀%E'))") ==
               is("titre", "Quai 😀 \\ é"));
    BOOST_TEST(rows("titre LIKE '%\"Flau_ert\"%'") ==
               is("titre", "Pont \"Flaubert\", rive gauche"));
    BOOST_TEST(rows("titre < commune").size() + rows("titre >= commune").size() ==
               where([&](auto r) { return known(r, "titre") && known(r, "commune"); }).size());
    BOOST_TEST(rows("id = 'c-17'") == std::vector<RowIndex>{17});
    BOOST_TEST(rows("numero IN ('c-2', 'c-5')") == (std::vector<RowIndex>{2, 5}));
    const auto day = datasets::Date{2026, 11, 10};
    BOOST_TEST(rows("debut <= DATE('2026-11-10')") == where([&](auto r) {
                   return known(r, "debut") && std::get<datasets::Date>(at(r, "debut")) <= day;
               }));
    BOOST_TEST(rows("debut <= '2026-11-10'") == rows("debut <= DATE('2026-11-10')"));
    BOOST_TEST(rows("T_INTERSECTS(INTERVAL(debut, fin), INTERVAL('2026-11-10', '..'))") ==
               where([&](auto r) {
                   return known(r, "debut") && known(r, "fin") &&
                          std::get<datasets::Date>(at(r, "fin")) >= day;
               }));
    BOOST_TEST(rows("T_DURING(debut, INTERVAL('2026-11-01', '2026-11-10'))") ==
               rows("debut > DATE('2026-11-01') AND debut < DATE('2026-11-10')"));
    BOOST_TEST(rows("etat = 'en_cours'") == where([&](auto r) {
                   return dataset->work_state(r, {2026, 11, 22}) == datasets::WorkState::active;
               }));
    BOOST_TEST(rows("etat IN ('prevu', 'annule')").size() ==
               rows("etat = 'prevu'").size() + rows("etat = 'annule'").size());
}

BOOST_AUTO_TEST_CASE(lists_are_sets)
{
    const auto has = [&](RowIndex row, const char* word) {
        const auto value = at(row, "services");
        const auto* list = std::get_if<std::vector<std::string>>(&value);
        return list != nullptr && std::ranges::find(*list, word) != list->end();
    };
    BOOST_TEST(rows("A_CONTAINS(services, ('gaz'))") ==
               where([&](auto r) { return has(r, "gaz"); }));
    BOOST_TEST(rows("A_EQUALS(services, ('gaz', 'eau', 'eau'))") ==
               where([&](auto r) { return has(r, "gaz"); }));
    BOOST_TEST(rows("A_OVERLAPS(('voirie', 'bois'), services)") ==
               where([&](auto r) { return has(r, "voirie"); }));
    BOOST_TEST(rows("A_CONTAINEDBY(services, ('gaz', 'eau', 'voirie'))") ==
               where([&](auto r) { return known(r, "services"); }));
    BOOST_TEST(rows("A_CONTAINS(communes_parts, ('FR_76009', commune))") == where([&](auto r) {
                   const auto value = at(r, "communes_parts");
                   const auto* parts = std::get_if<std::vector<datasets::Part>>(&value);
                   return parts != nullptr && known(r, "commune") &&
                          std::ranges::any_of(*parts, [&](const auto& part) {
                              return Value{part.area} == at(r, "commune");
                          });
               }));
    BOOST_TEST(rows("A_CONTAINS((1, 2, 3), (rang))") == rows("rang IN (1, 2, 3)"));
    BOOST_TEST(rows("A_CONTAINS(services, ())") == rows("services IS NOT NULL"));
}

BOOST_AUTO_TEST_CASE(geometries_meet_as_geos_says_row_by_row)
{
    const auto handle = geo::GeosContext::of_thread().handle();
    const geo::Polygon area{
        {{{1.03, 49.43}, {1.12, 49.45}, {1.1, 49.52}, {1.02, 49.5}, {1.03, 49.43}}}};
    const auto shape = geo::to_geos(area);
    const std::string wkt = "POLYGON((1.03 49.43, 1.12 49.45, 1.1 49.52, 1.02 49.5, 1.03 49.43))";
    const auto by_geos = [&](auto predicate, bool unless) {
        return where([&](auto r) {
            return dataset->bounds(r).has_value() &&
                   (predicate(handle, geo::to_geos(dataset->geometry(r)).get(), shape.get()) ==
                    1) != unless;
        });
    };
    BOOST_TEST(rows("S_INTERSECTS(geom, " + wkt + ")") == by_geos(GEOSIntersects_r, false));
    BOOST_TEST(rows("NOT S_INTERSECTS(" + wkt + ", geometry)") == by_geos(GEOSIntersects_r, true));
    BOOST_TEST(rows("S_DISJOINT(geom, " + wkt + ")") == by_geos(GEOSDisjoint_r, false));
    BOOST_TEST(rows("S_WITHIN(geom, " + wkt + ")") == by_geos(GEOSWithin_r, false));
    BOOST_TEST(rows("S_CONTAINS(" + wkt + ", geom)") == by_geos(GEOSWithin_r, false));
    BOOST_TEST(rows("S_CROSSES(geom, " + wkt + ")") == by_geos(GEOSCrosses_r, false));
    BOOST_TEST(rows("S_OVERLAPS(geom, " + wkt + ")") == by_geos(GEOSOverlaps_r, false));
    BOOST_TEST(!rows("S_CROSSES(geom, " + wkt + ")").empty());
    BOOST_TEST(!rows("S_OVERLAPS(geom, " + wkt + ")").empty());
    BOOST_TEST(rows("S_INTERSECTS(geom, BBOX(1.05, 49.45, 1.1, 49.5))") ==
               dataset->rows_in({1.05, 49.45, 1.1, 49.5}));
    BOOST_TEST(rows("geom IS NULL") == where([&](auto r) { return !dataset->bounds(r); }));
    BOOST_TEST(rows("S_INTERSECTS(geom, " + wkt +
                    ") AND rang = 3 OR S_WITHIN(geom, BBOX(1,49.4,1.01,49.41))") ==
               where([&](auto r) {
                   const auto near = rows("S_WITHIN(geom, BBOX(1,49.4,1.01,49.41))");
                   return (at(r, "rang") == Value{std::int64_t{3}} && dataset->bounds(r) &&
                           GEOSIntersects_r(handle, geo::to_geos(dataset->geometry(r)).get(),
                                            shape.get()) == 1) ||
                          std::ranges::binary_search(near, r);
               }));
}

BOOST_AUTO_TEST_CASE(own_functions_read_other_datasets_and_geodesic_metres)
{
    const auto handle = geo::GeosContext::of_thread().handle();
    const auto communes = snapshot("communes");
    const auto commune = geo::to_geos(communes->geometry(communes->row_of("FR_76001").value()));
    BOOST_TEST(rows("S_INTERSECTS(geom, feature('communes', 'FR_76001'))") == where([&](auto r) {
                   return dataset->bounds(r) &&
                          GEOSIntersects_r(handle, geo::to_geos(dataset->geometry(r)).get(),
                                           commune.get()) == 1;
               }));
    const auto near = rows("s_dwithin(POINT(1.1 49.5), geom, 1500)");
    const auto points = where([&](auto r) {
        const auto geometry = dataset->geometry(r);
        const auto* point = std::get_if<geo::Point>(&geometry);
        return point != nullptr && geo::distance_m(point->at, {1.1, 49.5}) <= 1500;
    });
    BOOST_TEST(points.size() > 5U);
    BOOST_TEST(std::ranges::includes(near, points));
    for (const auto row : near) {
        const auto geometry = dataset->geometry(row);
        if (std::holds_alternative<geo::Point>(geometry)) {
            BOOST_TEST(std::ranges::binary_search(points, row));
        }
    }
    says("S_INTERSECTS(geom, feature('commune', 'FR_76001'))", "Vouliez-vous dire « communes »");
    says("S_INTERSECTS(geom, feature('communes', 'FR_99'))", "n'a pas d'objet « FR_99 »");
    says("S_INTERSECTS(geom, feature('communes', numero))", "un texte entre apostrophes");
    says("S_DWITHIN(geom, POINT(1 49), -1)", "une distance en mètres");
    says("S_DWITHIN(geom, POINT(1 49), 9e6)", "jusqu'à 200000 m");
    says("S_DWITHIN(geom, POINT(1 49))", "deux géométries et une distance");
    says("S_DWITHING(geom, POINT(1 49), 1)", "S_DWITHIN");
}

BOOST_AUTO_TEST_CASE(a_wrong_name_or_type_is_a_sentence)
{
    says("cout_eu = 3", "à la position 1 (devant « cout_eu = 3 »)");
    says("cout_eu = 3", "Vouliez-vous dire « cout_eur »");
    says("cout_eur = 'dix'", "à la position 12");
    says("cout_eur = 'dix'", "un nombre était attendu, sans guillemets");
    says("titre = 3", "un texte entre apostrophes");
    says("titre = cout_eur", "« cout_eur » est un nombre");
    says("debut = 3", "un jour tel que DATE(");
    says("debut = TIMESTAMP('2026-11-22T08:00:00Z')", "un jour tel que DATE(");
    says("debut > 'hier'", "un jour tel que '2026-11-22'");
    says("cout_eur", "une condition");
    says("cout_eur LIKE 'a%'", "un texte entre apostrophes");
    says("titre LIKE titre", "un modèle entre apostrophes");
    says("titre + 1 = 2", "un nombre était attendu");
    says("services = 'eau'", "« services » est une liste");
    says("geom = POINT(1 2)", "S_INTERSECTS");
    says("S_INTERSECTS(geom, titre)", "une géométrie était attendue : « titre » est un texte");
    says("S_INTERSECTS(geom, POINT(500000 6600000))", "filter-crs");
    says("S_INTERSECTS(geom, POLYGON((0 0, 2 2, 2 0, 0 2, 0 0)))", "elle se croise");
    says("S_WITHIN(geom, GEOMETRYCOLLECTION(POINT(9 9), POLYGON((0 0, 1 0, 1 1, 0 0))))",
         "une collection de points, de lignes et de surfaces");
    says("T_AFTER(debut, TIMESTAMP('2026-11-22T08:00:00Z'))", "les deux côtés");
    says("T_AFTER(debut, INTERVAL('2026-11-22', '2026-11-21'))", "la fin de l'intervalle");
    says("T_AFTER(titre, DATE('2026-11-22'))", "un intervalle de temps était attendu");
    says("A_CONTAINS(services, (1))", "un texte entre apostrophes");
    says("A_CONTAINS(titre, ('a'))", "une liste telle que");
    says("etat = 'fini'", "« fini » n'est pas une valeur de « etat »");
    says("effet = 'rue_baree'", "Vouliez-vous dire « rue_barree »");
    says("inconnue(titre) = 1", "n'est pas une fonction");
}

BOOST_AUTO_TEST_CASE(patterns)
{
    BOOST_TEST(is_like("", ""));
    BOOST_TEST(is_like("", "%%"));
    BOOST_TEST(!is_like("", "_"));
    BOOST_TEST(is_like("é", "_"));
    BOOST_TEST(is_like("abcabc", "%abc"));
    BOOST_TEST(!is_like("abcabd", "%abc"));
    BOOST_TEST(is_like("a%b", "a\\%b"));
    BOOST_TEST(!is_like("axb", "a\\%b"));
    BOOST_TEST(is_like("a\\b", "a\\b"));
    BOOST_TEST(is_like("København", "K_benhavn"));
    BOOST_TEST(!is_like(std::string(100000, 'a'), "%a%a%a%a%a%a%a%a%b"));
}

BOOST_AUTO_TEST_CASE(a_request_joins_its_filter_with_the_rest_and_names_what_is_wrong)
{
    const auto publication = store().current();
    const auto parsed = publish::parse_items_query(
        {{"filter", "cout_eur > 10"}, {"bbox", "1.05,49.45,1.1,49.5"}, {"effet", "alternat"}},
        *dataset, publication.get());
    const auto page =
        publish::select(*dataset, std::get<publish::ItemsQuery>(parsed), {2026, 11, 22}, 10000);
    BOOST_TEST(page.rows ==
               rows("cout_eur > 10 AND S_INTERSECTS(geom, BBOX(1.05, 49.45, 1.1, 49.5)) AND "
                    "effet = 'alternat'"));
    BOOST_TEST(!page.rows.empty());
    BOOST_TEST(page.matched == page.rows.size());
    const auto count = [&](const publish::Parameters& parameters) {
        const auto query = publish::parse_items_query(parameters, *dataset, publication.get());
        if (const auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&query)) {
            BOOST_ERROR(problems->front().reason);
            return std::size_t{0};
        }
        return publish::select(*dataset, std::get<publish::ItemsQuery>(query), {2026, 11, 22},
                               10000)
            .rows.size();
    };
    BOOST_TEST(count({{"filter-lang", "cql2-json"},
                      {"filter", R"({"op":">","args":[{"property":"cout_eur"},10]})"}}) ==
               rows("cout_eur > 10").size());
    // EPSG:4326 is latitude first.
    BOOST_TEST(
        count({{"filter-crs", "http://www.opengis.net/def/crs/EPSG/0/4326"},
               {"filter", "S_INTERSECTS(geom, POLYGON((49.45 1.05, 49.5 1.05, 49.5 1.1, 49.45 1.1, "
                          "49.45 1.05)))"}}) ==
        rows("S_INTERSECTS(geom, BBOX(1.05, 49.45, 1.1, 49.5))").size());
    BOOST_TEST(count({{"filter-crs", "http://www.opengis.net/def/crs/EPSG/0/2154"},
                      {"filter", "S_INTERSECTS(geom, BBOX(500000, 6900000, 600000, 7000000))"}}) ==
               where([&](auto r) { return dataset->bounds(r).has_value(); }).size());
    const auto wrong = publish::parse_items_query(
        {{"filter", "cout_eu > 10"}, {"filter-lang", "ecql"}, {"limit", "x"}}, *dataset,
        publication.get());
    const auto& problems = std::get<std::vector<publish::ParameterProblem>>(wrong);
    BOOST_TEST(problems.size() == 3U);
    BOOST_TEST(problems.back().name == "filter");
    BOOST_TEST(problems.back().reason.starts_with("à la position 1"));
}

BOOST_AUTO_TEST_SUITE_END()
