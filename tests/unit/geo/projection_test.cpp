// SPDX-License-Identifier: EUPL-1.2
#include "geo/projection.hpp"

#include "geo/error.hpp"
#include "geo/measure.hpp"
#include "geometry_output.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <limits>
#include <string>

using namespace parvis::geo;

BOOST_AUTO_TEST_SUITE(projection_)

BOOST_AUTO_TEST_CASE(belgian_lambert_72_is_shifted_to_wgs_84)
{
    // Without the datum shift it would be 107 m off.
    const auto p = Projection("EPSG:31370").to_crs84(150'000, 170'000);

    BOOST_TEST_REQUIRE(p.has_value());
    BOOST_TEST(distance_m(*p, {4.3687521, 50.8404113}) < 5);
}

BOOST_AUTO_TEST_CASE(a_hair_behind_the_antimeridian_is_on_it)
{
    const Projection plain("OGC:CRS84");

    BOOST_TEST((plain.to_crs84(180.00000000000014, -90.0000000000001) == LonLat{180, -90}));
    BOOST_TEST((plain.to_crs84(-180.00000000000014, 12) == LonLat{-180, 12}));
    BOOST_TEST(!plain.to_crs84(180.0001, 12).has_value());
    BOOST_TEST(!plain.to_crs84(12, 90.0001).has_value());
}

BOOST_AUTO_TEST_CASE(lambert_93_has_its_origin_at_3_east_46_5_north)
{
    const Projection lambert("EPSG:2154");

    const auto origin = lambert.to_crs84(700'000, 6'600'000);

    BOOST_TEST_REQUIRE(origin.has_value());
    BOOST_TEST(distance_m(*origin, {3, 46.5}) < 1);
    BOOST_TEST(!lambert.is_identity());
    BOOST_TEST(!lambert.operation().empty());
    BOOST_TEST(lambert.accuracy_m().has_value());
}

BOOST_AUTO_TEST_CASE(luref_is_east_then_north_whatever_its_definition_says)
{
    // N 76000 E 80000 in the register's own order is 49.6186 N 6.1681 E.
    const auto p = Projection("EPSG:2169").to_crs84(80'000, 76'000);

    BOOST_TEST_REQUIRE(p.has_value());
    BOOST_TEST(distance_m(*p, {6.1681, 49.6186}) < 30);
}

BOOST_DATA_TEST_CASE(lon_lat_systems_need_no_work,
                     boost::unit_test::data::make<std::string>(
                         {"EPSG:4326", "epsg:4326", "OGC:CRS84", "urn:ogc:def:crs:OGC:1.3:CRS84",
                          "urn:ogc:def:crs:EPSG::4326",
                          "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}),
                     name)
{
    const Projection projection(name);

    BOOST_TEST(projection.is_identity());
    BOOST_TEST((projection.to_crs84(2, 48) == LonLat{2, 48}));
    BOOST_TEST(!projection.to_crs84(2, 91).has_value());
    BOOST_TEST(!projection.to_crs84(std::numeric_limits<double>::quiet_NaN(), 0).has_value());
}

BOOST_DATA_TEST_CASE(there_and_back_is_the_same_place,
                     boost::unit_test::data::make<std::string>(
                         {"EPSG:2154", "EPSG:3949", "EPSG:31370", "EPSG:3812", "EPSG:2169",
                          "EPSG:25832", "EPSG:3035", "EPSG:3857", "IGNF:LAMB93"}),
                     name)
{
    const Projection projection(name);
    const LonLat place{6.1, 49.5};

    const auto xy = projection.from_crs84(place);
    BOOST_TEST_REQUIRE(xy.has_value());
    const auto back = projection.to_crs84(xy->lon, xy->lat);

    BOOST_TEST_REQUIRE(back.has_value());
    BOOST_TEST(distance_m(place, *back) < 0.001);
}

BOOST_AUTO_TEST_CASE(a_place_off_the_earth_is_nothing)
{
    BOOST_TEST(!Projection("EPSG:3857").from_crs84({0, 95}).has_value());
    BOOST_TEST(!Projection("EPSG:4326").to_crs84(700'000, 6'600'000).has_value());
}

BOOST_DATA_TEST_CASE(an_unknown_system_is_named_in_the_message,
                     boost::unit_test::data::make<std::string>({"EPSG:99999", "2154", "Lambert", "",
                                                                "+init=file:/etc/passwd",
                                                                "+proj=longlat", "EPSG:9122"}),
                     name)
{
    BOOST_CHECK_EXCEPTION(
        Projection{name}, parvis::ProjectionError, [&](const parvis::ProjectionError& error) {
            return std::string(error.what()).find("« " + name + " »") != std::string::npos;
        });
}

BOOST_AUTO_TEST_SUITE_END()
