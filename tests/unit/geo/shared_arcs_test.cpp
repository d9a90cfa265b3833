// SPDX-License-Identifier: EUPL-1.2
#include "geo/shared_arcs.hpp"

#include "drawn_layers.hpp"
#include "drawn_tiles.hpp"
#include "geo/geos_geometry.hpp"
#include "geo/overlay.hpp"
#include "geo/vector_file.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <random>
#include <set>
#include <vector>

using namespace parvis::geo;

namespace {

std::vector<Area> rouen()
{
    const std::filesystem::path source(PARVIS_SOURCE_DIR);
    VectorFile file(source / "datasets/sites/rouen/communes-limites.geojson", VectorFormat::geojson,
                    {});
    std::vector<Area> areas;
    for (VectorFile::Row row; file.next(row);) {
        areas.push_back({std::to_string(row.number), row.geometry});
    }
    return areas;
}

double distance(GridPoint p, GridPoint a, GridPoint b)
{
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    const double length = dx * dx + dy * dy;
    const double t =
        length > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length, 0.0, 1.0) : 0;
    return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

/// The tile of a zoom that a place lies in, as the origin of its units.
TilePoint origin_at(LonLat p, int zoom)
{
    const auto at = *GridPlane(tile_grids().front()).place(p);
    return {static_cast<std::int64_t>(std::floor(std::ldexp(at.x, zoom))) * 4096,
            static_cast<std::int64_t>(std::floor(std::ldexp(at.y, zoom))) * 4096};
}

const TileClip square(-64, 4096 + 64);

}  // namespace

BOOST_AUTO_TEST_SUITE(shared_arcs)

BOOST_AUTO_TEST_CASE(neighbours_share_one_arc_whatever_their_ring_begins_with)
{
    // Two squares side by side; the right one begins on the common side, runs the other way there.
    const std::vector<GridPoint> left{{0, 0}, {1, 0}, {1, 0.5}, {1, 1}, {0, 1}, {0, 0}};
    const std::vector<GridPoint> right{{1, 0.5}, {1, 0}, {2, 0}, {2, 1}, {1, 1}, {1, 0.5}};
    const SharedArcs arcs(std::vector{left, right});
    BOOST_TEST(arcs.size() == 3U);
    std::set<std::uint32_t> of_left;
    for (const auto ref : arcs.path(0)) {
        of_left.insert(ref.arc());
    }
    int common = 0;
    for (const auto ref : arcs.path(1)) {
        common += static_cast<int>(of_left.count(ref.arc()));
    }
    BOOST_TEST(common == 1);
}

BOOST_AUTO_TEST_CASE(an_island_and_the_hole_around_it_are_one_arc)
{
    const std::vector<GridPoint> island{{1, 1}, {2, 1}, {2, 2}, {1, 2}, {1, 1}};
    const std::vector<GridPoint> hole{{2, 2}, {2, 1}, {1, 1}, {1, 2}, {2, 2}};
    const SharedArcs arcs(std::vector{island, hole});
    BOOST_TEST(arcs.size() == 1U);
    BOOST_TEST(arcs.path(0)[0].arc() == arcs.path(1)[0].arc());
    BOOST_TEST(arcs.path(0)[0].is_reversed() != arcs.path(1)[0].is_reversed());
}

BOOST_AUTO_TEST_CASE(what_has_no_extent_has_no_arcs)
{
    const SharedArcs arcs(std::vector<std::vector<GridPoint>>{
        {}, {{1, 1}}, {{1, 1}, {1, 1}}, {{1, 1}, {2, 2}, {1, 1}, {1, 1}}, {{0, 0}, {1, 1}}});
    BOOST_TEST(arcs.path(0).empty());
    BOOST_TEST(arcs.path(1).empty());
    BOOST_TEST(arcs.path(2).empty());
    BOOST_TEST(arcs.path(3).empty());
    BOOST_TEST(arcs.path(4).size() == 1U);
}

