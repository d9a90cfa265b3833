// SPDX-License-Identifier: EUPL-1.2
#include "geo/locator.hpp"

#include "drawn_layers.hpp"
#include "geo/containment.hpp"
#include "geo/error.hpp"
#include "geo/geos_geometry.hpp"
#include "geo/measure.hpp"
#include "geo/overlay.hpp"
#include "geometry_output.hpp"

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

using namespace parvis::geo;
namespace tt = boost::test_tools;

namespace {

std::uint32_t brute_force(const Locator& locator, LonLat p)
{
    for (std::uint32_t area = 0; area < locator.keys().size(); ++area) {
        if (side_of(locator.geometry(area), p) != Side::outside) {
            return area;
        }
    }
    return Locator::nowhere;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(locator_)

BOOST_AUTO_TEST_CASE(a_point_is_in_the_square_it_is_drawn_in)
{
    const Locator locator(nine_squares());

    BOOST_TEST(name_of(locator, locator.locate({0.5, 2.5})) == "A");
    BOOST_TEST(name_of(locator, locator.locate({1.5, 1.5})) == "E");
    BOOST_TEST(name_of(locator, locator.locate({2.5, 0.5})) == "I");
    BOOST_TEST(name_of(locator, locator.locate({3.5, 0.5})) == "-");
    BOOST_TEST(name_of(locator, locator.locate({1.5, -0.001})) == "-");
}

BOOST_AUTO_TEST_CASE(a_border_belongs_to_the_area_with_the_smallest_key)
{
    const Locator locator(nine_squares());

    BOOST_TEST(name_of(locator, locator.locate({1, 2.5})) == "A");  // A|B
    BOOST_TEST(name_of(locator, locator.locate({1.5, 1})) == "E");  // E over H
    BOOST_TEST(name_of(locator, locator.locate({1, 1})) == "D");    // D E G H
    BOOST_TEST(name_of(locator, locator.locate({2, 2})) == "B");    // B C E F
    BOOST_TEST(name_of(locator, locator.locate({3, 0})) == "I");    // the outer corner
    BOOST_TEST(name_of(locator, locator.locate({0, 1.5})) == "D");  // the outer edge
    BOOST_TEST(name_of(locator, locator.locate({std::nextafter(3, 4), 0})) == "-");
}

BOOST_AUTO_TEST_CASE(keys_are_sorted_whatever_the_order_of_the_areas)
{
    std::vector<Area> areas = nine_squares();
    std::ranges::reverse(areas);

    const Locator locator(std::move(areas));

    BOOST_TEST(std::ranges::is_sorted(locator.keys()));
    BOOST_TEST(name_of(locator, locator.locate({1, 1})) == "D");
}

BOOST_AUTO_TEST_CASE(holes_enclaves_and_exclaves_are_where_they_are_drawn)
{
    const Locator locator({
        {"ring", wkt("POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (3 3, 3 6, 6 6, 6 3, 3 3))")},
        {"enclave", wkt("MULTIPOLYGON (((3 3, 4 3, 4 6, 3 6, 3 3)), ((20 0, 21 0, 21 1, 20 0)))")},
    });

    BOOST_TEST(name_of(locator, locator.locate({1, 1})) == "ring");
    BOOST_TEST(name_of(locator, locator.locate({3.5, 5})) == "enclave");
    BOOST_TEST(name_of(locator, locator.locate({5, 5})) == "-");
    BOOST_TEST(name_of(locator, locator.locate({20.5, 0.25})) == "enclave");
    BOOST_TEST(name_of(locator, locator.locate({3, 4})) == "enclave");  // its border with the ring
    BOOST_TEST(name_of(locator, locator.locate({6, 4})) == "ring");     // the hole's edge
    BOOST_TEST(name_of(locator, locator.locate({12, 0.5})) == "-");
}

BOOST_AUTO_TEST_CASE(where_areas_overlap_the_smallest_key_wins)
{
    const Locator locator({{"b", wkt("POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0))")},
                           {"a", wkt("POLYGON ((1 1, 2 1, 2 2, 1 2, 1 1))")},
                           {"c", wkt("POLYGON ((3 3, 9 3, 9 9, 3 9, 3 3))")}});

    BOOST_TEST(name_of(locator, locator.locate({1.5, 1.5})) == "a");
    BOOST_TEST(name_of(locator, locator.locate({3.5, 3.5})) == "b");
    BOOST_TEST(name_of(locator, locator.locate({5, 5})) == "c");
}

BOOST_AUTO_TEST_CASE(more_than_32_areas_may_meet_in_one_place)
{
    std::vector<Area> areas;
    for (int i = 0; i < 100; ++i) {
        const double a = 2 * 3.141592653589793 * i / 100;
        const double b = 2 * 3.141592653589793 * (i + 1) / 100;
        areas.push_back(
            {std::to_string(1000 + i),
             Polygon{{{{0, 0}, {std::cos(a), std::sin(a)}, {std::cos(b), std::sin(b)}, {0, 0}}}}});
    }
    const Locator locator(std::move(areas));

    BOOST_TEST(name_of(locator, locator.locate({0, 0})) == "1000");
    std::mt19937 random(5);
    std::uniform_real_distribution<double> place(-1e-5, 1e-5);
    for (int i = 0; i < 2000; ++i) {
        const LonLat p{place(random), place(random)};
        BOOST_TEST_REQUIRE(locator.locate(p) == brute_force(locator, p));
    }
}

BOOST_AUTO_TEST_CASE(every_vertex_and_middle_of_an_edge_is_decided_as_by_brute_force)
{
    const Locator locator(jagged_layer(1, 12));
    const std::vector<LonLat> vertices = vertices_of(locator);
    for (std::size_t i = 1; i < vertices.size(); ++i) {
        const LonLat middle{(vertices[i - 1].lon + vertices[i].lon) / 2,
                            (vertices[i - 1].lat + vertices[i].lat) / 2};
        for (const LonLat p :
             {vertices[i], middle, LonLat{std::nextafter(vertices[i].lon, 90), vertices[i].lat},
              LonLat{vertices[i].lon, std::nextafter(vertices[i].lat, 0)}}) {
            BOOST_TEST_REQUIRE(locator.locate(p) == brute_force(locator, p));
        }
    }
}

BOOST_AUTO_TEST_CASE(places_agree_with_geos)
{
    const Locator locator(jagged_layer(2, 10));
    const GEOSContextHandle_t geos = GeosContext::of_thread().handle();
    std::vector<GeosGeometry> shapes;
    for (std::uint32_t area = 0; area < locator.keys().size(); ++area) {
        shapes.push_back(to_geos(locator.geometry(area)));
    }
    std::mt19937 random(3);
    std::uniform_real_distribution<double> lon(1.9, 3.1);
    std::uniform_real_distribution<double> lat(47.9, 49.1);
    std::vector<LonLat> points;
    for (int i = 0; i < 2000; ++i) {
        points.push_back({lon(random), lat(random)});
    }
    std::vector<std::uint32_t> many(points.size());
    locator.locate(points, many);

    std::size_t placed = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const GeosGeometry point = to_geos(Point{points[i]});
        std::uint32_t expected = Locator::nowhere;
        for (std::uint32_t area = 0; area < shapes.size() && expected == Locator::nowhere; ++area) {
            if (GEOSIntersects_r(geos, shapes[area].get(), point.get()) == 1) {
                expected = area;
            }
        }
        BOOST_TEST_REQUIRE(many[i] == expected);
        BOOST_TEST_REQUIRE(locator.locate(points[i]) == expected);
        placed += expected != Locator::nowhere;
    }
    BOOST_TEST(placed > 1000U);
    BOOST_TEST(placed < points.size());
}

BOOST_AUTO_TEST_CASE(a_position_that_is_no_number_is_nowhere)
{
    const Locator locator(nine_squares());
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();

    BOOST_TEST(locator.locate({nan, 1}) == Locator::nowhere);
    BOOST_TEST(locator.locate({1, nan}) == Locator::nowhere);
    BOOST_TEST(locator.locate({infinity, -infinity}) == Locator::nowhere);
}

BOOST_AUTO_TEST_CASE(nothing_wraps_around_the_antimeridian)
{
    const Locator locator({{"FJ", wkt("MULTIPOLYGON (((177 -19, 180 -19, 180 -16, 177 -16, 177 "
                                      "-19)), ((-180 -19, -178 -19, -178 -16, -180 -16, -180 "
                                      "-19)))")}});

    BOOST_TEST(name_of(locator, locator.locate({179, -17})) == "FJ");
    BOOST_TEST(name_of(locator, locator.locate({-179, -17})) == "FJ");
    BOOST_TEST(name_of(locator, locator.locate({0, -17})) == "-");
    BOOST_TEST(name_of(locator, locator.locate({181, -17})) == "-");
}

BOOST_AUTO_TEST_CASE(a_layer_that_cannot_be_used_is_refused)
{
    BOOST_CHECK_THROW(Locator({{"a", wkt("POINT (0 0)")}}), parvis::GeometryError);
    std::vector<Area> twice = nine_squares();
    twice.push_back(twice.front());
    BOOST_CHECK_THROW(Locator{std::move(twice)}, parvis::GeometryError);
}

BOOST_AUTO_TEST_CASE(an_empty_layer_places_nothing)
{
    const Locator locator({});

    BOOST_TEST(locator.locate({0, 0}) == Locator::nowhere);
    BOOST_TEST(locator.cut(wkt("LINESTRING (0 0, 1 1)")).empty());
    BOOST_TEST(locator.overlay(wkt("POLYGON ((0 0, 1 0, 1 1, 0 0))")).empty());
    BOOST_TEST(locator.near({0, 0}, 1000).empty());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_used_is_named)
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto says = [](std::string_view words) {
        return [words](const parvis::GeometryError& error) {
            return std::string_view(error.what()).find(words) != std::string_view::npos;
        };
    };
    const auto build = [](Geometry geometry) { Locator({{"FR_76540", std::move(geometry)}}); };

