// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/clash.hpp"

#include "publish/works/clash_search.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <tuple>

namespace parvis::publish::works {
namespace {

using datasets::Instant;

constexpr std::array<std::string_view, clash_kinds> kind_codes{
    "meme_lieu",    "autres_horaires", "revetement_recent", "deviation_barree",
    "acces_coupe",  "etablissement",   "evenement",         "hiver",
    "sans_reponse", "a_annoncer"};
constexpr std::array<std::string_view, 3> severity_codes{"faible", "moyenne", "forte"};

template <typename Enum, std::size_t n>
std::optional<Enum> named_in(const std::array<std::string_view, n>& codes, std::string_view code)
{
    const auto found = std::ranges::find(codes, code);
    return found == codes.end() ? std::nullopt
                                : std::optional(static_cast<Enum>(found - codes.begin()));
}

/// Nothing that drives has to slow down.
bool beside_the_road(const Impact& impact)
{
    switch (impact.effect) {
    case Effect::none:
    case Effect::parking:
    case Effect::pavement:
    case Effect::cycle_lane:
        return true;
    default:
        return false;
    }
}

Severity severity_of(const Phase& a, const Phase& b)
{
    if (closes(a.impact) || closes(b.impact)) {
        return Severity::high;
    }
    return beside_the_road(a.impact) && beside_the_road(b.impact) ? Severity::low
                                                                  : Severity::medium;
}

std::int64_t key(const std::optional<std::uint32_t>& index)
{
    return index ? std::int64_t{*index} : -1;
}

/// Adds a span to others in order, joining those that touch.
void join(std::vector<Span>& spans)
{
    std::ranges::sort(spans, {}, &Span::from);
    std::vector<Span> joined;
    for (const Span& span : spans) {
        if (!joined.empty() && span.from <= joined.back().to) {
            joined.back().to = std::max(joined.back().to, span.to);
        } else {
            joined.push_back(span);
        }
    }
    spans = std::move(joined);
}

}  // namespace

std::string_view code_of(ClashKind kind) { return kind_codes.at(static_cast<std::size_t>(kind)); }
std::string_view code_of(Severity severity)
{
    return severity_codes.at(static_cast<std::size_t>(severity));
}
std::optional<ClashKind> clash_kind_named(std::string_view code)
{
    return named_in<ClashKind>(kind_codes, code);
}
std::optional<Severity> severity_named(std::string_view code)
{
    return named_in<Severity>(severity_codes, code);
}

std::string_view code_of(Incomparable reason)
{
    constexpr std::array<std::string_view, 3> codes{"sans_debut", "fin_avant_debut", "sans_lieu"};
    return codes.at(static_cast<std::size_t>(reason));
}

bool goes_on(const Work& work) { return !is_over(declared_of(work)) && !work.ledger.departed; }

bool closes(const Impact& impact)
{
    return impact.effect == Effect::closed || impact.effect == Effect::one_way_closed;
}

FoundClashes find_clashes(std::span<const Work> works, std::span<const Sensitive> things,
                          const ClashRules& rules,
                          std::span<const std::optional<datasets::Date>> requested)
{
    return ClashSearch(works, things, rules, requested).run();
}

ClashSearch::ClashSearch(std::span<const Work> works, std::span<const Sensitive> things,
                         const ClashRules& rules,
                         std::span<const std::optional<datasets::Date>> requested)
    : m_works(works), m_things(things), m_rules(rules), m_requested(requested), m_rank(works.size())
{
    std::vector<std::uint32_t> order(works.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {},
                      [&](std::uint32_t i) { return std::tie(works[i].dataset, works[i].id); });
    for (std::uint32_t rank = 0; rank < order.size(); ++rank) {
        m_rank[order[rank]] = rank;
    }
}

FoundClashes ClashSearch::run()
{
    read_phases();
    add_pairs();
    add_openings();
    add_detours();
    add_access();
    add_sensitive();
    add_clocks();
    put_together();
    return std::move(m_found);
}

std::vector<Stay> ClashSearch::stays() const
{
    std::vector<Stay> all;
    all.reserve(m_phases.size());
    for (const TimedPhase& phase : m_phases) {
        const Span period{Instant{phase.from}, Instant{phase.to}};
        all.push_back(wanted(period) ? Stay{&phase_of(phase).place.geometry, phase.from, phase.to}
                                     : Stay{});
    }
    return all;
}

void ClashSearch::add_pairs()
{
    const auto all = stays();
    each_meeting(
        all, m_rules.metres,
        [&](std::uint32_t i, std::uint32_t j) { return m_phases[i].work != m_phases[j].work; },
        [&](std::uint32_t i, std::uint32_t j, double metres) {
            const TimedPhase& a = m_phases[i];
            const TimedPhase& b = m_phases[j];
            const Phase& one = phase_of(a);
            const Phase& other = phase_of(b);
            const bool meet = hours_meet(a, one.hours, b, other.hours, ahead_of(a, b));
            Clash clash = clash_of(meet ? ClashKind::same_place : ClashKind::other_hours, a, &b);
            clash.severity = meet ? severity_of(one, other) : Severity::low;
            clash.metres = metres;
            return add(std::move(clash),
                       {Instant{std::max(a.from, b.from)}, Instant{std::min(a.to, b.to)}});
        });
}

bool ClashSearch::add(Clash clash, const Span& when)
{
    if (!wanted(when)) {
        return true;
    }
    if (m_found.clashes.size() >= m_rules.most) {
        m_found.truncated = true;
        return false;
    }
    clash.when.push_back(when);
    m_found.clashes.push_back(std::move(clash));
    return true;
}

Clash ClashSearch::clash_of(ClashKind kind, const TimedPhase& one, const TimedPhase* other) const
{
    Clash clash;
    clash.kind = kind;
    clash.work = one.work;
    clash.phase = one.phase;
    if (other != nullptr) {
        clash.other = other->work;
        clash.other_phase = other->phase;
    }
    return clash;
}

void ClashSearch::put_together()
{
    auto& clashes = m_found.clashes;
    const auto pair_of = [&](const Clash& one) {
        return std::tuple(m_rank[one.work],
                          one.other ? std::int64_t{m_rank[*one.other]} : std::int64_t{-1},
                          key(one.thing));
    };
    std::ranges::stable_sort(clashes, {}, [&](const Clash& one) {
        return std::tuple(pair_of(one), one.kind, one.metres, one.phase, one.other_phase);
    });
    std::vector<Clash> whole;
    for (Clash& one : clashes) {
        if (whole.empty() || pair_of(whole.back()) != pair_of(one)) {
            whole.push_back(std::move(one));
            continue;
        }
        Clash& before = whole.back();
        // Who meets at some hours does not have to hear that at others they do not.
        if (before.kind == ClashKind::same_place && one.kind == ClashKind::other_hours) {
            continue;
        }
        if (before.kind != one.kind) {
            whole.push_back(std::move(one));
            continue;
        }
        before.severity = std::max(before.severity, one.severity);
        before.to_check = before.to_check && one.to_check;
        before.when.push_back(one.when.front());
        before.cut_off.insert(before.cut_off.end(), one.cut_off.begin(), one.cut_off.end());
    }
    for (Clash& clash : whole) {
        join(clash.when);
        std::ranges::sort(clash.cut_off);
        clash.cut_off.erase(std::unique(clash.cut_off.begin(), clash.cut_off.end()),
                            clash.cut_off.end());
    }
    clashes = std::move(whole);
}

}  // namespace parvis::publish::works
