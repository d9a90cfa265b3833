// SPDX-License-Identifier: EUPL-1.2
// Works beside what they must spare: equipment, markets and events, roads that are cleared first.
#include "publish/works/clash_search.hpp"

#include "datasets/work_hours.hpp"

#include <algorithm>

namespace parvis::publish::works {
namespace {

using datasets::Date;
using datasets::Instant;
using Kind = Sensitive::Kind;

ClashKind kind_of(Kind kind)
{
    switch (kind) {
    case Kind::event:
        return ClashKind::event;
    case Kind::winter_road:
        return ClashKind::winter;
    default:
        return ClashKind::equipment;
    }
}

bool slows(const Impact& impact)
{
    switch (impact.effect) {
    case Effect::alternating:
    case Effect::lane_closed:
    case Effect::narrow:
    case Effect::hindrance:
    case Effect::lorries:
    case Effect::slow:
        return true;
    default:
        return closes(impact);
    }
}

/// Children walk, ambulances and fire engines drive.
Severity severity_of(const Sensitive& thing, const Impact& impact)
{
    const Kind kind = thing.kind;
    if (kind == Kind::winter_road) {
        return thing.priority > 1 ? Severity::medium : Severity::high;
    }
    if (closes(impact)) {
        return Severity::high;
    }
    switch (kind) {
    case Kind::school:
        return slows(impact) || impact.effect == Effect::pavement ||
                       impact.effect == Effect::cycle_lane
                   ? Severity::medium
                   : Severity::low;
    case Kind::event:
        return impact.effect == Effect::none ? Severity::low : Severity::medium;
    default:
        return slows(impact) ? Severity::medium : Severity::low;
    }
}

}  // namespace

std::optional<Span> winter_part(const Span& span, const datasets::Zone& zone)
{
    const auto first = zone.date_of(span.from).year;
    for (const int year : {first - 1, int{first}}) {
        const auto of = [&](int of_year, std::uint8_t month) {
            return zone.instant_of(Date{static_cast<std::int16_t>(of_year), month, 1}, 0).instant;
        };
        const Span part{std::max(span.from, of(year, 11)), std::min(span.to, of(year + 1, 4))};
        if (part.from < part.to) {
            return part;
        }
    }
    return std::nullopt;
}

bool has_day(const Span& span, std::uint8_t days, const datasets::Zone& zone)
{
    constexpr std::int32_t week = 7;
    const std::int32_t first = datasets::days(zone.date_of(span.from));
    for (std::int32_t day = first; day < first + week; ++day) {
        if (((unsigned{days} >> datasets::week_day(day)) & 1U) != 0 &&
            zone.instant_of(datasets::date_of_days(day), 0).instant < span.to) {
            return true;
        }
    }
    return false;
}

void ClashSearch::add_sensitive()
{
    std::vector<Stay> things;
    for (const Sensitive& thing : m_things) {
        things.push_back({&thing.geometry, thing.from.value_or(Instant{-forever.seconds}).seconds,
                          thing.to.value_or(forever).seconds});
    }
    const auto add_near = [&](bool roads, double metres) {
        each_meeting_between(
            stays(), things, metres,
            [&](std::uint32_t i, std::uint32_t j) {
                const Impact& impact = phase_of(m_phases[i]).impact;
                const bool road = m_things[j].kind == Kind::winter_road;
                return road == roads && (!road || closes(impact));
            },
            [&](std::uint32_t i, std::uint32_t j, double away) {
                const Sensitive& thing = m_things[j];
                const TimedPhase& phase = m_phases[i];
                std::optional<Span> when = Span{Instant{std::max({phase.from, things[j].from})},
                                                Instant{std::min(phase.to, things[j].to)}};
                const datasets::Zone& zone = zone_of(work_of(phase));
                if (thing.kind == Kind::winter_road) {
                    when->from = std::max(when->from, m_rules.from);
                    when = winter_part(*when, zone);
                }
                if (!when ||
                    (thing.kind == Kind::event && !has_day(in_window(*when), thing.days, zone))) {
                    return true;
                }
                Clash clash = clash_of(kind_of(thing.kind), phase);
                clash.thing = j;
                clash.metres = away;
                clash.severity = severity_of(thing, phase_of(phase).impact);
                return add(std::move(clash), *when);
            });
    };
    add_near(false, m_rules.sensitive_metres);
    // A road is closed where the work lies on it.
    add_near(true, m_rules.metres);
}

}  // namespace parvis::publish::works
