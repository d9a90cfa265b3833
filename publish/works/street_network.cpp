// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/street_network.hpp"

#include "geo/distance.hpp"
#include "geo/measure.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <unordered_map>
#include <utility>

namespace parvis::publish::works {
namespace {

constexpr double beside_m = 15, along_m = 30, nearest_m = 25;
constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

/// The cell of about ten centimetres in which a position lies: one crossing.
std::uint64_t cell_of(geo::LonLat at)
{
    constexpr double cells = 1e6;
    const auto part = [](double degrees) {
        return static_cast<std::uint32_t>(static_cast<std::int64_t>(std::llround(degrees * cells)));
    };
    return std::uint64_t{part(at.lon)} << 32U | part(at.lat);
}

template <typename Take>
void each_line(const geo::Geometry& street, Take&& take)
{
    if (const auto* line = std::get_if<geo::Line>(&street)) {
        take(line->line);
    } else if (const auto* lines = std::get_if<geo::MultiLine>(&street)) {
        std::ranges::for_each(lines->lines, take);
    }
}

/// Sets that are joined, by their least member.
class Sets {
public:
    explicit Sets(std::size_t size) : m_above(size)
    {
        std::iota(m_above.begin(), m_above.end(), 0U);
    }
    std::uint32_t of(std::uint32_t member)
    {
        while (m_above[member] != member) {
            member = m_above[member] = m_above[m_above[member]];
        }
        return member;
    }
    void join(std::uint32_t a, std::uint32_t b)
    {
        a = of(a);
        b = of(b);
        m_above[std::max(a, b)] = std::min(a, b);
    }

private:
    std::vector<std::uint32_t> m_above;
};

/// How many metres of a line run beside a geometry, measured every five metres or less.
double metres_beside(const geo::LineString& line, const geo::Geometry& work)
{
    constexpr double step_m = 5;
    double beside = 0;
    for (std::size_t i = 1; i < line.size(); ++i) {
        const geo::LonLat a = line[i - 1], b = line[i];
        const double metres = geo::distance_m(a, b);
        const auto steps = static_cast<int>(std::ceil(metres / step_m));
        for (int step = 0; step < steps; ++step) {
            const double share = (step + 0.5) / steps;
            const geo::LonLat at{a.lon + share * (b.lon - a.lon), a.lat + share * (b.lat - a.lat)};
            beside += geo::distance_m(at, work) <= beside_m ? metres / steps : 0;
        }
    }
    return beside;
}

bool has(std::span<const std::uint32_t> in_order, std::uint32_t one)
{
    return std::ranges::binary_search(in_order, one);
}

/// What can be reached from the ends of closed stretches, step by step from all at once: the
/// smaller parts are known before the larger one has been walked through.
class Spread {
public:
    /// From these crossings, in order.
    explicit Spread(std::vector<std::uint32_t> starts)
        : m_starts(std::move(starts)), m_sets(m_starts.size()), m_waiting(m_starts.size()),
          m_next(m_starts.size())
    {
        for (std::uint32_t i = 0; i < m_starts.size(); ++i) {
            m_owner.emplace(m_starts[i], i);
            m_waiting[i] = {m_starts[i]};
        }
    }

    /// `visit(crossing, take)` calls take(neighbour) for each open stretch at a crossing.
    template <typename Visit>
    void run(Visit&& visit)
    {
        while (going() > 1 || (going() == 1 && !larger_than_others())) {
            for (std::uint32_t i = 0; i < m_starts.size(); ++i) {
                if (m_next[i] == m_waiting[i].size()) {
                    continue;
                }
                const std::uint32_t here = m_waiting[i][m_next[i]++];
                visit(here, [&](std::uint32_t there) {
                    const auto [at, is_new] = m_owner.emplace(there, i);
                    if (is_new) {
                        m_waiting[i].push_back(there);
                    } else {
                        m_sets.join(i, at->second);
                    }
                });
            }
        }
    }

