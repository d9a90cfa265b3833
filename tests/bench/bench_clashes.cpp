// SPDX-License-Identifier: EUPL-1.2
// How long the clashes of many works take: bench_clashes [WORKS] [CSV]
// Works drawn over five years on the streets of a town, of which a quarter is missing; with CSV
// they are written for a peer. A line of JSON a figure; seconds are of one processor.
#include "datasets/zone.hpp"
#include "geo/distance.hpp"
#include "publish/works/clash.hpp"
#include "publish/works/street_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <fstream>
#include <random>
#include <set>

namespace {

using namespace parvis;
using namespace parvis::publish::works;
using datasets::Date;

class Town {
public:
    explicit Town(unsigned seed) : m_random(seed), m_zone("Europe/Paris") {}

    /// Streets every 100 m over about 30 km by 22 km; works are stretches of them, or holes.
    Work work(std::size_t number)
    {
        Work work;
        work.dataset = "chantiers";
        work.id = fmt::format("W{:06}", number);
        work.zone = "Europe/Paris";
        work.category = below(3) == 0 ? Category::roadway : Category::water;
        work.renews_surface = work.category == Category::roadway && below(3) == 0;
        work.communes = {fmt::format("FR_{:03}", below(71))};
        const unsigned street = below(200);
        work.street = fmt::format("rue numéro {}", street);
        Phase phase;
        phase.row = work.id;
        phase.declared = Declared::approved;
        const Date first = datasets::date_of_days(datasets::days({2026, 1, 1}) +
                                                  static_cast<std::int32_t>(below(1826)));
        const Date last =
            datasets::date_of_days(datasets::days(first) + static_cast<std::int32_t>(below(90)));
        phase.start = Bound{m_zone.instant_of(first, 0).instant, first};
        if (below(50) != 0) {
            const Date after = datasets::date_of_days(datasets::days(last) + 1);
            phase.end = Bound{m_zone.instant_of(after, 0).instant, last};
        }
        if (below(2) == 0) {
            phase.hours =
                below(3) == 0 ? DailyHours{75'600, 21'600, 0x7f} : DailyHours{28'800, 61'200, 0x1f};
        }
        phase.place.geometry = geometry();
        phase.impact.effect = below(4) == 0 ? Effect::closed : Effect::alternating;
        if (phase.impact.effect == Effect::closed) {
            phase.impact.detour = fmt::format("par la rue numéro {}", below(200));
        }
        work.phases = {std::move(phase)};
        return work;
    }

    /// The streets between the corners; what is missing makes dead ends and long ways round.
    std::vector<geo::Geometry> streets()
    {
        std::vector<geo::Geometry> streets;
        for (unsigned x = 0; x < across; ++x) {
            for (unsigned y = 0; y < along; ++y) {
                if (below(4) != 0) {
                    streets.emplace_back(geo::Line{{corner(x, y), corner(x + 1, y)}});
                }
                if (below(4) != 0) {
                    streets.emplace_back(geo::Line{{corner(x, y), corner(x, y + 1)}});
                }
            }
        }
        return streets;
    }

private:
    static constexpr unsigned across = 300, along = 220;
    static constexpr double block_lon = 0.00138, block_lat = 0.0009;

    static geo::LonLat corner(unsigned x, unsigned y)
    {
        return {1.0 + block_lon * x, 49.35 + block_lat * y};
    }
    unsigned below(unsigned n) { return static_cast<unsigned>(m_random() % n); }

    geo::Geometry geometry()
    {
        const geo::LonLat start = corner(below(across), below(along));
        const bool east = below(2) == 0;
        const auto at = [&](double metres) {
            return east ? geo::LonLat{start.lon + block_lon * metres / 100, start.lat}
                        : geo::LonLat{start.lon, start.lat + block_lat * metres / 100};
        };
        const double from = below(100);
        if (below(4) == 0) {
            return geo::Point{at(from)};
        }
        geo::LineString line;
        const double length = 20 + below(300);
        for (int i = 0; i <= 4; ++i) {
            line.push_back(at(from + length * i / 4));
        }
        return geo::Line{std::move(line)};
    }

