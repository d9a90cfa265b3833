// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/work_view.hpp"

#include "publish/site/address.hpp"
#include "publish/site/markdown.hpp"
#include "publish/site/wording.hpp"
#include "publish/site/work_facts.hpp"
#include "publish/works/public_text.hpp"
#include "publish/works/record_reader.hpp"

#include <algorithm>
#include <cmath>

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
    case WorkState::paused:  // the site is still there, its effects are not
        return "partial";
    case WorkState::active:
        return effect == "rue_barree" || effect == "sens_barre" ? "closed" : "partial";
    case WorkState::planned:
        return "planned";
    default:
        return "ended";
    }
}

/// A flag that somebody saw it happen.
bool is_seen(const Row& row, std::string_view flag)
{
    const auto property = row.dataset().property(flag);
    if (!property) {
        return false;
    }
    const auto value = row.dataset().value(row.index(), *property);
    const auto* seen = std::get_if<bool>(&value);
    return seen != nullptr && *seen;
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

/// The streets, each once.
std::string streets_of(std::string_view text)
{
    constexpr std::size_t most = 3;
    const auto streets = works::street_names(text);
    std::string out;
    for (std::size_t i = 0; i < std::min(most, streets.size()); ++i) {
        out += (i == 0 ? "" : ", ") + streets[i];
    }
    return streets.size() > most ? out + "…" : out;
}

/// "Vers le sud-ouest · fin prévue · déviation : par la rue …": which way, how sure, how to get
/// round, as far as it is known, of works that are not over.
std::string more_words(const Page& page, const WorkView& view)
{
    if (!view.metres && (view.state == WorkState::ended || view.state == WorkState::cancelled)) {
        return {};
    }
    const works::Work work = works::work_of(view.row.dataset(), view.row.index());
    const auto phase = std::ranges::find(
        work.phases, view.row.dataset().feature_id(view.row.index()), &works::Phase::row);
    std::string words;
    const auto add = [&](const std::string& part) {
        words += (words.empty() || part.empty() ? "" : " · ") + part;
    };
    if (view.metres) {
        add(std::round(*view.metres) == 0
                ? page.messages.text("around_here")
                : page.messages.format(
                      "works_away",
                      {{"distance", quantity_text(std::round(*view.metres), "m", page.messages)}}));
    }
    add(way_words(page, phase->place));
    add(certainty_of(page, *phase).tag);
    if (!phase->impact.detour.empty() && view.state != WorkState::paused) {
        add(page.messages.format("work_round", {{"detour", phase->impact.detour}}));
    }
    return capitalized(words);
}

}  // namespace

WorkView work_view(const Page& page, const Row& row)
{
    const datasets::DatasetFacts& facts = row.dataset().manifest().facts;
    WorkView work(row);
    work.state = row.dataset().work_state(row.index(), page.day());
    work.start = row.date(property_or(facts.start_property, "debut"));
    work.end = row.date(property_or(facts.end_property, "fin"));
    work.look = look_of(work.state, row.text("effet"));
    return work;
}

std::string work_sentence_without_hours(const Page& page, const WorkView& work)
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
    case WorkState::paused:
        return work.end
                   ? texts.format("work_paused_until", {{"end", full_date_text(*work.end, texts)}})
                   : texts.text("work_paused");
    case WorkState::planned:
        sentence =
            texts.format("work_planned", {{"lead", uncapitalized(lead)},
                                          {"period", period_text(work.start, work.end, texts)}});
        break;
    case WorkState::ended:
        // Declared ended before its date: that date is no day on which anything ended, unless
        // somebody saw it.
        sentence = !work.end
                       ? texts.text("work_ended")
                       : texts.format(*work.end > page.day() && !is_seen(work.row, "fin_confirmee")
                                          ? "work_ended_early"
                                          : "work_ended_on",
                                      {{"end", full_date_text(*work.end, texts)}});
        break;
    case WorkState::cancelled:
        return texts.text("work_cancelled");
    case WorkState::unknown:
        return texts.format("work_unknown", {{"lead", lead}});
    }
    return sentence;
}

std::string work_sentence(const Page& page, const WorkView& work)
{
    std::string sentence = work_sentence_without_hours(page, work);
    const std::string hours = work.row.text("horaires");
    if (!hours.empty() && (work.state == WorkState::active || work.state == WorkState::planned)) {
        sentence += ", " + uncapitalized(hours);
    }
    return sentence;
}

std::string work_where(const WorkView& work, std::string_view title, std::string_view known_commune)
{
    std::string where = streets_of(work.row.text("voie"));
    if (folded(title).find(folded(where)) != std::string::npos) {
        where.clear();  // the title says it already
    }
    const std::string commune = work.row.text("commune_nom");
    if (!commune.empty() && commune != title && work.row.text("commune") != known_commune) {
        where += (where.empty() ? "" : ", ") + commune;
    }
    return where;
}

Data work_data(const Page& page, const WorkView& work, std::string_view known_commune)
{
    constexpr std::size_t longest_title = 110;
    const Snapshot& dataset = work.row.dataset();
    const std::string day =
        page.is_another_day() ? "?at=" + datasets::to_text(page.day()) : std::string();
    const std::string title = first_line(capitalized(work.row.title()), longest_title);
    Data data;
    data.set("title", title)
        .set("address", row_address(dataset, work.row.index()) + day)
        .set("look", work.look)
        .set("icon", icon(work.look))
        .set("state", page.messages.text(state_message(work.state)))
        .set("sentence", work_sentence(page, work))
        .set("more", more_words(page, work))
        .set("where", work_where(work, title, known_commune))
        .set("commented", !dataset.comments(work.row.index()).empty())
        .set("owner", work.row.text("maitre_ouvrage"));
    return data;
}

std::vector<WorkView> works_in_state(const Page& page, const std::vector<WorkState>& states)
{
    const datasets::Date day = page.day();
    std::vector<WorkView> works;
    for (const auto& dataset : page.publication->of_kind(datasets::Kind::road_works)) {
        for (RowIndex row = 0; row < dataset->size(); ++row) {
            const WorkState state = dataset->work_state(row, day);
            if (std::find(states.begin(), states.end(), state) != states.end()) {
                works.push_back(work_view(page, Row(*dataset, row)));
            }
        }
    }
    const auto soonest = [](const WorkView& work) {
        const auto next = work.state == WorkState::planned ? work.start : work.end;
        return next ? datasets::days(*next) : INT32_MAX;
    };
    std::stable_sort(works.begin(), works.end(),
                     [&](const WorkView& a, const WorkView& b) { return soonest(a) < soonest(b); });
    return works;
}

std::vector<std::string> places_touched(const Row& row, const PlaceColumns& columns)
{
    std::vector<std::string> keys;
    for (const datasets::Part& part : row.parts(columns.parts)) {
        keys.push_back(part.area);
    }
    const std::string main = row.text(columns.key);
    if (!main.empty() && std::find(keys.begin(), keys.end(), main) == keys.end()) {
        keys.push_back(main);
    }
    return keys;
}

bool touches(const Row& row, const PlaceColumns& columns, std::string_view key)
{
    const auto keys = places_touched(row, columns);
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

std::string_view state_message(WorkState state)
{
    switch (state) {
    case WorkState::planned:
        return "state_planned";
    case WorkState::active:
        return "state_active";
    case WorkState::paused:
        return "state_paused";
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
