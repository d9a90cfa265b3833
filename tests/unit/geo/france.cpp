// SPDX-License-Identifier: EUPL-1.2
// The locator against GEOS, feature by feature, on all communes of France, overseas included.
#include "bench_geos.hpp"
#include "bench_layers.hpp"
#include "geo/geos_geometry.hpp"
#include "geo/locator.hpp"
#include "geo/measure.hpp"
#include "geo/overlay.hpp"
#include "geo/visit.hpp"
#include "geometry_output.hpp"
#include "geos_metres.hpp"

#include <boost/test/unit_test.hpp>
#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using namespace parvis::geo;
namespace bench = parvis::bench;

namespace {

/// PARVIS_SHARED_DATA, or shared/data beside the source tree.
std::filesystem::path layer_file()
{
    const char* const set = std::getenv("PARVIS_SHARED_DATA");
    const std::filesystem::path folder =
        set != nullptr ? std::filesystem::path(set)
                       : std::filesystem::path(PARVIS_SOURCE_DIR).parent_path() / "shared" / "data";
    return folder / "bench" / "france-communes-2018.geojsonl.gz";
}

boost::test_tools::assertion_result has_france(boost::unit_test::test_unit_id)
{
    boost::test_tools::assertion_result result(std::filesystem::exists(layer_file()));
    result.message() << "SKIPPED: no " << layer_file().string() << " (set PARVIS_SHARED_DATA)";
    return result;
}

/// Reads "[[[lon,lat],…],…]" from the start of `text` on. A full JSON reader takes the debug build
/// half a minute for these 45 MB.
Polygon polygon_at(std::string_view& text)
{
    Polygon polygon;
    int depth = 0;
    while (!text.empty()) {
        const char c = text.front();
        if (c == '[') {
            ++depth;
            if (depth == 2) {
                polygon.rings.emplace_back();
            }
            text.remove_prefix(1);
            if (depth == 3) {
                LonLat& p = polygon.rings.back().emplace_back();
                const auto lon = std::from_chars(text.data(), text.data() + text.size(), p.lon);
                const auto lat = std::from_chars(lon.ptr + 1, text.data() + text.size(), p.lat);
                text.remove_prefix(static_cast<std::size_t>(lat.ptr - text.data()));
            }
        } else {
            depth -= c == ']';
            text.remove_prefix(1);
            if (c == ']' && depth == 0) {
                break;
            }
        }
    }
    return polygon;
}

Area area_of_line(std::string_view line)
{
    const bool several = line.find("\"MultiPolygon\"") != std::string_view::npos;
    std::string_view text = line.substr(line.find("\"coordinates\":") + 14);
    MultiPolygon parts;
    if (several) {
        text.remove_prefix(1);
    }
    do {
        text.remove_prefix(text.front() == ',');
        parts.polygons.push_back(polygon_at(text));
    } while (several && text.front() == ',');
    const std::string_view code = line.substr(line.find("\"code\":\"") + 8);
    return {std::string(code.substr(0, code.find('"'))), std::move(parts)};
}

struct Layer {
    std::vector<Area> areas;  ///< in the order of their keys
    Locator locator{{}};
    std::vector<Box> boxes;

    Layer()
    {
        const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(layer_file().c_str(), "rb"),
                                                              gzclose);
        std::vector<char> buffer(std::size_t{1} << 22);
        while (gzgets(file.get(), buffer.data(), static_cast<int>(buffer.size())) != nullptr) {
            areas.push_back(area_of_line(buffer.data()));
        }
        std::ranges::sort(areas, {}, &Area::key);
        locator = Locator(areas);
        for (const Area& area : areas) {
            boxes.push_back(*bounds(area.geometry));
        }
    }

    static const Layer& france()
    {
        static const Layer layer;
        return layer;
    }

    [[nodiscard]] std::vector<std::uint32_t> meeting(const Box& box) const
    {
        std::vector<std::uint32_t> found;
        for (std::uint32_t area = 0; area < boxes.size(); ++area) {
            const Box& other = boxes[area];
            if (other.west <= box.east && other.east >= box.west && other.south <= box.north &&
                other.north >= box.south) {
                found.push_back(area);
            }
        }
        return found;
    }
};

