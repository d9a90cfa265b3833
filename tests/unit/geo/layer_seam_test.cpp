// SPDX-License-Identifier: EUPL-1.2
#include "geo/layer_seam.hpp"

#include "drawn_layers.hpp"
#include "geo/overlay.hpp"
#include "geo/visit.hpp"
#include "geos_metres.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>

using namespace parvis::geo;
namespace tt = boost::test_tools;

namespace {

Polygon box(double west, double south, double east, double north)
{
    return {{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}};
}

Geometry united(const std::vector<Area>& areas, const std::vector<std::string>& layer_of,
                const std::string& layer)
{
    std::vector<Geometry> some;
    for (std::size_t i = 0; i < areas.size(); ++i) {
        if (layer_of[i] == layer) {
            some.push_back(areas[i].geometry);
        }
    }
    return dissolve(some);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(layer_seam)

/// Two countries of squares of 0.1 degree: B and X overlap by 0.01, C and Y leave a gap of 0.01
/// that Z closes, C and Z touch along 0.05.
///
///             +----Z----+
///     +---C---+ |+--Y---+
///     +-A-+-B-|+|---X---+
BOOST_AUTO_TEST_CASE(touching_gap_and_overlap_are_measured_between_two_layers)
{
    const std::vector<Area> areas{
        {"FR_A", box(1.0, 43.0, 1.1, 43.1)},  {"FR_B", box(1.1, 43.0, 1.2, 43.1)},
        {"FR_C", box(1.0, 43.1, 1.2, 43.2)},  {"LU_X", box(1.19, 43.0, 1.3, 43.1)},
        {"LU_Y", box(1.21, 43.1, 1.3, 43.2)}, {"LU_Z", box(1.15, 43.2, 1.3, 43.3)}};
    const std::vector<std::string> layer_of{"FR", "FR", "FR", "LU", "LU", "LU"};

    const auto seams = measure_seams(areas, layer_of, check_layer(areas), 500);

    BOOST_TEST_REQUIRE(seams.size() == 1U);
    const Seam& seam = seams.front();
    BOOST_TEST((seam.layers == std::vector<std::string>{"FR", "LU"}));
    BOOST_TEST(seam.overlaps == 1U);
    BOOST_TEST(seam.gaps == 1U);
    BOOST_TEST(seam.overlap_m2 == area_m2(Geometry{box(1.19, 43.0, 1.2, 43.1)}),
               tt::tolerance(1e-6));
    BOOST_TEST(seam.gap_m2 == area_m2(Geometry{box(1.2, 43.1, 1.21, 43.2)}), tt::tolerance(1e-6));
    // B's east side lies in X, the end of its south side on X's, C's north side on Z's.
    const double touching = distance_m({1.2, 43.0}, {1.2, 43.1}) +
                            distance_m({1.19, 43.0}, {1.2, 43.0}) +
                            distance_m({1.15, 43.2}, {1.2, 43.2});
    BOOST_TEST(seam.touching_m == touching, tt::tolerance(1e-6));
    // And 500 m more at each end of it: C's east side above B's, and below Z's, north side beyond
    // Z's, B's south side beyond X's.
    BOOST_TEST(seam.facing_m > touching + 4 * 400);
    BOOST_TEST(seam.facing_m < touching + 4 * 600);
}

BOOST_AUTO_TEST_CASE(layers_far_from_each_other_have_no_seam)
{
    const std::vector<Area> areas{{"A", box(1.0, 43.0, 1.1, 43.1)},
                                  {"B", box(1.2, 43.0, 1.3, 43.1)}};

    BOOST_TEST(
        measure_seams(areas, std::vector<std::string>{"x", "y"}, check_layer(areas), 500).empty());
}

BOOST_AUTO_TEST_CASE(a_gap_between_three_layers_is_counted_once_and_names_all_three)
{
    const std::vector<Area> areas{{"A", box(1.0, 43.0, 1.3, 43.1)},
                                  {"B", box(1.0, 43.1, 1.1, 43.3)},
                                  {"C", box(1.2, 43.1, 1.3, 43.3)},
                                  {"D", box(1.0, 43.2, 1.3, 43.4)}};

    const auto seams =
        measure_seams(areas, std::vector<std::string>{"x", "y", "z", "z"}, check_layer(areas), 500);

    const auto gap = std::ranges::find_if(seams, [](const Seam& s) { return s.gaps > 0; });
    BOOST_TEST_REQUIRE((gap != seams.end()));
    BOOST_TEST((gap->layers == std::vector<std::string>{"x", "y", "z"}));
    BOOST_TEST(std::ranges::count_if(seams, [](const Seam& s) { return s.gaps > 0; }) == 1);
    BOOST_TEST(gap->gap_m2 == area_m2(Geometry{box(1.1, 43.1, 1.2, 43.2)}), tt::tolerance(1e-6));
}

/// GEOS as the oracle: two jagged layers, the second moved a little over the first.
BOOST_AUTO_TEST_CASE(seams_of_jagged_layers_are_what_geos_measures)
{
    for (const unsigned seed : {1U, 2U, 3U, 4U}) {
        std::vector<Area> areas = jagged_layer(seed, 3);
        std::vector<std::string> layer_of;
        for (Area& area : areas) {
            area.key = "A" + area.key;
            layer_of.emplace_back("a");
        }
        for (Area area : jagged_layer(seed + 100, 3)) {
            for (LonLat& p : std::get<Polygon>(area.geometry).rings.front()) {
                p = {p.lon + 0.297, p.lat + 0.003};  // the first is 0.3 wide
            }
            area.key = "B" + area.key;
            areas.push_back(std::move(area));
            layer_of.emplace_back("b");
        }

        const auto seams = measure_seams(areas, layer_of, check_layer(areas, 0), 300);

        BOOST_TEST_REQUIRE(seams.size() == 1U);
        const Geometry a = united(areas, layer_of, "a");
        const Geometry b = united(areas, layer_of, "b");
        // Edges are straight in degrees and measured as geodesics: where they are split counts.
        BOOST_TEST(seams[0].overlap_m2 == area_m2(intersection(a, b)), tt::tolerance(1e-4));
        MultiLine border;
        for_each_polygon(a, [&](const Polygon& polygon) {
            border.lines.insert(border.lines.end(), polygon.rings.begin(), polygon.rings.end());
        });
        const double touching = metres_by_geos(*to_geos(Geometry{border}), *to_geos(b));
        BOOST_TEST(seams[0].touching_m == touching, tt::tolerance(1e-6));
        BOOST_TEST(seams[0].facing_m > touching);
        double gaps = 0;
        const std::vector<Geometry> both{a, b};
        for_each_polygon(dissolve(both), [&](const Polygon& polygon) {
            for (std::size_t i = 1; i < polygon.rings.size(); ++i) {
                gaps += area_m2(Geometry{Polygon{{polygon.rings[i]}}});
            }
        });
        BOOST_TEST(std::abs(seams[0].gap_m2 - gaps) <= 1 + gaps * 1e-4);
    }
}

BOOST_AUTO_TEST_SUITE_END()
