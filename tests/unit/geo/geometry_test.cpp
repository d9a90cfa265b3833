// SPDX-License-Identifier: EUPL-1.2
#include "geo/geometry.hpp"

#include "geo/containment.hpp"
#include "geo/geos_geometry.hpp"
#include "geometry_output.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>

using namespace parvis::geo;

BOOST_AUTO_TEST_SUITE(geometry_)

BOOST_AUTO_TEST_CASE(every_kind_knows_its_name_dimension_and_bounds)
{
    const Geometry point = wkt("POINT (2 48)");
    const Geometry line = wkt("LINESTRING (0 0, 2 1)");
    const Geometry areas = wkt("MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))");

    BOOST_TEST(type_name(point) == "Point");
    BOOST_TEST(type_name(line) == "LineString");
    BOOST_TEST(type_name(areas) == "MultiPolygon");
    BOOST_TEST(dimension(areas) == Dimension::area);
    BOOST_TEST(is_empty(Geometry{}));
    BOOST_TEST(is_empty(Geometry{MultiLine{}}));
    BOOST_TEST((bounds(areas) == Box{0, 0, 6, 6}));
    BOOST_TEST(!bounds(Geometry{}).has_value());
    BOOST_TEST(vertex_count(areas) == 8U);
}

BOOST_AUTO_TEST_CASE(rings_are_turned_as_rfc_7946_wants_them)
{
    Geometry polygon = wkt("POLYGON ((0 0, 0 9, 9 9, 9 0, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))");

    orient_rings(polygon);

    BOOST_TEST(to_wkt(polygon) == "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 1 2, 2 2, 2 1, 1 1))");
}

BOOST_AUTO_TEST_CASE(a_box_inside_a_polygon_or_around_it_intersects_and_one_in_a_hole_does_not)
{
    const Geometry ring = wkt("POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (3 3, 3 6, 6 6, 6 3, 3 3))");

    BOOST_TEST(intersects(ring, Box{1, 1, 2, 2}));
    BOOST_TEST(intersects(ring, Box{-1, -1, 10, 10}));
    BOOST_TEST(intersects(ring, Box{9, 9, 10, 10}));
    BOOST_TEST(!intersects(ring, Box{4, 4, 5, 5}));
    BOOST_TEST(intersects(ring, Box{4, 4, 6, 5}));
    BOOST_TEST(!intersects(Geometry{}, Box{-180, -90, 180, 90}));
}

BOOST_AUTO_TEST_CASE(a_box_across_the_antimeridian_has_two_parts)
{
    const Box box{170, -10, -170, 10};

    BOOST_TEST(intersects(wkt("POINT (175 0)"), box));
    BOOST_TEST(intersects(wkt("POINT (-175 0)"), box));
    BOOST_TEST(!intersects(wkt("POINT (0 0)"), box));
}

BOOST_AUTO_TEST_CASE(box_tests_agree_with_geos)
{
    std::mt19937 random(11);
    std::uniform_int_distribution<int> grid(0, 12);
    const GEOSContextHandle_t geos = GeosContext::of_thread().handle();
    int met = 0;
    for (int i = 0; i < 3000; ++i) {
        const int w = grid(random), s = grid(random);
        const Box box{double(w), double(s), double(w + grid(random) % 4 + 1),
                      double(s + grid(random) % 4 + 1)};
        const Geometry shape = wkt(
            "LINESTRING (" + std::to_string(grid(random)) + " " + std::to_string(grid(random)) +
            ", " + std::to_string(grid(random)) + " " + std::to_string(grid(random)) + ", 6 13)");
        const Geometry frame = Polygon{{{{box.west, box.south},
                                         {box.east, box.south},
                                         {box.east, box.north},
                                         {box.west, box.north},
                                         {box.west, box.south}}}};
        const bool expected =
            GEOSIntersects_r(geos, to_geos(shape).get(), to_geos(frame).get()) == 1;
        BOOST_TEST_CONTEXT(to_wkt(shape) << " and " << to_wkt(frame))
        {
            BOOST_TEST_REQUIRE(intersects(shape, box) == expected);
        }
        met += expected;
    }
    BOOST_TEST(met > 500);
    BOOST_TEST(met < 2500);
}

BOOST_AUTO_TEST_CASE(a_representative_point_lies_on_the_geometry)
{
    const Geometry crescent =
        wkt("POLYGON ((0 0, 10 0, 10 10, 0 10, 0 9, 9 9, 9 1, 0 1, 0 0), (9.2 4, 9.2 6, 9.4 6, "
            "9.4 4, 9.2 4))");

    BOOST_TEST((side_of(crescent, *representative_point(crescent)) == Side::inside));
    BOOST_TEST((*representative_point(wkt("POINT (1 2)")) == LonLat{1, 2}));
    const LonLat middle = *representative_point(wkt("LINESTRING (0 0, 1 0, 3 0)"));
    BOOST_TEST(middle.lon == 1.5, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(!representative_point(Geometry{}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
