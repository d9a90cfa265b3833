// SPDX-License-Identifier: EUPL-1.2
#include "geo/locator.hpp"

#include "geo/containment.hpp"
#include "geo/error.hpp"
#include "geo/geos_geometry.hpp"
#include "geo/measure.hpp"
#include "geo/overlay.hpp"
#include "geometry_output.hpp"
#include "jagged_layer.hpp"

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

/// 3 x 3 square communes of one degree, drawn as on a map:
///
///     A B C     lat 2..3
///     D E F     lat 1..2
///     G H I     lat 0..1
///   lon 0..1..2..3
std::vector<Area> nine_squares()
{
    std::vector<Area> areas;
    for (int i = 0; i < 9; ++i) {
        const double x = i % 3;
        const double y = 2 - i / 3;
        areas.push_back({std::string(1, static_cast<char>('A' + i)),
                         Polygon{{{{x, y}, {x + 1, y}, {x + 1, y + 1}, {x, y + 1}, {x, y}}}}});
    }
    return areas;
}

std::string name_of(const Locator& locator, std::uint32_t area)
{
    return area == Locator::nowhere ? "-" : locator.keys()[area];
}

/// "A 0.5, B 0.5" for shares.
std::string text_of(const Locator& locator, const std::vector<AreaShare>& shares)
{
    std::string text;
    for (const AreaShare& share : shares) {
        text += (text.empty() ? "" : ", ") + name_of(locator, share.area) + " " +
                fmt::format("{:.2f}", share.share);
    }
    return text;
}

std::uint32_t brute_force(const Locator& locator, LonLat p)
{
    for (std::uint32_t area = 0; area < locator.keys().size(); ++area) {
        if (side_of(locator.geometry(area), p) != Side::outside) {
            return area;
        }
    }
    return Locator::nowhere;
}

