// SPDX-License-Identifier: EUPL-1.2
#include "datasets/work_hours.hpp"
#include "geo/measure.hpp"
#include "publish/formats/xml_text.hpp"
#include "publish/works/feed_writer.hpp"
#include "publish/works/public_text.hpp"

#include <fmt/format.h>

#include <array>

namespace parvis::publish::works {
namespace {

// Waze's Closure and Incident Feed Specification, as of developers.google.com/waze/data-feed:
// - ROAD_CLOSED only where all lanes are closed; its polyline has two positions or more, in the
//   order of travel, at most 20 km long, along one street;
// - other types take a single position too, with a direction; starttime is when they begin;
// - an item that merely goes may stay on the map: what is over is told with a past endtime.

constexpr double longest_closing_m = 20'000;
constexpr std::int32_t whole_day = 86'400;

struct Kind {
    std::string_view type, subtype;
};

/// Whether all lanes are closed in a direction that is known.
bool closes(const Phase& phase)
{
    const Effect effect = phase.impact.effect;
    const Direction direction = direction_of(phase);
    return effect == Effect::closed ||
           (effect == Effect::one_way_closed &&
            (direction == Direction::forward || direction == Direction::backward));
}

Kind kind_of(const Phase& phase)
{
    if (closes(phase)) {
        return {"ROAD_CLOSED", "ROAD_CLOSED_CONSTRUCTION"};
    }
    switch (phase.impact.effect) {
    case Effect::lane_closed:
        return {"HAZARD", "HAZARD_ON_ROAD_LANE_CLOSED"};
    case Effect::parking:
    case Effect::pavement:
    case Effect::cycle_lane:
        return {"HAZARD", "HAZARD_ON_SHOULDER"};
    default:
        return {"HAZARD", "HAZARD_ON_ROAD_CONSTRUCTION"};
    }
}

/// The hours that begin on a day of the week, and what those of the day before leave of it.
std::string hours_text(const DailyHours& hours, unsigned day)
{
    const auto minutes = [](std::int32_t seconds) {
        return seconds == whole_day ? std::string("23:59") : datasets::clock_text(seconds);
    };
    std::string text;
    const auto add = [&](std::int32_t first, std::int32_t last) {
        text += fmt::format("{}{}-{}", text.empty() ? "" : ",", minutes(first), minutes(last));
    };
    if (hours.crosses_midnight() && hours.on_weekday((day + 6) % 7)) {
        add(0, hours.last);
    }
    if (hours.on_weekday(day)) {
        add(hours.first, hours.crosses_midnight() ? whole_day : hours.last);
    }
    return text;
}

class CifsWriter : public FeedWriter {
public:
    using FeedWriter::FeedWriter;

    std::string take() override
    {
        return R"(<?xml version="1.0" encoding="UTF-8"?>)"
               "\n"
               R"(<incidents xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" )"
               R"(xsi:noNamespaceSchemaLocation="http://www.gstatic.com/road-incidents/cifsv2.xsd">)"
               "\n" +
               m_out + "</incidents>\n";
    }

protected:
    [[nodiscard]] bool takes_paused() const override { return false; }

    std::optional<Undelivered> add_phase(const Work& work, const Phase& phase) override
    {
        const auto valid = validity_of(work, phase, moment_of(work));
        if (const auto* reason = std::get_if<Undelivered>(&valid)) {
            return *reason;
        }
        if (std::get<Validity>(valid).stage == Stage::paused) {
            return Undelivered::suspended;
        }
        if (phase.impact.effect == Effect::none) {
            return Undelivered::no_effect;
        }
        const auto stretches = stretches_of(work, phase, {});
        if (const auto* reason = std::get_if<Undelivered>(&stretches)) {
            return *reason;
        }
        const auto streets = street_names(work.street);
        if (streets.empty() || streets.front().size() < 2) {
            return Undelivered::no_street;
        }
        if (closes(phase) && streets.size() > 1) {
            return Undelivered::many_streets;
        }
        std::optional<Undelivered> why;
        bool delivered = false;
        for (const Stretch& stretch : std::get<std::vector<Stretch>>(stretches)) {
            if (closes(phase) && stretch.is_point()) {
                why = Undelivered::point_only;
            } else if (closes(phase) && geo::length_m(stretch.line) > longest_closing_m) {
                why = Undelivered::too_long;
            } else if (delivered = true; is_new(stretch.id)) {
                add_incident(work, phase, stretch, std::get<Validity>(valid), streets.front());
            }
        }
        return delivered ? std::nullopt : why;
    }

private:
    void add_incident(const Work& work, const Phase& phase, const Stretch& stretch,
                      const Validity& valid, const std::string& street)
    {
        const datasets::Zone& zone = zone_of(work);
        const auto [type, subtype] = kind_of(phase);
        m_out += "<incident id=\"";
        append_xml(m_out, stretch.id);
        m_out += "\">";
        append_element(m_out, "type", type);
        append_element(m_out, "subtype", subtype);
        m_out += "<polyline>";
        for (std::size_t i = 0; i < stretch.line.size(); ++i) {
            m_out += fmt::format("{}{:.7f} {:.7f}", i == 0 ? "" : " ", stretch.line[i].lat,
                                 stretch.line[i].lon);
        }
        m_out += "</polyline>";
        const bool one_way =
            stretch.direction == Direction::forward || stretch.direction == Direction::backward;
        append_element(m_out, "direction", one_way ? "ONE_DIRECTION" : "BOTH_DIRECTIONS");
        append_element(m_out, "street", street);
        append_element(m_out, "starttime", local_text(valid.start, zone));
        if (valid.end) {
            append_element(m_out, "endtime", local_text(*valid.end, zone));
        }
        append_element(m_out, "description", name_of(work));
        if (phase.hours && !valid.over) {
            add_schedule(*phase.hours);
        }
        m_out += "</incident>\n";
    }

    void add_schedule(const DailyHours& hours)
    {
        constexpr std::array<std::string_view, 7> days{
            "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
        m_out += "<schedule>";
        for (unsigned day = 0; day < days.size(); ++day) {
            append_element(m_out, days.at(day), hours_text(hours, day));
        }
        m_out += "</schedule>";
    }

    std::string m_out;
};

}  // namespace

std::unique_ptr<FeedWriter> cifs_writer(const Book& book, const std::string& base_url)
{
    return std::make_unique<CifsWriter>(book, base_url);
}

}  // namespace parvis::publish::works
