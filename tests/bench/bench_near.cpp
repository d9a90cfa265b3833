// SPDX-License-Identifier: EUPL-1.2
// How long near things take: bench_near AREAS.geojson [POINTS]
#include "bench_layers.hpp"
#include "geo/distance.hpp"
#include "geo/measure.hpp"
#include "geo/point_tree.hpp"
#include "geo/reach.hpp"
#include "publish/cross/access.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <exception>
#include <string>

namespace {

using namespace parvis;

/// Prints how long something takes: processor time, so that others on the machine disturb little.
template <class Work>
void timed(std::string_view name, Work&& work)
{
    const std::clock_t start = std::clock();
    const double result = work();
    const double took = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    fmt::print("{:60} {:8.3f} s   ({:.6g})\n", name, took, result);
}

int run(const std::string& file, std::size_t count)
{
    const auto areas = bench::read_areas(file);
    const auto points = bench::random_points(areas, count, 20261125);
    std::vector<geo::LonLat> centres;
    geo::PointTree tree;
    timed(fmt::format("position of {} areas", areas.size()), [&] {
        for (const auto& area : areas) {
            centres.push_back(*geo::central_position(area.geometry));
        }
        return static_cast<double>(centres.size());
    });
    timed(fmt::format("tree of {} points", points.size()), [&] {
        tree = geo::PointTree(points);
        return static_cast<double>(tree.memory_bytes());
    });
    timed("nearest point of every area", [&] {
        double sum = 0;
        for (const auto centre : centres) {
            sum += tree.nearest(centre).front().metres;
        }
        return sum / static_cast<double>(centres.size());
    });
    timed("nearest area of every point", [&] {
        const geo::PointTree of_areas(centres);
        double sum = 0;
        for (const auto point : points) {
            sum += of_areas.nearest(point).front().metres;
        }
        return sum / static_cast<double>(points.size());
    });
    for (const double metres : {5e3, 20e3, 200e3}) {
        timed(fmt::format("points within {:g} km of every area", metres / 1000), [&] {
            double found = 0;
            for (const auto centre : centres) {
                tree.visit(centre, metres, [&](std::size_t first, std::size_t last) {
                    found += static_cast<double>(last - first);
                });
            }
            return found;
        });
    }
    std::vector<publish::cross::Demand> demands;
    std::vector<publish::cross::Supply> supplies;
    for (std::size_t i = 0; i < centres.size(); ++i) {
        demands.push_back({centres[i], static_cast<double>(i % 5000)});
    }
    for (const auto point : points) {
        supplies.push_back({point, 1});
    }
    timed("2SFCA of all points for all areas, 20 km",
          [&] { return publish::cross::two_step_access(demands, supplies, 20e3).difference(); });
    const std::vector<geo::LonLat> few(
        points.begin(),
        points.begin() + static_cast<std::ptrdiff_t>(std::min(points.size(), std::size_t{2000})));
    const geo::PointTree of_few(few);
    timed(fmt::format("share of every area within 5 km of {} points", few.size()), [&] {
        double covered = 0;
        for (std::size_t i = 0; i < areas.size(); ++i) {
            std::vector<geo::LonLat> near;
            for (const auto& one : of_few.within(centres[i], 25e3)) {
                near.push_back(few[one.index]);
            }
            covered += geo::covered_share(areas[i].geometry, near, 5e3);
        }
        return covered / static_cast<double>(areas.size());
    });
    return 0;
}

}  // namespace

int main(int argc, char** argv)
{
    try {
        if (argc == 2 || argc == 3) {
            return run(argv[1], argc == 3 ? std::stoul(argv[2]) : 1'000'000);
        }
    } catch (const std::exception& error) {
        fmt::print(stderr, "bench_near: {}\n", error.what());
        return 1;
    }
    fmt::print(stderr, "usage: bench_near AREAS.geojson [POINTS]\n");
    return 2;
}