std::vector<LonLat> vertices_of(const Locator& locator)
{
    std::vector<LonLat> all;
    for (std::uint32_t area = 0; area < locator.keys().size(); ++area) {
        for (const Ring& ring : std::get<Polygon>(locator.geometry(area)).rings) {
            all.insert(all.end(), ring.begin(), ring.end());
        }
    }
    return all;
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

BOOST_AUTO_TEST_CASE(a_line_through_three_squares_is_cut_at_their_borders)
{
    const Locator locator(nine_squares());

    BOOST_TEST(text_of(locator, locator.cut(wkt("LINESTRING (0.5 1.5, 2.5 1.5)"))) ==
               "E 0.50, D 0.25, F 0.25");
    BOOST_TEST(text_of(locator, locator.cut(wkt("LINESTRING (1.5 1.5, 1.5 1.6)"))) == "E 1.00");
    BOOST_TEST(locator.cut(wkt("LINESTRING (5 5, 6 6)")).empty());
}

BOOST_AUTO_TEST_CASE(a_line_that_leaves_the_territory_has_less_than_its_whole_inside)
{
    const Locator locator(nine_squares());

    const auto shares = locator.cut(wkt("LINESTRING (-1 0.5, 1 0.5)"));

    BOOST_TEST_REQUIRE(shares.size() == 1U);
    BOOST_TEST(shares[0].share == 0.5, tt::tolerance(1e-6));
    BOOST_TEST(shares[0].amount == distance_m({0, 0.5}, {1, 0.5}), tt::tolerance(1e-6));
}

BOOST_AUTO_TEST_CASE(a_stretch_along_a_common_border_counts_once_for_the_smallest_key)
{
    const Locator locator(nine_squares());

    // Along A|B, then along D|E, then half of G|H.
    BOOST_TEST(text_of(locator, locator.cut(wkt("LINESTRING (1 3, 1 0.5)"))) ==
               "A 0.40, D 0.40, G 0.20");
    // Along the outer border, and past its end.
    const auto outer = locator.cut(wkt("LINESTRING (3 -1, 3 4)"));
    BOOST_TEST(text_of(locator, outer) == "C 0.20, F 0.20, I 0.20");
}

BOOST_AUTO_TEST_CASE(a_line_through_a_corner_touches_no_third_square)
{
    const Locator locator(nine_squares());

    BOOST_TEST(text_of(locator, locator.cut(wkt("LINESTRING (0.5 1.5, 1.5 0.5)"))) ==
               "H 0.50, D 0.50");
}

BOOST_AUTO_TEST_CASE(a_line_of_no_length_has_a_place_all_the_same)
{
    const Locator locator(nine_squares());

    BOOST_TEST(text_of(locator, locator.cut(wkt("LINESTRING (1.5 1.5, 1.5 1.5)"))) == "E 1.00");
    BOOST_CHECK_THROW(static_cast<void>(locator.cut(wkt("POINT (1 1)"))), parvis::GeometryError);
}

BOOST_AUTO_TEST_CASE(pieces_of_random_lines_agree_with_geos_and_add_up)
{
    const Locator locator(jagged_layer(4, 6));
    const Geometry territory = [&] {
        std::vector<Geometry> all;
        for (std::uint32_t area = 0; area < locator.keys().size(); ++area) {
            all.push_back(locator.geometry(area));
        }
        return dissolve(all);
    }();
    const GEOSContextHandle_t geos = GeosContext::of_thread().handle();
    const GeosGeometry whole = to_geos(territory);
    std::vector<GeosGeometry> shapes;
    for (std::uint32_t area = 0; area < locator.keys().size(); ++area) {
        shapes.push_back(to_geos(locator.geometry(area)));
    }
    const auto metres_in = [&](const GEOSGeometry& line, const GEOSGeometry& shape) {
        const GeosGeometry common(GEOSIntersection_r(geos, &line, &shape));
        double metres = 0;
        for (int i = 0; i < GEOSGetNumGeometries_r(geos, common.get()); ++i) {
            const GEOSGeometry* const part = GEOSGetGeometryN_r(geos, common.get(), i);
            if (GEOSGeomTypeId_r(geos, part) == GEOS_LINESTRING) {
                char* const text = GEOSGeomToWKT_r(geos, part);
                metres += length_m(wkt(text));
                GEOSFree_r(geos, text);
            }
        }
        return metres;
    };
    std::mt19937 random(9);
    std::uniform_real_distribution<double> lon(1.95, 2.65);
    std::uniform_real_distribution<double> lat(47.95, 48.65);
    const std::vector<LonLat> vertices = vertices_of(locator);
    for (int i = 0; i < 300; ++i) {
        LineString line;
        for (int k = 0; k < 5; ++k) {
            // Every third line goes from vertex to vertex: through corners and along borders.
            line.push_back(i % 3 == 0 ? vertices[random() % vertices.size()]
                                      : LonLat{lon(random), lat(random)});
        }
        const auto shares = locator.cut(Line{line});
        const GeosGeometry drawn = to_geos(Line{line});
        const bool along_borders = i % 3 == 0;

        // Straight pieces and geodesics differ by decimetres over 50 km.
        const double slack = 2;
        double sum = 0;
        for (const AreaShare& share : shares) {
            sum += share.amount;
            const double expected = metres_in(*drawn, *shapes[share.area]);
            BOOST_TEST_REQUIRE(share.amount <= expected + slack);
            if (!along_borders) {
                BOOST_TEST_REQUIRE(share.amount >= expected - slack);
            }
        }
        const double inside = metres_in(*drawn, *whole);
        BOOST_TEST_REQUIRE(std::fabs(sum - inside) < slack);
        BOOST_TEST_REQUIRE(sum <= length_m(line) * (1 + 1e-12));
        BOOST_TEST_REQUIRE(
            std::ranges::is_sorted(shares, std::ranges::greater{}, &AreaShare::amount));
    }
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
}

BOOST_AUTO_TEST_SUITE_END()
