// SPDX-License-Identifier: EUPL-1.2
// How long the clashes of many works take: bench_clashes [WORKS] [CSV]
// Works drawn over five years on the streets of a town; with CSV they are written for a peer.
#include "datasets/zone.hpp"
#include "geo/distance.hpp"
#include "publish/works/clash.hpp"

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
        work.declared = Declared::approved;
        work.category = below(3) == 0 ? Category::roadway : Category::water;
        work.renews_surface = work.category == Category::roadway && below(3) == 0;
        work.communes = {fmt::format("FR_{:03}", below(71))};
        const unsigned street = below(200);
        work.street = fmt::format("rue numéro {}", street);
        Phase phase;
        phase.row = work.id;
        const Date first = datasets::date_of_days(datasets::days({2026, 1, 1}) +
                                                  static_cast<std::int32_t>(below(1826)));
        const Date last = datasets::date_of_days(datasets::days(first) +
                                                 static_cast<std::int32_t>(below(90)));
        phase.start = Bound{m_zone.instant_of(first, 0).instant, first};
        if (below(50) != 0) {
            const Date after = datasets::date_of_days(datasets::days(last) + 1);
            phase.end = Bound{m_zone.instant_of(after, 0).instant, last};
        }
        if (below(2) == 0) {
            phase.hours = below(3) == 0 ? DailyHours{75'600, 21'600, 0x7f}
                                        : DailyHours{28'800, 61'200, 0x1f};
        }
        phase.place.geometry = geometry();
        phase.impact.effect = below(4) == 0 ? Effect::closed : Effect::alternating;
        if (phase.impact.effect == Effect::closed) {
            phase.impact.detour = fmt::format("par la rue numéro {}", below(200));
        }
        work.phases = {std::move(phase)};
        return work;
    }

private:
    unsigned below(unsigned n) { return static_cast<unsigned>(m_random() % n); }

    geo::Geometry geometry()
    {
        constexpr double block_lon = 0.00138, block_lat = 0.0009;
        const geo::LonLat corner{1.0 + block_lon * below(300), 49.35 + block_lat * below(220)};
        const bool east = below(2) == 0;
        const auto along = [&](double metres) {
            return east ? geo::LonLat{corner.lon + block_lon * metres / 100, corner.lat}
                        : geo::LonLat{corner.lon, corner.lat + block_lat * metres / 100};
        };
        const double from = below(100);
        if (below(4) == 0) {
            return geo::Point{along(from)};
        }
        geo::LineString line;
        const double length = 20 + below(300);
        for (int i = 0; i <= 4; ++i) {
            line.push_back(along(from + length * i / 4));
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
    ClashRules rules;
    rules.today = {2026, 1, 1};
    rules.from = datasets::Zone("Europe/Paris").instant_of(rules.today, 0).instant;
    rules.most = 10'000'000;
    const std::clock_t start = std::clock();
    const auto found = find_clashes(works, {}, rules);
    const double took = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    std::array<std::size_t, clash_kinds> counts{};
    std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
    for (const Clash& clash : found.clashes) {
        ++counts.at(static_cast<std::size_t>(clash.kind));
        if (clash.kind == ClashKind::same_place || clash.kind == ClashKind::other_hours) {
            pairs.emplace(std::min(clash.work, *clash.other), std::max(clash.work, *clash.other));
        }
    }
    fmt::print("{} works, {} clashes in {:.2f} s on one core\n", count, found.clashes.size(),
               took);
    for (std::size_t i = 0; i < clash_kinds; ++i) {
        fmt::print("  {:20} {:9}\n", code_of(static_cast<ClashKind>(i)), counts.at(i));
    }
    const std::size_t every = std::max<std::size_t>(1, count / 200);
    const auto expected = sampled(works, every, rules.metres);
    const bool holds_all = std::ranges::includes(pairs, expected);
    const auto of_sample = std::ranges::count_if(
        pairs, [&](const auto& pair) { return pair.first % every == 0 || pair.second % every == 0; });
    const bool same = holds_all && static_cast<std::size_t>(of_sample) == expected.size();
    fmt::print("sample of {} works by all pairs: {} clashes, {}\n", (count + every - 1) / every,
               expected.size(), same ? "the same" : "NOT THE SAME");
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
