// SPDX-License-Identifier: EUPL-1.2
#include "geo/overlay.hpp"

#include "geo/error.hpp"
#include "geo/measure.hpp"
#include "geometry_output.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>
#include <vector>

using namespace parvis::geo;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(overlay_)

BOOST_AUTO_TEST_CASE(a_valid_area_is_only_turned)
{
    const Repair repaired = repair(wkt("POLYGON ((0 0, 0 1, 1 1, 1 0, 0 0))"));

    BOOST_TEST(repaired.reason.empty());
    BOOST_TEST(repaired.area_change_m2 == 0);
    BOOST_TEST(to_wkt(repaired.geometry) == "POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))");
}

BOOST_AUTO_TEST_CASE(a_bow_tie_becomes_two_areas_and_says_so)
{
    const Repair repaired = repair(wkt("POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))"));

    BOOST_TEST(type_name(repaired.geometry) == "MultiPolygon");
    BOOST_TEST(repaired.reason.find("le contour se croise") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_open_ring_is_closed)
{
    const Repair repaired = repair(wkt("POLYGON ((0 0, 1 0, 1 1))"));

    BOOST_TEST(repaired.reason.find("non fermé") != std::string::npos);
    BOOST_TEST(to_wkt(repaired.geometry) == "POLYGON ((0 0, 1 0, 1 1, 0 0))");
}

BOOST_AUTO_TEST_CASE(nothing_left_is_an_error)
{
    BOOST_CHECK_THROW(static_cast<void>(repair(wkt("POLYGON ((0 0, 1 1, 0 0))"))),
                      parvis::GeometryError);
    BOOST_CHECK_THROW(static_cast<void>(repair(wkt("POLYGON ((0 0, 1 1, 2 2, 0 0))"))),
                      parvis::GeometryError);
    BOOST_CHECK_THROW(static_cast<void>(repair(Geometry{})), parvis::GeometryError);
    BOOST_CHECK_THROW(
        static_cast<void>(repair(Point{{std::numeric_limits<double>::quiet_NaN(), 0}})),
        parvis::GeometryError);
}

BOOST_AUTO_TEST_CASE(dissolved_neighbours_are_one_area_of_the_same_size)
{
    const std::vector<Geometry> parts = {wkt("POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))"),
                                         wkt("POLYGON ((1 0, 2 0, 2 1, 1 1, 1 0))"), Geometry{}};

    const Geometry whole = dissolve(parts);

    BOOST_TEST(type_name(whole) == "Polygon");
    BOOST_TEST(area_m2(whole) == area_m2(parts[0]) + area_m2(parts[1]), tt::tolerance(1e-12));
    BOOST_TEST(is_empty(dissolve({})));
}

BOOST_AUTO_TEST_CASE(intersection_and_difference_share_an_area_out)
{
    const Geometry a = wkt("POLYGON ((0 0, 2 0, 2 1, 0 1, 0 0))");
    const Geometry b = wkt("POLYGON ((1 0, 3 0, 3 1, 1 1, 1 0))");

    // A cut adds corners to straight edges, which are no geodesics: over 200 km it shows.
    BOOST_TEST(area_m2(intersection(a, b)) + area_m2(difference(a, b)) == area_m2(a),
               tt::tolerance(1e-3));
    BOOST_TEST(is_empty(intersection(a, wkt("POLYGON ((2 0, 3 0, 3 1, 2 0))"))));
}

BOOST_AUTO_TEST_SUITE_END()
