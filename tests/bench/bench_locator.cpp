// SPDX-License-Identifier: EUPL-1.2
// Places points in areas with Parvis' Locator and with GEOS (STRtree and prepared geometries), one
// thread each, in one run, and prints what both took as JSON lines.
#include "geo/error.hpp"
#include "geo/geos_geometry.hpp"
#include "geo/layer_check.hpp"
#include "geo/locator.hpp"
#include "geo/overlay.hpp"
#include "geo/vector_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using parvis::geo::Area;
using parvis::geo::GeosContext;
using parvis::geo::GeosGeometry;
using parvis::geo::Locator;
using parvis::geo::LonLat;

/// Each side places all points so often; its best time counts, so that caches are warm for both.
constexpr int rounds = 3;

struct Figures {
    double build_seconds = 0;
    double place_seconds = std::numeric_limits<double>::infinity();
    std::vector<std::uint32_t> places;
};

/// Processor time of this thread: both sides use one thread and wait for nothing, so it is what a
/// quiet machine's clock would show, and a busy machine disturbs it little.
class Stopwatch {
public:
    [[nodiscard]] double seconds() const { return now() - m_start; }

private:
    static double now()
    {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
    }
    double m_start = now();
};

std::vector<Area> read_areas(const char* name)
{
    using parvis::geo::VectorFile;
    VectorFile file(name, parvis::geo::VectorFormat::geojson, {});
    std::vector<Area> areas;
    VectorFile::Row row;
    while (file.next(row)) {
        // Keys in the order of the file: index and rank are the same on both sides.
        areas.push_back(
            {fmt::format("{:08}", areas.size()), parvis::geo::repair(row.geometry).geometry});
    }
    return areas;
}

std::string_view cell(std::string_view line, std::size_t column)
{
    for (; column > 0; --column) {
        line.remove_prefix(std::min(line.size(), line.find(',') + 1));
    }
    return line.substr(0, line.find(','));
}

std::size_t column_of(std::string_view header, std::string_view name)
{
    const auto columns = static_cast<std::size_t>(std::ranges::count(header, ',')) + 1;
    for (std::size_t column = 0; column < columns; ++column) {
        if (cell(header, column) == name) {
            return column;
        }
    }
    throw parvis::SourceError(fmt::format("no column {} in the points", name));
}

double number(std::string_view text)
{
    double value = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc{}) {
        throw parvis::SourceError(fmt::format("not a number: {}", text));
    }
    return value;
}

std::vector<LonLat> read_points(const char* name)
{
    std::ifstream file(name);
    std::string line;
    std::getline(file, line);
    const std::size_t lon = column_of(line, "lon");
    const std::size_t lat = column_of(line, "lat");
    std::vector<LonLat> points;
    while (std::getline(file, line)) {
        points.push_back({number(cell(line, lon)), number(cell(line, lat))});
    }
    return points;
}

Figures with_parvis(const std::vector<Area>& areas, const std::vector<LonLat>& points)
{
    Figures figures;
    std::vector<Area> taken = areas;
    const Stopwatch building;
    const Locator locator(std::move(taken));
    figures.build_seconds = building.seconds();
    figures.places.resize(points.size());
    double one_by_one = std::numeric_limits<double>::infinity();
    for (int round = 0; round < rounds; ++round) {
        const Stopwatch placing;
        locator.locate(points, figures.places);
        figures.place_seconds = std::min(figures.place_seconds, placing.seconds());
        const Stopwatch single;
        std::uint64_t sum = 0;
        for (const LonLat p : points) {
            sum += locator.locate(p);
        }
        one_by_one = std::min(one_by_one, single.seconds() + (sum == 0 ? 1e-9 : 0));
    }
    fmt::print(R"({{"name":"parvis","build_seconds":{:.3f},"points_per_second":{:.0f},)"
               R"("points_per_second_one_by_one":{:.0f},"memory_mb":{:.1f}}})"
               "\n",
               figures.build_seconds, static_cast<double>(points.size()) / figures.place_seconds,
               static_cast<double>(points.size()) / one_by_one,
               static_cast<double>(locator.memory_bytes()) / 1e6);
    return figures;
}

