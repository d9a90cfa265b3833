// SPDX-License-Identifier: EUPL-1.2
#include "publish/comment_query.hpp"
#include "publish/report/edition.hpp"
#include "publish/site/address.hpp"
#include "publish/site/equipment_view.hpp"
#include "publish/site/figure_view.hpp"
#include "publish/site/map_view.hpp"
#include "publish/site/pages.hpp"
#include "publish/site/perimeter_view.hpp"
#include "publish/site/place_sum.hpp"
#include "publish/site/template.hpp"
#include "publish/site/wording.hpp"
#include "publish/site/work_view.hpp"

#include <algorithm>
#include <map>

namespace parvis::publish::site {

namespace {

/// A commune, or an area of a level.
struct Place {
    Row row;
    std::string level;  ///< property that names it on rows: "commune", "pole"
    std::string key;
    bool is_commune;
};

std::optional<Place> find_place(const Publication& publication, std::string_view collection,
                                std::string_view key)
{
    const auto communes = publication.communes();
    if (communes && communes->id() == collection) {
        if (const auto row = find_row(communes, key)) {
            return Place{*row, "commune", std::string(key), true};
        }
        return std::nullopt;
    }
    for (const auto& level : publication.levels()) {
        if (level->id() == collection) {
            if (const auto row = find_row(level, key)) {
                return Place{*row, level->manifest().facts.level, std::string(key), false};
            }
        }
    }
    return std::nullopt;
}

/// Which theme a crossed figure belongs to, by the start of its name.
std::string_view theme_of(std::string_view name)
{
    if (name.starts_with("equipements")) {
        return "theme_equipment";
    }
    if (name.starts_with("chantiers")) {
        return "theme_works";
    }
    return "theme_people";
}

bool is_figure(const datasets::Property& property)
{
    return property.type == datasets::ValueType::number ||
           property.type == datasets::ValueType::integer;
}

Data::List themes(const Page& page, const Place& place)
{
    const bool nowhere = is_unknown_area(place.row.dataset(), place.row.index());
    std::map<std::string_view, std::vector<FigureView>> figures;
    for (const datasets::Property& property : place.row.dataset().manifest().properties) {
        if (!is_figure(property)) {
            continue;
        }
        FigureView figure = property_figure(page, place.row, property);
        const bool empty_family = property.name.starts_with("equipements_") &&
                                  place.row.number(property.name).value_or(0) == 0;
        if (property.name == "population" || property.name == "chantiers_sans_longueur" ||
            empty_family) {
            continue;  // the page opens on the first, the second stands beside the length; a
                       // family without equipment says nothing
        }
        const bool says_nothing =
            (nowhere && figure.value.empty()) ||
            ((property.name == "chantiers_annules" || property.name == "chantiers_etat_inconnu") &&
             place.row.number(property.name).value_or(0) == 0);
        if (says_nothing) {
            continue;
        }
        // "Équipements : culture" stands under "Équipements".
        const std::string theme = page.messages.text(theme_of(property.name)) + "\u202f: ";
        if (figure.label.starts_with(theme)) {
            figure.label = capitalized(figure.label.substr(theme.size()));
        }
        figures[theme_of(property.name)].push_back(std::move(figure));
    }
    Data::List list;
    for (const std::string_view theme : {"theme_people", "theme_equipment", "theme_works"}) {
        if (figures[theme].empty()) {
            continue;
        }
        Data data;
        data.set("title", page.messages.text(theme))
            .set("groups", figure_groups(page, figures[theme]));
        list.push_back(std::move(data));
    }
    return list;
}

bool names_place(const std::string& text, const Place& place)
{
    return text == place.key || (place.is_commune && text == place.row.text("commune_code")) ||
           text == place.row.title();
}

/// Figures by measure and period of other datasets, and the figures of their rows for this commune.
Data::List other_figures(const Page& page, const Place& place)
{
    Data::List list;
    for (const auto& [id, dataset] : page.publication->datasets) {
        const datasets::DatasetFacts& facts = dataset->manifest().facts;
        Data::List figures;
        for (const FigureSeries& series : figure_series(*dataset)) {
            if (names_place(series.place, place)) {
                figures.push_back(figure_data(page, series_figure(page, series)));
            }
        }
        const auto column = dataset->property(place.level);
        if (facts.kind == datasets::Kind::demographics && column) {
            for (const RowIndex index : dataset->rows_where(*column, place.key)) {
                if (!place.is_commune) {
                    break;
                }
                for (const datasets::Property& property : facts.figure_value.empty()
                                                              ? dataset->manifest().properties
                                                              : std::vector<datasets::Property>()) {
                    if (is_figure(property) && !property.derived) {
                        figures.push_back(figure_data(
                            page, property_figure(page, Row(*dataset, index), property)));
                    }
                }
            }
        }
        if (facts.kind == datasets::Kind::crossing && column && !facts.key.empty() &&
            facts.key.front() == place.level) {
            for (const RowIndex index : dataset->rows_where(*column, place.key)) {
                for (const datasets::Property& property : dataset->manifest().properties) {
                    if (is_figure(property)) {
                        figures.push_back(figure_data(
                            page, property_figure(page, Row(*dataset, index), property)));
                    }
                }
            }
        }
        if (!figures.empty()) {
            Data data;
            data.set("title", page.in_language(facts.title))
                .set("address", dataset_address(facts.id))
                .set("figures", std::move(figures));
            list.push_back(std::move(data));
        }
    }
    return list;
}

/// The area that a commune is compared with: that of the first level that it has a known one of.
/// Other countries' levels are not its own.
std::optional<Row> area_of(const Page& page, const Place& place)
{
    if (!place.is_commune) {
        return std::nullopt;
    }
    for (const auto& level : page.publication->levels()) {
        const std::string key = place.row.text(level->manifest().facts.level);
        if (!key.empty() && key != "inconnu") {
            return find_row(level, key);
        }
    }
    return std::nullopt;
}

/// The place beside its area and the territory, for figures that can be compared at any size.
Data::List comparison(const Page& page, const Place& place)
{
    struct Line {
        std::string_view property;
        std::string unit;
        std::optional<double> territory;
    };
    const TerritorySum total = territory_sum(page);
    const auto ratio = [](std::optional<double> a, std::optional<double> b, double scale) {
        return a && b && *b > 0 ? std::optional<double>(*a / *b * scale) : std::nullopt;
    };
    const std::vector<Line> lines = {
        {"population", "hab.", total.population},
        {"densite_hab_km2", "hab/km2", ratio(total.population, total.area_km2, 1)},
        {"equipements_pour_1000_hab", "", ratio(total.equipment, total.population, 1000)},
        {"chantiers_en_cours", "", total.works_now}};
    const auto cell = [&](std::optional<double> value, const std::string& unit) {
        return value ? quantity_text(*value, unit, page.messages) : page.messages.text("not_known");
    };
    const std::optional<Row> area = area_of(page, place);
    Data::List list;
    for (const Line& line : lines) {
        const datasets::Property* property = find_property(place.row.dataset(), line.property);
        if (property == nullptr) {
            continue;
        }
        Data data;
        data.set("label", label_of(page, *property))
            .set("here", cell(place.row.number(line.property), line.unit))
            .set("has_area", area.has_value())
            .set("area", area ? cell(area->number(line.property), line.unit) : std::string())
            .set("territory", cell(line.territory, line.unit));
        list.push_back(std::move(data));
    }
    return list;
}

void add_works(const Page& page, const Place& place, Data& data)
{
    constexpr std::size_t most_now = 20, most_next = 10;
    const PlaceColumns columns = place_columns(place.row.dataset());
    Data::List now, next;
    std::size_t active = 0, planned = 0;
    for (const WorkView& work : works_in_state(page, *states_of(""))) {
        if (!touches(work.row, columns, place.key)) {
            continue;
        }
        const bool is_now = work.state != datasets::WorkState::planned;
        if (++(is_now ? active : planned) <= (is_now ? most_now : most_next)) {
            (is_now ? now : next).push_back(work_data(page, work, place.key));
        }
    }
    const std::string all =
        "/works?" + percent_encoded(columns.key) + "=" + percent_encoded(place.key);
    const auto more = [&](std::size_t count, std::size_t most) {
        return count <= most ? std::string()
                             : page.messages.format("place_works_all",
                                                    {{"n", static_cast<std::int64_t>(count)}});
    };
    data.set("works_published", !page.publication->of_kind(datasets::Kind::road_works).empty())
        .set("no_works", active + planned == 0)
        .set("has_now", active > 0)
        .set("now", std::move(now))
        .set("now_more", more(active, most_now))
        .set("now_address", all + "&etat=en_cours")
        .set("has_next", planned > 0)
        .set("next", std::move(next))
        .set("next_more", more(planned, most_next))
        .set("next_address", all + "&etat=prevu");
}

void add_equipment(const Page& page, const Place& place, Data& data)
{
    std::map<std::string, Data::List> families;
    std::int64_t count = 0;
    for (const auto& dataset : page.publication->of_kind(datasets::Kind::equipment)) {
        const auto column = dataset->property(place.level);
        if (!column) {
            continue;
        }
        for (const RowIndex index : dataset->rows_where(*column, place.key)) {
            const Row row(*dataset, index);
            std::string family = value_text(page, row, "famille");
            if (family.empty()) {
                family = page.in_language(dataset->manifest().facts.title);
            }
            families[family].push_back(equipment_data(page, row));
            ++count;
        }
    }
    Data::List list;
    for (auto& [family, entries] : families) {
        Data group;
        group.set("title", capitalized(family)).set("entries", std::move(entries));
        list.push_back(std::move(group));
    }
    data.set("has_equipment", count > 0)
        .set("equipment_open", count <= 30)
        .set("equipment_count", page.messages.format("equipment_count", {{"n", count}}))
        .set("equipment", std::move(list));
}

/// The areas of a level that a commune is cut into, as its crossed row lists them.
std::vector<std::string> shared_between(const Row& commune, const Snapshot& level)
{
    std::string column = level.id();
    std::replace(column.begin(), column.end(), '-', '_');
    std::vector<std::string> keys = commune.list(column);
    return keys.size() > 1 ? keys : std::vector<std::string>();
}

/// Communes of an area, or the areas of a commune.
Data::List relatives(const Page& page, const Place& place)
{
    Data::List list;
    const auto add = [&](const Snapshot& dataset, RowIndex index, const std::string& what) {
        Data data;
        data.set("label", Row(dataset, index).title())
            .set("what", what)
            .set("address", row_address(dataset, index));
        list.push_back(std::move(data));
    };
    if (place.is_commune) {
        for (const auto& level : page.publication->levels()) {
            const std::string id = place.row.text(level->manifest().facts.level);
            std::vector<std::string> keys = shared_between(place.row, *level);
            if (keys.empty() && !id.empty() && id != "inconnu") {
                keys.push_back(id);
            }
            for (const std::string& key : keys) {
                if (const auto index = level->row_of(key)) {
                    add(*level, *index, capitalized(row_noun(page, *level)));
                }
            }
        }
        return list;
    }
    const auto communes = page.publication->communes();
    if (const auto column = communes ? communes->property(place.level) : std::nullopt) {
        for (const RowIndex index : communes->rows_where(*column, place.key)) {
            if (shared_between(Row(*communes, index), place.row.dataset()).empty() ||
                !is_unknown_area(place.row.dataset(), place.row.index())) {
                add(*communes, index, "");
            }
        }
    }
    for (const std::string& key : place.row.list("communes_coupees")) {
        if (const auto index = communes ? communes->row_of(key) : std::nullopt) {
            add(*communes, *index, page.messages.text("place_in_part"));
        }
    }
    return list;
}

Data::List place_comments(const Page& page, const Place& place)
{
    Data::List list;
    for (const datasets::Comment* comment :
         comments_at(*page.publication, place.row.dataset(), place.row.index())) {
        list.push_back(comment_data(page, *comment));
    }
    return list;
}

void add_downloads(const Page& page, const Place& place, Data& data)
{
    Data::List list;
    for (const auto& [id, dataset] : page.publication->datasets) {
        const auto column = dataset->property(place.level);
        const datasets::Kind kind = dataset->manifest().facts.kind;
        const bool crossed = kind == datasets::Kind::communes || kind == datasets::Kind::level;
        if (!column || crossed || dataset->rows_where(*column, place.key).empty()) {
            continue;
        }
        const std::string items = dataset_address(id) + "/items?" + percent_encoded(place.level) +
                                  "=" + percent_encoded(place.key);
        Data entry;
        entry.set("title", page.in_language(dataset->manifest().facts.title))
            .set("csv", items + "&f=csv&limit=10000")
            .set("geojson", items + "&f=geojson&limit=10000")
            .set("html", items + "&f=html");
        list.push_back(std::move(entry));
    }
    data.set("has_downloads", !list.empty())
        .set("downloads", std::move(list))
        .set("json_address", item_address(place.row.dataset().id(), place.key) + "?f=geojson");
}

Data main_figure(const Page& page, const Place& place)
{
    const datasets::Property* property = find_property(place.row.dataset(), "population");
    if (property == nullptr) {
        return Data(false);
    }
    return figure_data(page, property_figure(page, place.row, *property));
}

/// "Pôle Val-de-Seine"; "Landkreis Merzig-Wadern" where the name begins with the word already.
std::string area_title(const Page& page, const Row& area)
{
    const std::string noun = capitalized(row_noun(page, area.dataset()));
    const std::string name = area.title();
    return name.starts_with(noun) ? name : noun + " " + name;
}

/// What the place is called: of a commune, its own country's word.
std::string noun_of(const Page& page, const Place& place)
{
    const std::string own = place.is_commune ? place.row.text("commune_type") : std::string();
    return own.empty() ? row_noun(page, place.row.dataset()) : own;
}

}  // namespace

std::optional<std::string> place_page(const Publication& publication, const PageContext& context,
                                      std::string_view collection, std::string_view key)
{
    const Page page(&publication, context);
    const std::optional<Place> place = find_place(publication, collection, key);
    if (!place) {
        return std::nullopt;
    }
    const datasets::Manifest& manifest = place->row.dataset().manifest();
    const std::string name = place_title(page, place->row);
    const bool nowhere = is_unknown_area(place->row.dataset(), place->row.index());
    const std::string noun = noun_of(page, *place);
    Data data;
    data.set("name", name)
        .set("what", capitalized(noun))
        .set("unknown_words",
             nowhere ? page.messages.format("area_unknown_words", {{"what", noun}}) : std::string())
        .set("code", place->is_commune ? place->row.text("commune_code") : std::string())
        .set("is_commune", place->is_commune)
        .set("population", nowhere ? Data(false) : main_figure(page, *place))
        .set("themes", themes(page, *place))
        .set("others", other_figures(page, *place));
    Data::List reports;
    for (const std::string& year : report::report_years(publication.site.data(), place->key)) {
        Data entry;
        entry.set("year", year).set("address", "/reports/" + place->key + "/" + year);
        reports.push_back(std::move(entry));
    }
    data.set("has_reports", !reports.empty()).set("reports", std::move(reports));
    Data::List compared = nowhere ? Data::List() : comparison(page, *place);
    // A commune that several areas share, or that none is known for, has no area to compare with.
    const std::optional<Row> area = area_of(page, *place);
    const bool with_area = area.has_value();
    const std::string area_name = with_area ? area_title(page, *area) : std::string();
    data.set("has_comparison", !compared.empty())
        .set("comparison", std::move(compared))
        .set("with_area", with_area)
        .set("area_name", area_name)
        .set("territory_name", page.in_language(publication.site.name));
    add_works(page, *place, data);
    add_equipment(page, *place, data);
    Data::List near = relatives(page, *place);
    data.set("has_relatives", !near.empty()).set("relatives", std::move(near));
    Data::List comments = place_comments(page, *place);
    data.set("has_comments", !comments.empty()).set("comments", std::move(comments));
    add_downloads(page, *place, data);
    Data::List history =
        place->is_commune ? perimeter_list(page, place->row.text("commune_code")) : Data::List();
    data.set("has_perimeters", !history.empty()).set("perimeters", std::move(history));
    const auto bounds = place->row.dataset().bounds(place->row.index());
    data.set("has_map", bounds.has_value());
    if (bounds) {
        MapView map;
        map.label = page.messages.format("place_map_label", {{"name", name}});
        map.bounds = bounds;
        map.layers = true;
        map.focus_collection = place->row.dataset().id();
        map.focus_key = place->key;
        map.list_address = "#travaux";
        map.list_label = page.messages.text("map_twin_below");
        data.set("map", map_data(page, map));
    }
    Frame frame;
    frame.title = name;
    frame.section = "places";
    frame.way = {
        {std::string(page.in_language(manifest.facts.title)), dataset_address(manifest.facts.id)}};
    frame.description = page.messages.format("place_description", {{"name", name}});
    frame.note = page.in_language(manifest.facts.note);
    for (const auto& [id, dataset] : publication.datasets) {
        frame.sample = frame.sample || dataset->manifest().facts.sample;
    }
    frame.body = render("place", data, page.messages);
    return whole_page(page, frame);
}

}  // namespace parvis::publish::site
