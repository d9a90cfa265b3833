// SPDX-License-Identifier: EUPL-1.2
#include "publish/around.hpp"
#include "publish/row_name.hpp"
#include "publish/site/address.hpp"
#include "publish/site/messages.hpp"
#include "publish/site/wording.hpp"
#include "publish/works/clash_list.hpp"
#include "publish/works/feed.hpp"
#include "publish/works/public_text.hpp"
#include "publish/works/work_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace parvis::publish::works {
namespace {

const site::Messages& french() { return site::Messages::in("fr"); }

std::string key_of(std::string_view prefix, ClashKind kind)
{
    return fmt::format("clash_{}_{}", prefix, code_of(kind));
}

/// "Renouvellement de la conduite d’eau (Direction de l’eau)"
std::string named(const Work& work)
{
    const std::string name = "« " + name_of(work) + " »";
    return site::french_spacing(work.owner.empty() ? name : name + " (" + work.owner + ")");
}

/// A line of the draft: what, where, when, how, by which authorisation.
std::string line_of(const Work& work, const Phase& phase)
{
    std::string line = "– " + named(work);
    for (const std::string& part : {where_words(work), site::uncapitalized(effect_words(phase)),
                                    site::uncapitalized(period_words(phase)), work.order}) {
        line += part.empty() ? "" : ", " + part;
    }
    return line + ".";
}

/// "rue A, rue B et 3 autres".
std::string streets_words(const CutOff& cut)
{
    constexpr std::size_t most = 4;
    std::string words;
    for (std::size_t i = 0; i < std::min(most, cut.streets.size()); ++i) {
        words += (i == 0 ? "" : ", ") + site::uncapitalized(cut.streets[i]);
    }
    return cut.streets.size() <= most
               ? words
               : french().format("clash_more_streets",
                                 {{"streets", words},
                                  {"n", static_cast<std::int64_t>(cut.streets.size() - most)}});
}

/// The places that a clash is about.
std::vector<geo::Geometry> places_of(const ClashList& list, const Clash& clash)
{
    std::vector<geo::Geometry> places{list.work(clash.work).phases[clash.phase].place.geometry};
    if (clash.other && clash.kind != ClashKind::detour_closed) {
        places.push_back(list.work(*clash.other).phases[clash.other_phase].place.geometry);
    }
    if (!clash.cut_off.empty()) {
        places.push_back(cut_off_by(list, clash).geometry);
    }
    return places;
}

/// The last day of a clock.
datasets::Date last_day(const ClashList& list, const Clash& clash)
{
    return datasets::Zone(list.work(clash.work).zone)
        .date_of(datasets::Instant{clash.when.back().to.seconds - 1});
}

bool is_late(const ClashList& list, const Clash& clash)
{
    return last_day(list, clash) < list.finding->desk.rules.today;
}

}  // namespace

std::string where_words(const Work& work)
{
    std::string text;
    for (const std::string& street : street_names(work.street)) {
        text += (text.empty() ? "" : ", ") + site::uncapitalized(street);
    }
    const std::string& commune = work.commune_name;
    if (!text.empty() || commune.empty()) {
        return text + (commune.empty() ? "" : ", " + commune);
    }
    for (const auto& [article, key] : {std::pair{"Le ", "clash_at_le"}, {"Les ", "clash_at_les"}}) {
        if (commune.starts_with(article)) {
            return french().format(key,
                                   {{"commune", commune.substr(std::string_view(article).size())}});
        }
    }
    return french().format("clash_at", {{"commune", commune}});
}

bool is_clock(ClashKind kind)
{
    return kind == ClashKind::unanswered || kind == ClashKind::announcement;
}

CutOff cut_off_by(const ClashList& list, const Clash& clash)
{
    CutOff cut;
    geo::MultiLine lines;
    std::set<std::uint32_t> streets;
    for (const std::uint32_t i : clash.cut_off) {
        const StreetNetwork::Stretch& stretch = list.finding->desk.network->stretches()[i];
        cut.metres += stretch.metres;
        lines.lines.push_back(std::get<geo::Line>(stretch.line).line);
        streets.insert(stretch.street);
    }
    for (const std::uint32_t street : streets) {
        const std::string name = row_name(*list.finding->desk.streets, street);
        if (std::ranges::find(cut.streets, name) == cut.streets.end()) {
            cut.streets.push_back(name);
        }
    }
    if (!lines.lines.empty()) {
        cut.geometry = std::move(lines);
    }
    return cut;
}

std::string id_of(const ClashList& list, const Clash& clash)
{
    std::string id =
        fmt::format("{}:{}", code_of(clash.kind), works::key_of(list.work(clash.work)));
    if (clash.other) {
        id += ':' + works::key_of(list.work(*clash.other));
    }
    if (clash.thing) {
        id += ':' + list.finding->desk.things[*clash.thing].address;
    }
    return id;
}

std::string draft_title(ClashKind kind)
{
    const std::string* own = french().find(key_of("draft", kind));
    return own == nullptr ? french().text("clash_draft") : *own;
}

std::string title_of(ClashKind kind) { return french().text(key_of("kind", kind)); }