BOOST_AUTO_TEST_CASE(paths_come_back_as_they_were_given)
{
    const auto areas = jagged_layer(5, 6);
    const GridPlane plane(tile_grids().front());
    std::vector<std::vector<GridPoint>> paths;
    for (const auto& area : areas) {
        auto& path = paths.emplace_back();
        for (const auto p : std::get<Polygon>(area.geometry).rings.front()) {
            path.push_back(*plane.place(p));
        }
    }
    const SharedArcs arcs(paths);
    for (std::size_t i = 0; i < paths.size(); ++i) {
        std::vector<GridPoint> ring;
        for (const auto ref : arcs.path(i)) {
            if (!ring.empty()) {
                ring.pop_back();
            }
            arcs.trace(ref, SharedArcs::full_zoom, [&](GridPoint p) { ring.push_back(p); });
        }
        BOOST_TEST((ring.front() == ring.back()));
        ring.pop_back();
        auto wanted = paths[i];
        wanted.pop_back();
        std::rotate(wanted.begin(), std::ranges::find(wanted, ring.front()), wanted.end());
        BOOST_TEST((ring == wanted));
    }
}

BOOST_AUTO_TEST_CASE(nothing_that_is_left_out_lies_beyond_the_tolerance)
{
    std::mt19937 random(11);
    std::uniform_real_distribution<double> step(-1e-4, 1e-4);
    std::vector<GridPoint> wriggle{{0.5, 0.3}};
    for (int i = 0; i < 5000; ++i) {
        wriggle.push_back(
            {wriggle.back().x + 2e-6 + step(random) * 0.3, wriggle.back().y + step(random)});
    }
    std::vector<GridPoint> loop;
    for (int i = 0; i <= 400; ++i) {
        const double angle = (i % 400) * 3.14159265358979 / 200;
        const double radius = 0.01 + 20 * step(random) * (i % 400 == 0 ? 0 : 1);
        loop.push_back({0.2 + radius * std::cos(angle), 0.2 + radius * std::sin(angle)});
    }
    loop.back() = loop.front();
    const SharedArcs arcs(std::vector{wriggle, loop});
    BOOST_REQUIRE(arcs.size() == 2U);
    for (std::uint32_t arc = 0; arc < 2; ++arc) {
        const auto all = arcs.positions(arc);
        for (int zoom = 0; zoom <= SharedArcs::full_zoom; ++zoom) {
            const double tolerance = std::ldexp(SharedArcs::tolerance / SharedArcs::units, -zoom);
            std::size_t before = 0;
            for (std::size_t i = 1; i < all.size(); ++i) {
                if (arcs.zooms(arc)[i] > zoom) {
                    continue;
                }
                for (std::size_t k = before + 1; k < i; ++k) {
                    BOOST_REQUIRE(distance(all[k], all[before], all[i]) <= tolerance * (1 + 1e-9));
                }
                before = i;
            }
            BOOST_TEST(before + 1 == all.size());
            BOOST_TEST((zoom < SharedArcs::full_zoom ||
                        std::ranges::max(arcs.zooms(arc)) <= SharedArcs::full_zoom));
        }
    }
}

