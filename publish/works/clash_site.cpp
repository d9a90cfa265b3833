// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/clash_site.hpp"

#include "datasets/desk_settings.hpp"
#include "datasets/work_hours.hpp"
#include "geo/error.hpp"
#include "publish/row_name.hpp"
#include "publish/site/address.hpp"
#include "publish/site/wording.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <mutex>

namespace parvis::publish::works {
namespace {

using datasets::Instant;
using Kind = Sensitive::Kind;

std::string text_of(const Snapshot& dataset, RowIndex row, std::string_view name)
{
    const auto property = dataset.property(name);
    return property ? dataset.text(row, *property) : std::string();
}

/// "C108": a code of the Base permanente des équipements.
bool is_bpe(std::string_view code)
{
    return code.size() == 4 && std::isupper(static_cast<unsigned char>(code.front())) != 0 &&
           std::ranges::all_of(code.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

/// What a type of equipment is to the desk; nothing for most.
std::optional<Kind> kind_of(const std::string& type)
{
    if (is_bpe(type)) {
        // C1 to C3: primary schools, collèges, lycées; D101 to D106: hospitals.
        if (type[0] == 'C' && type[1] >= '1' && type[1] <= '3') {
            return Kind::school;
        }
        return type.starts_with("D10") && type[3] <= '6' ? std::optional(Kind::hospital)
                                                         : std::nullopt;
    }
    struct Word {
        std::string_view begins;
        Kind kind;
    };
    constexpr std::array<Word, 15> words{{{"ecole", Kind::school},
                                          {"college", Kind::school},
                                          {"lycee", Kind::school},
                                          {"maternelle", Kind::school},
                                          {"creche", Kind::school},
                                          {"groupe scolaire", Kind::school},
                                          {"hopital", Kind::hospital},
                                          {"hopitaux", Kind::hospital},
                                          {"centre hospitalier", Kind::hospital},
                                          {"chu", Kind::hospital},
                                          {"clinique", Kind::hospital},
                                          {"urgences", Kind::hospital},
                                          {"pompier", Kind::fire_station},
                                          {"incendie", Kind::fire_station},
                                          {"centre de secours", Kind::fire_station}}};
    const std::string text = ' ' + site::folded(type);
    for (const Word& word : words) {
        const auto at = text.find(' ' + std::string(word.begins));
        // "chu" is a word, "ecoles" is still a school.
        if (at != std::string::npos &&
            (word.begins != "chu" || at + 4 >= text.size() || text[at + 4] == ' ')) {
            return word.kind;
        }
    }
    return std::nullopt;
}

void add_equipment(const Publication& publication, Desk& desk)
{
    for (const auto& dataset : publication.of_kind(datasets::Kind::equipment)) {
        for (RowIndex row = 0; row < dataset->size(); ++row) {
            auto kind = kind_of(text_of(*dataset, row, "type"));
            if (!kind) {
                kind = kind_of(text_of(*dataset, row, "famille"));
            }
            if (kind && dataset->bounds(row)) {
                desk.things.push_back({*kind,
                                       site::row_address(*dataset, row),
                                       row_name(*dataset, row),
                                       dataset->geometry(row),
                                       {},
                                       {}});
            }
        }
    }
}

/// The instant at which the day of a date begins, or of the day after it; that of an instant
/// itself.
std::optional<Instant> instant_of(const Snapshot& dataset, RowIndex row, const std::string& name,
                                  const datasets::Zone& zone, std::int32_t days_later)
{
    const auto property = name.empty() ? std::nullopt : dataset.property(name);
    if (!property) {
        return std::nullopt;
    }
    const auto value = dataset.value(row, *property);
    if (const auto* exact = std::get_if<Instant>(&value)) {
        return *exact;
    }
    const auto* day = std::get_if<datasets::Date>(&value);
    return day == nullptr
               ? std::nullopt
               : std::optional(
                     zone.instant_of(datasets::date_of_days(datasets::days(*day) + days_later), 0)
                         .instant);
}

void add_events(const Snapshot& dataset, Desk& desk)
{
    const auto& facts = dataset.manifest().facts;
    const datasets::Zone zone(facts.zone);
    for (RowIndex row = 0; row < dataset.size(); ++row) {
        Sensitive event{Kind::event,
                        site::row_address(dataset, row),
                        row_name(dataset, row),
                        dataset.geometry(row),
                        {},
                        {}};
        event.from = instant_of(dataset, row, facts.start_property, zone, 0);
        // The last day is one of them; an event without an end lasts its day.
        const auto& last =
            facts.end_property.empty() || !instant_of(dataset, row, facts.end_property, zone, 1)
                ? facts.start_property
                : facts.end_property;
        event.to = instant_of(dataset, row, last, zone, 1);
        const auto days = datasets::week_days(text_of(dataset, row, "jours"));
        event.days = days.value_or(event.days);
        // A market goes on from its first day, or ever.
        if (days && last == facts.start_property) {
            event.to.reset();
        }
        const bool some_time = days || event.from;
        if (some_time && !geo::is_empty(event.geometry)) {
            desk.things.push_back(std::move(event));
        }
    }
}

void add_winter(const Snapshot& dataset, Desk& desk)
{
    const auto column = dataset.property("priorite");
    for (RowIndex row = 0; row < dataset.size(); ++row) {
        std::string name = row_name(dataset, row);
        const auto number = column ? dataset.number(row, *column) : std::nullopt;
        const auto priority = number ? std::llround(*number) : 1;
        if (number) {
            name += " (priorité " + std::to_string(priority) + ")";
        }
        desk.things.push_back({Kind::winter_road,
                               site::row_address(dataset, row),
                               std::move(name),
                               dataset.geometry(row),
                               {},
                               {},
                               0x7f,
                               priority});
    }
}

/// The network of a dataset, made once for all who ask while that version is published.
std::shared_ptr<const StreetNetwork> network_of(const std::shared_ptr<const Snapshot>& dataset)
{
    static std::mutex mutex;
    static std::weak_ptr<const Snapshot> made_of;
    static std::shared_ptr<const StreetNetwork> made;
    const std::scoped_lock lock(mutex);
    if (made_of.lock() != dataset) {
        std::vector<geo::Geometry> streets;
        for (RowIndex row = 0; row < dataset->size(); ++row) {
            streets.push_back(dataset->geometry(row));
        }
        made = std::make_shared<const StreetNetwork>(streets);
        made_of = dataset;
    }
    return made;
}

void add_streets(const Publication& publication, const std::string& id, Desk& desk)
{
    constexpr std::string_view what = "Lieux coupés de tout accès par deux fermetures : ";
    if (id.empty()) {
        desk.uncomputed.push_back(std::string(what) +
                                  "le site ne nomme pas le jeu de ses rues ([works] streets = "
                                  "\"rues\").");
        return;
    }
    desk.streets = publication.find(id);
    if (!desk.streets) {
        desk.uncomputed.push_back(std::string(what) + "le jeu « " + id +
                                  " », que nomme parvis.toml, n’est pas publié.");
        return;
    }
    desk.network = network_of(desk.streets);
    desk.rules.streets = desk.network.get();
}

/// Adds the rows of a dataset that the settings name, or says that there is none.
template <typename Add>
void add_named(const Publication& publication, const std::string& id, const char* what, Add&& add,
               Desk& desk)
{
    if (const auto dataset = publication.find(id)) {
        add(*dataset, desk);
        return;
    }
    desk.uncomputed.push_back(std::string(what) + " : le jeu « " + id +
                              " », que nomme parvis.toml, n’est pas publié.");
}

void add_requests(const Book& book, Desk& desk)
{
    desk.requested.resize(book.works().size());
    std::string id;
    std::shared_ptr<const Snapshot> dataset;
    std::optional<std::size_t> property;
    for (std::size_t i = 0; i < book.works().size(); ++i) {
        const Work& work = book.works()[i];
        if (work.dataset != id) {
            id = work.dataset;
            dataset = book.publication->find(id);
            property = dataset ? dataset->property("demande") : std::nullopt;
        }
        const auto row =
            property ? dataset->row_of(work.phases.front().row) : std::optional<RowIndex>();
        if (row) {
            const auto value = dataset->value(*row, *property);
            const auto* day = std::get_if<datasets::Date>(&value);
            desk.requested[i] = day == nullptr ? std::nullopt : std::optional(*day);
        }
    }
}

/// Those of the site. They were read when the server started; whoever writes the file meanwhile
/// must not take the page away.
datasets::DeskSettings settings_of(const Publication& publication, Desk& desk)
{
    try {
        return datasets::read_desk_settings(publication.site.folder);
    } catch (const SourceError&) {
        desk.uncomputed.emplace_back(
            "Réglages de la coordination : parvis.toml ne se lit pas en ce moment ; les réglages "
            "d’origine servent.");
        return {};
    }
}

}  // namespace

Desk desk_of(const Book& book)
{
    const Publication& publication = *book.publication;
    Desk desk;
    const auto settings = settings_of(publication, desk);
    desk.rules.metres = settings.clash_metres;
    desk.rules.sensitive_metres = settings.sensitive_metres;
    desk.rules.today = publication.today;
    desk.rules.from =
        datasets::Zone(publication.site.zone).instant_of(publication.today, 0).instant;
    if (settings.programme_deadline) {
        const auto& [month, day] = *settings.programme_deadline;
        desk.rules.programme_deadline = YearDay{month, day};
    } else {
        desk.uncomputed.emplace_back(
            "Annonces des réfections deux semaines avant l’échéance du calendrier annuel : le site "
            "ne dit pas quelle est cette échéance ([works] programme_deadline = \"10-01\").");
    }
    add_equipment(publication, desk);
    if (settings.events.empty()) {
        desk.uncomputed.emplace_back("Marchés et événements : le site n’en nomme aucun jeu "
                                     "([works] events = [\"marches\"]).");
    }
    for (const std::string& id : settings.events) {
        add_named(publication, id, "Marchés et événements", add_events, desk);
    }
    if (settings.winter.empty()) {
        desk.uncomputed.emplace_back("Viabilité hivernale : le site n’en nomme pas le jeu "
                                     "([works] winter = \"viabilite\").");
    } else {
        add_named(publication, settings.winter, "Viabilité hivernale", add_winter, desk);
    }
    add_streets(publication, settings.streets, desk);
    add_requests(book, desk);
    return desk;
}

}  // namespace parvis::publish::works
