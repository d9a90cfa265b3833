// SPDX-License-Identifier: EUPL-1.2
#include "geo/tile_clip.hpp"

#include "drawn_tiles.hpp"
#include "geo/geos_geometry.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

using namespace parvis::geo;

namespace {

/// A ring around a centre, of random radius at each angle: it never crosses itself.
TilePath star(std::mt19937& random, TilePoint centre, double least, double most, int points)
{
    std::uniform_real_distribution<double> radius(least, most);
    TilePath ring;
    for (int i = 0; i < points; ++i) {
        const double angle = 2 * std::numbers::pi * i / points;
        const double r = radius(random);
        ring.push_back({centre.x + std::llround(r * std::cos(angle)),
                        centre.y + std::llround(r * std::sin(angle))});
    }
    return ring;
}

GeosGeometry geos_of(const std::vector<TilePath>& rings)
{
    Polygon polygon;
    for (const auto& ring : rings) {
        Ring closed;
        for (const auto p : ring) {
            closed.push_back({static_cast<double>(p.x), static_cast<double>(p.y)});
        }
        closed.push_back(closed.front());
        polygon.rings.push_back(std::move(closed));
    }
    return to_geos(polygon);
}

double area_of(const GEOSGeometry* geometry)
{
    double area = 0;
    GEOSArea_r(GeosContext::of_thread().handle(), geometry, &area);
    return area;
}

/// Of the area that one of two has and the other has not.
double difference_of(const GEOSGeometry* a, const GEOSGeometry* b)
{
    const GeosGeometry difference(GEOSSymDifference_r(GeosContext::of_thread().handle(), a, b));
    BOOST_REQUIRE(difference);
    return area_of(difference.get());
}

GeosGeometry all_of(const std::vector<TilePolygon>& polygons)
{
    const auto handle = GeosContext::of_thread().handle();
    GeosGeometry all(GEOSGeom_createEmptyPolygon_r(handle));
    for (const auto& polygon : polygons) {
        const auto one = geos_of(polygon);
        BOOST_TEST(GEOSisValid_r(handle, one.get()) == 1);
        all.reset(GEOSUnion_r(handle, all.get(), one.get()));
    }
    return all;
}

std::vector<TilePolygon> clipped(const TileClip& clip, const std::vector<TilePath>& polygon)
{
    auto rings = clip.rings(polygon);
    for (auto& ring : rings) {
        clean_ring(ring);
    }
    return grouped(std::move(rings));
}

/// Length of what bounds it: a cut may be rounded by a unit along all of it.
double length_of(const GEOSGeometry* geometry)
{
    double length = 0;
    GEOSLength_r(GeosContext::of_thread().handle(), geometry, &length);
    return length;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tile_clip)

BOOST_AUTO_TEST_CASE(cut_polygons_are_what_geos_cuts)
{
    const auto handle = GeosContext::of_thread().handle();
    std::mt19937 random(23);
    const TileClip clip(-64, 4160);
    std::uniform_int_distribution<std::int64_t> centre(-3000, 7000);
    int several = 0;
    int with_holes = 0;
    for (int i = 0; i < 600; ++i) {
        const TilePoint at{centre(random), centre(random)};
        const int points = 5 + static_cast<int>(random() % 60);
        std::vector<TilePath> polygon{
            star(random, at, 900, 900 + static_cast<double>(random() % 5000), points)};
        if (random() % 2 == 0) {
            polygon.push_back(star(random, at, 20, 700, 4 + static_cast<int>(random() % 9)));
            std::ranges::reverse(polygon.back());
        }
        const auto whole = geos_of(polygon);
        if (GEOSisValid_r(handle, whole.get()) != 1) {
            continue;  // rounding made it touch itself
        }
        const GeosGeometry square(GEOSGeom_createRectangle_r(handle, -64.5, -64.5, 4160.5, 4160.5));
        const GeosGeometry wanted(GEOSIntersection_r(handle, whole.get(), square.get()));
        const auto found = clipped(clip, polygon);
        const auto drawn = all_of(found);
        BOOST_TEST_CONTEXT("polygon " << i)
        {
            BOOST_TEST(difference_of(drawn.get(), wanted.get()) <=
                       0.8 * length_of(wanted.get()) + 4);
        }
        several += found.size() > 1 ? 1 : 0;
        with_holes += std::ranges::any_of(found, [](const auto& p) { return p.size() > 1; });
    }
    BOOST_TEST(several > 50);
    BOOST_TEST(with_holes > 20);
}

BOOST_AUTO_TEST_CASE(two_sides_of_a_border_are_cut_at_the_same_places)
{
    // A jagged border through the tile: left of it one polygon, right of it the other.
    std::mt19937 random(29);
    const TileClip clip(-64, 4160);
    for (int i = 0; i < 300; ++i) {
        std::uniform_int_distribution<std::int64_t> x(-900, 5000);
        TilePath border{{x(random), -9000}};
        for (std::int64_t y = -3000; y < 8000; y += 1 + static_cast<std::int64_t>(random() % 900)) {
            border.push_back({x(random), y});
        }
        border.push_back({x(random), 20'000});
        TilePath left(border.rbegin(), border.rend());
        left.insert(left.end(), {{-9999, -9000}, {-9999, 20'000}});
        TilePath right = border;
        right.insert(right.end(), {{9999, 20'000}, {9999, -9000}});
        std::ranges::reverse(left);
        std::ranges::reverse(right);
        NetSteps steps;
        for (const auto& side : {left, right}) {
            for (auto ring : clip.rings(std::vector<TilePath>{side})) {
                steps.add(ring);
            }
        }
        steps.visit([&](TilePoint a, TilePoint b, int) {
            const auto on = [](std::int64_t at) { return at == -65 || at == 4161; };
            BOOST_TEST(((on(a.x) && a.x == b.x) || (on(a.y) && a.y == b.y)));
        });
    }
}

BOOST_AUTO_TEST_CASE(a_tile_inside_of_a_polygon_is_whole_and_one_in_its_hole_is_empty)
{
    const TileClip clip(-64, 4160);
    const TilePath around{
        {-90'000, -90'000}, {90'000, -90'000}, {90'000, 90'000}, {-90'000, 90'000}};
    const TilePath hole{{-8000, 8000}, {8000, 8000}, {8000, -8000}, {-8000, -8000}};
    const auto whole = clip.rings(std::vector<TilePath>{around});
    BOOST_REQUIRE(whole.size() == 1U);
    BOOST_TEST(twice_area(whole[0]) == 2 * 4226 * 4226);
    BOOST_TEST(clip.rings(std::vector<TilePath>{around, hole}).empty());
    const TilePath small{{100, 200}, {200, 200}, {200, 100}, {100, 100}};
    const auto holed = grouped(clip.rings(std::vector<TilePath>{around, small}));
    BOOST_REQUIRE(holed.size() == 1U);
    BOOST_TEST(holed[0].size() == 2U);
    // Nothing of one that lies beside the tile.
    const TilePath beside{{5000, 0}, {9000, 0}, {9000, 4000}, {5000, 4000}};
    BOOST_TEST(clip.rings(std::vector<TilePath>{beside}).empty());
}

BOOST_AUTO_TEST_CASE(slits_and_spikes_at_the_cut_fill_nothing)
{
    const TileClip clip(0, 100);
    // A tile within, with a slit that comes in from outside and goes back along itself.
    const TilePath slit{{-500, -500}, {500, -500}, {500, 50},  {50, 50},
                        {500, 50},    {500, 500},  {-500, 500}};
    auto rings = clipped(clip, {slit});
    BOOST_REQUIRE(rings.size() == 1U);
    BOOST_TEST(twice_area(rings[0][0]) == 2 * 102 * 102);
    // A spike that reaches out of the tile from a square within.
    const TilePath spike{{10, 10}, {90, 10}, {90, 50}, {900, 50}, {90, 50}, {90, 90}, {10, 90}};
    rings = clipped(clip, {spike});
    BOOST_REQUIRE(rings.size() == 1U);
    BOOST_TEST(twice_area(rings[0][0]) == 2 * 80 * 80);
    // One that reaches in from outside.
    const TilePath from_outside{{200, 10}, {300, 10}, {300, 90}, {200, 90},
                                {200, 50}, {50, 50},  {200, 50}};
    BOOST_TEST(clipped(clip, {from_outside}).empty());
}

BOOST_AUTO_TEST_CASE(an_edge_through_a_corner_of_the_cut_goes_through_no_other_side)
{
    const TileClip clip(0, 100);
    // From beyond the left side exactly through the corner at (-1/2, -1/2).
    const TilePath through{{-11, 10}, {10, -11}, {200, -11}, {200, 200}, {-11, 200}};
    const auto rings = clipped(clip, {through});
    BOOST_REQUIRE(rings.size() == 1U);
    BOOST_TEST(twice_area(rings[0][0]) == 2 * 102 * 102);
    const TilePath beyond{{-11, 10}, {-50, -50}, {10, -11}};
    BOOST_TEST(clipped(clip, {beyond}).empty());
}

BOOST_AUTO_TEST_CASE(far_coordinates_do_not_overflow)
{
    const TileClip clip(-64, 4160);
    const std::int64_t far = std::int64_t{1} << 38U;
    const TilePath around{{-far, -far}, {far, -far + 7}, {far - 3, far}, {-far, far - 11}};
    const auto rings = clipped(clip, {around});
    BOOST_REQUIRE(rings.size() == 1U);
    BOOST_TEST(twice_area(rings[0][0]) == 2 * 4226 * 4226);
    const auto lines = clip.lines({{-far, -far}, {far, far}});
    BOOST_REQUIRE(lines.size() == 1U);
    BOOST_TEST((lines[0] == TilePath{{-65, -64}, {4161, 4161}}));
}

BOOST_AUTO_TEST_CASE(lines_are_cut_into_what_lies_in_the_tile)
{
    const TileClip clip(0, 100);
    const auto pieces = clip.lines({{50, 50}, {50, 150}, {70, 150}, {70, 50}, {500, 50}});
    BOOST_REQUIRE(pieces.size() == 2U);
    BOOST_TEST((pieces[0] == TilePath{{50, 50}, {50, 101}}));
    BOOST_TEST((pieces[1] == TilePath{{70, 101}, {70, 50}, {101, 50}}));
    BOOST_TEST(clip.lines({{-5, -5}, {-50, 900}}).empty());
    BOOST_TEST(clip.lines({}).empty());
    // Its direction does not matter to where it is cut.
    std::mt19937 random(31);
    std::uniform_int_distribution<std::int64_t> at(-400, 500);
    for (int i = 0; i < 2000; ++i) {
        const TilePoint a{at(random), at(random)};
        const TilePoint b{at(random), at(random)};
        auto there = clip.lines({a, b});
        const auto back = clip.lines({b, a});
        BOOST_REQUIRE(there.size() == back.size());
        if (!there.empty()) {
            std::ranges::reverse(there[0]);
            BOOST_TEST((there[0] == back[0]));
        }
    }
}

BOOST_AUTO_TEST_CASE(cleaning_takes_away_what_encloses_nothing)
{
    TilePath spike{{0, 0}, {10, 0}, {20, 0}, {10, 0}, {10, 10}};
    clean_ring(spike);
    BOOST_TEST((spike == TilePath{{0, 0}, {10, 0}, {10, 10}}));
    TilePath flat{{0, 0}, {10, 0}, {5, 0}};
    clean_ring(flat);
    BOOST_TEST(flat.empty());
    TilePath repeated{{0, 0}, {0, 0}, {10, 0}, {10, 10}, {10, 10}, {0, 0}};
    clean_ring(repeated);
    BOOST_TEST((repeated == TilePath{{0, 0}, {10, 0}, {10, 10}}));
    TilePath over_the_seam{{10, 0}, {10, 10}, {0, 10}, {0, 0}, {-5, 0}, {0, 0}};
    clean_ring(over_the_seam);
    BOOST_TEST(twice_area(over_the_seam) == 200);
}

BOOST_AUTO_TEST_SUITE_END()
