// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/work_facts.hpp"

#include "datasets/work_hours.hpp"
#include "datasets/zone.hpp"
#include "geo/measure.hpp"
#include "publish/site/wording.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace parvis::publish::site {

namespace {

constexpr double full_turn = 360, quarter_turn = 90;

/// The longest line of the place, as it is drawn.
const geo::LineString* line_of(const geo::Geometry& geometry)
{
    if (const auto* line = std::get_if<geo::Line>(&geometry)) {
        return &line->line;
    }
    const auto* lines = std::get_if<geo::MultiLine>(&geometry);
    if (lines == nullptr || lines->lines.empty()) {
        return nullptr;
    }
    return &*std::ranges::max_element(
        lines->lines, {}, [](const geo::LineString& one) { return geo::length_m(one); });
}

/// Azimuth from the first to the last position. Nothing where that says little of the way: a line
/// that ends near to where it begins.
std::optional<double> azimuth_of(const works::Place& place)
{
    constexpr double straight_enough = 0.4;
    const geo::LineString* line = line_of(place.geometry);
    if (line == nullptr || line->size() < 2) {
        return std::nullopt;
    }
    const geo::Course course = geo::course(line->front(), line->back());
    if (course.metres == 0 || course.metres < straight_enough * geo::length_m(*line)) {
        return std::nullopt;
    }
    return course.azimuth_at_start;
}

/// "compass_3": one of eight winds.
std::string wind(std::string_view prefix, double azimuth)
{
    constexpr int winds = 8;
    const int number = static_cast<int>(std::lround(azimuth / (full_turn / winds)));
    return std::string(prefix) + std::to_string(((number % winds) + winds) % winds);
}

/// "8 h", "17 h 30".
std::string clock_words(std::int32_t seconds, const Page& page)
{
    constexpr std::int32_t hour = 3600, minute = 60;
    const std::int32_t minutes = seconds % hour / minute;
    return page.messages.format(minutes == 0 ? "clock_hours" : "clock_minutes",
                                {{"h", std::to_string(seconds / hour)},
                                 {"m", (minutes < 10 ? "0" : "") + std::to_string(minutes)}});
}

/// "du lundi au vendredi", "le mardi et le jeudi": bit 0 Monday.
std::string week_words(std::uint8_t days, const Page& page)
{
    constexpr int all = 7;
    const auto name = [&](int day) { return page.messages.text("week_" + std::to_string(day)); };
    std::vector<int> chosen;
    for (int day = 0; day < all; ++day) {
        if (((days >> day) & 1) != 0) {
            chosen.push_back(day);
        }
    }
    if (chosen.empty() || chosen.size() == all) {
        return {};
    }
    constexpr std::size_t a_row = 3;
    const int span = chosen.back() - chosen.front() + 1;
    if (chosen.size() >= a_row && span == static_cast<int>(chosen.size())) {
        return page.messages.format(
            "week_row", {{"first", name(chosen.front())}, {"last", name(chosen.back())}});
    }
    std::string words;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        const bool last = i + 1 == chosen.size();
        words += (i == 0 ? ""
                  : last ? " " + page.messages.text("and") + " "
                         : ", ") +
                 page.messages.format("week_one", {{"day", name(chosen[i])}});
    }
    return words;
}

std::optional<datasets::Date> day_of(const std::optional<works::Bound>& bound)
{
    return bound ? std::optional(bound->day) : std::nullopt;
}

}  // namespace

std::string way_words(const Page& page, const works::Place& place)
{
    switch (place.direction) {
    case works::Direction::unknown:
        return {};
    case works::Direction::both:
        return page.messages.text("way_both");
    case works::Direction::forward:
    case works::Direction::backward:
        break;
    }
    const auto azimuth = azimuth_of(place);
    if (!azimuth) {
        return page.messages.text("work_one_way");
    }
    const bool back = place.direction == works::Direction::backward;
    return page.messages.text(wind("way_", *azimuth + (back ? full_turn / 2 : 0)));
}

