// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/past_work.hpp"

#include "datasets/feature_geojson.hpp"
#include "datasets/geojson_geometry.hpp"
#include "datasets/json_text.hpp"

#include <rapidjson/document.h>

#include <algorithm>
#include <utility>

namespace parvis::publish::works {
namespace {

using datasets::JsonText;
using rapidjson::Value;

void write_bound(JsonText& json, std::string_view name, const std::optional<Bound>& bound)
{
    if (!bound) {
        return;
    }
    json.key(name);
    json.start_object();
    json.member("at", bound->at.seconds);
    json.member("day", datasets::to_text(bound->day));
    json.member("whole_day", bound->whole_day);
    json.member("verified", bound->verified);
    json.member("doubtful", bound->doubtful);
    json.end_object();
}

void write_number(JsonText& json, std::string_view name, std::optional<double> number)
{
    if (number) {
        json.key(name);
        json.number(*number);
    }
}

void write_phase(JsonText& json, const Phase& phase)
{
    json.start_object();
    json.member("row", phase.row);
    write_bound(json, "start", phase.start);
    write_bound(json, "end", phase.end);
    json.member("inverted", phase.inverted);
    if (phase.hours) {
        json.member("first", std::int64_t{phase.hours->first});
        json.member("last", std::int64_t{phase.hours->last});
        json.member("days", std::int64_t{phase.hours->days});
    }
    std::string geometry;
    datasets::append_geojson_geometry(geometry, phase.place.geometry);
    json.member("geometry", geometry);
    json.member("direction", code_of(phase.place.direction));
    json.member("side", code_of(phase.place.side));
    json.member("effect", code_of(phase.impact.effect));
    write_number(json, "lanes_closed", phase.impact.lanes_closed);
    write_number(json, "lanes", phase.impact.lanes);
    write_number(json, "speed_kmh", phase.impact.speed_kmh);
    write_number(json, "lorries_over_t", phase.impact.lorries_over_t);
    write_number(json, "width_m", phase.impact.width_m);
    json.member("declared", code_of(phase.declared));
    if (phase.closed) {
        json.member("closed", phase.closed->seconds);
    }
    json.end_object();
}

// Members of an object; nothing where they are not of the kind.

std::string text_of(const Value& object, const char* name)
{
    const auto found = object.FindMember(name);
    return found != object.MemberEnd() && found->value.IsString()
               ? std::string(found->value.GetString(), found->value.GetStringLength())
               : std::string();
}

bool flag_of(const Value& object, const char* name)
{
    const auto found = object.FindMember(name);
    return found != object.MemberEnd() && found->value.IsBool() && found->value.GetBool();
}

std::optional<bool> known_flag(const Value& object, const char* name)
{
    return object.HasMember(name) ? std::optional(flag_of(object, name)) : std::nullopt;
}

template <typename Number>
std::optional<Number> number_of(const Value& object, const char* name)
{
    const auto found = object.FindMember(name);
    if (found == object.MemberEnd() || !found->value.IsNumber()) {
        return std::nullopt;
    }
    return found->value.IsInt64() ? static_cast<Number>(found->value.GetInt64())
                                  : static_cast<Number>(found->value.GetDouble());
}

template <typename Use>
void each_of(const Value& object, const char* name, const Use& use)
{
    const auto found = object.FindMember(name);
    if (found != object.MemberEnd() && found->value.IsArray()) {
        for (const Value& one : found->value.GetArray()) {
            use(one);
        }
    }
}

std::optional<Bound> bound_of(const Value& phase, const char* name)
{
    const auto found = phase.FindMember(name);
    if (found == phase.MemberEnd() || !found->value.IsObject()) {
        return std::nullopt;
    }
    const auto at = number_of<std::int64_t>(found->value, "at");
    const auto day = datasets::parse_date(text_of(found->value, "day"));
    if (!at || !day) {
        return std::nullopt;
    }
    return Bound{{*at},
                 *day,
                 flag_of(found->value, "whole_day"),
                 flag_of(found->value, "verified"),
                 flag_of(found->value, "doubtful")};
}

Phase phase_of(const Value& object)
{
    Phase phase;
    phase.row = text_of(object, "row");
    phase.start = bound_of(object, "start");
    phase.end = bound_of(object, "end");
    phase.inverted = flag_of(object, "inverted");
    if (const auto first = number_of<std::int32_t>(object, "first")) {
        phase.hours = DailyHours{*first, number_of<std::int32_t>(object, "last").value_or(0),
                                 number_of<std::uint8_t>(object, "days").value_or(0)};
    }
    phase.place.geometry = datasets::parse_geojson_geometry(text_of(object, "geometry")).geometry;
    phase.place.direction = direction_named(text_of(object, "direction"));
    phase.place.side = side_named(text_of(object, "side"));
    phase.impact.effect = effect_named(text_of(object, "effect"));
    phase.impact.lanes_closed = number_of<std::uint8_t>(object, "lanes_closed");
    phase.impact.lanes = number_of<std::uint8_t>(object, "lanes");
    phase.impact.speed_kmh = number_of<double>(object, "speed_kmh");
    phase.impact.lorries_over_t = number_of<double>(object, "lorries_over_t");
    phase.impact.width_m = number_of<double>(object, "width_m");
    phase.declared = declared_named(text_of(object, "declared"));
    if (const auto closed = number_of<std::int64_t>(object, "closed")) {
        phase.closed = datasets::Instant{*closed};
    }
    return phase;
}

}  // namespace

void forget_texts(Work& work)
{
    for (const auto member : {&Work::title, &Work::nature, &Work::description, &Work::owner,
                              &Work::contractor, &Work::order, &Work::contact, &Work::remark}) {
        (work.*member).clear();
    }
    work.cost_eur.reset();
    for (Phase& phase : work.phases) {
        phase.name.clear();
        phase.hours_text.clear();
        phase.impact.detour.clear();
    }
}

void close_work(Work& work, std::uint32_t version, datasets::Instant at)
{
    for (Phase& phase : work.phases) {
        phase.absent_since.reset();
        phase.closed = phase.closed ? std::min(*phase.closed, at) : at;
    }
    work.ledger.departed = true;
    work.ledger.revision = version;
    work.ledger.changed = at;
    forget_texts(work);
}

std::string past_work_json(const Work& work)
{
    JsonText json;
    json.start_object();
    json.member("dataset", work.dataset);
    json.member("id", work.id);
    json.member("zone", work.zone);
    json.member("sample", work.sample);
    json.member("category", code_of(work.category));
    json.member("street", work.street);
    for (const auto& [name, flag] :
         {std::pair("renews_surface", work.renews_surface), std::pair("urgent", work.urgent)}) {
        if (flag) {
            json.member(name, *flag);
        }
    }
    if (work.reception) {
        json.member("reception", datasets::to_text(*work.reception));
    }
    json.member("communes", work.communes);
    json.member("commune_name", work.commune_name);
    json.key("areas");
    json.start_array();
    for (const auto& [level, area] : work.areas) {
        json.start_object();
        json.member("level", level);
        json.member("area", area);
        json.end_object();
    }
    json.end_array();
    json.member("revision", std::int64_t{work.ledger.revision});
    json.member("first_seen", work.ledger.first_seen.seconds);
    json.member("changed", work.ledger.changed.seconds);
    json.key("phases");
    json.start_array();
    for (const Phase& phase : work.phases) {
        write_phase(json, phase);
    }
    json.end_array();
    json.end_object();
    return json.take();
}

std::optional<Work> read_past_work(std::string_view json)
{
    rapidjson::Document document;
    // Numbers to the last bit: a closing must not differ from what it closes.
    document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag>(
        json.data(), json.size());
    if (document.HasParseError() || !document.IsObject()) {
        return std::nullopt;
    }
    Work work;
    work.dataset = text_of(document, "dataset");
    work.id = text_of(document, "id");
    work.zone = text_of(document, "zone");
    work.sample = flag_of(document, "sample");
    work.category = category_named(text_of(document, "category"));
    work.street = text_of(document, "street");
    work.renews_surface = known_flag(document, "renews_surface");
    work.urgent = known_flag(document, "urgent");
    work.reception = datasets::parse_date(text_of(document, "reception"));
    each_of(document, "communes", [&](const Value& commune) {
        if (commune.IsString()) {
            work.communes.emplace_back(commune.GetString(), commune.GetStringLength());
        }
    });
    work.commune_name = text_of(document, "commune_name");
    each_of(document, "areas", [&](const Value& area) {
        if (area.IsObject()) {
            work.areas.emplace_back(text_of(area, "level"), text_of(area, "area"));
        }
    });
    work.ledger.revision = number_of<std::uint32_t>(document, "revision").value_or(1);
    work.ledger.first_seen = {number_of<std::int64_t>(document, "first_seen").value_or(0)};
    work.ledger.changed = {number_of<std::int64_t>(document, "changed").value_or(0)};
    work.ledger.departed = true;
    each_of(document, "phases", [&](const Value& phase) {
        if (phase.IsObject()) {
            work.phases.push_back(phase_of(phase));
        }
    });
    return work.phases.empty() ? std::nullopt : std::optional(std::move(work));
}

}  // namespace parvis::publish::works