    std::mt19937 m_random;
    datasets::Zone m_zone;
};

/// Pairs of a sample of the works with all, by looking at each.
std::set<std::pair<std::uint32_t, std::uint32_t>> sampled(const std::vector<Work>& works,
                                                          std::size_t every, double metres)
{
    std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
    for (std::size_t i = 0; i < works.size(); i += every) {
        const Phase& one = works[i].phases.front();
        for (std::size_t j = 0; j < works.size(); ++j) {
            const Phase& other = works[j].phases.front();
            const auto end = [](const Phase& phase) {
                if (!phase.end) {
                    return forever.seconds;
                }
                const bool night = phase.hours && phase.hours->crosses_midnight();
                return phase.end->at.seconds + (night ? phase.hours->last : 0);
            };
            if (i != j && one.start->at.seconds < end(other) &&
                other.start->at.seconds < end(one) &&
                geo::distance_m(one.place.geometry, other.place.geometry, metres) <= metres) {
                pairs.emplace(std::min(i, j), std::max(i, j));
            }
        }
    }
    return pairs;
}

void write_csv(const std::vector<Work>& works, const std::string& name)
{
    std::ofstream file(name);
    for (const Work& work : works) {
        const Phase& phase = work.phases.front();
        std::string wkt;
        if (const auto* point = std::get_if<geo::Point>(&phase.place.geometry)) {
            wkt = fmt::format("POINT({} {})", point->at.lon, point->at.lat);
        } else {
            for (const auto p : std::get<geo::Line>(phase.place.geometry).line) {
                wkt += fmt::format("{}{} {}", wkt.empty() ? "LINESTRING(" : ",", p.lon, p.lat);
            }
            wkt += ")";
        }
        file << fmt::format("{};{};{};{}\n", work.id, phase.start->at.seconds,
                            phase.end ? std::to_string(phase.end->at.seconds) : "", wkt);
    }
}

int run(std::size_t count, const std::string& csv)
{
    Town town(20261130);
    std::vector<Work> works;
    for (std::size_t i = 0; i < count; ++i) {
        works.push_back(town.work(i));
    }
    if (!csv.empty()) {
        write_csv(works, csv);
    }
    const auto streets = town.streets();
    const std::clock_t start = std::clock();
    const StreetNetwork network(streets);
    const std::clock_t with_network = std::clock();
    ClashRules rules;
    rules.today = {2026, 1, 1};
    rules.from = datasets::Zone("Europe/Paris").instant_of(rules.today, 0).instant;
    rules.streets = &network;
    rules.most = 10'000'000;
    const auto found = find_clashes(works, {}, rules);
    const std::clock_t end = std::clock();
    const auto seconds = [](std::clock_t from, std::clock_t to) {
        return static_cast<double>(to - from) / CLOCKS_PER_SEC;
    };
    std::array<std::size_t, clash_kinds> counts{};
    std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
    for (const Clash& clash : found.clashes) {
        ++counts.at(static_cast<std::size_t>(clash.kind));
        if (clash.kind == ClashKind::same_place || clash.kind == ClashKind::other_hours) {
            pairs.emplace(std::min(clash.work, *clash.other), std::max(clash.work, *clash.other));
        }
    }
    fmt::print("{{\"name\":\"network\",\"streets\":{},\"seconds\":{:.3f}}}\n", streets.size(),
               seconds(start, with_network));
    fmt::print("{{\"name\":\"clashes\",\"works\":{},\"clashes\":{},\"seconds\":{:.3f}", count,
               found.clashes.size(), seconds(with_network, end));
    for (std::size_t i = 0; i < clash_kinds; ++i) {
        fmt::print(",\"{}\":{}", code_of(static_cast<ClashKind>(i)), counts.at(i));
    }
    fmt::print("}}\n");
    const std::size_t every = std::max<std::size_t>(1, count / 200);
    const std::clock_t looking = std::clock();
    const auto expected = sampled(works, every, rules.metres);
    const std::clock_t looked = std::clock();
    const auto of_sample = std::ranges::count_if(pairs, [&](const auto& pair) {
        return pair.first % every == 0 || pair.second % every == 0;
    });
    const bool same = !expected.empty() && std::ranges::includes(pairs, expected) &&
                      static_cast<std::size_t>(of_sample) == expected.size();
    fmt::print(
        "{{\"name\":\"sample\",\"works\":{},\"clashes\":{},\"equal\":{},\"seconds\":{:.3f}}}\n",
        (count + every - 1) / every, expected.size(), same, seconds(looking, looked));
    return same ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv)
{
    try {
        const std::size_t count =
            argc > 1 ? static_cast<std::size_t>(std::strtoull(argv[1], nullptr, 10)) : 100'000;
        return run(count, argc > 2 ? argv[2] : "");
    } catch (const std::exception& error) {
        fmt::print(stderr, "bench_clashes: {}\n", error.what());
        return 1;
    }
}