std::string side_words(const Page& page, const works::Place& place)
{
    if (place.side == works::Side::unknown) {
        return {};
    }
    if (place.side == works::Side::both) {
        return page.messages.text("side_both");
    }
    const auto azimuth = azimuth_of(place);
    const bool left = place.side == works::Side::left;
    return azimuth
               ? page.messages.text(wind("side_", *azimuth + (left ? -quarter_turn : quarter_turn)))
               : std::string();
}

std::string lanes_words(const Page& page, const works::Impact& impact)
{
    if (!impact.lanes_closed) {
        return {};
    }
    const std::int64_t closed = *impact.lanes_closed;
    return impact.lanes
               ? page.messages.format(
                     "lanes_of", {{"n", closed}, {"all", static_cast<std::int64_t>(*impact.lanes)}})
               : page.messages.format("lanes", {{"n", closed}});
}

std::string hours_words(const Page& page, const works::Phase& phase)
{
    if (!phase.hours_text.empty() || !phase.hours) {
        return phase.hours_text;
    }
    constexpr std::int32_t day = 86'400;
    std::string words = week_words(phase.hours->days, page);
    if (phase.hours->first != 0 || phase.hours->last != day) {
        words += words.empty() ? "" : ", ";
        words += page.messages.format("hours_row", {{"from", clock_words(phase.hours->first, page)},
                                                    {"to", clock_words(phase.hours->last, page)}});
    }
    return words;
}

std::string dates_words(const Page& page, const works::Work& work, const works::Phase& phase)
{
    std::string words = period_text(day_of(phase.start), day_of(phase.end), page.messages);
    if (words.empty()) {
        return words;
    }
    if (!phase.end) {
        words += ", " + page.messages.text("work_end_open");
    }
    const datasets::Zone zone(work.zone);
    std::string hours;
    if (phase.start && !phase.start->whole_day) {
        hours = page.messages.format(
            "dates_start", {{"time", clock_words(zone.second_of_day(phase.start->at), page)}});
    }
    if (phase.end && !phase.end->whole_day) {
        const std::int32_t second = zone.second_of_day(phase.end->at);
        hours += (hours.empty() ? "" : ", ") +
                 page.messages.format("dates_end",
                                      {{"time", clock_words(second == 0 ? 86'400 : second, page)}});
    }
    return hours.empty() ? words : words + " (" + hours + ")";
}

Certainty certainty_of(const Page& page, const works::Phase& phase)
{
    const auto said = [&](const std::string& key) {
        return Certainty{page.messages.text("sure_" + key), page.messages.text("sure_tag_" + key)};
    };
    if (phase.absent_since) {
        const std::string date = date_text(*phase.absent_since, page.messages);
        return {page.messages.format("sure_absent", {{"date", date}}),
                page.messages.format("sure_tag_absent", {{"date", date}})};
    }
    if (phase.declared == works::Declared::cancelled || (!phase.start && !phase.end)) {
        return {};
    }
    if (phase.inverted) {
        return said("inverted");
    }
    if ((phase.start && phase.start->doubtful) || (phase.end && phase.end->doubtful)) {
        return said("doubtful");
    }
    if (!phase.end) {
        return said("open");
    }
    if (phase.end->verified) {
        return said("verified");
    }
    if (phase.end->day < page.day() || phase.declared == works::Declared::ended) {
        return phase.declared == works::Declared::ended ? Certainty{} : said("over");
    }
    return said(phase.start && phase.start->verified ? "started" : "planned");
}

std::string stale_words(const Page& page, const Snapshot& dataset)
{
    const datasets::Manifest& manifest = dataset.manifest();
    const std::string& text =
        manifest.facts.updated.empty() ? manifest.created : manifest.facts.updated;
    constexpr std::size_t day_length = 10;
    const auto said = datasets::parse_date(std::string_view(text).substr(0, day_length));
    if (!said) {
        return {};
    }
    const int age = datasets::days(page.publication->today) - datasets::days(*said);
    return age <= stale_after_days
               ? std::string()
               : page.messages.format("work_stale", {{"date", date_text(*said, page.messages)},
                                                     {"n", static_cast<std::int64_t>(age)}});
}

}  // namespace parvis::publish::site
