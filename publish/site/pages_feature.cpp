// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/address.hpp"
#include "publish/site/around_view.hpp"
#include "publish/site/dataset_card.hpp"
#include "publish/site/equipment_view.hpp"
#include "publish/site/figure_view.hpp"
#include "publish/site/map_view.hpp"
#include "publish/site/markdown.hpp"
#include "publish/site/template.hpp"
#include "publish/site/wording.hpp"
#include "publish/site/work_facts.hpp"
#include "publish/site/work_history.hpp"
#include "publish/site/work_view.hpp"
#include "publish/works/record_reader.hpp"

#include <algorithm>
#include <set>

namespace parvis::publish::site {

namespace {

using Names = std::vector<std::string_view>;

/// Properties that only repeat others for machines.
bool is_for_machines(const datasets::Property& property)
{
    return property.type == datasets::ValueType::parts ||
           (property.derived && (property.name == "commune" || property.name == "commune_code"));
}

Data fact(const Page& page, const Row& row, const datasets::Property& property, std::string value)
{
    Data data;
    Data::List comments;
    for (const datasets::Comment& comment : row.dataset().comments(row.index())) {
        if (comment.target.column == property.name) {
            comments.push_back(comment_data(page, comment));
        }
    }
    const bool number = property.type == datasets::ValueType::number ||
                        property.type == datasets::ValueType::integer;
    data.set("label", label_of(page, property))
        .set("value", std::move(value))
        .set("address", "")
        .set("number", number)
        .set("vintage", property.vintage.empty() ? std::string()
                                                 : iso_date_text(property.vintage, page.messages))
        .set("commented", !comments.empty())
        .set("comments", std::move(comments));
    return data;
}

/// The named properties that have a value, as label and value; the names used are added to `used`.
Data::List facts(const Page& page, const Row& row, const Names& names,
                 std::set<std::string, std::less<>>& used)
{
    Data::List list;
    for (const std::string_view name : names) {
        used.emplace(name);
        const datasets::Property* property = find_property(row.dataset(), name);
        std::string value = property == nullptr ? std::string() : value_text(page, row, *property);
        if (!value.empty()) {
            list.push_back(fact(page, row, *property, std::move(value)));
        }
    }
    return list;
}

Data::List other_facts(const Page& page, const Row& row,
                       const std::set<std::string, std::less<>>& used)
{
    Data::List list;
    for (const datasets::Property& property : row.dataset().manifest().properties) {
        if (used.contains(property.name) || is_for_machines(property)) {
            continue;
        }
        std::string value = value_text(page, row, property);
        if (!value.empty()) {
            list.push_back(fact(page, row, property, std::move(value)));
        }
    }
    return list;
}

Data group(const Page& page, std::string_view title, Data::List entries)
{
    Data data;
    data.set("title", page.messages.text(title))
        .set("has_facts", !entries.empty())
        .set("facts", std::move(entries));
    return data;
}

/// The communes and areas a row lies in, as links with its share where it lies in several.
Data::List place_links(const Page& page, const Row& row)
{
    Data::List links;
    const auto add = [&](const Snapshot& places, const std::string& key, double share) {
        const auto index = places.row_of(key);
        if (!index || key == "inconnu") {
            return;
        }
        Data link;
        link.set("label", Row(places, *index).title())
            .set("what", row_noun(page, places))
            .set("address", row_address(places, *index))
            .set("share",
                 share < 0.995
                     ? number_text(share * 100, share < 0.1 ? 1 : 0, page.messages) + "\u202f%"
                     : std::string());
        links.push_back(std::move(link));
    };
    const auto add_all = [&](const std::shared_ptr<const Snapshot>& places) {
        if (!places) {
            return;
        }
        const PlaceColumns columns = place_columns(*places);
        const auto parts = row.parts(columns.parts);
        if (parts.empty()) {
            add(*places, row.text(columns.key), 1);
        }
        for (const datasets::Part& part : parts) {
            add(*places, part.area, part.share);
        }
    };
    add_all(page.publication->communes());
    for (const auto& level : page.publication->levels()) {
        add_all(level);
    }
    return links;
}

void add_common(const Page& page, const Row& row, Data& data)
{
    const Snapshot& dataset = row.dataset();
    const CarriedComments& comments = dataset.comments(row.index());
    data.set("has_comments", !comments.empty()).set("comments", comment_list(page, comments));
    const auto& general = dataset.general_comments();
    data.set("has_general", !general.empty()).set("general", comment_list(page, general));
    const std::string absent = row.text("absent_depuis");
    data.set("absent", absent.empty()
                           ? std::string()
                           : page.messages.format(
                                 "row_absent", {{"date", iso_date_text(absent, page.messages)}}));
    data.set("comment_address", page.publication->takes_comments
                                    ? comment_form_address(dataset, row.index())
                                    : std::string());
    Data::List places = place_links(page, row);
    data.set("has_places", !places.empty()).set("places", std::move(places));
    const std::string item = item_address(dataset.id(), dataset.feature_id(row.index()));
    data.set("json_address", item + "?f=geojson")
        .set("dataset_title", page.in_language(dataset.manifest().facts.title))
        .set("dataset_address", dataset_address(dataset.id()))
        .set("source", source_text(page, dataset))
        .set("licence", licence_data(page, dataset.manifest().facts));
    const auto bounds = dataset.bounds(row.index());
    data.set("has_map", bounds.has_value());
    if (bounds) {
        MapView map;
        map.label = page.messages.format("feature_map_label", {{"title", row.title()}});
        map.bounds = bounds;
        map.features.emplace_back(dataset.geojson(row.index()));
        if (dataset.manifest().facts.kind == datasets::Kind::road_works) {
            map.feature_look = work_view(page, row).look;
        }
        map.list_address = "#faits";
        map.list_label = page.messages.text("map_twin_facts");
        data.set("map", map_data(page, map));
    }
}

/// What the record says in other words than its columns; marked as explained where a comment is on
/// one of the columns that it was read from.
Data said(const Row& row, std::string label, std::string value, const Names& columns,
          std::string address = {})
{
    const bool commented = std::ranges::any_of(
        row.dataset().comments(row.index()), [&](const datasets::Comment& comment) {
            return std::ranges::find(columns, comment.target.column) != columns.end();
        });
    Data data;
    data.set("label", std::move(label))
        .set("value", std::move(value))
        .set("address", std::move(address))
        .set("number", false)
        .set("vintage", "")
        .set("commented", commented)
        .set("comments", Data::List());
    return data;
}

/// A work's page: its row, and the record that was made of it and of its other phases.
struct WorkPage {
    const Page& page;
    const Row& row;
    works::Work work = works::work_of(row.dataset(), row.index());
    std::set<std::string, std::less<>> used = {"titre", "etat_declare", "chantier", "phase",
                                               "absent_depuis"};

