// SPDX-License-Identifier: EUPL-1.2
#include "service/typed_place.hpp"

#include "datasets/geojson_geometry.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <ostream>
#include <string>

namespace parvis::service {
namespace {

/// What somebody types, and the GeoJSON that it says; "" where it says none.
struct Typed {
    const char* text;
    const char* geojson;
    friend std::ostream& operator<<(std::ostream& out, const Typed& typed)
    {
        return out << typed.text;
    }
};

constexpr const char* point = R"({"type":"Point","coordinates":[1.5,49.25]})";
constexpr const char* line = R"({"type":"LineString","coordinates":[[1.5,49.25],[1.75,49.5]]})";
constexpr std::array read{
    Typed{"49.25, 1.5", point},
    Typed{"  49.25   1.5\r\n", point},
    Typed{"49.25,1.5", point},
    Typed{"49,25 1,5", point},
    Typed{"49,25;1,5", point},
    Typed{"49,25, 1,5", point},
    Typed{"49.25\t1.5", point},
    Typed{"49.25 1.5\n49.5 1.75", line},
    Typed{"\n49.25 1.5\n\n49.5 1.75\n", line},
    Typed{"POINT(1.5 49.25)", point},
    Typed{"point z (1.5 49.25 7)", point},
    Typed{"LINESTRING(1.5 49.25, 1.75 49.5)", line},
    Typed{R"({"type":"Point","coordinates":[1.5,49.25]})", point},
    Typed{"49 1\n50 1\n50 2\n49 1",
          R"({"type":"Polygon","coordinates":[[[1,49],[2,50],[1,50],[1,49]]]})"},
    Typed{"49 1\n50 1\n49 1", R"({"type":"LineString","coordinates":[[1,49],[1,50],[1,49]]})"},
};
constexpr std::array refused{"49.25",
                             "nord est",
                             "91 0",
                             "0 181",
                             "49.25 1.5 7",
                             "1,2,3",
                             "nan 0",
                             "inf 0",
                             "1e2 0",
                             "49.25 1.5\nx",
                             "POINT",
                             "POINT EMPTY",
                             "CIRCLE(1 2)",
                             "{",
                             "{}",
                             "[1,2]",
                             "POLYGON((0 0",
                             "LINESTRING(1 2)",
                             "POINT(1004.99 0.44)",
                             "0x10 0",
                             "+49.25 +1.5",
                             "--1 0"};

}  // namespace

BOOST_AUTO_TEST_SUITE(typed_places)

BOOST_DATA_TEST_CASE(a_place_is_read_as_people_write_it, boost::unit_test::data::make(read))
{
    const TypedPlace place = typed_place(sample.text);

    BOOST_TEST(place.fault == "");
    const auto is = datasets::parse_geojson_geometry(place.geojson);
    const auto should_be = datasets::parse_geojson_geometry(sample.geojson);
    BOOST_TEST(should_be.problem == "");
    BOOST_TEST((is.geometry == should_be.geometry), place.geojson);
}

BOOST_DATA_TEST_CASE(what_is_no_place_is_told, boost::unit_test::data::make(refused))
{
    const TypedPlace place = typed_place(sample);

    BOOST_TEST(place.geojson == "");
    BOOST_TEST(place.fault != "");
}

BOOST_AUTO_TEST_CASE(nothing_is_neither_a_place_nor_a_fault)
{
    const TypedPlace place = typed_place(" \r\n\t");

    BOOST_TEST(place.geojson + place.fault == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace parvis::service
