// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/road_event.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace parvis::publish::works {
namespace {

using datasets::Instant;
using geo::LineString;

/// Names a part of a line by where it lies, whichever way it is drawn.
std::string part_name(const LineString& line)
{
    constexpr double centimetre = 1e7;
    std::uint64_t sum = 0;
    for (const geo::LonLat& at : line) {
        auto hash =
            static_cast<std::uint64_t>(std::llround(at.lon * centimetre)) * 0x9e3779b97f4a7c15ULL;
        hash ^= static_cast<std::uint64_t>(std::llround(at.lat * centimetre)) + (hash >> 29U);
        hash *= 0xbf58476d1ce4e5b9ULL;
        sum += hash ^ (hash >> 32U);
    }
    return fmt::format("{:08x}", static_cast<std::uint32_t>(sum ^ (sum >> 32U)));
}

/// Lines with at least two different positions, those that follow one another joined.
std::vector<LineString> lines_of(std::vector<LineString> parts)
{
    std::vector<LineString> lines;
    for (LineString& part : parts) {
        part.erase(std::unique(part.begin(), part.end()), part.end());
        if (part.empty()) {
            continue;
        }
        if (!lines.empty() && lines.back().back() == part.front()) {
            lines.back().insert(lines.back().end(), part.begin() + 1, part.end());
        } else {
            lines.push_back(std::move(part));
        }
    }
    return lines;
}

std::variant<std::vector<LineString>, Undelivered> roads_of(const geo::Geometry& geometry)
{
    switch (geo::dimension(geometry)) {
    case geo::Dimension::none:
        return Undelivered::no_place;
    case geo::Dimension::area:
        return Undelivered::not_a_road;
    default:
        break;
    }
    std::vector<LineString> lines;
    if (const auto* point = std::get_if<geo::Point>(&geometry)) {
        lines = {{point->at}};
    } else if (const auto* points = std::get_if<geo::MultiPoint>(&geometry)) {
        for (const geo::LonLat at : points->points) {
            lines.push_back({at});
        }
    } else if (const auto* line = std::get_if<geo::Line>(&geometry)) {
        lines = lines_of({line->line});
    } else if (const auto* several = std::get_if<geo::MultiLine>(&geometry)) {
        lines = lines_of(several->lines);
    }
    if (lines.empty()) {
        return Undelivered::no_place;
    }
    return lines;
}

void add_stretches(std::vector<Stretch>& stretches, const std::string& id, const LineString& line,
                   Direction direction, bool per_direction)
{
    const bool is_line = line.size() > 1;
    if (is_line && direction == Direction::both && per_direction) {
        add_stretches(stretches, id, line, Direction::forward, true);
        add_stretches(stretches, id, line, Direction::backward, true);
        return;
    }
    Stretch stretch{id, line, direction};
    if (is_line && direction == Direction::backward) {
        std::ranges::reverse(stretch.line);
    }
    if (is_line && direction == Direction::forward) {
        stretch.id += ":f";
    } else if (is_line && direction == Direction::backward) {
        stretch.id += ":b";
    }
    stretches.push_back(std::move(stretch));
}

}  // namespace

Direction direction_of(const Phase& phase)
{
    const bool whole_road =
        phase.impact.effect == Effect::closed || phase.impact.effect == Effect::alternating;
    return whole_road && phase.place.direction == Direction::unknown ? Direction::both
                                                                     : phase.place.direction;
}

std::variant<std::vector<Stretch>, Undelivered> stretches_of(const Work& work, const Phase& phase,
                                                             const StretchRules& rules)
{
    auto roads = roads_of(phase.place.geometry);
    if (const auto* reason = std::get_if<Undelivered>(&roads)) {
        return *reason;
    }
    const auto& lines = std::get<std::vector<LineString>>(roads);
    if (lines.size() > most_parts) {
        return Undelivered::many_parts;
    }
    std::vector<Stretch> stretches;
    const std::string id = work.dataset + ':' + phase.row;
    for (const LineString& line : lines) {
        add_stretches(stretches, lines.size() == 1 ? id : id + ':' + part_name(line), line,
                      direction_of(phase), rules.per_direction);
    }
    // The same part drawn twice is one.
    std::unordered_set<std::string> known;
    std::erase_if(stretches,
                  [&](const Stretch& stretch) { return !known.insert(stretch.id).second; });
    return stretches;
}

bool is_certain(const Phase& phase, Stage stage)
{
    return !phase.absent_since && (phase.declared == Declared::approved || stage == Stage::active);
}

std::variant<Validity, Undelivered> validity_of(const Work& work, const Phase& phase,
                                                const Moment& moment)
{
    if (phase.inverted) {
        return Undelivered::inverted;
    }
    if (!phase.start) {
        return Undelivered::no_start;
    }
    const auto start = first_moment(phase, *moment.zone);
    const auto end = last_moment(phase, *moment.zone);
    if (!start || (phase.end && !end)) {
        return Undelivered::never_at_work;
    }
    Validity validity{*start, end, stage_at(work, phase, moment.at, *moment.zone)};
    validity.over = validity.stage == Stage::ended || validity.stage == Stage::cancelled;
    if (!validity.over) {
        return validity;
    }
    Instant over = end ? std::min(*end, moment.at) : moment.at;
    if (phase.closed) {
        over = std::min(over, *phase.closed);
    }
    constexpr std::int64_t day = 86'400;
    if (over.seconds + closing_days * day < moment.at.seconds) {
        return Undelivered::long_over;
    }
    constexpr std::int64_t shortest = 60;
    validity.end = over;
    validity.start = std::min(*start, Instant{over.seconds - shortest});
    return validity;
}

}  // namespace parvis::publish::works
