// SPDX-License-Identifier: EUPL-1.2
#include "geo/wkt.hpp"

#include "geometry_output.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <random>
#include <string>
#include <utility>

using namespace parvis::geo;

BOOST_AUTO_TEST_SUITE(wkt_)

const std::array<std::pair<const char*, const char*>, 9> accepted = {{
    {"POINT(1 2)", "POINT (1 2)"},
    {" point z ( 1e0 -2.50 300 ) ", "POINT (1 -2.5)"},
    {"PointZM(1 2 3 4)", "POINT (1 2)"},
    {"SRID=4326;LINESTRING(0 0,1 1)", "LINESTRING (0 0, 1 1)"},
    {"MULTIPOINT(0 0,1 1)", "MULTIPOINT (0 0, 1 1)"},
    {"MULTIPOINT((0 0),(1 1))", "MULTIPOINT (0 0, 1 1)"},
    {"MultiLineString((0 0,1 1),(2 2,3 3))", "MULTILINESTRING ((0 0, 1 1), (2 2, 3 3))"},
    {"MULTIPOLYGON(((0 0,1 0,1 1,0 0)))", "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))"},
    {"POLYGON EMPTY", "GEOMETRYCOLLECTION EMPTY"},
}};

BOOST_AUTO_TEST_CASE(what_tools_write_is_read)
{
    for (const auto& [text, expected] : accepted) {
        BOOST_TEST_CONTEXT(text)
        {
            const auto geometry = parse_wkt(text);
            BOOST_TEST_REQUIRE(geometry.has_value());
            BOOST_TEST(to_wkt(*geometry) == expected);
        }
    }
}

BOOST_DATA_TEST_CASE(anything_else_is_refused,
                     boost::unit_test::data::make<std::string>(
                         {"", "POINT", "POINT (1)", "POINT (1 2", "POINT (1 2) x", "POINT (1, 2)",
                          "POINT (nan 2)", "POINT (inf 2)", "POINT (1e999 2)", "CIRCLE (1 2)",
                          "GEOMETRYCOLLECTION (POINT (1 2))", "LINESTRING (0 0,)", "Z EMPTY",
                          "POLYGON (0 0, 1 1)", "POINT (1 2 3 4 5 (", "{\"type\":\"Point\"}"}),
                     text)
{
    BOOST_TEST(!parse_wkt(text).has_value());
}

BOOST_AUTO_TEST_CASE(writing_then_reading_gives_the_same_value)
{
    std::mt19937_64 random(3);
    std::uniform_real_distribution<double> degrees(-180, 180);
    for (int i = 0; i < 500; ++i) {
        MultiPolygon areas;
        for (int part = 0; part < 1 + i % 3; ++part) {
            Ring ring;
            for (int k = 0; k < 4; ++k) {
                ring.push_back({degrees(random), degrees(random) * 1e-7});
            }
            ring.push_back(ring.front());
            areas.polygons.push_back({{ring, ring}});
        }
        const Geometry geometry = areas;
        BOOST_TEST_REQUIRE((parse_wkt(to_wkt(geometry)) == geometry));
    }
}

BOOST_AUTO_TEST_SUITE_END()
