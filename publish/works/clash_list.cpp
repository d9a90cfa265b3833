// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/clash_list.hpp"

#include "datasets/json_text.hpp"
#include "publish/api/link.hpp"
#include "publish/around.hpp"
#include "publish/formats/csv_cells.hpp"
#include "publish/site/search_words.hpp"
#include "publish/works/feed.hpp"
#include "publish/works/work_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <tuple>

namespace parvis::publish::works {
namespace {

using datasets::Instant;
using datasets::JsonText;

WorksWanted place_of(const ClashQuery& query)
{
    WorksWanted wanted;
    wanted.commune = query.commune;
    wanted.areas = query.areas;
    return wanted;
}

/// From the first day that is asked for to the end of the last one.
Span window_of(const std::string& zone_name, const ClashQuery& query, datasets::Date today)
{
    const datasets::Zone zone(zone_name);
    const auto start = [&](datasets::Date day, std::int32_t later) {
        return zone.instant_of(datasets::date_of_days(datasets::days(day) + later), 0).instant;
    };
    return {start(query.from.value_or(today), 0), query.to ? start(*query.to, 1) : forever};
}

/// Whether a clash has a moment in the window. A clock that has run out is a matter of today; a
/// market is there on some days of the week.
bool is_in(const ClashList& list, const Clash& clash, const Span& window)
{
    const datasets::Zone zone(list.work(clash.work).zone);
    const auto today = datasets::days(list.finding->desk.rules.today);
    return std::ranges::any_of(clash.when, [&](Span span) {
        if (is_clock(clash.kind)) {
            span.to =
                std::max(span.to, zone.instant_of(datasets::date_of_days(today + 1), 0).instant);
        }
        const Span part{std::max(span.from, window.from), std::min(span.to, window.to)};
        return part.from < part.to &&
               (clash.kind != ClashKind::event ||
                has_day(part, list.finding->desk.things[*clash.thing].days, zone));
    });
}

/// Whether both works of a clash are of one owner, however it is written.
bool is_of_one(const ClashList& list, const Clash& clash)
{
    const std::string owner = site::search_text(list.work(clash.work).owner);
    return clash.other && !owner.empty() &&
           site::search_text(list.work(*clash.other).owner) == owner;
}

/// Whether a clash is between the owners that are asked for.
bool is_between(const ClashList& list, const Clash& clash)
{
    const ClashQuery& query = list.query;
    if (!query.owners.empty() &&
        (!clash.other || is_of_one(list, clash) != (query.owners == "same"))) {
        return false;
    }
    const std::string asked = site::search_text(query.owner);
    return asked.empty() || site::search_text(list.work(clash.work).owner) == asked ||
           (clash.other && site::search_text(list.work(*clash.other).owner) == asked);
}

void group(ClashList& list)
{
    // Works that lead to one another: each knows one of its group, the first knows itself.
    std::map<std::pair<ClashKind, std::uint32_t>, std::uint32_t> leads;
    const auto first_of = [&](ClashKind kind, std::uint32_t work) {
        auto at = leads.emplace(std::pair(kind, work), work).first;
        while (at->second != at->first.second) {
            auto& next = leads.at({kind, at->second});
            at->second = next;
            at = leads.find({kind, next});
        }
        return at->second;
    };
    std::vector<bool> of_one;
    for (const Clash* clash : list.wanted) {
        of_one.push_back(is_of_one(list, *clash));
        if (of_one.back()) {
            const auto one = first_of(clash->kind, clash->work);
            leads.at({clash->kind, first_of(clash->kind, *clash->other)}) = one;
        }
    }
    std::map<std::pair<ClashKind, std::uint32_t>, std::size_t> groups;
    for (std::size_t i = 0; i < list.wanted.size(); ++i) {
        const Clash* clash = list.wanted[i];
        const auto known =
            of_one[i] ? groups.emplace(std::pair(clash->kind, first_of(clash->kind, clash->work)),
                                       list.groups.size())
                      : std::pair(groups.end(), true);
        if (known.second) {
            list.groups.push_back({clash});
        } else {
            list.groups[known.first->second].push_back(clash);
        }
    }
}

/// Of a work that closes a road in several winters, the first winter of the window.
std::optional<Span> winter_in(const ClashList& list, const Clash& clash, const Span& window)
{
    const Work& work = list.work(clash.work);
    const Phase& phase = work.phases[clash.phase];
    if (clash.kind != ClashKind::winter || !phase.start) {
        return std::nullopt;
    }
    const Span part{std::max(phase.start->at, window.from),
                    std::min(phase.end ? phase.end->at : forever, window.to)};
    return part.from < part.to ? winter_part(part, datasets::Zone(work.zone)) : std::nullopt;
}

void write_days(JsonText& json, const ClashList& list, const Clash& clash)
{
    const datasets::Zone zone(list.work(clash.work).zone);
    json.key("days");
    json.start_array();
    for (const Span& span : clash.when) {
        const auto [first, last] = days_of(span, zone);
        json.start_object();
        json.member("from", datasets::to_text(first));
        json.key("to");
        if (last) {
            json.text(datasets::to_text(*last));
        } else {
            json.null();
        }
        json.end_object();
    }
    json.end_array();
}

void write_work(JsonText& json, const Work& work, const Phase& phase, const std::string& base_url)
{
    json.start_object();
    json.member("work", key_of(work));
    json.member("title", name_of(work));
    json.member("place", place_words(work));
    json.member("owner", work.owner);
    json.member("effect", code_of(phase.impact.effect));
    json.member("period", period_words(phase));
    json.member("order", work.order);
    json.member("href", address_of(work, phase, base_url));
    json.end_object();
}

void write_touched(JsonText& json, const Touched& touched, const std::string& base_url)
{
    json.key("people");
    if (touched.people) {
        json.start_object();
        json.member("within_m", static_cast<std::int64_t>(default_around_m));
        json.member("count", static_cast<std::int64_t>(*touched.people));
        json.member("note", people_around_note);
        json.end_object();
    } else {
        json.null();
    }
    json.key("equipment");
    json.start_array();
    for (const auto& [name, address] : touched.equipment) {
        json.start_object();
        json.member("name", name);
        json.member("href", base_url + address);
        json.end_object();
    }
    json.end_array();
}

void write_clash(JsonText& json, const ClashList& list, const Clash& clash,
                 const std::string& base_url)
{
    const Work& work = list.work(clash.work);
    json.start_object();
    json.member("id", id_of(list, clash));
    json.member("kind", code_of(clash.kind));
    json.member("title", title_of(clash.kind));
    json.member("severity", code_of(clash.severity));
    json.member("to_check", clash.to_check);
    json.member("sentence", sentence_of(list, clash));
    json.key("metres");
    json.number(std::round(clash.metres * 10) / 10);
    write_days(json, list, clash);
    json.key("works");
    json.start_array();
    write_work(json, work, work.phases[clash.phase], base_url);
    if (clash.other) {
        const Work& other = list.work(*clash.other);
        write_work(json, other, other.phases[clash.other_phase], base_url);
    }
    json.end_array();
    if (clash.thing) {
        const Sensitive& thing = list.finding->desk.things[*clash.thing];
        json.key("thing");
        json.start_object();
        json.member("name", thing.name);
        json.member("href", base_url + thing.address);
        json.end_object();
    }
    if (!clash.cut_off.empty()) {
        const CutOff cut = cut_off_by(list, clash);
        json.key("cut_off");
        json.start_object();
        json.member("metres", static_cast<std::int64_t>(std::llround(cut.metres)));
        json.member("streets", cut.streets);
        json.end_object();
    }
    const Touched touched = touched_by(list, clash);
    write_touched(json, touched, base_url);
    json.member("message", draft_of(list, clash, touched));
    json.end_object();
}

void write_counts(JsonText& json, const ClashList& list)
{
    std::map<std::string_view, std::uint64_t> kinds, severities;
    for (const Clash* clash : list.wanted) {
        ++kinds[code_of(clash->kind)];
        ++severities[code_of(clash->severity)];
    }
    for (const auto& [name, counts] : {std::pair{"kinds", &kinds}, {"severities", &severities}}) {
        json.key(name);
        json.start_object();
        for (const auto& [code, count] : *counts) {
            json.member(code, count);
        }
        json.end_object();
    }
}

void write_rules(JsonText& json, const ClashList& list)
{
    const ClashRules& rules = list.finding->desk.rules;
    json.key("rules");
    json.start_object();
    json.key("metres");
    json.number(rules.metres);
    json.key("sensitive_metres");
    json.number(rules.sensitive_metres);
    json.member("from", datasets::to_text(list.query.from.value_or(rules.today)));
    json.key("to");
    if (list.query.to) {
        json.text(datasets::to_text(*list.query.to));
    } else {
        json.null();
    }
    json.member("intervals",
                "Un chantier qui finit à un instant ne rencontre pas celui qui y commence. Une fin "
                "non annoncée dure toujours. Un chantier sans début, ou dont la fin est avant le "
                "début, n’est comparé à rien. Terminés et annulés ne comptent plus ; un chantier "
                "suspendu compte. Deux fermetures coupent un lieu quand chacune laisse un passage "
                "et les deux ensemble aucun.");
    json.end_object();
}

void write_incomparable(JsonText& json, const ClashList& list, const std::string& base_url)
{
    json.key("not_comparable");
    json.start_array();
    for (const IncomparablePhase* one : list.incomparable) {
        const Work& work = list.work(one->work);
        json.start_object();
        json.member("work", key_of(work));
        json.member("title", name_of(work));
        json.member("reason", code_of(one->reason));
        json.member("href", address_of(work, work.phases[one->phase], base_url));
        json.end_object();
    }
    json.end_array();
    json.member("not_computed", list.finding->desk.uncomputed);
}

}  // namespace

bool asks_past(const Book& book, const ClashQuery& query)
{
    return query.from && *query.from < book.publication->today;
}

std::vector<const Clash*> ClashList::shown() const
{
    const std::size_t first = std::min(wanted.size(), (query.page - 1) * query.limit);
    const std::size_t last = std::min(wanted.size(), first + query.limit);
    return {wanted.begin() + static_cast<std::ptrdiff_t>(first),
            wanted.begin() + static_cast<std::ptrdiff_t>(last)};
}

std::size_t ClashList::pages() const
{
    return std::max<std::size_t>(1, (wanted.size() + query.limit - 1) / query.limit);
}

std::span<const std::vector<const Clash*>> ClashList::shown_groups() const
{
    const std::size_t first = std::min(groups.size(), (query.page - 1) * query.limit);
    return std::span(groups).subspan(first, std::min(groups.size() - first, query.limit));
}

std::size_t ClashList::group_pages() const
{
    return std::max<std::size_t>(1, (groups.size() + query.limit - 1) / query.limit);
}

std::shared_ptr<const ClashFinding> examine(std::shared_ptr<const Book> book,
                                            const ClashQuery& query)
{
    auto finding = std::make_shared<ClashFinding>();
    finding->desk = desk_of(*book);
    finding->book = std::move(book);
    Desk& desk = finding->desk;
    ClashRules& rules = desk.rules;
    rules.metres = query.metres.value_or(rules.metres);
    if (asks_past(*finding->book, query)) {
        rules.from = Instant{-forever.seconds};
    }
    finding->found = find_clashes(finding->book->works(), desk.things, rules, desk.requested);
    if (finding->found.unknown_requests > 0) {
        desk.uncomputed.push_back(fmt::format(
            "Demandes sans réponse depuis deux mois : le jour de la demande n’est pas connu pour "
            "{} chantiers prévus sans arrêté (colonne « demande » du jeu).",
            finding->found.unknown_requests));
    }
    if (finding->found.off_network > 0) {
        desk.uncomputed.push_back(fmt::format(
            "Lieux coupés de tout accès par deux fermetures : {} chantiers qui barrent une rue ne "
            "sont près d’aucune rue du jeu « {} ».",
            finding->found.off_network, desk.streets->id()));
    }
    return finding;
}

std::string finding_tag(const Book& book, const ClashQuery& query)
{
    const auto file = book.publication->site.folder / "parvis.toml";
    std::error_code ignored;
    const auto written = std::filesystem::last_write_time(file, ignored).time_since_epoch();
    return fmt::format("{}\n{}\n{}\n{}\n{}", book.tag, written.count(),
                       std::filesystem::file_size(file, ignored),
                       query.metres ? fmt::format("{:g}", *query.metres) : "",
                       asks_past(book, query) ? "past" : "");
}

std::shared_ptr<const ClashList> list_clashes(std::shared_ptr<const ClashFinding> finding,
                                              const ClashQuery& query)
{
    auto list = std::make_shared<ClashList>();
    list->query = query;
    list->book = finding->book;
    list->finding = std::move(finding);
    const Span window =
        window_of(list->book->publication->site.zone, query, list->finding->desk.rules.today);
    const WorksWanted place = place_of(query);
    for (const Clash& clash : list->finding->found.clashes) {
        const bool here = place.takes(list->work(clash.work)) ||
                          (clash.other && place.takes(list->work(*clash.other)));
        if (!here || !is_between(*list, clash) || clash.severity < query.least ||
            (query.kind && clash.kind != *query.kind)) {
            continue;
        }
        if (is_in(*list, clash, window)) {
            list->wanted.push_back(&clash);
        } else if (const auto winter = winter_in(*list, clash, window)) {
            list->later.push_back(clash);
            list->later.back().when = {*winter};
            list->wanted.push_back(&list->later.back());
        }
    }
    std::ranges::stable_sort(list->wanted, {}, [&](const Clash* clash) {
        return std::tuple(2 - static_cast<int>(clash->severity),
                          std::max(window.from, clash->when.front().from), clash->kind);
    });
    group(*list);
    for (const IncomparablePhase& one : list->finding->found.incomparable) {
        if (place.takes(list->work(one.work))) {
            list->incomparable.push_back(&one);
        }
    }
    return list;
}

std::string clashes_json(const ClashList& list, const std::string& base_url)
{
    JsonText json;
    json.start_object();
    json.member("title", "Chantiers qui se gênent");
    write_rules(json, list);
    json.member("count", std::uint64_t{list.wanted.size()});
    json.member("truncated", list.finding->found.truncated);
    json.member("limit", std::uint64_t{list.query.limit});
    if (!list.query.note.empty()) {
        json.member("note", list.query.note);
    }
    write_counts(json, list);
    json.key("clashes");
    json.start_array();
    for (const Clash* clash : list.shown()) {
        write_clash(json, list, *clash, base_url);
    }
    json.end_array();
    write_incomparable(json, list, base_url);
    const auto address = [&](std::size_t page, std::string_view format) {
        return base_url + "/works/clashes" + query_text(list.query.parameters(page, format));
    };
    std::vector<Link> links{{address(list.query.page, "json"), "self", media::json, "Ce document"},
                            {base_url + "/works/clashes" + query_text(list.query.csv_parameters()),
                             "alternate", media::csv, "En CSV"},
                            {address(list.query.page, "html"), "alternate", media::html, "En page"},
                            {base_url + "/works", "up", media::json, "Les chantiers"}};
    if (list.query.page < list.pages()) {
        links.push_back({address(list.query.page + 1, "json"), "next", media::json, "La suite"});
    }
    write_links(json, links);
    json.end_object();
    return json.take();
}

std::string clashes_csv(const ClashList& list, const std::string& base_url)
{
    // Looking around costs milliseconds each: a table of thousands leaves that to the page of each.
    constexpr std::size_t most_touched = 200;
    const auto shown = list.shown();
    const bool touches = shown.size() <= most_touched;
    std::string csv = "sorte,gravite,a_verifier,premier_jour,dernier_jour,periodes,metres,chantier,"
                      "titre,lieu,maitre_ouvrage,autre_chantier,autre_titre,autre_maitre_ouvrage,"
                      "objet,explication,habitants_200_m,equipements,message,adresse\r\n";
    for (const Clash* clash : shown) {
        const Work& work = list.work(clash->work);
        const Work* other = clash->other ? &list.work(*clash->other) : nullptr;
        const datasets::Zone zone(work.zone);
        const auto first = days_of(clash->when.front(), zone).first;
        const auto last = days_of(clash->when.back(), zone).second;
        const Touched touched = touches ? touched_by(list, *clash) : Touched();
        std::string equipment;
        for (const auto& [name, address] : touched.equipment) {
            equipment += (equipment.empty() ? "" : "; ") + name;
        }
        std::string line;
        for (const std::string& cell :
             {std::string(code_of(clash->kind)),
              std::string(code_of(clash->severity)),
              std::string(clash->to_check ? "oui" : "non"),
              datasets::to_text(first),
              last ? datasets::to_text(*last) : std::string(),
              days_words(list, *clash),
              fmt::format("{:.1f}", clash->metres),
              key_of(work),
              name_of(work),
              place_words(work),
              work.owner,
              other != nullptr ? key_of(*other) : "",
              other != nullptr ? name_of(*other) : "",
              other != nullptr ? other->owner : "",
              clash->thing ? list.finding->desk.things[*clash->thing].name : "",
              sentence_of(list, *clash),
              touched.people ? fmt::format("{:.0f}", *touched.people) : "",
              equipment,
              draft_of(list, *clash, touched),
              address_of(work, work.phases[clash->phase], base_url)}) {
            // The first cell is never empty: a line never begins with a separator.
            append_cell(line, cell);
        }
        csv += line + "\r\n";
    }
    return csv;
}

}  // namespace parvis::publish::works