    BOOST_CHECK_EXCEPTION(build(Geometry{}), parvis::GeometryError, says("« FR_76540 »"));
    BOOST_CHECK_EXCEPTION(build(Polygon{}), parvis::GeometryError, says("« FR_76540 »"));
    BOOST_CHECK_EXCEPTION(build(Polygon{{{{0, 0}, {1, nan}, {1, 1}, {0, 0}}}}),
                          parvis::GeometryError, says("« FR_76540 »"));
    const Locator locator({{"FR_1", wkt("POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))")}});
    BOOST_TEST(name_of(locator, locator.locate({0.25, 1})) == "FR_1");
    BOOST_TEST(name_of(locator, locator.locate({1, 0.25})) == "-");
    BOOST_CHECK_EXCEPTION(
        static_cast<void>(locator.overlay(wkt("POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))"))),
        parvis::GeometryError, says("« FR_1 »"));
    BOOST_CHECK_EXCEPTION(static_cast<void>(locator.cut(Line{{{0, 0}, {nan, 1}}})),
                          parvis::GeometryError, says("nombre fini"));
    BOOST_TEST(locator.near({nan, 0}, 10).empty());
    BOOST_TEST(locator.near({0, 0}, nan).empty());
}

BOOST_AUTO_TEST_CASE(a_polygon_over_four_squares_has_a_part_in_each)
{
    const Locator locator(nine_squares());

    const auto shares =
        locator.overlay(wkt("POLYGON ((0.5 0.5, 1.5 0.5, 1.5 1.5, 0.5 1.5, 0.5 0.5))"));

    BOOST_TEST_REQUIRE(shares.size() == 4U);
    for (const AreaShare& share : shares) {
        BOOST_TEST(share.share == 0.25, tt::tolerance(1e-3));
    }
    BOOST_TEST(text_of(locator, locator.overlay(locator.geometry(4))) == "E 1.00");
}

