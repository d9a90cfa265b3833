// SPDX-License-Identifier: EUPL-1.2
#include "geo/locator.hpp"

#include "drawn_layers.hpp"
#include "geo/containment.hpp"
#include "geo/error.hpp"
#include "geo/geos_geometry.hpp"
#include "geo/measure.hpp"
#include "geo/overlay.hpp"
#include "geometry_output.hpp"
#include "geos_metres.hpp"

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

BOOST_AUTO_TEST_SUITE(line_cut_)

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

BOOST_AUTO_TEST_CASE(a_line_through_a_hole_an_enclave_and_a_gap_counts_for_what_it_lies_in)
{
    const Locator locator({
        {"ring", wkt("POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (3 3, 3 6, 6 6, 6 3, 3 3))")},
        {"enclave", wkt("POLYGON ((3 3, 4 3, 4 6, 3 6, 3 3))")},
        {"far", wkt("MULTIPOLYGON (((20 0, 21 0, 21 9, 20 9, 20 0)), ((10 0, 11 0, 11 9, 10 0)))")},
    });

    // 3 in the ring, 1 in the enclave, 2 in the gap, 3 in the ring.
    BOOST_TEST(text_of(locator, locator.cut(wkt("LINESTRING (0 5, 9 5)"))) ==
               "ring 0.67, enclave 0.11");
    BOOST_TEST(text_of(locator, locator.cut(wkt("LINESTRING (3 4, 3 5)"))) == "enclave 1.00");
    BOOST_TEST(text_of(locator, locator.cut(wkt("LINESTRING (20 5, 22 5)"))) == "far 0.50");
    BOOST_TEST(locator.cut(wkt("LINESTRING (9 9, 10 10)")).empty());  // a corner
}

BOOST_AUTO_TEST_CASE(a_line_where_areas_overlap_counts_for_the_smallest_key)
{
    const Locator locator({{"b", wkt("POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0))")},
                           {"a", wkt("POLYGON ((2 0, 6 0, 6 4, 2 4, 2 0))")}});

    BOOST_TEST(text_of(locator, locator.cut(wkt("LINESTRING (0 1, 1 1, 3 1, 3.5 1, 6 1)"))) ==
               "a 0.67, b 0.33");
}

BOOST_AUTO_TEST_CASE(where_a_line_is_broken_and_which_way_it_runs_does_not_matter)
{
    for (unsigned seed = 0; seed < 20; ++seed) {
        std::vector<Area> areas = jagged_layer(seed, 5);
        areas.push_back({"0", wkt("POLYGON ((2.1 48.1, 2.3 48.1, 2.2 48.3, 2.1 48.1))")});
        areas.erase(areas.begin() + 7);  // a gap
        const Locator locator(std::move(areas));
        const std::vector<LonLat> vertices = vertices_of(locator);
        std::mt19937 random(seed);
        std::uniform_real_distribution<double> shift(-0.03, 0.03);
        for (int i = 0; i < 60; ++i) {
            LineString line = {vertices[random() % vertices.size()]};
            for (int k = 0; k < 12; ++k) {
                // Some positions on vertices of the layer, the others near the one before.
                line.push_back(i % 4 == 0 ? vertices[random() % vertices.size()]
                                          : LonLat{line.back().lon + shift(random),
                                                   line.back().lat + shift(random)});
            }
            std::vector<double> sums(locator.keys().size());
            for (std::size_t k = 1; k < line.size(); ++k) {
                for (const AreaShare& share : locator.cut(Line{{line[k - 1], line[k]}})) {
                    sums[share.area] += share.amount;
                }
            }
            LineString reversed(line.rbegin(), line.rend());
            for (const LineString& way : {line, reversed}) {
                std::vector<double> amounts(locator.keys().size());
                for (const AreaShare& share : locator.cut(Line{way})) {
                    amounts[share.area] = share.amount;
                }
                for (std::size_t area = 0; area < sums.size(); ++area) {
                    BOOST_TEST_REQUIRE(std::fabs(amounts[area] - sums[area]) < 1e-4);
                }
            }
        }
    }
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
    const GeosGeometry whole = to_geos(territory);
    std::vector<GeosGeometry> shapes;
    for (std::uint32_t area = 0; area < locator.keys().size(); ++area) {
        shapes.push_back(to_geos(locator.geometry(area)));
    }
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
            const double expected = metres_by_geos(*drawn, *shapes[share.area]);
            BOOST_TEST_REQUIRE(share.amount <= expected + slack);
            if (!along_borders) {
                BOOST_TEST_REQUIRE(share.amount >= expected - slack);
            }
        }
        const double inside = metres_by_geos(*drawn, *whole);
        BOOST_TEST_REQUIRE(std::fabs(sum - inside) < slack);
        BOOST_TEST_REQUIRE(sum <= length_m(line) * (1 + 1e-12));
        BOOST_TEST_REQUIRE(
            std::ranges::is_sorted(shares, std::ranges::greater{}, &AreaShare::amount));
    }
}

BOOST_AUTO_TEST_SUITE_END()
