// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/work_view.hpp"

#include "publish/site/address.hpp"
#include "publish/site/wording.hpp"

#include <algorithm>

namespace parvis::publish::site {

using datasets::WorkState;

namespace {

std::string property_or(const std::string& name, std::string_view model_name)
{
    return name.empty() ? std::string(model_name) : name;
}

std::string look_of(WorkState state, std::string_view effect)
{
    switch (state) {
    case WorkState::active:
        return effect == "rue_barree" || effect == "sens_barre" ? "closed" : "partial";
    case WorkState::planned:
        return "planned";
    default:
        return "ended";
    }
}

/// What happens to the traffic, with its direction where only one is touched.
std::string lead_of(const Page& page, const Row& row)
{
    const std::string effect = row.text("effet");
    if (effect.empty() || effect == "aucun") {
        return page.messages.text("work_lead_plain");
    }
    const std::string* own = page.messages.find("effect_" + effect);
    std::string lead = own == nullptr ? capitalized(value_text(page, row, "effet")) : *own;
    const std::string direction = row.text("sens");
    if (effect == "rue_barree" && !direction.empty() && direction != "deux_sens") {
        lead += " " + page.messages.text("work_one_way");
    }
    return lead;
}

std::string sentence_of(const Page& page, const WorkView& work)
{
    const Messages& texts = page.messages;
    const std::string lead = lead_of(page, work.row);
    std::string sentence;
    switch (work.state) {
    case WorkState::active:
        sentence = work.end
                       ? texts.format("work_until",
                                      {{"lead", lead}, {"end", full_date_text(*work.end, texts)}})
                       : texts.format("work_no_end", {{"lead", lead}});
        break;
    case WorkState::planned:
        sentence =
            texts.format("work_planned", {{"lead", uncapitalized(lead)},
                                          {"period", period_text(work.start, work.end, texts)}});
        break;
    case WorkState::ended:
        sentence = work.end
                       ? texts.format("work_ended_on", {{"end", full_date_text(*work.end, texts)}})
                       : texts.text("work_ended");
        break;
    case WorkState::cancelled:
        return texts.text("work_cancelled");
    case WorkState::unknown:
        return texts.format("work_unknown", {{"lead", lead}});
    }
    const std::string hours = work.row.text("horaires");
    if (!hours.empty() && (work.state == WorkState::active || work.state == WorkState::planned)) {
        sentence += ", " + uncapitalized(hours);
    }
    return sentence;
}

}  // namespace

WorkView work_view(const Page& page, const Row& row)
{
    const datasets::DatasetFacts& facts = row.dataset().manifest().facts;
    WorkView work(row);
    work.state =
        row.dataset().work_state(row.index(), page.context.day.value_or(page.publication->today));
    work.start = row.date(property_or(facts.start_property, "debut"));
    work.end = row.date(property_or(facts.end_property, "fin"));
    work.look = look_of(work.state, row.text("effet"));
    work.sentence = sentence_of(page, work);
    work.where = row.text("voie");
    if (folded(row.title()).find(folded(work.where)) != std::string::npos) {
        work.where.clear();  // the title says it already
    }
    const std::string commune = row.text("commune_nom");
    if (!commune.empty()) {
        work.where += (work.where.empty() ? "" : ", ") + commune;
    }
    return work;
}

Data work_data(const Page& page, const WorkView& work)
{
    Data data;
    const std::string title = work.row.title();
    data.set("title", capitalized(title))
        .set("address", row_address(work.row.dataset(), work.row.index()))
        .set("look", work.look)
        .set("icon", icon(work.look))
        .set("state", page.messages.text(state_message(work.state)))
        .set("sentence", work.sentence)
        .set("where", work.where == title ? work.row.text("commune_nom") : work.where)
        .set("commented", !work.row.dataset().comments(work.row.index()).empty())
        .set("owner", work.row.text("maitre_ouvrage"));
    return data;
}

std::vector<WorkView> works_in_state(const Page& page, std::initializer_list<WorkState> states)
{
    std::vector<WorkView> works;
    for (const auto& dataset : page.publication->of_kind(datasets::Kind::road_works)) {
        for (RowIndex row = 0; row < dataset->size(); ++row) {
            const WorkState state = dataset->work_state(row, page.publication->today);
            if (std::find(states.begin(), states.end(), state) != states.end()) {
                works.push_back(work_view(page, Row(*dataset, row)));
            }
        }
    }
    const auto soonest = [](const WorkView& work) {
        const auto day = work.state == WorkState::planned ? work.start : work.end;
        return day ? datasets::days(*day) : INT32_MAX;
    };
    std::stable_sort(works.begin(), works.end(),
                     [&](const WorkView& a, const WorkView& b) { return soonest(a) < soonest(b); });
    return works;
}

bool touches(const WorkView& work, std::string_view level, std::string_view key)
{
    if (work.row.text(level) == key) {
        return true;
    }
    const auto parts = work.row.parts(std::string(level) + "s_parts");
    return std::any_of(parts.begin(), parts.end(),
                       [key](const datasets::Part& part) { return part.area == key; });
}

std::string_view state_message(WorkState state)
{
    switch (state) {
    case WorkState::planned:
        return "state_planned";
    case WorkState::active:
        return "state_active";
    case WorkState::ended:
        return "state_ended";
    case WorkState::cancelled:
        return "state_cancelled";
    case WorkState::unknown:
        break;
    }
    return "state_unknown";
}

}  // namespace parvis::publish::site