std::string sentence_of(const ClashList& list, const Clash& clash)
{
    const Work& work = list.work(clash.work);
    const datasets::Zone zone(work.zone);
    const auto day = [&](datasets::Instant at) {
        return site::date_text(zone.date_of(at), french());
    };
    const CutOff cut = cut_off_by(list, clash);
    // A clock is told by its last day, a surface by the day on which it may be opened again.
    const datasets::Instant end{clash.when.back().to.seconds - (is_clock(clash.kind) ? 1 : 0)};
    const site::Messages::Arguments arguments{
        {"work", named(work)},
        {"other", clash.other ? named(list.work(*clash.other)) : std::string()},
        {"thing", clash.thing ? list.finding->desk.things[*clash.thing].name : std::string()},
        {"metres", static_cast<std::int64_t>(std::llround(clash.metres))},
        {"streets", streets_words(cut)},
        {"length", static_cast<std::int64_t>(std::llround(cut.metres))},
        {"from", day(clash.when.front().from)},
        {"to", day(clash.when.back().to < forever ? end : clash.when.back().from)}};
    std::string text = french().format(key_of("says", clash.kind), arguments);
    if (clash.to_check) {
        text += " " + french().text("clash_to_check_" + std::string(code_of(clash.kind)));
    }
    return site::french_spacing(text);
}

std::pair<datasets::Date, std::optional<datasets::Date>> days_of(const Span& span,
                                                                 const datasets::Zone& zone)
{
    return {zone.date_of(span.from),
            span.to < forever ? std::optional(zone.date_of(datasets::Instant{span.to.seconds - 1}))
                              : std::nullopt};
}

std::string days_words(const ClashList& list, const Clash& clash)
{
    const datasets::Zone zone(list.work(clash.work).zone);
    if (is_clock(clash.kind)) {
        return site::french_spacing(
            french().format(is_late(list, clash) ? "clash_days_late" : "clash_days_deadline",
                            {{"date", site::date_text(last_day(list, clash), french())}}));
    }
    std::string words;
    for (const Span& span : clash.when) {
        const auto [first, last] = days_of(span, zone);
        words += (words.empty() ? "" : " ; ") + site::period_text(first, last, french());
        words += last ? "" : french().text("clash_open_end");
    }
    return site::french_spacing(words);
}

Touched touched_by(const ClashList& list, const Clash& clash)
{
    Touched touched;
    const Publication& publication = *list.book->publication;
    const auto places = places_of(list, clash);
    const auto people = people_around(publication, places, default_around_m);
    if (const auto* count = std::get_if<double>(&people)) {
        touched.people = *count;
    } else {
        touched.no_people = std::get<std::string>(people);
    }
    for (const geo::Geometry& place : places) {
        const auto around =
            things_around(publication, place, list.finding->desk.rules.sensitive_metres);
        const auto* all = std::get_if<std::vector<DatasetAround>>(&around);
        for (std::size_t i = 0; all != nullptr && i < all->size(); ++i) {
            const DatasetAround& one = (*all)[i];
            if (one.dataset->manifest().facts.kind != datasets::Kind::equipment) {
                continue;
            }
            for (const ThingAround& thing : one.things) {
                std::pair found{row_name(*one.dataset, thing.row),
                                site::row_address(*one.dataset, thing.row)};
                if (std::ranges::find(touched.equipment, found) == touched.equipment.end()) {
                    touched.equipment.push_back(std::move(found));
                }
            }
        }
    }
    return touched;
}

std::string draft_of(const ClashList& list, const Clash& clash, const Touched& touched)
{
    const Work& work = list.work(clash.work);
    const site::Messages& texts = french();
    std::string text =
        texts.format("clash_draft_subject",
                     {{"kind", title_of(clash.kind)}, {"place", where_words(work)}}) +
        "\n\n" + texts.text("clash_draft_greeting") + "\n\n" + sentence_of(list, clash) + "\n\n" +
        line_of(work, work.phases[clash.phase]) + '\n';
    if (clash.other) {
        const Work& other = list.work(*clash.other);
        text += line_of(other, other.phases[clash.other_phase]) + '\n';
    }
    if (is_clock(clash.kind)) {
        text += '\n' +
                texts.format(is_late(list, clash) ? "clash_draft_late" : "clash_draft_deadline",
                             {{"date", site::date_text(last_day(list, clash), texts)}}) +
                '\n';
    } else {
        text += '\n' + texts.format("clash_draft_days", {{"days", days_words(list, clash)}}) + '\n';
    }
    if (touched.people && *touched.people > 0) {
        text += texts.format("clash_people", {{"n", std::llround(*touched.people)},
                                              {"metres", std::llround(default_around_m)}}) +
                '\n';
    }
    std::string equipment;
    for (const auto& [name, address] : touched.equipment) {
        equipment += (equipment.empty() ? "" : ", ") + name;
    }
    if (!equipment.empty()) {
        text += texts.format("clash_draft_equipment", {{"list", equipment}}) + '\n';
    }
    const bool late = is_clock(clash.kind) && is_late(list, clash);
    text += '\n' + texts.text(key_of("asks", clash.kind) + (late ? "_late" : "")) + "\n\n" +
            list.book->publication->site.publisher + '\n';
    return site::french_spacing(text);
}

}  // namespace parvis::publish::works
