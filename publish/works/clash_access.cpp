// SPDX-License-Identifier: EUPL-1.2
// Two closed streets that together leave a place without a way out.
#include "publish/works/clash_search.hpp"
#include "publish/works/street_network.hpp"

#include <algorithm>
#include <tuple>

namespace parvis::publish::works {
namespace {

using datasets::Instant;

/// A phase that closes streets to all who drive.
struct Closing {
    std::uint32_t phase = 0;
    std::vector<std::uint32_t> streets;
};

/// What a closing may cut together with others.
struct Key {
    std::uint64_t key = 0;
    std::int64_t from = 0, to = 0;
    std::uint32_t closing = 0;
};

bool shuts(const Phase& phase)
{
    return phase.impact.effect == Effect::closed && phase.place.direction != Direction::forward &&
           phase.place.direction != Direction::backward;
}

/// Closings that go on at the same time and have a key in common, each pair once.
std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs_of(std::vector<Key> keys,
                                                              std::size_t most, bool& truncated)
{
    std::ranges::sort(keys, {},
                      [](const Key& one) { return std::tuple(one.key, one.from, one.closing); });
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    // Two closings may have many keys in common.
    const auto each_once = [&] {
        std::ranges::sort(pairs);
        pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    };
    for (auto one = keys.begin(); one != keys.end() && !truncated; ++one) {
        for (auto other = one + 1;
             other != keys.end() && other->key == one->key && other->from < one->to; ++other) {
            pairs.emplace_back(std::min(one->closing, other->closing),
                               std::max(one->closing, other->closing));
        }
        if (pairs.size() > 2 * most) {
            each_once();
            truncated = pairs.size() > most;
        }
    }
    each_once();
    return pairs;
}

}  // namespace

void ClashSearch::add_access()
{
    if (m_rules.streets == nullptr) {
        return;
    }
    const StreetNetwork& network = *m_rules.streets;
    std::vector<Closing> closings;
    std::vector<Key> keys;
    for (std::uint32_t i = 0; i < m_phases.size(); ++i) {
        const TimedPhase& phase = m_phases[i];
        if (!shuts(phase_of(phase)) || !wanted({Instant{phase.from}, Instant{phase.to}})) {
            continue;
        }
        Closing closing{i, network.closed_by(phase_of(phase).place.geometry)};
        m_found.off_network += closing.streets.empty() ? 1U : 0U;
        for (const std::uint64_t key : network.keys_of(closing.streets)) {
            keys.push_back(
                {key, phase.from, phase.to, static_cast<std::uint32_t>(closings.size())});
        }
        closings.push_back(std::move(closing));
    }
    for (const auto& [i, j] : pairs_of(std::move(keys), m_rules.most, m_found.truncated)) {
        const TimedPhase& a = m_phases[closings[i].phase];
        const TimedPhase& b = m_phases[closings[j].phase];
        const Span when{Instant{std::max(a.from, b.from)}, Instant{std::min(a.to, b.to)}};
        if (a.work == b.work || !(when.from < when.to) || !wanted(when) ||
            !hours_meet(a, phase_of(a).hours, b, phase_of(b).hours, ahead_of(a, b))) {
            continue;
        }
        Clash clash = clash_of(ClashKind::cut_off, a, &b);
        clash.cut_off = network.cut_off(closings[i].streets, closings[j].streets);
        if (clash.cut_off.empty()) {
            continue;
        }
        // Which streets a line of works closes is told by where it is drawn.
        clash.to_check = true;
        clash.severity = Severity::high;
        if (!add(std::move(clash), when)) {
            return;
        }
    }
}

}  // namespace parvis::publish::works