    [[nodiscard]] std::uint32_t group_of(std::uint32_t start_crossing)
    {
        return m_sets.of(m_owner.at(start_crossing));
    }
    [[nodiscard]] std::vector<std::size_t> sizes()
    {
        std::vector<std::size_t> sizes(m_starts.size());
        for (std::uint32_t i = 0; i < m_starts.size(); ++i) {
            sizes[m_sets.of(i)] += m_waiting[i].size();
        }
        return sizes;
    }
    template <typename Take>
    void each_crossing(std::uint32_t group, Take&& take)
    {
        for (std::uint32_t i = 0; i < m_starts.size(); ++i) {
            if (m_sets.of(i) == group) {
                std::ranges::for_each(m_waiting[i], take);
            }
        }
    }
    [[nodiscard]] std::size_t starts() const { return m_starts.size(); }

private:
    /// How many groups, or that there is but one in all, are not walked through.
    std::size_t going()
    {
        std::vector<bool> is_going(m_starts.size());
        std::size_t groups = 0;
        for (std::uint32_t i = 0; i < m_starts.size(); ++i) {
            groups += m_sets.of(i) == i ? 1U : 0U;
            if (m_next[i] < m_waiting[i].size()) {
                is_going[m_sets.of(i)] = true;
            }
        }
        // Where all is one, nothing is cut off: there is nothing more to know.
        return groups == 1
                   ? 0
                   : static_cast<std::size_t>(std::count(is_going.begin(), is_going.end(), true));
    }
    bool larger_than_others()
    {
        std::uint32_t going = none;
        for (std::uint32_t i = 0; i < m_starts.size(); ++i) {
            going = m_next[i] < m_waiting[i].size() ? m_sets.of(i) : going;
        }
        const auto all = sizes();
        for (std::uint32_t i = 0; i < all.size(); ++i) {
            if (i != going && all[i] >= all[going]) {
                return false;
            }
        }
        return true;
    }