struct PreparedDeleter {
    void operator()(const GEOSPreparedGeometry* prepared) const noexcept
    {
        GEOSPreparedGeom_destroy_r(GeosContext::of_thread().handle(), prepared);
    }
};
struct TreeDeleter {
    void operator()(GEOSSTRtree* tree) const noexcept
    {
        GEOSSTRtree_destroy_r(GeosContext::of_thread().handle(), tree);
    }
};

struct PeerArea {
    std::uint32_t index = 0;
    GeosGeometry geometry;
    std::unique_ptr<const GEOSPreparedGeometry, PreparedDeleter> prepared;
};
struct Question {
    GEOSContextHandle_t handle;
    const GEOSGeometry* point;
    std::uint32_t answer;
};

Figures with_geos(const std::vector<Area>& areas, const std::vector<LonLat>& points)
{
    Figures figures;
    const GEOSContextHandle_t handle = GeosContext::of_thread().handle();
    const Stopwatch building;
    const std::unique_ptr<GEOSSTRtree, TreeDeleter> tree(GEOSSTRtree_create_r(handle, 10));
    std::vector<PeerArea> peers;
    peers.reserve(areas.size());
    for (const Area& area : areas) {
        PeerArea peer{static_cast<std::uint32_t>(peers.size()), parvis::geo::to_geos(area.geometry),
                      nullptr};
        peer.prepared.reset(GEOSPrepare_r(handle, peer.geometry.get()));
        peers.push_back(std::move(peer));
        GEOSSTRtree_insert_r(handle, tree.get(), peers.back().geometry.get(), &peers.back());
    }
    // The tree is laid out by its first question: that belongs to building.
    const GeosGeometry first(GEOSGeom_createPointFromXY_r(handle, 0, 0));
    GEOSSTRtree_query_r(
        handle, tree.get(), first.get(), [](void*, void*) {}, nullptr);
    figures.build_seconds = building.seconds();
    figures.places.resize(points.size());
    for (int round = 0; round < rounds; ++round) {
        const Stopwatch placing;
        for (std::size_t i = 0; i < points.size(); ++i) {
            const GeosGeometry point(
                GEOSGeom_createPointFromXY_r(handle, points[i].lon, points[i].lat));
            Question question{handle, point.get(), Locator::nowhere};
            GEOSSTRtree_query_r(
                handle, tree.get(), point.get(),
                [](void* item, void* data) {
                    const auto& peer = *static_cast<const PeerArea*>(item);
                    auto& asked = *static_cast<Question*>(data);
                    if (peer.index < asked.answer &&
                        GEOSPreparedIntersects_r(asked.handle, peer.prepared.get(), asked.point) ==
                            1) {
                        asked.answer = peer.index;
                    }
                },
                &question);
            figures.places[i] = question.answer;
        }
        figures.place_seconds = std::min(figures.place_seconds, placing.seconds());
    }
    fmt::print(R"({{"name":"geos","build_seconds":{:.3f},"points_per_second":{:.0f}}})"
               "\n",
               figures.build_seconds, static_cast<double>(points.size()) / figures.place_seconds);
    return figures;
}

int compare(const char* areas_name, const char* points_name)
{
    const std::vector<Area> areas = read_areas(areas_name);
    const std::vector<LonLat> points = read_points(points_name);
    const Stopwatch checking;
    const parvis::geo::LayerCheck check = parvis::geo::check_layer(areas);
    fmt::print(R"({{"name":"check","seconds":{:.3f},"overlaps":{},"gaps":{}}})"
               "\n",
               checking.seconds(), check.overlaps.size(), check.gaps.size());
    const Figures ours = with_parvis(areas, points);
    const Figures theirs = with_geos(areas, points);
    const bool equal = ours.places == theirs.places;
    const auto placed =
        points.size() - static_cast<std::size_t>(std::ranges::count(ours.places, Locator::nowhere));
    fmt::print(R"({{"name":"result","areas":{},"points":{},"placed":{},"equal":{},"ratio":{:.1f}}})"
               "\n",
               areas.size(), points.size(), placed, equal,
               theirs.place_seconds / ours.place_seconds);
    return equal ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc != 3) {
        fmt::print(stderr, "usage: bench_locator AREAS.geojsonl POINTS.csv\n");
        return 2;
    }
    try {
        return compare(argv[1], argv[2]);
    } catch (const std::exception& error) {
        fmt::print(stderr, "bench_locator: {}\n", error.what());
        return 1;
    }
}
