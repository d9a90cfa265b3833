// SPDX-License-Identifier: EUPL-1.2
// Relations and distances between geometries, against GEOS and against brute force.
#include "geo/nearness.hpp"

#include "geo/error.hpp"
#include "geo/geos_geometry.hpp"
#include "geo/measure.hpp"
#include "geo/spatial_predicate.hpp"
#include "geo/wkt.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

using namespace parvis::geo;

namespace {

Geometry wkt(std::string_view text) { return *parse_wkt(text); }

/// The distance from a place to a line by looking at it every 1/20000.
double looked_at(LonLat p, const LineString& line)
{
    double best = std::numeric_limits<double>::infinity();
    constexpr int steps = 20000;
    for (std::size_t i = 1; i < line.size(); ++i) {
        for (int k = 0; k <= steps; ++k) {
            const double t = static_cast<double>(k) / steps;
            best = std::min(best,
                            distance_m(p, {line[i - 1].lon + t * (line[i].lon - line[i - 1].lon),
                                           line[i - 1].lat + t * (line[i].lat - line[i - 1].lat)}));
        }
    }
    return best;
}

struct Drawing {
    std::mt19937 random{42};
    double degree(double low, double high)
    {
        return std::uniform_real_distribution<double>(low, high)(random);
    }
    LonLat position() { return {degree(-1, 1), degree(48, 50)}; }
};

constexpr double far = 1e9;

}  // namespace

BOOST_AUTO_TEST_SUITE(nearness)

BOOST_AUTO_TEST_CASE(points_are_as_far_apart_as_the_geodesic)
{
    Drawing draw;
    for (int i = 0; i < 500; ++i) {
        const LonLat a{draw.degree(-180, 180), draw.degree(-85, 85)};
        const LonLat b{draw.degree(-180, 180), draw.degree(-85, 85)};
        const Nearness near({MultiPoint{{a, {0, 0}}}});
        const double best = std::min(distance_m(a, b), distance_m({0, 0}, b));
        BOOST_TEST(near.metres_to(Point{b}, far) == best);
        BOOST_TEST(near.is_within(Point{b}, best));
        BOOST_TEST(!near.is_within(Point{b}, best - 0.001));
    }
}

BOOST_AUTO_TEST_CASE(a_line_is_as_far_as_its_nearest_place)
{
    Drawing draw;
    for (int i = 0; i < 30; ++i) {
        const LineString line{draw.position(), draw.position(), draw.position()};
        const LonLat p = draw.position();
        const double brute = looked_at(p, line);
        const double metres = Nearness({Line{line}}).metres_to(Point{p}, far);
        BOOST_TEST(metres <= brute + 1e-6);
        // Between two looks lie up to 11 m of line: that near, the brute distance is too long.
        BOOST_TEST(std::fabs(metres - brute) < std::max(0.01, 16 / std::max(brute, 1.0)));
        BOOST_TEST(Nearness({Point{p}}).metres_to(Line{line}, far) == metres,
                   boost::test_tools::tolerance(1e-9));
    }
}

BOOST_AUTO_TEST_CASE(two_lines_are_as_far_as_their_nearest_places)
{
    Drawing draw;
    int apart = 0;
    for (int i = 0; i < 12; ++i) {
        const LineString one{draw.position(), draw.position()};
        const LonLat start = draw.position();
        const LineString other{start, {start.lon + 0.05, start.lat + draw.degree(-0.05, 0.05)}};
        double brute = std::numeric_limits<double>::infinity();
        for (int k = 0; k <= 400; ++k) {
            const double t = k / 400.0;
            const LonLat p{other[0].lon + t * (other[1].lon - other[0].lon),
                           other[0].lat + t * (other[1].lat - other[0].lat)};
            brute = std::min(brute, Nearness({Line{one}}).metres_to(Point{p}, far));
        }
        const double metres = Nearness({Line{one}}).metres_to(Line{other}, far);
        BOOST_TEST(metres <= brute + 1e-6);
        BOOST_TEST(metres >= brute - 15);
        apart += metres > 100 ? 1 : 0;
    }
    BOOST_TEST(apart > 3);
    BOOST_TEST(
        Nearness({wkt("LINESTRING(0 0, 1 1)")}).metres_to(wkt("LINESTRING(0 1, 1 0)"), far) == 0);
}

BOOST_AUTO_TEST_CASE(an_area_holds_what_is_in_it_and_boxes_reach_over_the_antimeridian)
{
    const Nearness area({wkt("POLYGON((0 0, 1 0, 1 1, 0 1, 0 0))")});
    BOOST_TEST(area.metres_to(Point{{0.5, 0.5}}, far) == 0);
    BOOST_TEST(area.is_within(Point{{1.001, 0.5}}, 112));
    BOOST_TEST(!area.is_within(Point{{1.001, 0.5}}, 111));
    BOOST_TEST(area.metres_to(Geometry{}, far) == std::numeric_limits<double>::infinity());

    const Nearness edge({Point{{179.999, 10}}});
    BOOST_TEST(edge.is_within(Point{{-179.999, 10}}, 220));
    const auto boxes = edge.boxes(1000);
    BOOST_TEST(std::ranges::any_of(boxes, [](const Box& box) {
        return box.contains({-179.999, 10});
    }));
    BOOST_TEST(
        std::ranges::all_of(boxes, [](const Box& box) { return !box.crosses_antimeridian(); }));
    BOOST_TEST(Nearness({Point{{0, 89.9999}}}).is_within(Point{{180, 89.9999}}, 30));
}

BOOST_AUTO_TEST_CASE(boxes_hold_all_that_is_near)
{
    Drawing draw;
    for (int i = 0; i < 2000; ++i) {
        const LonLat a{draw.degree(-180, 180), draw.degree(-89, 89)};
        const double metres = std::pow(10, draw.degree(0, 6.5));
        const LonLat b{a.lon + draw.degree(-20, 20),
                       std::clamp(a.lat + draw.degree(-20, 20), -90., 90.)};
        const LonLat turned{b.lon > 180 ? b.lon - 360 : b.lon < -180 ? b.lon + 360 : b.lon, b.lat};
        const Nearness near({Point{a}});
        if (near.is_within(Point{turned}, metres)) {
            const auto boxes = near.boxes(metres);
            BOOST_TEST(
                std::ranges::any_of(boxes, [&](const Box& box) { return box.contains(turned); }));
        }
    }
}

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