BOOST_AUTO_TEST_CASE(polygons_of_many_areas_add_up_to_the_whole)
{
    const Locator locator(jagged_layer(6, 8));
    std::mt19937 random(13);
    std::uniform_real_distribution<double> lon(2.1, 2.6);
    std::uniform_real_distribution<double> lat(48.1, 48.6);
    for (int i = 0; i < 60; ++i) {
        const double x = lon(random);
        const double y = lat(random);
        const Geometry polygon = Polygon{{{{x, y}, {x + 0.1, y}, {x + 0.05, y + 0.1}, {x, y}}}};

        double sum = 0;
        for (const AreaShare& share : locator.overlay(polygon)) {
            sum += share.share;
            // Edges of 10 km are not quite geodesics.
            const double expected = area_m2(intersection(polygon, locator.geometry(share.area)));
            BOOST_TEST_REQUIRE(share.amount == expected, tt::tolerance(0.01));
        }
        BOOST_TEST_REQUIRE(sum == 1.0, tt::tolerance(1e-5));
    }
}

BOOST_AUTO_TEST_CASE(where_areas_overlap_a_polygon_is_not_counted_twice)
{
    const Locator locator({{"b", wkt("POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0))")},
                           {"a", wkt("POLYGON ((2 0, 6 0, 6 4, 2 4, 2 0))")}});

    const auto shares = locator.overlay(wkt("POLYGON ((1 1, 3 1, 3 2, 1 2, 1 1))"));

    BOOST_TEST_REQUIRE(shares.size() == 2U);
    BOOST_TEST(shares[0].share + shares[1].share == 1.0, tt::tolerance(1e-3));
}

BOOST_AUTO_TEST_CASE(areas_near_a_place_are_found_across_borders)
{
    const Locator locator(nine_squares());
    const double ten_km = 10'000;
    const auto names = [&](LonLat p, double metres) {
        std::string text;
        for (const std::uint32_t area : locator.near(p, metres)) {
            text += locator.keys()[area];
        }
        return text;
    };

    BOOST_TEST(names({1.5, 1.5}, ten_km) == "E");
    BOOST_TEST(names({1.05, 1.5}, ten_km) == "DE");
    BOOST_TEST(names({1.05, 1.05}, ten_km) == "DEGH");
    BOOST_TEST(names({-0.05, 1.5}, ten_km) == "D");
    BOOST_TEST(names({-0.05, 1.5}, 5000) == "");
    BOOST_TEST(names({1.5, 1.5}, 60'000) == "BDEFH");

    const Locator holed(
        {{"ring", wkt("POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (3 3, 3 6, 6 6, 6 3, 3 3))")}});
    BOOST_TEST(holed.near({4.5, 3.05}, ten_km).size() == 1U);
    BOOST_TEST(holed.near({4.5, 4.5}, ten_km).empty());
}

BOOST_AUTO_TEST_SUITE_END()