    std::vector<std::uint32_t> m_starts;
    Sets m_sets;
    std::vector<std::vector<std::uint32_t>> m_waiting;  ///< all that each has reached
    std::vector<std::size_t> m_next;                    ///< in m_waiting
    std::unordered_map<std::uint32_t, std::uint32_t> m_owner;
};

}  // namespace

StreetNetwork::StreetNetwork(std::span<const geo::Geometry> streets)
{
    split(streets);
    connect();
    label();
    std::vector<std::uint32_t> rows;
    std::vector<geo::Box> boxes;
    for (std::uint32_t i = 0; i < m_stretches.size(); ++i) {
        rows.push_back(i);
        boxes.push_back(*geo::bounds(m_stretches[i].line));
    }
    m_tree = BoxTree(std::move(rows), boxes);
}

void StreetNetwork::split(std::span<const geo::Geometry> streets)
{
    constexpr std::uint32_t end_of_line = 2;  // as much as being shared
    std::unordered_map<std::uint64_t, std::uint32_t> uses;
    for (const geo::Geometry& street : streets) {
        each_line(street, [&](const geo::LineString& line) {
            std::uint64_t before = 0;
            for (std::size_t i = 0; i < line.size(); ++i) {
                const std::uint64_t cell = cell_of(line[i]);
                const bool is_end = i == 0 || i + 1 == line.size();
                // A position that is written twice is no crossing.
                uses[cell] += is_end ? end_of_line : i > 0 && cell == before ? 0U : 1U;
                before = cell;
            }
        });
    }
    std::unordered_map<std::uint64_t, std::uint32_t> crossings;
    const auto crossing = [&](std::uint64_t cell) {
        return crossings.emplace(cell, static_cast<std::uint32_t>(crossings.size())).first->second;
    };
    for (std::uint32_t street = 0; street < streets.size(); ++street) {
        each_line(streets[street], [&](const geo::LineString& line) {
            geo::LineString stretch;
            for (const geo::LonLat at : line) {
                stretch.push_back(at);
                if (stretch.size() < 2 || uses[cell_of(at)] < end_of_line) {
                    continue;
                }
                const double metres = geo::length_m(stretch);
                if (metres > 0) {
                    m_stretches.push_back({crossing(cell_of(stretch.front())),
                                           crossing(cell_of(at)), street, metres,
                                           geo::Line{std::move(stretch)}});
                }
                stretch = {at};
            }
        });
    }
    m_crossings = crossings.size();
}

void StreetNetwork::connect()
{
    m_first.assign(m_crossings + 1, 0);
    for (const Stretch& one : m_stretches) {
        ++m_first[one.from + 1];
        ++m_first[one.to + 1];
    }
    std::partial_sum(m_first.begin(), m_first.end(), m_first.begin());
    m_at.resize(m_first.back());
    auto next = m_first;
    for (std::uint32_t i = 0; i < m_stretches.size(); ++i) {
        m_at[next[m_stretches[i].from]++] = i;
        m_at[next[m_stretches[i].to]++] = i;
    }
}

void StreetNetwork::label()
{
    std::mt19937_64 random(20'261'130);
    std::vector<std::uint32_t> order, through(m_crossings, none);
    std::vector<std::uint64_t> sum(m_crossings);
    std::vector<bool> in_tree(m_stretches.size());
    m_part.assign(m_crossings, none);
    m_label.assign(m_stretches.size(), 0);
    for (std::uint32_t start = 0; start < m_crossings; ++start) {
        if (m_part[start] != none) {
            continue;
        }
        m_part[start] = start;
        order.push_back(start);
        for (std::size_t i = order.size() - 1; i < order.size(); ++i) {
            const std::uint32_t here = order[i];
            for (std::uint32_t k = m_first[here]; k < m_first[here + 1]; ++k) {
                const Stretch& one = m_stretches[m_at[k]];
                const std::uint32_t there = one.from == here ? one.to : one.from;
                if (m_part[there] == none) {
                    m_part[there] = start;
                    through[there] = m_at[k];
                    in_tree[m_at[k]] = true;
                    order.push_back(there);
                }
            }
        }
    }
    for (std::uint32_t i = 0; i < m_stretches.size(); ++i) {
        if (!in_tree[i]) {
            m_label[i] = random();
            sum[m_stretches[i].from] ^= m_label[i];
            sum[m_stretches[i].to] ^= m_label[i];
        }
    }
    for (auto at = order.rbegin(); at != order.rend(); ++at) {
        if (through[*at] != none) {
            const Stretch& one = m_stretches[through[*at]];
            m_label[through[*at]] = sum[*at];
            sum[one.from == *at ? one.to : one.from] ^= sum[*at];
        }
    }
}

std::vector<std::uint32_t> StreetNetwork::closed_by(const geo::Geometry& work) const
{
    std::vector<std::uint32_t> closed;
    const auto box = geo::bounds(work);
    if (!box) {
        return closed;
    }
    const geo::Box wide = geo::widened(*box, nearest_m);
    std::pair<double, std::uint32_t> nearest{nearest_m, none};
    const auto look = [&](std::uint32_t i, bool) {
        const Stretch& one = m_stretches[i];
        const double away = geo::distance_m(one.line, work, nearest_m);
        if (away > nearest_m) {
            return;
        }
        nearest = std::min(nearest, {away, i});
        // What is measured in steps is a little less than the whole.
        constexpr double whole = 0.999;
        if (away <= beside_m && metres_beside(std::get<geo::Line>(one.line).line, work) >=
                                    whole * std::min(along_m, one.metres)) {
            closed.push_back(i);
        }
    };
    if (!wide.crosses_antimeridian()) {
        m_tree.visit(wide, look);
    }
    if (closed.empty() && nearest.second != none) {
        closed.push_back(nearest.second);
    }
    std::ranges::sort(closed);
    return closed;
}

std::vector<std::uint64_t> StreetNetwork::keys_of(std::span<const std::uint32_t> closed) const
{
    constexpr std::size_t most_independent = 10, most_in_pairs = 200;
    std::vector<std::uint64_t> labels, independent;
    for (const std::uint32_t one : closed) {
        labels.push_back(m_label[one]);
        std::uint64_t rest = m_label[one];
        for (const std::uint64_t known : independent) {
            rest = std::min(rest, rest ^ known);
        }
        if (rest != 0) {
            independent.push_back(rest);
        }
    }
    std::vector<std::uint64_t> keys;
    if (independent.size() <= most_independent) {
        for (const std::uint64_t one : independent) {
            const std::size_t before = keys.size();
            keys.push_back(one);
            for (std::size_t i = 0; i < before; ++i) {
                keys.push_back(keys[i] ^ one);
            }
        }
    } else {
        for (std::size_t i = 0; i < labels.size(); ++i) {
            keys.push_back(labels[i]);
            for (std::size_t j = 0; j < i && labels.size() <= most_in_pairs; ++j) {
                keys.push_back(labels[i] ^ labels[j]);
            }
        }
    }
    std::ranges::sort(keys);
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    // What is cut off by itself has nothing to do with others.
    std::erase(keys, 0U);
    return keys;
}

std::vector<std::uint32_t> StreetNetwork::cut_off(std::span<const std::uint32_t> one,
                                                  std::span<const std::uint32_t> other) const
{
    std::vector<std::uint32_t> parts, cut;
    for (const std::uint32_t stretch : one) {
        parts.push_back(m_part[m_stretches[stretch].from]);
    }
    std::ranges::sort(parts);
    parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
    for (const std::uint32_t part : parts) {
        cut_off_in(part, one, other, cut);
    }
    std::ranges::sort(cut);
    return cut;
}

void StreetNetwork::cut_off_in(std::uint32_t part, std::span<const std::uint32_t> one,
                               std::span<const std::uint32_t> other,
                               std::vector<std::uint32_t>& cut) const
{
    const auto is_here = [&](std::uint32_t i) { return m_part[m_stretches[i].from] == part; };
    const auto is_closed = [&](std::uint32_t i) { return has(one, i) || has(other, i); };
    std::vector<std::uint32_t> starts;
    for (const auto& closed : {one, other}) {
        for (const std::uint32_t i : closed) {
            if (is_here(i)) {
                starts.insert(starts.end(), {m_stretches[i].from, m_stretches[i].to});
            }
        }
    }
    std::ranges::sort(starts);
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
    const auto each_open = [&](std::uint32_t crossing, auto&& take) {
        for (std::uint32_t k = m_first[crossing]; k < m_first[crossing + 1]; ++k) {
            if (!is_closed(m_at[k])) {
                take(m_at[k]);
            }
        }
    };
    Spread spread(std::move(starts));
    spread.run([&](std::uint32_t here, auto&& take) {
        each_open(here, [&](std::uint32_t i) {
            take(m_stretches[i].from == here ? m_stretches[i].to : m_stretches[i].from);
        });
    });
    const auto sizes = spread.sizes();
    const auto larger = static_cast<std::uint32_t>(std::ranges::max_element(sizes) - sizes.begin());
    // Where one closing alone leaves a way, it leads over what the other one closes.
    const auto joined_by = [&](std::span<const std::uint32_t> opened,
                               std::span<const std::uint32_t> closed) {
        Sets sets(spread.starts());
        for (const std::uint32_t i : opened) {
            if (is_here(i) && !has(closed, i)) {
                sets.join(spread.group_of(m_stretches[i].from), spread.group_of(m_stretches[i].to));
            }
        }
        return sets;
    };
    Sets with_one = joined_by(other, one), with_other = joined_by(one, other);
    for (std::uint32_t group = 0; group < sizes.size(); ++group) {
        if (sizes[group] == 0 || group == larger || with_one.of(group) != with_one.of(larger) ||
            with_other.of(group) != with_other.of(larger)) {
            continue;
        }
        spread.each_crossing(group, [&](std::uint32_t crossing) {
            each_open(crossing, [&](std::uint32_t i) {
                if (m_stretches[i].from == crossing) {
                    cut.push_back(i);
                }
            });
        });
    }
}

}  // namespace parvis::publish::works
