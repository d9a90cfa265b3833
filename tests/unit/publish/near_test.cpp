// SPDX-License-Identifier: EUPL-1.2
#include "publish/near.hpp"

#include "geo/containment.hpp"
#include "publish/around.hpp"
#include "publish/formats/near_rows.hpp"
#include "tests/unit/publish/near_site.hpp"

#include <rapidjson/document.h>

#include <algorithm>

using namespace parvis::test;
using namespace parvis::publish;
namespace geo = parvis::geo;

namespace {

/// Works as short lines and areas among the things of NearSite, some without a place.
struct WorksSite : NearSite {
    WorksSite()
    {
        std::mt19937 random{41};
        std::uniform_real_distribution<double> lon{1.0, 1.25}, lat{49.0, 49.2}, off{-0.003, 0.003};
        auto works_are = works_facts();
        works_are.title_property = "numero";
        std::vector<Feature> features;
        for (int i = 0; i < 300; ++i) {
            const geo::LonLat at{lon(random), lat(random)};
            geo::Geometry shape = geo::Line{{at, {at.lon + off(random), at.lat + off(random)}}};
            if (i % 7 == 0) {
                shape =
                    geo::Polygon{{{at, {at.lon + 0.002, at.lat}, {at.lon, at.lat + 0.002}, at}}};
            } else if (i % 11 == 0) {
                shape = std::monostate{};
            }
            const auto id = "w" + std::to_string(i);
            works.push_back(shape);
            features.push_back(
                {id, shape, {id, i % 2 == 0 ? Date{2026, 11, 1} : Date{2026, 11, 29}, Value{}}});
        }
        publish(works_are,
                {property("numero", ValueType::text), property("debut", ValueType::date),
                 property("fin", ValueType::date)},
                features);
        refresh();
    }

    std::variant<NearQuery, std::vector<ParameterProblem>> asked(const Parameters& parameters)
    {
        publication = store().current();
        return parse_near_query(parameters, *publication);
    }
    std::vector<NearRow> found(const Parameters& parameters)
    {
        const auto query = asked(parameters);
        if (const auto* problems = std::get_if<std::vector<ParameterProblem>>(&query)) {
            BOOST_FAIL(problems->front().reason);
        }
        return nearest_rows(std::get<NearQuery>(query));
    }
    /// "name: reason" of the first problem.
    std::string refusal(const Parameters& parameters)
    {
        const auto query = asked(parameters);
        const auto* problems = std::get_if<std::vector<ParameterProblem>>(&query);
        return problems == nullptr ? "" : problems->front().name + ": " + problems->front().reason;
    }