    [[nodiscard]] const works::Phase& phase() const
    {
        return *std::ranges::find(work.phases, row.dataset().feature_id(row.index()),
                                  &works::Phase::row);
    }
    /// Adds what the record says, unless that is nothing; the columns are not shown again.
    void add(Data::List& list, std::string_view label, std::string value, const Names& columns)
    {
        used.insert(columns.begin(), columns.end());
        if (!value.empty()) {
            list.push_back(said(row, page.messages.text(label), capitalized(value), columns));
        }
    }
    void add_columns(Data::List& list, const Names& names)
    {
        for (Data& one : facts(page, row, names, used)) {
            list.push_back(std::move(one));
        }
    }
    [[nodiscard]] Data when();
    [[nodiscard]] Data effect();
    [[nodiscard]] Data phases();
};

Data WorkPage::when()
{
    const datasets::DatasetFacts& about = row.dataset().manifest().facts;
    Data::List list;
    add(list, "work_dates", dates_words(page, work, phase()),
        {"debut", "fin", "debut_exact", "fin_exacte", about.start_property, about.end_property});
    add(list, "work_hours", hours_words(page, phase()),
        {"horaires", "heure_debut", "heure_fin", "jours"});
    add(list, "work_sure", certainty_of(page, phase()).sentence,
        {"debut_confirme", "fin_confirmee"});
    return group(page, "work_when", std::move(list));
}

Data WorkPage::effect()
{
    Data::List list;
    add_columns(list, {"effet"});
    add(list, "work_way", way_words(page, phase().place), {"sens"});
    add(list, "work_side", side_words(page, phase().place), {"cote"});
    add(list, "work_lanes", lanes_words(page, phase().impact), {"voies_fermees", "voies"});
    add_columns(list, {"vitesse_kmh", "tonnage_t", "largeur_m"});
    add(list, "work_detour", value_text(page, row, "deviation"), {"deviation"});
    const bool paused =
        row.dataset().work_state(row.index(), page.day()) == datasets::WorkState::paused;
    return group(page, paused ? "work_effect_paused" : "work_effect", std::move(list));
}

/// The phases of the work in their order, the others as links.
Data WorkPage::phases()
{
    Data::List list;
    for (std::size_t i = 0; work.phases.size() > 1 && i < work.phases.size(); ++i) {
        const works::Phase& one = work.phases[i];
        const auto index = row.dataset().row_of(one.row);
        const std::string number =
            page.messages.format("work_phase", {{"n", static_cast<std::int64_t>(i + 1)}});
        const bool here = index == row.index();
        std::string dates = capitalized(dates_words(page, work, one));
        if (dates.empty()) {
            dates = page.messages.text("state_unknown");
        }
        list.push_back(
            said(row, one.name.empty() ? number : capitalized(one.name),
                 here ? dates + " (" + page.messages.text("work_phase_here") + ")" : dates, {},
                 here || !index ? std::string() : row_address(row.dataset(), *index)));
    }
    return group(page, "work_phases", std::move(list));
}

Data work_body(const Page& page, const Row& row)
{
    WorkPage sheet{page, row};
    auto& used = sheet.used;
    used.insert(row.dataset().manifest().facts.title_property);
    Data data;
    data.set("work", work_data(page, work_view(page, row)))
        .set("equipment", false)
        .set("stale", stale_words(page, row.dataset()));
    Data::List groups;
    groups.push_back(sheet.when());
    groups.push_back(sheet.phases());
    groups.push_back(sheet.effect());
    // Many sources call a category what others call the nature of the works: said once.
    if (folded(value_text(page, row, "categorie")) == folded(value_text(page, row, "nature"))) {
        used.insert("categorie");
    }
    const auto columns = [&](std::string_view title, const Names& names) {
        groups.push_back(group(page, title, facts(page, row, names, used)));
    };
    columns("work_what", {"nature", "description", "voie", "longueur_m", "surface_m2",
                          "revetement_neuf", "urgent", "commentaire_source"});
    columns("work_who", {"maitre_ouvrage", "entreprise", "cout_eur", "contact_service"});
    columns("work_papers", {"arrete", "demande", "reception"});
    used.insert({"commune_nom"});
    for (const auto& level : page.publication->levels()) {
        used.insert(level->manifest().facts.level);
        used.insert(level->manifest().facts.level + "_nom");
    }
    groups.push_back(group(page, "facts_other", other_facts(page, row, used)));
    data.set("groups", std::move(groups));
    return data;
}

/// What a resident does next: print the notice, keep the dates, watch the commune.
Data::List follow_links(const Page& page, const Row& row)
{
    Data::List links;
    const auto add = [&](std::string_view label, std::string address) {
        Data link;
        link.set("label", page.messages.text(label)).set("address", std::move(address));
        links.push_back(std::move(link));
    };
    add("work_follow_notice",
        item_address(row.dataset().id(), row.dataset().feature_id(row.index())) + "/notice");
    const std::string commune = row.text("commune");
    if (!commune.empty()) {
        const std::string query = "?commune=" + percent_encoded(commune);
        add("work_follow_calendar", "/works/feeds/ical" + query);
        add("work_follow_news", "/works/feeds/atom" + query);
        add("work_follow_traffic", "/works/feeds/datex2" + query);
    }
    return links;
}

/// The communes that a piece of equipment serves, by name where the file gives their keys or codes.
std::string served_communes(const Page& page, const Row& row)
{
    const auto column = row.dataset().property("communes_desservies");
    if (!column) {
        return {};
    }
    const datasets::Value value = row.dataset().value(row.index(), *column);
    const auto* keys = std::get_if<std::vector<std::string>>(&value);
    if (keys == nullptr) {
        return row.text("communes_desservies");
    }
    std::string names;
    for (const std::string& key : *keys) {
        names += (names.empty() ? "" : ", ") + place_name(page, key);
    }
    return names;
}

Data equipment_body(const Page& page, const Row& row)
{
    std::set<std::string, std::less<>> used = {"nom",
                                               row.dataset().manifest().facts.title_property};
    Data data;
    data.set("equipment", equipment_data(page, row)).set("work", false).set("stale", "");
    Data::List groups;
    groups.push_back(
        group(page, "equipment_visit",
              facts(page, row, {"horaires", "tarif", "adresse", "contact_service"}, used)));
    // A town hall is of the family of town halls: said once.
    const bool says_twice =
        folded(value_text(page, row, "famille")) == folded(value_text(page, row, "type"));
    Data::List capacity =
        facts(page, row, says_twice ? Names{"type"} : Names{"famille", "type"}, used);
    used.insert("famille");
    used.insert({"capacite", "capacite_unite", "communes_desservies"});
    const std::string places = value_text(page, row, "capacite");
    if (!places.empty()) {
        capacity.push_back(fact(page, row, *find_property(row.dataset(), "capacite"),
                                places + " " + value_text(page, row, "capacite_unite")));
    }
    const std::string served = served_communes(page, row);
    if (!served.empty()) {
        capacity.push_back(
            fact(page, row, *find_property(row.dataset(), "communes_desservies"), served));
    }
    groups.push_back(group(page, "equipment_what", std::move(capacity)));
    groups.push_back(group(page, "equipment_year",
                           facts(page, row, {"annee", "frequentation", "cout_annuel_eur"}, used)));
    used.insert("commune_nom");
    for (const auto& level : page.publication->levels()) {
        used.insert(level->manifest().facts.level);
        used.insert(level->manifest().facts.level + "_nom");
    }
    groups.push_back(group(page, "facts_other", other_facts(page, row, used)));
    data.set("groups", std::move(groups));
    return data;
}

Data plain_body(const Page& page, const Row& row)
{
    std::set<std::string, std::less<>> used;
    for (const auto& level : page.publication->levels()) {
        used.insert(level->manifest().facts.level);
    }
    Data data;
    data.set("work", false).set("equipment", false).set("stale", "");
    Data::List groups;
    groups.push_back(group(page, "facts", other_facts(page, row, used)));
    data.set("groups", std::move(groups));
    return data;
}

}  // namespace

std::string feature_page(const Publication& publication, const PageContext& context,
                         const Snapshot& dataset, RowIndex row_index)
{
    const Page page(&publication, context);
    const Row row(dataset, row_index);
    const datasets::DatasetFacts& about = dataset.manifest().facts;
    Data data = about.kind == datasets::Kind::road_works  ? work_body(page, row)
                : about.kind == datasets::Kind::equipment ? equipment_body(page, row)
                                                          : plain_body(page, row);
    Frame frame;
    frame.title = capitalized(row.title());
    data.set("title", frame.title);
    const auto around = about.kind == datasets::Kind::road_works  ? around_work(page, row)
                        : about.kind == datasets::Kind::equipment ? works_around(page, row)
                                                                  : std::nullopt;
    auto history = row_history_list(page, row);
    data.set("has_history", !history.empty())
        .set("history", std::move(history))
        .set("edit_address", "/works/" + std::string(dataset.feature_id(row_index)) + "/edit");
    data.set("has_around", around.has_value());
    if (around) {
        data.set("around", around->data);
    }
    add_common(page, row, data);
    Data::List follow =
        about.kind == datasets::Kind::road_works ? follow_links(page, row) : Data::List();
    data.set("has_follow", !follow.empty()).set("follow", std::move(follow));
    frame.section = about.kind == datasets::Kind::road_works  ? "works"
                    : about.kind == datasets::Kind::equipment ? "equipment"
                                                              : "data";
    frame.way = {{std::string(page.in_language(about.title)), dataset_address(about.id)}};
    frame.description = frame.title + ", " + row.text("commune_nom");
    frame.note = page.in_language(about.note);
    // A fact among invented rows says so in its own value.
    frame.sample =
        (about.sample && row.text("donnee_exemple") != "false") || (around && around->sample);
    frame.body = render("feature", data, page.messages);
    return whole_page(page, frame);
}

}  // namespace parvis::publish::site
