// SPDX-License-Identifier: EUPL-1.2
#include "geo/layer_check.hpp"

#include "drawn_layers.hpp"
#include "geo/measure.hpp"
#include "geo/overlay.hpp"
#include "geo/visit.hpp"
#include "geometry_output.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace parvis::geo;
namespace tt = boost::test_tools;

namespace {

using Pair = std::pair<std::string, std::string>;

/// Overlaps as they are defined: every pair through GEOS.
std::map<Pair, double> overlaps_by_pairs(const std::vector<Area>& areas)
{
    std::map<Pair, double> found;
    for (std::size_t i = 0; i < areas.size(); ++i) {
        for (std::size_t k = i + 1; k < areas.size(); ++k) {
            const double size = area_m2(intersection(areas[i].geometry, areas[k].geometry));
            if (size > 0) {
                found[{areas[i].key, areas[k].key}] = size;
            }
        }
    }
    return found;
}

/// Gaps as they are defined: what is not in the union and has no way out, not even past a corner.
std::vector<double> gaps_by_union(const std::vector<Area>& areas)
{
    std::vector<Geometry> all;
    for (const Area& area : areas) {
        all.push_back(area.geometry);
    }
    const LonLat outside{0, 40};
    const Geometry around = Polygon{{{{0, 40}, {9, 40}, {9, 60}, {0, 60}, {0, 40}}}};
    std::vector<double> sizes;
    for_each_polygon(difference(around, dissolve(all)), [&](const Polygon& part) {
        if (std::ranges::find(part.rings.front(), outside) == part.rings.front().end()) {
            sizes.push_back(area_m2(Geometry{part}));
        }
    });
    std::ranges::sort(sizes, std::greater{});
    return sizes;
}

Ring& ring_of(Area& area) { return std::get<Polygon>(area.geometry).rings.front(); }

/// Spoils a clean layer in one way that files are spoilt in.
void spoil(std::vector<Area>& areas, std::mt19937& random)
{
    std::uniform_real_distribution<double> shift(-0.004, 0.004);
    Area& area = areas[random() % areas.size()];
    if (!std::holds_alternative<Polygon>(area.geometry)) {
        return;
    }
    Ring ring = ring_of(area);
    const std::size_t at = 1 + random() % (ring.size() - 2);
    switch (random() % 8) {
    case 0:  // moved as a whole: overlaps on one side, a gap on the other
    {
        const double lon = shift(random);
        const double lat = shift(random);
        for (LonLat& p : ring) {
            p = {p.lon + lon, p.lat + lat};
        }
        break;
    }
    case 1:  // simplified: slivers
        ring.erase(ring.begin() + static_cast<std::ptrdiff_t>(at));
        break;
    case 2:  // a vertex that the neighbour does not have, as near to its edge as doubles can be
        ring.insert(ring.begin() + static_cast<std::ptrdiff_t>(at),
                    {(ring[at - 1].lon + ring[at].lon) / 2, (ring[at - 1].lat + ring[at].lat) / 2});
        break;
    case 3:  // one vertex off
        ring[at] = {ring[at].lon + shift(random), ring[at].lat + shift(random)};
        break;
    case 4:  // gone
        if (areas.size() > 2) {
            std::swap(area, areas.back());
            areas.pop_back();
        }
        return;
    case 5:  // twice
        areas.push_back({"twice" + std::to_string(areas.size()), area.geometry});
        return;
    case 6:  // a hole, sometimes with an island that leaves a gap around itself
    {
        const LonLat p = *representative_point(area.geometry);
        const auto square = [&](double size) {
            return Ring{{p.lon - size, p.lat - size},
                        {p.lon + size, p.lat - size},
                        {p.lon + size, p.lat + size},
                        {p.lon - size, p.lat + size},
                        {p.lon - size, p.lat - size}};
        };
        area.geometry = repair(difference(area.geometry, Polygon{{square(0.003)}})).geometry;
        if (random() % 2 == 0) {
            areas.push_back({"isle" + std::to_string(areas.size()), Polygon{{square(0.002)}}});
        }
        return;
    }
    case 7:  // an area over many others
    {
        Ring circle;
        for (int i = 0; i < 30; ++i) {
            const double angle = i * 2 * 3.141592653589793 / 30;
            circle.push_back(
                {ring[at].lon + 0.1 * std::cos(angle), ring[at].lat + 0.1 * std::sin(angle)});
        }
        circle.push_back(circle.front());
        areas.push_back({"over" + std::to_string(areas.size()), Polygon{{circle}}});
        return;
    }
    }
    ring.back() = ring.front();
    area.geometry = repair(Polygon{{ring}}).geometry;
}

/// To edges of 100 m. Edges are straight in lon, lat and measured as geodesics: over kilometres it
/// shows at how many places they are split, which no two ways of counting do alike.
void shrink(std::vector<Area>& areas)
{
    const auto small = [](Polygon& polygon) {
        for (Ring& ring : polygon.rings) {
            for (LonLat& p : ring) {
                p = {2 + (p.lon - 2) / 25, 48 + (p.lat - 48) / 25};
            }
        }
    };
    for (Area& area : areas) {
        if (auto* polygon = std::get_if<Polygon>(&area.geometry)) {
            small(*polygon);
        } else if (auto* polygons = std::get_if<MultiPolygon>(&area.geometry)) {
            std::ranges::for_each(polygons->polygons, small);
        }
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(layer_check)

BOOST_AUTO_TEST_CASE(overlaps_and_gaps_of_a_layer_are_found_with_their_size)
{
    const std::vector<Area> areas = {
        {"A", wkt("POLYGON ((0 0, 3 0, 3 1, 0 1, 0 0))")},
        {"B", wkt("POLYGON ((0 1, 1 1, 1 2, 0 2, 0 1))")},
        {"C", wkt("POLYGON ((2 0.5, 3 0.5, 3 2, 2 2, 2 0.5))")},
        {"D", wkt("POLYGON ((0 2, 3 2, 3 3, 0 3, 0 2))")},
    };

    const LayerCheck check = check_layer(areas);

    BOOST_TEST_REQUIRE(check.overlaps.size() == 1U);
    BOOST_TEST(check.overlaps[0].first == "A");
    BOOST_TEST(check.overlaps[0].second == "C");
    const double common = area_m2(wkt("POLYGON ((2 0.5, 3 0.5, 3 1, 2 1, 2 0.5))"));
    BOOST_TEST(check.overlaps[0].area_m2 == common, tt::tolerance(1e-9));
    BOOST_TEST_REQUIRE(check.gaps.size() == 1U);
    BOOST_TEST(check.gaps[0].at.lon == 1.5, tt::tolerance(0.3));
    BOOST_TEST(check.gaps[0].at.lat == 1.5, tt::tolerance(0.3));
}

BOOST_AUTO_TEST_CASE(neighbours_with_the_same_border_are_clean)
{
    const LayerCheck check = check_layer(jagged_layer(1, 6));

    BOOST_TEST(check.overlaps.empty());
    BOOST_TEST(check.gaps.empty());
    BOOST_TEST(check_layer({}).gaps.empty());
}

BOOST_AUTO_TEST_CASE(a_face_whose_middle_lies_on_a_border_is_no_gap)
{
    // Squares: the middle of what several of them cover lies on a border between two.
    for (int columns = 1; columns <= 4; ++columns) {
        for (int rows = 1; rows <= 4; ++rows) {
            std::vector<Area> areas;
            for (int x = 0; x < columns; ++x) {
                for (int y = 0; y < rows; ++y) {
                    const double west = x, south = y;
                    areas.push_back({std::to_string(10 * x + y), Polygon{{{{west, south},
                                                                           {west + 1, south},
                                                                           {west + 1, south + 1},
                                                                           {west, south + 1},
                                                                           {west, south}}}}});
                }
            }
            const LayerCheck check = check_layer(areas);
            BOOST_TEST(check.gaps.empty(), columns << " x " << rows);
            BOOST_TEST(check.overlaps.empty(), columns << " x " << rows);
            if (columns == 3 && rows == 3) {
                areas.erase(areas.begin() + 4);
                BOOST_TEST(check_layer(areas).gaps.size() == 1U);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(an_island_in_a_gap_is_no_part_of_the_gap)
{
    const std::vector<Area> areas = {
        {"ring", wkt("POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (3 3, 3 6, 6 6, 6 3, 3 3))")},
        {"isle", wkt("POLYGON ((4 4, 5 4, 5 5, 4 5, 4 4))")},
    };

    const LayerCheck check = check_layer(areas);

    BOOST_TEST_REQUIRE(check.gaps.size() == 1U);
    const double around =
        area_m2(wkt("POLYGON ((3 3, 6 3, 6 6, 3 6, 3 3), (4 4, 4 5, 5 5, 5 4, 4 4))"));
    BOOST_TEST(check.gaps[0].area_m2 == around, tt::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(two_clean_layers_over_each_other_overlap_everywhere)
{
    std::vector<Area> areas = jagged_layer(1, 3);
    for (Area& area : jagged_layer(2, 3)) {
        areas.push_back({"2-" + area.key, std::move(area.geometry)});
    }

    const LayerCheck check = check_layer(areas);

    const std::map<Pair, double> expected = overlaps_by_pairs(areas);
    BOOST_TEST(check.overlaps.size() == static_cast<std::size_t>(std::ranges::count_if(
                                            expected, [](const auto& p) { return p.second > 1; })));
}

BOOST_AUTO_TEST_CASE(spoilt_layers_are_judged_as_pair_by_pair)
{
    constexpr double tolerance_m2 = 1;
    // Whether a size so near the tolerance is reported may depend on rounding.
    constexpr double slack_m2 = 0.05;
    std::size_t overlaps = 0;
    std::size_t gaps = 0;
    for (unsigned seed = 0; seed < 60; ++seed) {
        std::mt19937 random(seed);
        std::vector<Area> areas = jagged_layer(seed, 4);
        const std::size_t spoils = 1 + random() % 6;
        for (std::size_t i = 0; i < spoils; ++i) {
            spoil(areas, random);
        }
        shrink(areas);
        const LayerCheck check = check_layer(areas, tolerance_m2);

        BOOST_TEST_CONTEXT("seed " << seed)
        {
            std::map<Pair, double> expected = overlaps_by_pairs(areas);
            for (const LayerCheck::Overlap& overlap : check.overlaps) {
                const double size = expected[{overlap.first, overlap.second}];
                BOOST_TEST_REQUIRE(std::fabs(overlap.area_m2 - size) < slack_m2 + 1e-5 * size);
                expected.erase({overlap.first, overlap.second});
            }
            for (const auto& [pair, size] : expected) {
                BOOST_TEST_REQUIRE(size < tolerance_m2 + slack_m2);
            }
            std::vector<double> holes = gaps_by_union(areas);
            std::erase_if(holes, [&](double size) { return size <= tolerance_m2; });
            BOOST_TEST_REQUIRE(check.gaps.size() == holes.size());
            for (std::size_t i = 0; i < holes.size(); ++i) {
                BOOST_TEST_REQUIRE(std::fabs(check.gaps[i].area_m2 - holes[i]) <
                                   slack_m2 + 1e-5 * holes[i]);
            }
        }
        overlaps += check.overlaps.size();
        gaps += check.gaps.size();
    }
    BOOST_TEST(overlaps > 100U);
    BOOST_TEST(gaps > 30U);
}

BOOST_AUTO_TEST_SUITE_END()