/// What GEOS finds must be what the locator found: each area's amount, and nothing else.
template <class Amount>
void require_same(const std::vector<AreaShare>& shares, const Geometry& thing, double tolerance,
                  double least, Amount amount)
{
    const Layer& france = Layer::france();
    for (const std::uint32_t area : france.meeting(*bounds(thing))) {
        const double expected = amount(thing, france.areas[area].geometry);
        const auto known = std::ranges::find(shares, area, &AreaShare::area);
        const double found = known == shares.end() ? 0 : known->amount;
        BOOST_TEST_CONTEXT(france.areas[area].key << ": " << found << " for " << expected)
        {
            BOOST_TEST_REQUIRE(std::fabs(found - expected) <= tolerance * expected + least);
        }
    }
    double sum = 0;
    for (const AreaShare& share : shares) {
        sum += share.share;
    }
    BOOST_TEST_REQUIRE(sum <= 1 + 1e-12);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(france, *boost::unit_test::precondition(has_france))

BOOST_AUTO_TEST_CASE(points_are_placed_as_by_geos_borders_and_vertices_included)
{
    const Layer& france = Layer::france();
    BOOST_TEST_REQUIRE(france.areas.size() == 35357U);
    std::vector<LonLat> points = bench::random_points(france.areas, 10'000, 1);
    std::mt19937 random(2);
    for (int i = 0; i < 4000; ++i) {
        const Geometry& area = france.areas[random() % france.areas.size()].geometry;
        const Ring& ring = std::get<MultiPolygon>(area).polygons.front().rings.front();
        const std::size_t at = 1 + random() % (ring.size() - 1);
        points.push_back(ring[at]);
        points.push_back({(ring[at - 1].lon + ring[at].lon) / 2,  // as near to an edge as can be
                          (ring[at - 1].lat + ring[at].lat) / 2});
        points.push_back({std::nextafter(ring[at].lon, 180), ring[at].lat});
    }
    std::vector<std::uint32_t> ours(points.size());
    std::vector<std::uint32_t> theirs(points.size());

    france.locator.locate(points, ours);
    bench::GeosPlaces(france.areas).locate(points, theirs);

    const auto placed =
        points.size() - static_cast<std::size_t>(std::ranges::count(ours, Locator::nowhere));
    BOOST_TEST(placed > points.size() * 9 / 10);
    BOOST_TEST(ours == theirs);
    BOOST_TEST(
        std::ranges::equal(points, ours, {}, [&](LonLat p) { return france.locator.locate(p); }));
}

BOOST_AUTO_TEST_CASE(order_and_threads_do_not_matter)
{
    const Layer& france = Layer::france();
    const std::vector<LonLat> points = bench::random_points(france.areas, 20'000, 3);
    std::vector<std::uint32_t> places(points.size());
    france.locator.locate(points, places);

    std::vector<LonLat> reversed(points.rbegin(), points.rend());
    std::vector<std::uint32_t> found(points.size());
    const std::size_t half = points.size() / 3;
    {
        const auto part = [&](std::size_t from, std::size_t to) {
            france.locator.locate(std::span(reversed).subspan(from, to - from),
                                  std::span(found).subspan(from, to - from));
        };
        const std::jthread other(part, 0, half);
        part(half, points.size());
    }
    std::ranges::reverse(found);

    BOOST_TEST(found == places);
}

BOOST_AUTO_TEST_CASE(lines_are_cut_as_by_geos)
{
    const Layer& france = Layer::france();
    std::mt19937 random(4);
    std::uniform_real_distribution<double> turn(-0.6, 0.6);
    std::uniform_real_distribution<double> size(0.25, 2.5);
    for (const LonLat start : bench::random_points(france.areas, 400, 5)) {
        LineString line = {start};
        double angle = 10 * turn(random);
        const double step = size(random) / 111;
        for (int i = 0; i < 4; ++i) {
            angle += turn(random);
            line.push_back({line.back().lon + step * std::cos(angle) / std::cos(start.lat / 57.3),
                            line.back().lat + step * std::sin(angle)});
        }

        require_same(france.locator.cut(Line{line}), Line{line}, 1e-6, 1e-3,
                     [](const Geometry& drawn, const Geometry& area) {
                         return metres_by_geos(*to_geos(drawn), *to_geos(area));
                     });
    }
}

BOOST_AUTO_TEST_CASE(polygons_are_shared_out_as_by_geos)
{
    const Layer& france = Layer::france();
    std::mt19937 random(6);
    std::uniform_real_distribution<double> radius(0.001, 0.03);
    for (const LonLat centre : bench::random_points(france.areas, 60, 7)) {
        Ring circle;
        const double size = radius(random);
        for (int i = 0; i < 64; ++i) {
            const double angle = i * 6.283185307179586 / 64;
            circle.push_back(
                {centre.lon + size * std::cos(angle), centre.lat + size * std::sin(angle)});
        }
        circle.push_back(circle.front());

        // A border drawn with few vertices is no geodesic: parts in a million of the whole.
        require_same(
            france.locator.overlay(Polygon{{circle}}), Polygon{{circle}}, 1e-5, 1,
            [](const Geometry& a, const Geometry& b) { return area_m2(intersection(a, b)); });
    }
}

BOOST_AUTO_TEST_CASE(communes_overseas_are_where_they_are)
{
    const Layer& france = Layer::france();
    const auto key = [&](double lon, double lat) {
        const std::uint32_t area = france.locator.locate({lon, lat});
        return area == Locator::nowhere ? std::string("-") : france.locator.keys()[area];
    };

    BOOST_TEST(key(55.4504, -20.8789) == "97411");  // Saint-Denis, La Réunion
    BOOST_TEST(key(-52.3135, 4.9227) == "97302");   // Cayenne
    BOOST_TEST(key(-61.0742, 14.6161) == "97209");  // Fort-de-France
    BOOST_TEST(key(45.2278, -12.7806) == "97611");  // Mamoudzou
    BOOST_TEST(key(2.3522, 48.8566).substr(0, 2) == "75");
    BOOST_TEST(key(-30, 30) == "-");
}

BOOST_AUTO_TEST_SUITE_END()
