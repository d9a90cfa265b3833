// SPDX-License-Identifier: EUPL-1.2
#include "publish/around.hpp"
#include "publish/row_name.hpp"
#include "publish/site/address.hpp"
#include "publish/site/messages.hpp"
#include "publish/site/wording.hpp"
#include "publish/works/clash_list.hpp"
#include "publish/works/feed.hpp"
#include "publish/works/work_words.hpp"

#include <fmt/format.h>

#include <cmath>

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
    for (const std::string& part :
         {place_words(work), effect_words(phase), period_words(phase), work.order}) {
        line += part.empty() ? "" : ", " + site::uncapitalized(part);
    }
    return line + ".";
}

}  // namespace

std::string id_of(const ClashList& list, const Clash& clash)
{
    std::string id =
        fmt::format("{}:{}", code_of(clash.kind), works::key_of(list.work(clash.work)));
    if (clash.other) {
        id += ':' + works::key_of(list.work(*clash.other));
    }
    if (clash.thing) {
        id += ':' + list.desk.things[*clash.thing].address;
    }
    return id;
}

std::string title_of(ClashKind kind) { return french().text(key_of("kind", kind)); }

std::string sentence_of(const ClashList& list, const Clash& clash)
{
    const Work& work = list.work(clash.work);
    const datasets::Zone zone(work.zone);
    const auto day = [&](datasets::Instant at) {
        return site::date_text(zone.date_of(at), french());
    };
    const site::Messages::Arguments arguments{
        {"work", named(work)},
        {"other", clash.other ? named(list.work(*clash.other)) : std::string()},
        {"thing", clash.thing ? list.desk.things[*clash.thing].name : std::string()},
        {"metres", static_cast<std::int64_t>(std::llround(clash.metres))},
        {"from", day(clash.when.front().from)},
        {"to",
         day(clash.when.back().to < forever ? clash.when.back().to : clash.when.back().from)}};
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
    const Work& work = list.work(clash.work);
    const Phase& phase = work.phases[clash.phase];
    const auto people = people_around(publication, phase.place.geometry, default_around_m);
    if (const auto* count = std::get_if<double>(&people)) {
        touched.people = *count;
    } else {
        touched.no_people = std::get<std::string>(people);
    }
    const auto dataset = publication.find(work.dataset);
    const auto row = dataset ? dataset->row_of(phase.row) : std::optional<RowIndex>();
    if (!row) {
        return touched;
    }
    const auto around =
        things_around(publication, *dataset, *row, list.desk.rules.sensitive_metres);
    if (const auto* all = std::get_if<std::vector<DatasetAround>>(&around)) {
        for (const DatasetAround& one : *all) {
            if (one.dataset->manifest().facts.kind != datasets::Kind::equipment) {
                continue;
            }
            for (const ThingAround& thing : one.things) {
                touched.equipment.emplace_back(row_name(*one.dataset, thing.row),
                                               site::row_address(*one.dataset, thing.row));
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
                     {{"kind", title_of(clash.kind)}, {"place", place_words(work)}}) +
        "\n\n" + texts.text("clash_draft_greeting") + "\n\n" + sentence_of(list, clash) + "\n\n" +
        line_of(work, work.phases[clash.phase]) + '\n';
    if (clash.other) {
        const Work& other = list.work(*clash.other);
        text += line_of(other, other.phases[clash.other_phase]) + '\n';
    }
    text += '\n' + texts.format("clash_draft_days", {{"days", days_words(list, clash)}}) + '\n';
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
    text += '\n' + texts.text(key_of("asks", clash.kind)) + "\n\n" +
            list.book->publication->site.publisher + '\n';
    return site::french_spacing(text);
}

}  // namespace parvis::publish::works
