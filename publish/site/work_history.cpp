// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/work_history.hpp"

#include "datasets/model_column.hpp"
#include "datasets/zone.hpp"
#include "geo/error.hpp"
#include "publish/site/wording.hpp"
#include "publish/site/work_form_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace parvis::publish::site {

namespace {

using datasets::WorkChange;
using datasets::WorkMembers;

/// "30 novembre 2026, 20 h 04", in the site's zone.
std::string moment_text(const Page& page, const datasets::Zone& zone, const std::string& at)
{
    const auto instant = datasets::parse_instant(at);
    if (!instant) {
        return at;
    }
    const auto seconds = zone.second_of_day(*instant);
    return page.messages.format("work_history_at",
                                {{"date", date_text(zone.date_of(*instant), page.messages)},
                                 {"hour", std::int64_t{seconds / 3600}},
                                 {"minute", fmt::format("{:02}", seconds / 60 % 60)}});
}

/// A member as people read it.
std::string member_text(const Page& page, const datasets::ModelColumn* column,
                        const std::string& value)
{
    if (column == nullptr || value.empty()) {
        return value;
    }
    const datasets::Property& property = column->property;
    if (property.type == datasets::ValueType::boolean) {
        return page.messages.text(value == "true" ? "yes" : "no");
    }
    if (property.type == datasets::ValueType::date) {
        return iso_date_text(value, page.messages);
    }
    for (const auto& [code, label] : property.values) {
        if (code == value) {
            return std::string(page.in_language(label));
        }
    }
    const std::string unit = unit_text(property.unit, page.messages);
    return value + (unit.empty() ? "" : "\u202f" + unit);
}

/// What differs, member by member; a geometry is only said to differ.
Data::List differences(const Page& page, const WorkMembers& before, const WorkMembers& after)
{
    WorkMembers names = before;
    names.insert(after.begin(), after.end());
    Data::List list;
    for (const auto& [name, ignored] : names) {
        const auto value = [&](const WorkMembers& members) {
            const auto found = members.find(name);
            return found == members.end() ? std::string() : found->second;
        };
        const std::string was = value(before), is = value(after);
        if (was == is) {
            continue;
        }
        const bool place = name == datasets::geometry_member;
        const auto* column = datasets::model_column(datasets::Kind::road_works, name);
        Data data;
        data.set("label", place ? page.messages.text("work_form_where")
                          : column == nullptr
                              ? name
                              : std::string(page.in_language(column->property.label)))
            .set("was", place ? std::string() : member_text(page, column, was))
            .set("is", place        ? page.messages.text("work_history_place")
                       : is.empty() ? page.messages.text("work_history_none")
                                    : member_text(page, column, is));
        list.push_back(std::move(data));
    }
    return list;
}

std::string what_text(const Page& page, const WorkChange& change, bool first_shown)
{
    const bool publishes =
        (first_shown || change.action == "add") && change.step == datasets::WorkStep::published;
    const auto* text = page.messages.find("work_did_" + (publishes ? "publish" : change.action));
    return text == nullptr ? change.action : *text;
}

}  // namespace

Data::List history_list(const Page& page, const std::vector<WorkChange>& changes, bool with_drafts)
{
    const datasets::Zone zone(page.publication->site.zone);
    Data::List list;
    const WorkChange* before = nullptr;
    for (const WorkChange& change : changes) {
        if (!with_drafts && change.step == datasets::WorkStep::draft) {
            continue;
        }
        // Of the first that is shown everything is new: the page has it.
        auto changed =
            before == nullptr ? Data::List() : differences(page, before->members, change.members);
        Data data;
        data.set("at", change.at)
            .set("when", moment_text(page, zone, change.at))
            .set("what", what_text(page, change, !with_drafts && before == nullptr))
            .set("who", change.note.who)
            .set("why", french_spacing(change.note.why))
            .set("has_changed", !changed.empty())
            .set("changed", std::move(changed));
        list.push_back(std::move(data));
        before = &change;
    }
    std::ranges::reverse(list);
    return list;
}

Data::List row_history_list(const Page& page, const Row& row)
{
    const datasets::Site& site = page.publication->site;
    const std::string& dataset = row.dataset().id();
    std::error_code ignored;
    if (!std::filesystem::exists(site.data() / "entered" / (dataset + ".csv"), ignored)) {
        return {};
    }
    try {
        const std::string id(row.dataset().feature_id(row.index()));
        return history_list(page, datasets::EnteredWorks(site.data()).history(dataset, id), false);
    } catch (const Error&) {  // a register that is busy must not take the page away
        return {};
    }
}

}  // namespace parvis::publish::site
