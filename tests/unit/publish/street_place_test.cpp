// SPDX-License-Identifier: EUPL-1.2
// Places that are named by street and numbers, as people write them.
#include "geo/line_part.hpp"
#include "geo/measure.hpp"
#include "publish/works/street_place.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <random>
#include <string>
#include <vector>

using namespace parvis;
using namespace parvis::publish::works;

namespace {

const geo::LineString east{{1.09, 49.41}, {1.10, 49.41}};
const geo::LineString north{{1.10, 49.41}, {1.10, 49.42}};

std::vector<StreetLine> streets()
{
    return {{"Rue Garibaldi", "FR_76681", "Sotteville-lès-Rouen", 1, 41, east},
            {"Rue Garibaldi", "FR_76681", "Sotteville-lès-Rouen", 43, 83, north},
            {"Rue de la République", "FR_76540", "Rouen", 100, 2, east},
            {"Rue de la République", "FR_76681", "Sotteville-lès-Rouen", {}, {}, north},
            {"Rue du 8 mai 1945", "FR_76540", "Rouen", 1, 9, east},
            {"Rue Jeanne-d’Arc", "FR_76540", "Rouen", {}, {}, east}};
}

StreetPlace place(const char* text) { return street_place(text, streets()); }

}  // namespace

BOOST_AUTO_TEST_SUITE(street_places)

BOOST_AUTO_TEST_CASE(a_stretch_is_named_in_many_ways)
{
    for (const char* text :
         {"1 à 21 rue Garibaldi", "1-21 rue Garibaldi", "du 1 au 21 rue Garibaldi, Sotteville",
          "rue Garibaldi, du 1 au 21", "rue garibaldi 1-21",
          "21 à 1 rue Garibaldi, 76300 Sotteville", "rue Garibaldi, 1 à 21, FR_76681",
          "RUE GARIBALDI n° 1 à 21", "Garibaldi, 1 bis - 21"}) {
        BOOST_TEST_CONTEXT(text)
        {
            const auto found = place(text);
            BOOST_TEST(found.fault == "");
            const auto* line = std::get_if<geo::Line>(&found.geometry);
            BOOST_REQUIRE(line != nullptr);
            BOOST_TEST((line->line.front() == east.front()));
            BOOST_TEST(std::abs(geo::length_m(line->line) - geo::length_m(east) / 2) < 0.01);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_stretch_goes_on_over_the_lines_of_a_street)
{
    const auto found = place("21 à 63 rue Garibaldi");
    const auto* lines = std::get_if<geo::MultiLine>(&found.geometry);
    BOOST_REQUIRE((lines != nullptr && lines->lines.size() == 2U));
    BOOST_TEST((lines->lines[0].back() == east.back()));
    BOOST_TEST((lines->lines[1].front() == north.front()));
    // Numbers may fall along the drawing.
    const auto falling = place("2 à 51 rue de la République, Rouen");
    const auto* line = std::get_if<geo::Line>(&falling.geometry);
    BOOST_REQUIRE(line != nullptr);
    BOOST_TEST((line->line.back() == east.back()));
    BOOST_TEST(std::abs(geo::length_m(line->line) - geo::length_m(east) / 2) < 0.01);
}

BOOST_AUTO_TEST_CASE(a_number_is_a_point_and_a_name_the_whole_street)
{
    const auto door = place("21 rue Garibaldi");
    const auto* point = std::get_if<geo::Point>(&door.geometry);
    BOOST_REQUIRE(point != nullptr);
    BOOST_TEST(geo::distance_m(point->at, geo::position_along(east, 0.5)) < 0.01);
    const auto whole = place("rue Garibaldi");
    BOOST_TEST((std::get<geo::MultiLine>(whole.geometry).lines ==
                std::vector<geo::LineString>{east, north}));
    BOOST_TEST((std::get<geo::Line>(place("rue jeanne d'arc").geometry).line == east));
    // A number that belongs to the name.
    BOOST_TEST((std::get<geo::Line>(place("rue du 8 mai 1945").geometry).line == east));
    BOOST_TEST(std::holds_alternative<geo::Point>(place("5 rue du 8 mai 1945").geometry));
}

BOOST_AUTO_TEST_CASE(what_is_not_known_is_said)
{
    for (const auto& [text, expected] : std::vector<std::pair<const char*, const char*>>{
             {"rue de la République", "Plusieurs voies"},
             {"12 rue de la République, Sotteville", "ne sont pas connus"},
             {"90 à 120 rue Garibaldi", "vont du 1 au 83"},
             {"rue Garibaldie", "Vouliez-vous dire"},
             {"rue Garibaldi, Rouen", "aucune voie de « Rouen »"},
             {"12 à 40", "nom d’une voie"},
             {"", "nom d’une voie"},
             {",,;", "nom d’une voie"}}) {
        BOOST_TEST_CONTEXT(text)
        {
            const auto found = place(text);
            BOOST_TEST(geo::is_empty(found.geometry));
            BOOST_TEST(found.fault.find(expected) != std::string::npos, found.fault);
        }
    }
}

BOOST_AUTO_TEST_CASE(whatever_is_typed_gives_a_place_or_a_reason)
{
    const std::vector<std::string> words{
        "rue", "Garibaldi", "12",  "40", "à", "du",    "au", "-",    ",",           "8",
        "mai", "1945",      "bis", "n°", ";", "Rouen", "\n", "12-4", "99999999999", "\xff"};
    std::mt19937 random(11);
    std::size_t found = 0;
    for (int turn = 0; turn < 20'000; ++turn) {
        std::string text;
        for (auto left = random() % 8; left > 0; --left) {
            text += words[random() % words.size()] + (random() % 4 == 0 ? "" : " ");
        }
        const auto place = street_place(text, streets());
        BOOST_REQUIRE_MESSAGE(geo::is_empty(place.geometry) != place.fault.empty(), text);
        found += place.fault.empty() ? 1U : 0U;
    }
    BOOST_TEST(found > 500U);
}

BOOST_AUTO_TEST_SUITE_END()
