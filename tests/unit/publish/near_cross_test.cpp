// SPDX-License-Identifier: EUPL-1.2
#include "publish/cross/access.hpp"
#include "publish/cross/distance_clause.hpp"
#include "publish/formats/cross_table.hpp"
#include "tests/unit/publish/near_site.hpp"

#include <limits>

using namespace parvis::test;
using parvis::geo::distance_m;
namespace geo = parvis::geo;
namespace tt = boost::test_tools;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

bool holds(const std::vector<std::string>& notes, std::string_view words)
{
    return std::ranges::any_of(
        notes, [&](const std::string& note) { return note.find(words) != note.npos; });
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(near_crossing, NearSite)

BOOST_AUTO_TEST_CASE(the_nearest_is_that_of_a_loop_and_a_pole_has_the_mean_of_its_people)
{
    std::vector<double> metres;
    for (std::size_t i = 0; i < people.size(); ++i) {
        double best = infinity;
        for (const Thing& thing : things) {
            if (thing.at && thing.is_pool) {
                best = std::min(best, distance_m(centre(i), *thing.at));
            }
        }
        metres.push_back(best);
    }
    const CrossTable communes = table("communes", "nearest(equipements where type = 'Piscine')");
    double all = 0, west = 0, weight = 0, west_weight = 0;
    for (std::size_t i = 0; i < people.size(); ++i) {
        BOOST_TEST(std::abs(number(communes.values[i][0]) - metres[i]) <= 0.05 + 1e-9);
        const double inhabitants = static_cast<double>(*people[i]);
        all += std::round(metres[i] * 10) / 10 * inhabitants;
        weight += inhabitants;
        if (pole_of(i) == "ouest") {
            west += std::round(metres[i] * 10) / 10 * inhabitants;
            west_weight += inhabitants;
        }
    }
    BOOST_TEST(!communes.measures[0].adds_up);
    BOOST_TEST(holds(communes.measures[0].notes, "à vol d'oiseau"));
    // Metres to a tenth.
    BOOST_TEST(std::abs(number(communes.total[0]) - all / weight) <= 0.05 + 1e-9);
    const CrossTable poles = table("poles", "nearest(equipements where type = 'Piscine')");
    BOOST_TEST(std::abs(number(poles.values[0][0]) - west / west_weight) <= 0.05 + 1e-9);
    const CrossTable whole = table("territoire", "nearest(equipements where type = 'Piscine')");
    BOOST_TEST(std::abs(number(whole.values[0][0]) - all / weight) <= 0.05 + 1e-9);
}

BOOST_AUTO_TEST_CASE(what_lies_within_a_distance_is_counted_over_every_border)
{
    for (const double km : {0.5, 3.0, 7.5, 20.0, 200.0}) {
        const auto clause = " within " + std::to_string(km) + " km)";
        const CrossTable counted = table("communes", "count(equipements" + clause);
        const CrossTable pools =
            table("communes", "count(equipements where type = 'Piscine'" + clause);
        const CrossTable beds = table("communes", "sum(equipements.lits" + clause);
        BOOST_TEST(!counted.measures[0].adds_up);
        BOOST_TEST(!beds.measures[0].adds_up);
        BOOST_TEST(counted.measures[0].rows == 59U);
        BOOST_TEST(beds.measures[0].skipped == 2U);
        for (std::size_t i = 0; i < people.size(); ++i) {
            int all = 0, wet = 0, valued = 0;
            double sum = 0;
            for (const Thing& thing : things) {
                if (thing.at && distance_m(centre(i), *thing.at) <= km * 1000) {
                    ++all;
                    wet += thing.is_pool ? 1 : 0;
                    valued += thing.beds ? 1 : 0;
                    sum += thing.beds.value_or(0);
                }
            }
            BOOST_TEST(number(counted.values[i][0]) == all);
            BOOST_TEST(number(pools.values[i][0]) == wet);
            if (valued == 0 && all > 0) {
                BOOST_TEST(unknown(beds.values[i][0]));
            } else {
                BOOST_TEST(number(beds.values[i][0]) == sum);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(people_within_a_distance_are_no_more_than_there_are_and_add_up)
{
    double all = 0;
    for (const auto& inhabitants : people) {
        all += static_cast<double>(*inhabitants);
    }
    double before = 0;
    for (const std::string km : {"0.3", "1", "2", "4", "200"}) {
        const std::string measure =
            "people(equipements where type = 'Piscine' within " + km + " km)";
        const CrossTable communes = table("communes", measure);
        BOOST_TEST(communes.measures[0].adds_up);
        BOOST_TEST(communes.measures[0].estimated);
        BOOST_TEST(holds(communes.measures[0].notes, "statut E"));
        double sum = 0;
        for (std::size_t i = 0; i < people.size(); ++i) {
            const double some = number(communes.values[i][0]);
            BOOST_TEST(some <= static_cast<double>(*people[i]));
            sum += some;
        }
        BOOST_TEST(number(communes.total[0]) == sum);
        BOOST_TEST(sum >= before);
        before = sum;
        const CrossTable poles = table("poles", measure);
        BOOST_TEST(number(poles.values[0][0]) + number(poles.values[1][0]) == sum);
        BOOST_TEST(number(table("territoire", measure).values[0][0]) == sum);
    }
    BOOST_TEST(before == all);
    BOOST_TEST(number(table("territoire", "people(equipements where type = 'Zoo' within 5 km)")
                          .values[0][0]) == 0);
    // A share of the people of each place: both are known, so their ratio is.
    BOOST_TEST(number(table("poles", "people(equipements within 200 km) / 1000").total[0]) ==
               all / 1000);
}

BOOST_AUTO_TEST_CASE(people_are_the_share_of_the_area_that_darts_say)
{
    things = {{geo::LonLat{1.02, 49.03}, 5.0, true}, {geo::LonLat{1.14, 49.09}, 5.0, true}};
    publish_things();
    const CrossTable communes = table("communes", "people(equipements within 3 km)");
    std::mt19937 random{1};
    std::uniform_real_distribution<double> part{0, side};
    for (std::size_t i = 0; i < people.size(); ++i) {
        const geo::LonLat corner = std::get<geo::Polygon>(area(i)).rings[0][0];
        int hits = 0;
        constexpr int darts = 20'000;
        for (int k = 0; k < darts; ++k) {
            const geo::LonLat p{corner.lon + part(random), corner.lat + part(random)};
            hits += distance_m(p, *things[0].at) <= 3000 || distance_m(p, *things[1].at) <= 3000;
        }
        const double inhabitants = static_cast<double>(*people[i]);
        BOOST_TEST(std::abs(number(communes.values[i][0]) - inhabitants * hits / darts) <
                   0.5 + 0.016 * inhabitants);
    }
}

BOOST_AUTO_TEST_CASE(access_is_what_two_plain_loops_say_and_gives_back_what_there_is)
{
    for (const double km : {3.0, 6.0, 15.0}) {
        const std::string clause = " within " + std::to_string(km) + " km)";
        std::vector<double> rate(things.size(), 0), expected(people.size(), 0);
        double served = 0;
        int unserved = 0;
        for (std::size_t j = 0; j < things.size(); ++j) {
            double demand = 0;
            for (std::size_t k = 0; things[j].at && k < people.size(); ++k) {
                demand += distance_m(centre(k), *things[j].at) <= km * 1000
                              ? static_cast<double>(*people[k])
                              : 0;
            }
            if (demand > 0 && things[j].beds) {
                rate[j] = *things[j].beds / demand;
                served += *things[j].beds;
            } else if (things[j].at && things[j].beds) {
                ++unserved;
            }
        }
        double given_back = 0, inhabitants = 0;
        const CrossTable communes = table("communes", "access(equipements.lits" + clause);
        for (std::size_t i = 0; i < people.size(); ++i) {
            for (std::size_t j = 0; j < things.size(); ++j) {
                const bool near = things[j].at && distance_m(centre(i), *things[j].at) <= km * 1000;
                expected[i] += near ? rate[j] : 0;
            }
            BOOST_TEST(number(communes.values[i][0]) == expected[i], tt::tolerance(1e-10));
            given_back += number(communes.values[i][0]) * static_cast<double>(*people[i]);
            inhabitants += static_cast<double>(*people[i]);
        }
        BOOST_TEST(given_back == served, tt::tolerance(1e-10));
        BOOST_TEST(!communes.measures[0].adds_up);
        BOOST_TEST(holds(communes.measures[0].notes, "Contrôle"));
        // Two things lie without a place or a value; some of the others reach nobody.
        BOOST_TEST(unserved > 0);
        BOOST_TEST(communes.measures[0].skipped == 2U);
        BOOST_TEST(
            holds(communes.measures[0].cautions, std::to_string(unserved) + " lignes d'offre"));
        BOOST_TEST(number(communes.total[0]) == served / inhabitants, tt::tolerance(1e-10));
        BOOST_TEST(number(table("territoire", "access(equipements.lits" + clause).values[0][0]) ==
                       served / inhabitants,
                   tt::tolerance(1e-10));
    }
    // Without a property each row offers one.
    const double inhabitants =
        number(table("territoire", "access(equipements within 200 km)").total[0]);
    double all = 0;
    for (const auto& some : people) {
        all += static_cast<double>(*some);
    }
    BOOST_TEST(inhabitants == 59 / all, tt::tolerance(1e-10));
}

BOOST_AUTO_TEST_CASE(a_figure_that_lacks_values_or_people_is_a_bound_or_not_known)
{
    for (std::size_t i = 1; i < things.size(); ++i) {
        things[i].beds.reset();
    }
    things[0] = {{centre(0)}, 10.0, true};
    people[7].reset();
    publish_communes();
    publish_things();
    for (const std::string function : {"access", "sum"}) {
        const CrossTable communes = table("communes", function + "(equipements.lits within 4 km)");
        int not_known = 0, marked = 0;
        for (std::size_t i = 0; i < people.size(); ++i) {
            const auto near = [&](const Thing& thing) {
                return thing.at && distance_m(centre(i), *thing.at) <= 4000;
            };
            const bool lacks = std::any_of(things.begin() + 1, things.end(), near);
            const auto mark = communes.marks.find({i, 0});
            if (lacks && !near(things[0])) {
                BOOST_TEST(unknown(communes.values[i][0]));
                ++not_known;
            } else if (lacks && people[i]) {
                BOOST_REQUIRE((mark != communes.marks.end()));
                BOOST_TEST(mark->second.status == 'U');
                BOOST_TEST(mark->second.reason.find("minimum") != std::string::npos);
                ++marked;
            }
        }
        BOOST_TEST(not_known > 5);
        BOOST_TEST(marked > 0);
        if (!unknown(communes.total[0])) {
            BOOST_TEST((communes.marks.count({total_index(communes), 0}) == 1));
        }
    }
    // The one supply is shared by fewer people than there are around it.
    things[0].at = centre(7);
    publish_things();
    const CrossTable communes = table("communes", "access(equipements.lits within 4 km)");
    const auto mark = communes.marks.find({6, 0});
    BOOST_REQUIRE((mark != communes.marks.end()));
    BOOST_TEST(mark->second.reason.find("maximum") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_not_known_of_a_commune_is_not_known_of_its_pole)
{
    people[0].reset();  // in the west
    publish_communes();
    const CrossTable some = table("poles", "people(equipements within 5 km)");
    BOOST_TEST(unknown(some.values[0][0]));
    BOOST_TEST(!unknown(some.values[1][0]));
    BOOST_TEST(unknown(some.total[0]));
    BOOST_TEST(unknown(table("poles", "nearest(equipements)").values[0][0]));
    const CrossTable communes = table("communes", "access(equipements within 5 km)");
    BOOST_TEST(unknown(communes.values[0][0]));
    BOOST_TEST(!unknown(communes.values[1][0]));
    BOOST_TEST(holds(communes.measures[0].notes, "1 communes sans population"));
    BOOST_TEST(!unknown(table("communes", "nearest(equipements)").values[0][0]));

    without_limits = 1;
    publish_communes();
    for (const std::string measure :
         {"nearest(equipements)", "count(equipements within 5 km)",
          "people(equipements within 5 km)", "access(equipements within 5 km)"}) {
        BOOST_TEST(unknown(table("communes", measure).values[1][0]));
        BOOST_TEST(!unknown(table("communes", measure).values[2][0]));
    }
}

BOOST_AUTO_TEST_CASE(where_no_row_fits_there_is_no_nearest_and_nothing_within)
{
    const std::string zoo = "(equipements where type = 'Zoo'";
    BOOST_TEST(unknown(table("communes", "nearest" + zoo + ")").values[0][0]));
    BOOST_TEST(number(table("communes", "count" + zoo + " within 5 km)").values[0][0]) == 0);
    BOOST_TEST(number(table("communes", "access" + zoo + " within 5 km)").values[0][0]) == 0);
    BOOST_TEST(number(table("communes", "people" + zoo + " within 5 km)").values[0][0]) == 0);
}

BOOST_AUTO_TEST_CASE(areas_of_a_dataset_have_a_nearest_but_no_people)
{
    publish(facts("quartiers", Kind::general), {property("nom", ValueType::text)},
            {{"q0", area(0), {std::string{"Un"}}}, {"q1", area(7), {std::string{"Deux"}}}});
    refresh();
    const CrossTable areas = table("quartiers", "nearest(equipements)");
    const CrossTable communes = table("communes", "nearest(equipements)");
    BOOST_TEST(number(areas.values[0][0]) == number(communes.values[0][0]));
    BOOST_TEST(number(areas.values[1][0]) == number(communes.values[7][0]));
    BOOST_TEST(unknown(areas.total[0]));
    for (const std::string function : {"people", "access"}) {
        BOOST_TEST(reason("quartiers", function + "(equipements within 5 km)")
                       .find("la population de chaque lieu") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_site_without_population_and_a_negative_offer_are_told_why)
{
    things[0].beds = -1;
    publish_things();
    BOOST_TEST(reason("communes", "access(equipements.lits within 5 km)").find("négative") !=
               std::string::npos);
    for (auto& some : people) {
        some.reset();
    }
    publish_communes();
    BOOST_TEST(reason("communes", "people(equipements within 5 km)").find("ne publie pas") !=
               std::string::npos);
    BOOST_TEST(reason("communes", "count(equipements within 5 km)") == "");
}

BOOST_AUTO_TEST_CASE(every_format_says_that_a_figure_is_estimated_and_flies_like_a_crow)
{
    const CrossTable crossed = table("communes", "people(equipements within 2 km)");
    const std::string csv = parvis::publish::cross_csv(crossed);
    const std::string json = parvis::publish::cross_json(crossed, {});
    for (const std::string& text : {csv, json}) {
        BOOST_TEST(text.find("vol d'oiseau") != std::string::npos);
        BOOST_TEST(text.find("Estimation (statut E)") != std::string::npos);
    }
    BOOST_TEST(json.find(R"("status":"E")") != std::string::npos);
    BOOST_TEST(parvis::publish::cross_json(table("communes", "nearest(equipements)"), {})
                   .find(R"("status")") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_comment_on_a_row_goes_with_what_is_made_of_it)
{
    Comment said;
    said.id = "c1";
    said.author = "Service des sports";
    said.text = {{"fr", "Fermée cet hiver."}};
    said.target.dataset = "equipements";
    said.target.key = "t0";
    comment({said});
    refresh();
    const CrossTable crossed = table("communes", "nearest(equipements)");
    BOOST_TEST(crossed.has_unknown);
    BOOST_REQUIRE(crossed.comments.back().size() == 1U);
    BOOST_TEST(crossed.comments.back()[0].id == "c1");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(near_measures)

BOOST_AUTO_TEST_CASE(what_the_two_steps_share_out_comes_back_for_any_places_and_distance)
{
    std::mt19937 random{99};
    std::uniform_real_distribution<double> lon{-5, 8}, lat{42, 51}, some{0, 1e5}, beds{0, 900};
    std::vector<cross::Demand> demands;
    std::vector<cross::Supply> supplies;
    for (int i = 0; i < 800; ++i) {
        demands.push_back({{lon(random), lat(random)}, std::round(some(random))});
        if (i % 2 == 0) {
            supplies.push_back({{lon(random), lat(random)}, beds(random)});
        }
    }
    supplies.push_back({{40, 10}, 1000});
    for (const double metres : {0.0, 1e3, 2e4, 2e5, 3e6}) {
        const auto access = cross::two_step_access(demands, supplies, metres);
        double served = 0, unserved = 0, given_back = 0;
        std::vector<double> rate;
        for (const auto& supply : supplies) {
            double people = 0;
            for (const auto& demand : demands) {
                people += distance_m(demand.at, supply.at) <= metres ? demand.people : 0;
            }
            rate.push_back(people > 0 ? supply.amount / people : 0);
            (people > 0 ? served : unserved) += supply.amount;
        }
        for (std::size_t i = 0; i < demands.size(); ++i) {
            double sum = 0;
            for (std::size_t j = 0; j < supplies.size(); ++j) {
                sum += distance_m(demands[i].at, supplies[j].at) <= metres ? rate[j] : 0;
            }
            BOOST_TEST(access.of_demand[i] == sum, tt::tolerance(1e-10));
            given_back += access.of_demand[i] * demands[i].people;
        }
        BOOST_TEST(access.served == served, tt::tolerance(1e-12));
        BOOST_TEST(access.unserved == unserved, tt::tolerance(1e-12));
        BOOST_TEST(access.unserved >= 1000);
        BOOST_TEST(access.given_back == given_back, tt::tolerance(1e-12));
        BOOST_TEST(access.difference() < 1e-12);
    }
    BOOST_TEST(cross::two_step_access({}, supplies, 1e5).unserved_places == supplies.size());
    BOOST_TEST(cross::two_step_access(demands, {}, 1e5).of_demand[5] == 0);
}

BOOST_AUTO_TEST_CASE(the_word_within_is_found_outside_quotes_and_is_no_property_and_no_function)
{
    const auto parts = [](std::string_view text) { return cross::split_within(text); };
    BOOST_TEST(parts("type = 'a' within 5 km").condition == "type = 'a'");
    BOOST_TEST(*parts("type = 'a' within 5 km").distance == "5 km");
    for (const std::string_view text :
         {"nom = 'within 5 km'", "nom = 'l''eau within 5 km'", "within = 3", "within is null",
          "S_WITHIN(geom, feature('poles', 'p2'))", "\"within 5\" = 3",
          "lits > 3 and within in (1)", "is_within = 4", "within <> 2 or lits = 1",
          "(within > 5)"}) {
        BOOST_TEST(parts(text).condition == text);
        BOOST_TEST(!parts(text).distance);
    }
    BOOST_TEST(*parts("within = 3 within 800 m").distance == "800 m");
    BOOST_TEST(*parts("lits > 3 within").distance == "");
    BOOST_TEST(*parts("lits > 3 within -5 km").distance == "-5 km");
    BOOST_TEST(*parts("S_WITHIN(geom, b) within 1 km").distance == "1 km");
}

BOOST_AUTO_TEST_CASE(a_distance_that_says_nothing_gets_a_sentence)
{
    const auto says = [](const std::string& measure, const std::string& words) {
        const auto read = cross::parse_measure(measure);
        const auto* reason = std::get_if<std::string>(&read);
        BOOST_REQUIRE_MESSAGE(reason != nullptr, measure << " was read");
        BOOST_TEST(reason->find(words) != std::string::npos, *reason << " lacks " << words);
    };
    says("count(equipements within 20)", "n'a pas d'unité");
    says("count(equipements where a = 'b' within 20)", "n'a pas d'unité");
    says("count(equipements within 0 km)", "supérieure à 0");
    says("count(equipements within -3 km)", "supérieure à 0");
    says("count(equipements within NaN km)", "une distance telle que");
    says("count(equipements within inf km)", "une distance telle que");
    says("count(equipements within 5 miles)", "une distance telle que");
    says("count(equipements within)", "une distance telle que");
    says("count(equipements within 1,5 km)", "une distance telle que");
    says("count(equipements within 201 km)", "200 km au plus");
    says("count(equipements where within 5 km)", "une condition était attendue");
    says("people(equipements)", "demande une distance");
    says("access(equipements.lits)", "demande une distance");
    says("people(equipements.lits within 5 km)", "ne prend pas de propriété");
    says("nearest(equipements within 5 km)", "pas avec nearest");
    says("median(equipements.lits within 5 km)", "pas avec median");
    says("length(chantiers within 5 km)", "pas avec length");
    says("nearest(equipements near 5 km)", "« where », « within » ou « ) »");
    const auto read = cross::parse_measure("sum(h.lits where t = ')' within 0.8 km) / population");
    BOOST_REQUIRE(std::holds_alternative<cross::Measure>(read));
    BOOST_TEST(std::get<cross::Measure>(read).aggregates[0].within_m == 800);
    BOOST_TEST(std::get<cross::Measure>(read).aggregates[0].where == "t = ')'");
}

BOOST_AUTO_TEST_SUITE_END()
