// SPDX-License-Identifier: EUPL-1.2
// Places points and cuts lines with Parvis' Locator, points also with GEOS, and prints what they
// took as JSON lines. What each area got is written to a file, for the peers' to be compared with.
#include "bench_geos.hpp"
#include "bench_layers.hpp"
#include "geo/layer_check.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <exception>
#include <fstream>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace parvis::bench;
using parvis::geo::Area;
using parvis::geo::AreaShare;
using parvis::geo::Geometry;
using parvis::geo::Locator;
using parvis::geo::LonLat;
using Places = std::vector<std::uint32_t>;

/// Each side does all its work so often; its best time counts, so that caches are warm for both.
constexpr int rounds = 3;

struct Seconds {
    double wall = std::numeric_limits<double>::infinity();
    double processor = std::numeric_limits<double>::infinity();  ///< of all threads together
};

double now(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// Beside the clock on the wall, processor time: what a quiet machine's clock would show for work
/// of one thread that waits for nothing.
Seconds best_of(int times, const std::function<void()>& work)
{
    Seconds best;
    for (int i = 0; i < times; ++i) {
        const double wall = now(CLOCK_MONOTONIC);
        const double processor = now(CLOCK_PROCESS_CPUTIME_ID);
        work();
        best.wall = std::min(best.wall, now(CLOCK_MONOTONIC) - wall);
        best.processor = std::min(best.processor, now(CLOCK_PROCESS_CPUTIME_ID) - processor);
    }
    return best;
}

/// Shares `count` things out among threads, in stretches of their order.
void in_threads(
    std::size_t threads, std::size_t count,
    const std::function<void(std::size_t thread, std::size_t from, std::size_t to)>& work)
{
    std::vector<std::jthread> running;
    for (std::size_t i = 1; i < threads; ++i) {
        running.emplace_back(work, i, count * i / threads, count * (i + 1) / threads);
    }
    work(0, 0, count / threads);
}

void locate(const Locator& locator, std::size_t threads, std::span<const LonLat> points,
            std::span<std::uint32_t> out)
{
    in_threads(threads, points.size(), [&](std::size_t, std::size_t from, std::size_t to) {
        locator.locate(points.subspan(from, to - from), out.subspan(from, to - from));
    });
}

template <class Value>
void write_per_area(const std::string& name, const std::vector<Value>& values)
{
    std::ofstream file(name);
    for (std::size_t area = 0; area < values.size(); ++area) {
        if (values[area] != Value{}) {
            fmt::print(file, "{},{}\n", area, values[area]);
        }
    }
}

void print(std::string_view name, const Seconds& seconds)
{
    fmt::print(R"({{"name":"{}","seconds":{:.4f},"processor_seconds":{:.4f}}})"
               "\n",
               name, seconds.wall, seconds.processor);
}

/// The locator, with what building it took.
Locator built(std::vector<Area> areas)
{
    std::vector<Locator> locator;
    const Seconds seconds = best_of(1, [&] { locator.emplace_back(std::move(areas)); });
    print("build", seconds);
    fmt::print(R"({{"name":"memory","megabytes":{:.1f}}})"
               "\n",
               static_cast<double>(locator.front().memory_bytes()) / 1e6);
    return std::move(locator.front());
}

int place_points(const std::string& areas_name, const std::string& points_name,
                 const std::string& out_name)
{
    const std::vector<Area> areas = read_areas(areas_name);
    const std::vector<LonLat> points = read_points(points_name);
    const Locator locator = built(areas);
    Places ours(points.size());
    print("parvis", best_of(rounds, [&] { locate(locator, 1, points, ours); }));
    print("parvis2", best_of(rounds, [&] { locate(locator, 2, points, ours); }));
    std::uint64_t sum = 0;
    print("parvis_one_by_one", best_of(rounds, [&] {
              for (const LonLat p : points) {
                  sum += locator.locate(p);
              }
          }));

    Places theirs(points.size());
    std::vector<GeosPlaces> geos;
    print("geos_build", best_of(1, [&] { geos.emplace_back(areas); }));
    print("geos", best_of(rounds, [&] { geos.front().locate(points, theirs); }));

    std::vector<std::uint64_t> counts(areas.size());
    std::uint64_t placed = 0;
    std::uint64_t expected_sum = 0;
    for (const std::uint32_t area : ours) {
        expected_sum += area * std::uint64_t{rounds};
        if (area != Locator::nowhere) {
            ++counts[area];
            ++placed;
        }
    }
    write_per_area(out_name, counts);
    const bool equal = ours == theirs && sum == expected_sum;
    fmt::print(R"({{"name":"result","areas":{},"points":{},"placed":{},"equal":{}}})"
               "\n",
               areas.size(), points.size(), placed, equal);
    return equal ? 0 : 1;
}

std::vector<double> cut(const Locator& locator, std::size_t threads,
                        const std::vector<Geometry>& lines)
{
    std::vector<std::vector<double>> metres(threads);
    in_threads(threads, lines.size(), [&](std::size_t thread, std::size_t from, std::size_t to) {
        std::vector<double>& sums = metres[thread];
        sums.resize(locator.keys().size());
        for (std::size_t i = from; i < to; ++i) {
            for (const AreaShare& share : locator.cut(lines[i])) {
                sums[share.area] += share.amount;
            }
        }
    });
    for (std::size_t thread = 1; thread < threads; ++thread) {
        std::ranges::transform(metres[0], metres[thread], metres[0].begin(), std::plus{});
    }
    return metres[0];
}

int cut_lines(const std::string& areas_name, const std::string& lines_name,
              const std::string& out_name)
{
    const std::vector<Geometry> lines = read_lines(lines_name);
    const Locator locator = built(read_areas(areas_name));
    std::vector<double> metres;
    print("parvis", best_of(rounds, [&] { metres = cut(locator, 1, lines); }));
    print("parvis2", best_of(rounds, [&] { metres = cut(locator, 2, lines); }));
    write_per_area(out_name, metres);
    return 0;
}

/// Rate and memory at 0.1, 1 and 10 million points; GEOS only up to a million, which takes it 5 s.
int grow(const std::string& areas_name)
{
    const std::vector<Area> areas = read_areas(areas_name);
    const Locator locator = built(areas);
    const GeosPlaces geos(areas);
    for (const std::size_t count : {100'000U, 1'000'000U, 10'000'000U}) {
        const std::vector<LonLat> points = random_points(areas, count, 20171124);
        Places ours(count);
        const auto megabytes = static_cast<double>(locator.memory_bytes() +
                                                   count * (sizeof(LonLat) + sizeof(ours[0]))) /
                               1e6;
        print(fmt::format("parvis-{}", count),
              best_of(rounds, [&] { locate(locator, 1, points, ours); }));
        fmt::print(R"({{"name":"memory-{}","megabytes":{:.1f}}})"
                   "\n",
                   count, megabytes);
        if (count <= 1'000'000) {
            Places theirs(count);
            print(fmt::format("geos-{}", count), best_of(1, [&] { geos.locate(points, theirs); }));
            if (ours != theirs) {
                fmt::print(stderr, "bench_locator: places differ from those of GEOS\n");
                return 1;
            }
        }
    }
    return 0;
}

int check(const std::string& areas_name)
{
    const std::vector<Area> areas = read_areas(areas_name);
    parvis::geo::LayerCheck found;
    print("check", best_of(1, [&] { found = parvis::geo::check_layer(areas); }));
    fmt::print(R"({{"name":"result","overlaps":{},"gaps":{}}})"
               "\n",
               found.overlaps.size(), found.gaps.size());
    return 0;
}

}  // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> words(argv + 1, argv + argc);
    const auto is = [&](std::string_view command, std::size_t files) {
        return words.size() == files + 1 && words[0] == command;
    };
    try {
        if (is("points", 3)) {
            return place_points(words[1], words[2], words[3]);
        }
        if (is("lines", 3)) {
            return cut_lines(words[1], words[2], words[3]);
        }
        if (is("growth", 1)) {
            return grow(words[1]);
        }
        if (is("check", 1)) {
            return check(words[1]);
        }
    } catch (const std::exception& error) {
        fmt::print(stderr, "bench_locator: {}\n", error.what());
        return 1;
    }
    fmt::print(stderr, "usage: bench_locator points AREAS.geojson POINTS.csv COUNTS.csv\n"
                       "       bench_locator lines AREAS.geojson LINES.csv METRES.csv\n"
                       "       bench_locator growth AREAS.geojson\n"
                       "       bench_locator check AREAS.geojson\n");
    return 2;
}