BOOST_AUTO_TEST_CASE(areas_and_what_they_make_up_together_draw_every_border_alike)
{
    for (auto areas : {jagged_layer(1, 12), jagged_layer(2, 7), rouen()}) {
        std::vector<Geometry> all;
        for (const auto& area : areas) {
            all.push_back(area.geometry);
        }
        const std::size_t whole = areas.size();
        areas.push_back({"whole", dissolve(all)});
        const TiledLayer layer(areas);
        for (const int zoom : {3, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 18}) {
            const auto origin = origin_at(*representative_point(areas.front().geometry), zoom);
            NetSteps steps;
            std::size_t drawn = 0;
            for (std::size_t area = 0; area < layer.size(); ++area) {
                for (const auto& polygon : layer.cut(area, zoom, origin, square)) {
                    for (auto ring : polygon) {
                        // Against the whole everything comes to nothing, along the cut too.
                        if (area == whole) {
                            std::ranges::reverse(ring);
                        }
                        steps.add(ring);
                        ++drawn;
                    }
                }
            }
            std::size_t left = 0;
            steps.visit([&](TilePoint, TilePoint, int) { ++left; });
            BOOST_TEST_CONTEXT("zoom " << zoom << ", " << drawn << " rings")
            {
                BOOST_TEST(left == 0U);
                BOOST_TEST((zoom < 7 || drawn > 1));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(every_place_inside_of_a_covering_layer_lies_in_one_area_of_the_tile)
{
    const auto areas = jagged_layer(3, 12);
    const TiledLayer layer(areas);
    // The layer reaches from 2 E, 48 N for 48 / 40 of a degree; this lies well inside.
    const GridPlane plane(tile_grids().front());
    const auto north_west = *plane.place({2.05, 49.15});
    const auto south_east = *plane.place({3.15, 48.05});
    std::mt19937 random(17);
    for (const int zoom : {6, 7, 8, 9, 10, 12}) {
        const auto origin = origin_at({2.6, 48.6}, zoom);
        std::vector<std::vector<TilePolygon>> drawn(layer.size());
        for (std::size_t area = 0; area < layer.size(); ++area) {
            for (auto& polygon : layer.cut(area, zoom, origin, square)) {
                for (auto& one : grouped(std::move(polygon))) {
                    BOOST_TEST(twice_area(one.front()) > 0);
                    BOOST_TEST(std::all_of(one.begin() + 1, one.end(), [](const TilePath& hole) {
                        return twice_area(hole) < 0;
                    }));
                    drawn[area].push_back(std::move(one));
                }
            }
        }
        const double scale = std::ldexp(SharedArcs::units, zoom);
        const auto within = [&](double a, double b, std::int64_t from) {
            return std::uniform_int_distribution<std::int64_t>(
                std::clamp<std::int64_t>(static_cast<std::int64_t>(a * scale) - from + 8, -60,
                                         4150),
                std::clamp<std::int64_t>(static_cast<std::int64_t>(b * scale) - from - 8, -59,
                                         4155));
        };
        auto x = within(north_west.x, south_east.x, origin.x);
        auto y = within(north_west.y, south_east.y, origin.y);
        int wrong = 0;
        for (int i = 0; i < 2000; ++i) {
            const TilePoint p{x(random), y(random)};
            int over = 0;
            for (const auto& polygons : drawn) {
                for (const auto& polygon : polygons) {
                    over += holds(polygon, p) ? 1 : 0;
                }
            }
            wrong += over != 1 ? 1 : 0;
        }
        BOOST_TEST_CONTEXT("zoom " << zoom) { BOOST_TEST(wrong == 0); }
    }
}

BOOST_AUTO_TEST_CASE(polygons_of_tiles_are_valid_but_for_what_the_tolerance_lets_cross)
{
    const auto handle = GeosContext::of_thread().handle();
    for (const auto& areas : {jagged_layer(4, 12), rouen()}) {
        const TiledLayer layer(areas);
        for (const int zoom : {5, 6, 7, 8, 9, 10, 11, 12, 14, 16}) {
            const auto origin = origin_at(*representative_point(areas.front().geometry), zoom);
            std::size_t all = 0;
            std::size_t broken = 0;
            for (std::size_t area = 0; area < layer.size(); ++area) {
                for (auto& rings : layer.cut(area, zoom, origin, square)) {
                    for (const auto& polygon : grouped(std::move(rings))) {
                        Polygon drawn;
                        for (const auto& ring : polygon) {
                            auto& closed = drawn.rings.emplace_back();
                            for (const auto p : ring) {
                                closed.push_back(
                                    {static_cast<double>(p.x), static_cast<double>(p.y)});
                            }
                            closed.push_back(closed.front());
                        }
                        ++all;
                        const auto shape = to_geos(drawn);
                        if (GEOSisValid_r(handle, shape.get()) == 1) {
                            continue;
                        }
                        ++broken;
                        // What crosses is cut off by less than the tolerance from either side.
                        const GeosGeometry mended(GEOSMakeValid_r(handle, shape.get()));
                        double area_before = 0;
                        double area_after = 0;
                        GEOSArea_r(handle, shape.get(), &area_before);
                        GEOSArea_r(handle, mended.get(), &area_after);
                        constexpr double across = 2 * SharedArcs::tolerance;
                        BOOST_TEST(std::fabs(area_before - area_after) <= 4 * across * across);
                    }
                }
            }
            BOOST_TEST_CONTEXT("zoom " << zoom << ", " << broken << " of " << all)
            {
                BOOST_TEST(broken <= (zoom < 9 ? all / 10 : 0));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(the_outline_of_communes_together_is_drawn_with_their_own_arcs)
{
    // A level made of the areas of a layer, vertex by vertex: all its arcs are theirs.
    auto areas = nine_squares();
    const auto before = TiledLayer(areas).arcs().size();
    areas.push_back({"all", Polygon{{{{0, 0},
                                      {1, 0},
                                      {2, 0},
                                      {3, 0},
                                      {3, 1},
                                      {3, 2},
                                      {3, 3},
                                      {2, 3},
                                      {1, 3},
                                      {0, 3},
                                      {0, 2},
                                      {0, 1},
                                      {0, 0}}}}});
    BOOST_TEST(TiledLayer(areas).arcs().size() == before);
}

BOOST_AUTO_TEST_SUITE_END()
