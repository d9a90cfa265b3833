// SPDX-License-Identifier: EUPL-1.2
// Relations between geometries, against GEOS.
#include "geo/spatial_predicate.hpp"

#include "geo/error.hpp"
#include "geo/geos_geometry.hpp"
#include "geo/wkt.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace parvis::geo;

namespace {

Geometry wkt(std::string_view text) { return *parse_wkt(text); }

}  // namespace

BOOST_AUTO_TEST_SUITE(spatial_predicate)

BOOST_AUTO_TEST_CASE(a_relation_is_what_geos_says_of_the_two)
{
    std::mt19937 random(7);
    const auto whole = [&] { return static_cast<double>(random() % 6); };
    const auto drawn = [&]() -> Geometry {
        const LonLat p{whole(), whole()};
        const LonLat q{p.lon + 1 + static_cast<double>(random() % 3),
                       p.lat + 1 + static_cast<double>(random() % 3)};
        switch (random() % 3) {
        case 0:
            return Point{p};
        case 1:
            return Line{{p, q, {q.lon, p.lat}}};
        default:
            return Polygon{{{p, {q.lon, p.lat}, q, {p.lon, q.lat}, p}}};
        }
    };
    const auto handle = GeosContext::of_thread().handle();
    int yes = 0;
    for (int i = 0; i < 3000; ++i) {
        const Geometry a = drawn(), b = drawn();
        const auto ga = to_geos(a), gb = to_geos(b);
        const std::pair<SpatialRelation, char> answers[]{
            {SpatialRelation::contains, GEOSContains_r(handle, ga.get(), gb.get())},
            {SpatialRelation::crosses, GEOSCrosses_r(handle, ga.get(), gb.get())},
            {SpatialRelation::disjoint, GEOSDisjoint_r(handle, ga.get(), gb.get())},
            {SpatialRelation::equals, GEOSEquals_r(handle, ga.get(), gb.get())},
            {SpatialRelation::intersects, GEOSIntersects_r(handle, ga.get(), gb.get())},
            {SpatialRelation::overlaps, GEOSOverlaps_r(handle, ga.get(), gb.get())},
            {SpatialRelation::touches, GEOSTouches_r(handle, ga.get(), gb.get())},
            {SpatialRelation::within, GEOSWithin_r(handle, ga.get(), gb.get())}};
        for (const auto& [relation, answer] : answers) {
            BOOST_TEST(Shape({b}).holds(relation, a).value() == (answer == 1));
            BOOST_TEST(Shape({a}).holds(converse(relation), b).value() == (answer == 1));
            yes += answer;
        }
    }
    BOOST_TEST(yes > 3000);
}

BOOST_AUTO_TEST_CASE(a_collection_is_all_of_its_parts)
{
    const Shape mixed({wkt("POINT(5 5)"), wkt("POLYGON((0 0, 2 0, 2 2, 0 2, 0 0))")});
    BOOST_TEST(mixed.is_mixed());
    using R = SpatialRelation;
    BOOST_TEST(mixed.holds(R::intersects, wkt("POINT(5 5)")).value());
    BOOST_TEST(mixed.holds(R::disjoint, wkt("POINT(4 4)")).value());
    BOOST_TEST(mixed.holds(R::contains, wkt("POLYGON((-1 -1, 6 -1, 6 6, -1 6, -1 -1))")).value());
    BOOST_TEST(!mixed.holds(R::contains, wkt("POLYGON((-1 -1, 3 -1, 3 3, -1 3, -1 -1))")).value());
    BOOST_TEST(mixed.holds(R::touches, wkt("POLYGON((2 0, 3 0, 3 3, 2 3, 2 0))")).value());
    BOOST_TEST(!mixed.holds(R::equals, wkt("POLYGON((0 0, 2 0, 2 2, 0 2, 0 0))")).value());
    // A part inside another adds nothing.
    const Shape plain({wkt("POINT(1 1)"), wkt("POLYGON((0 0, 2 0, 2 2, 0 2, 0 0))")});
    BOOST_TEST(!plain.is_mixed());
    BOOST_TEST(plain.holds(R::equals, wkt("POLYGON((0 0, 2 0, 2 2, 0 2, 0 0))")).value());
    BOOST_TEST(!plain.holds(R::intersects, Geometry{}).has_value());
    BOOST_CHECK_THROW(Shape({wkt("POLYGON((0 0, 2 2, 2 0, 0 2, 0 0))")}), parvis::GeometryError);
    BOOST_CHECK_THROW(Shape({Geometry{}}), parvis::GeometryError);
}

BOOST_AUTO_TEST_SUITE_END()