    std::vector<geo::Geometry> works;
    std::shared_ptr<const Publication> publication;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(near_rows, WorksSite)

BOOST_AUTO_TEST_CASE(the_nearest_rows_are_those_of_a_loop)
{
    const geo::LonLat from{1.11, 49.07};
    std::vector<std::pair<double, std::size_t>> expected;
    for (std::size_t i = 0; i < things.size(); ++i) {
        if (things[i].at && things[i].is_pool) {
            expected.emplace_back(geo::distance_m(from, *things[i].at), i);
        }
    }
    std::ranges::sort(expected);
    const auto rows = found({{"lon", "1.11"},
                             {"lat", "49.07"},
                             {"dataset", "equipements"},
                             {"where", "type = 'Piscine'"},
                             {"limit", "8"}});
    BOOST_REQUIRE(rows.size() == 8U);
    for (std::size_t k = 0; k < rows.size(); ++k) {
        BOOST_TEST(rows[k].row == expected[k].second);
        BOOST_TEST(rows[k].metres == expected[k].first);
    }
    BOOST_TEST(found({{"lon", "1.11"}, {"lat", "49.07"}}).size() == NearQuery::default_limit);
}

BOOST_AUTO_TEST_CASE(a_place_is_asked_from_its_own_position)
{
    const auto rows = found({{"place", commune(7)}, {"limit", "1"}});
    const auto at = centre(7);
    double best = 1e9;
    for (const Thing& thing : things) {
        best = thing.at ? std::min(best, geo::distance_m(at, *thing.at)) : best;
    }
    BOOST_TEST(std::abs(rows[0].metres - best) < 1e-6);  // limits as a version keeps them
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_is_told_with_the_name_of_the_parameter)
{
    const auto says = [&](const Parameters& parameters, const std::string& words) {
        BOOST_TEST(refusal(parameters).find(words) == 0U, refusal(parameters)
                                                              << " is not " << words);
    };
    says({}, "lon: d'où chercher");
    says({{"lon", "1"}}, "lat: d'où chercher");
    says({{"lon", "181"}, {"lat", "49"}}, "lon: un nombre de -180 à 180");
    says({{"lon", "1"}, {"lat", "NaN"}}, "lat: un nombre de -90 à 90");
    says({{"lon", "1"}, {"lat", "90.1"}}, "lat: un nombre de -90 à 90");
    says({{"lon", "un"}, {"lat", "49"}}, "lon: un nombre");
    says({{"lon", "1"}, {"lat", "49"}, {"lat", "48"}}, "lat: ce paramètre est donné deux fois");
    says({{"place", commune(1)}, {"lon", "1"}}, "place: donnez ou bien");
    says({{"place", "FR_99999"}}, "place: aucune commune");
    says({{"place", "ouest"}}, "place: ce lieu n'a pas de limites");
    says({{"place", commune(1)}, {"dataset", "equipement"}}, "dataset: ce jeu de données n'existe");
    says({{"place", commune(1)}, {"where", "zut = 1"}}, "where: ");
    says({{"place", commune(1)}, {"limit", "0"}}, "limit: un nombre entier de 1 à 100");
    says({{"place", commune(1)}, {"limit", "101"}}, "limit: ");
    says({{"place", commune(1)}, {"limit", "3.5"}}, "limit: ");
    says({{"place", commune(1)}, {"at", "hier"}}, "at: un jour");
    says({{"lon", "49.1"}, {"lat", "1.1"}},
         "lon: ce point est loin du territoire, mais y serait avec lon=1.1 et lat=49.1");
    BOOST_TEST(refusal({{"lon", "49.1"}, {"lat", "2"}}).empty());
    says({{"place", commune(1)}, {"distance", "5"}}, "distance: ce paramètre n'existe pas ici");
}

BOOST_AUTO_TEST_CASE(a_value_that_no_row_has_is_said)
{
    const auto note = [&](const std::string& where) {
        return std::get<NearQuery>(
                   asked({{"place", commune(7)}, {"dataset", "equipements"}, {"where", where}}))
            .filter_note;
    };
    BOOST_TEST(note("type = 'Piscine'").empty());
    BOOST_TEST(note("type = 'Pisicne'").find("Vouliez-vous dire « Piscine » ?") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(both_formats_carry_the_distance_the_source_and_that_a_crow_flies)
{
    const Parameters parameters{{"place", commune(7)}, {"dataset", "chantiers"}, {"limit", "3"}};
    const auto query = std::get<NearQuery>(asked(parameters));
    const auto rows = nearest_rows(query);
    rapidjson::Document json;
    json.Parse(near_geojson(query, rows, {}).c_str());
    BOOST_REQUIRE(!json.HasParseError());
    BOOST_REQUIRE(json["features"].Size() == 3U);
    double before = 0;
    for (const auto& feature : json["features"].GetArray()) {
        BOOST_TEST(feature["type"].GetString() == "Feature");
        const auto& properties = feature["properties"];
        BOOST_TEST(properties["jeu"].GetString() == "chantiers");
        BOOST_TEST(properties.HasMember("etat"));
        BOOST_TEST(properties.HasMember("numero"));
        BOOST_TEST(properties["distance_m"].GetDouble() >= before);
        before = properties["distance_m"].GetDouble();
    }
    BOOST_TEST(json["from"]["place"].GetString() == commune(7));
    BOOST_TEST(json["sources"][0]["licence"].GetString() == "etalab-2.0");
    BOOST_TEST(json["sample"].GetBool());
    const std::string csv = near_csv(query, rows);
    BOOST_TEST(csv.starts_with(
        "jeu,id,nom,distance_m,lon,lat,commune,commentaire,commentaire_jeu,source\r\n"));
    BOOST_TEST(std::ranges::count(csv, '\n') == 4);
    for (const std::string_view words : {"vol d'oiseau", "Petite Métropole"}) {
        BOOST_TEST(csv.find(words) != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(what_lies_around_a_work_is_what_a_loop_over_all_geometries_finds)
{
    publication = store().current();
    const auto dataset = publication->find("chantiers");
    std::size_t met = 0;
    for (const double metres : {50.0, 200.0, 2000.0}) {
        for (RowIndex row = 0; row < dataset->size(); row += 13) {
            const auto answer = things_around(*publication, *dataset, row, metres);
            const auto& around = std::get<std::vector<DatasetAround>>(answer);
            const geo::Geometry& work = works[row];
            if (geo::is_empty(work)) {
                BOOST_TEST(around.empty());
                continue;
            }
            BOOST_REQUIRE(around.size() == 2U);  // chantiers, equipements: communes are no things
            std::vector<std::pair<double, RowIndex>> expected_works, expected_things;
            for (RowIndex other = 0; other < works.size(); ++other) {
                const double away = geo::distance_m(work, works[other]);
                if (other != row && away <= metres) {
                    expected_works.emplace_back(away, other);
                }
            }
            for (RowIndex other = 0; other < things.size(); ++other) {
                if (things[other].at && geo::distance_m(*things[other].at, work) <= metres) {
                    expected_things.emplace_back(geo::distance_m(*things[other].at, work), other);
                }
            }
            const auto same = [&](const DatasetAround& group, auto expected) {
                std::ranges::sort(expected);
                BOOST_REQUIRE(group.things.size() == expected.size());
                for (std::size_t i = 0; i < expected.size(); ++i) {
                    BOOST_TEST(group.things[i].row == expected[i].second);
                    // A version keeps positions to a centimetre.
                    BOOST_TEST(std::abs(group.things[i].metres - expected[i].first) < 0.03);
                    ++met;
                }
            };
            same(around[0], expected_works);
            same(around[1], expected_things);
        }
    }
    BOOST_TEST(met > 100U);
}

BOOST_AUTO_TEST_CASE(people_around_are_those_of_the_area_and_never_more_than_there_are)
{
    publication = store().current();
    double all = 0;
    for (const auto& some : people) {
        all += static_cast<double>(*some);
    }
    const geo::Geometry middle = geo::Point{{1.125, 49.1}};
    double before = 0;
    for (const double metres : {50.0, 500.0, 2500.0, 5000.0, 60'000.0}) {
        const double some = std::get<double>(people_around(*publication, middle, metres));
        BOOST_TEST(some >= before);
        before = some;
    }
    BOOST_TEST(before == all);
    // A circle inside one commune holds its share of that commune's people.
    const double inside =
        std::get<double>(people_around(*publication, geo::Point{centre(7)}, 1000));
    const double share = 3.14159265 * 1e6 / geo::area_m2(area(7));
    BOOST_TEST(std::abs(inside - share * static_cast<double>(*people[7])) <
               0.5 + 0.001 * static_cast<double>(*people[7]));
    const auto why = [&](const Publication& of, const geo::Geometry& geometry) {
        return std::get<std::string>(people_around(of, geometry, 1000));
    };
    BOOST_TEST(why(*publication, geo::Geometry{}) == "L'objet n'a pas de place connue.");
    BOOST_TEST(why(*publication, geo::Point{{50, 10}}) ==
               "Aucune commune du territoire n'est à cette distance.");
    people[7].reset();
    publish_communes();
    const auto with_a_gap = store().current();
    BOOST_TEST(why(*with_a_gap, geo::Point{centre(7)}).starts_with("La population de « "));
    BOOST_TEST(std::get<double>(people_around(*with_a_gap, geo::Point{centre(0)}, 500)) > 0);
}

BOOST_AUTO_TEST_CASE(a_distance_around_is_a_number_of_metres_up_to_five_thousand)
{
    BOOST_TEST(std::get<double>(parse_around("200.5")) == 200.5);
    for (const std::string_view text : {"", "0", "-1", "NaN", "inf", "5001", "200 m", "deux"}) {
        BOOST_TEST(std::get<std::string>(parse_around(text)).find("jusqu'à 5000") !=
                   std::string::npos);
    }
}

BOOST_AUTO_TEST_SUITE_END()
