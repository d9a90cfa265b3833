// SPDX-License-Identifier: EUPL-1.2
#include "publish/cross/places.hpp"

#include "datasets/spelling.hpp"
#include "geo/error.hpp"
#include "geo/measure.hpp"
#include "publish/row_name.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parvis::publish::cross {

namespace {

constexpr std::string_view territory_level = "territoire";
constexpr std::string_view sizes_level = "tailles";

std::string title_of(const Snapshot& dataset)
{
    return std::string{datasets::text_in(dataset.manifest().facts.title, "fr")};
}

std::optional<double> number(const Snapshot& dataset, RowIndex row, std::string_view name)
{
    const auto property = dataset.property(name);
    return property ? dataset.number(row, *property) : std::nullopt;
}

Place place_at(const std::shared_ptr<const Snapshot>& dataset, RowIndex row)
{
    return {std::string{dataset->feature_id(row)},
            row_name(*dataset, row),
            number(*dataset, row, "population"),
            number(*dataset, row, "superficie_km2"),
            dataset,
            row};
}

/// Adds what is known; what one of them does not know, the sum does not.
void add(std::optional<double>& sum, std::optional<double> value)
{
    sum = sum && value ? std::optional{*sum + *value} : std::nullopt;
}

/// Some populations are legal figures that count people twice (PTOT): no place has their sum.
bool population_adds_up(const Snapshot& communes)
{
    const auto property = communes.property("population");
    return !property || communes.manifest().properties[*property].no_sum.empty();
}

bool has_areas(const Snapshot& dataset)
{
    for (RowIndex row = 0; row < dataset.size(); ++row) {
        if (dataset.bounds(row)) {
            return geo::dimension(dataset.geometry(row)) == geo::Dimension::area;
        }
    }
    return false;
}

bool is_place_kind(const Snapshot& dataset)
{
    const auto kind = dataset.manifest().facts.kind;
    return kind == datasets::Kind::communes || kind == datasets::Kind::level;
}

std::string class_name(std::optional<std::int64_t> from, std::optional<std::int64_t> to)
{
    if (!from) {
        return fmt::format("moins de {} habitants", *to);
    }
    return to ? fmt::format("de {} à {} habitants", *from, *to - 1)
              : fmt::format("{} habitants et plus", *from);
}

}  // namespace

std::vector<std::string> Places::levels(const Publication& publication)
{
    std::vector<std::string> names;
    if (const auto communes = publication.communes()) {
        names.push_back(communes->id());
    }
    for (const auto& level : publication.levels()) {
        names.push_back(level->id());
    }
    names.emplace_back(territory_level);
    if (!publication.site.size_classes.empty()) {
        names.emplace_back(sizes_level);
    }
    for (const auto& [id, dataset] : publication.datasets) {
        // A declared crossing lends its areas from a level that is listed already.
        if (!is_place_kind(*dataset) &&
            dataset->manifest().facts.kind != datasets::Kind::crossing && has_areas(*dataset)) {
            names.push_back(id);
        }
    }
    return names;
}

std::variant<Places, std::string> Places::of(const Publication& publication, std::string_view level)
{
    if (publication.communes() == nullptr) {
        return "les communes ne sont pas encore publiées : lancez parvis ingest";
    }
    if (level == territory_level) {
        return of_territory(publication);
    }
    if (level == sizes_level) {
        return of_sizes(publication);
    }
    const auto dataset = publication.find(level);
    if (!dataset) {
        return fmt::format("ce niveau n'existe pas.{}",
                           datasets::spelling_hint(level, levels(publication)));
    }
    switch (dataset->manifest().facts.kind) {
    case datasets::Kind::communes:
        return of_communes(publication);
    case datasets::Kind::level:
        return of_collection(publication, dataset);
    case datasets::Kind::crossing:
        return fmt::format("c'est un croisement : ses lieux sont ceux du niveau « {} »",
                           dataset->manifest().facts.level);
    default:
        return of_areas(dataset);
    }
}

void Places::sum_up(const Publication& publication)
{
    // Rows may lie in no pole: the total is divided by everybody, not by those whose pole is known.
    const auto communes = publication.communes();
    m_whole.population = population_adds_up(*communes) ? std::optional{0.0} : std::nullopt;
    m_whole.square_km = 0.0;
    for (RowIndex row = 0; row < communes->size(); ++row) {
        add(m_whole.population, number(*communes, row, "population"));
        add(m_whole.square_km, number(*communes, row, "superficie_km2"));
    }
}

Places Places::of_communes(const Publication& publication)
{
    Places places = of_collection(publication, publication.communes());
    places.m_main_property = "commune";
    places.m_parts_property = "communes_parts";
    return places;
}

Places Places::of_collection(const Publication& publication,
                             const std::shared_ptr<const Snapshot>& collection)
{
    Places places;
    places.m_level = collection->id();
    places.m_title = title_of(*collection);
    places.m_main_property = collection->manifest().facts.level;
    places.m_parts_property = collection->id() + "_parts";
    places.m_ground = {collection};
    for (RowIndex row = 0; row < collection->size(); ++row) {
        if (collection->feature_id(row) == datasets::Level::unknown) {
            continue;
        }
        places.m_index.emplace(collection->feature_id(row), places.unknown());
        places.m_places.push_back(place_at(collection, row));
    }
    places.sum_up(publication);
    return places;
}

Places Places::joined(std::string_view level, std::string_view title) const
{
    Places places;
    places.m_level = level;
    places.m_title = title;
    places.m_main_property = m_main_property;
    places.m_parts_property = m_parts_property;
    places.m_ground = m_ground;
    places.m_whole = m_whole;
    return places;
}

Places Places::of_territory(const Publication& publication)
{
    const Places communes = of_communes(publication);
    Places places = communes.joined(territory_level, "Territoire");
    places.m_whole.id = territory_level;
    places.m_whole.name = datasets::text_in(publication.site.name, "fr");
    places.m_places = {places.m_whole};
    for (const auto& [key, index] : communes.m_index) {
        places.m_index.emplace(key, 0);
    }
    return places;
}

std::variant<Places, std::string> Places::of_sizes(const Publication& publication)
{
    const std::vector<std::int64_t>& bounds = publication.site.size_classes;
    if (bounds.empty()) {
        return "ce site ne déclare aucune classe de taille : ajoutez par exemple size_classes = "
               "[2000, 4500, 10000] à parvis.toml";
    }
    const Places communes = of_communes(publication);
    const bool dgf = publication.site.dgf_classes;
    Places places =
        communes.joined(sizes_level, dgf ? "Communes par strate de la DGF" : "Communes par taille");
    if (dgf) {
        places.m_notes.emplace_back(
            "Bornes des quinze strates de la DGF (CGCT, art. L2334-3), appliquées ici à la "
            "population publiée par ce site. La population DGF n'est ni la population municipale "
            "ni la population totale : elle ajoute à celle-ci un habitant par résidence "
            "secondaire et par place de caravane. Une commune peut donc relever d'une autre "
            "strate pour sa dotation.");
    }
    for (std::size_t i = 0; i <= bounds.size(); ++i) {
        const auto from = i == 0 ? std::nullopt : std::optional{bounds[i - 1]};
        const auto to = i == bounds.size() ? std::nullopt : std::optional{bounds[i]};
        Place place;
        place.id = fmt::format("{}-{}", from.value_or(0), to ? std::to_string(*to - 1) : "plus");
        place.name = class_name(from, to);
        place.population = communes.m_whole.population ? std::optional{0.0} : std::nullopt;
        place.square_km = 0.0;
        places.m_places.push_back(std::move(place));
    }
    std::size_t unsized_communes = 0;
    for (const auto& [key, index] : communes.m_index) {
        const Place& commune = communes.m_places[index];
        if (!commune.population) {
            ++unsized_communes;
            continue;
        }
        const auto size_class = static_cast<std::uint32_t>(
            std::ranges::upper_bound(bounds, static_cast<std::int64_t>(*commune.population)) -
            bounds.begin());
        places.m_index.emplace(key, size_class);
        add(places.m_places[size_class].population, commune.population);
        add(places.m_places[size_class].square_km, commune.square_km);
    }
    if (unsized_communes > 0) {
        places.m_notes.push_back(fmt::format(
            "{} communes sans population connue ne sont dans aucune classe.", unsized_communes));
    }
    return places;
}

std::variant<Places, std::string> Places::of_areas(const std::shared_ptr<const Snapshot>& dataset)
{
    Places places;
    places.m_level = dataset->id();
    places.m_title = title_of(*dataset);
    places.m_ground = {dataset};
    std::vector<geo::Area> areas;
    std::map<std::string, std::uint32_t, std::less<>> place_of_id;
    for (RowIndex row = 0; row < dataset->size(); ++row) {
        geo::Geometry geometry = dataset->geometry(row);
        if (geo::dimension(geometry) != geo::Dimension::area) {
            continue;
        }
        Place place = place_at(dataset, row);
        place.population = std::nullopt;
        place.square_km = geo::area_m2(geometry) / 1e6;
        place_of_id.emplace(place.id, places.unknown());
        areas.push_back({place.id, std::move(geometry)});
        places.m_places.push_back(std::move(place));
    }
    if (areas.empty()) {
        return fmt::format("« {} » n'a pas de surfaces : un niveau est fait de surfaces",
                           dataset->id());
    }
    if (areas.size() < dataset->size()) {
        places.m_notes.push_back(fmt::format("{} lignes de « {} » n'ont pas de surface et ne sont "
                                             "pas des lieux.",
                                             dataset->size() - areas.size(), places.m_title));
    }
    places.m_locator = std::make_shared<geo::Locator>(std::move(areas));
    for (const std::string& key : places.m_locator->keys()) {
        places.m_area_place.push_back(place_of_id.find(key)->second);
    }
    places.m_notes.emplace_back("Placé d'après la géométrie de chaque ligne ; la population de ces "
                                "surfaces n'est pas connue.");
    return places;
}

std::uint32_t Places::place_of(std::string_view key) const
{
    const auto found = m_index.find(key);
    return found == m_index.end() ? unknown() : found->second;
}

const Places::Rows& Places::rows(const Snapshot& dataset)
{
    const auto [known, is_new] = m_rows.try_emplace(&dataset);
    Rows& rows = known->second;
    if (!is_new) {
        return rows;
    }
    rows.m_places = this;
    rows.m_dataset = &dataset;
    rows.m_commune = dataset.property("commune");
    if (!m_locator) {
        rows.m_main = dataset.property(m_main_property);
        rows.m_parts = dataset.property(m_parts_property);
        return rows;
    }
    rows.m_shares.resize(dataset.size());
    for (RowIndex row = 0; row < dataset.size(); ++row) {
        rows.m_shares[row] = shares_of(dataset.geometry(row));
    }
    return rows;
}

std::vector<Share> Places::shares_of(const geo::Geometry& geometry) const
{
    std::vector<geo::AreaShare> pieces;
    switch (geo::dimension(geometry)) {
    case geo::Dimension::line:
        pieces = m_locator->cut(geometry);
        break;
    case geo::Dimension::area:
        pieces = m_locator->overlay(geometry);
        break;
    case geo::Dimension::point:
        if (const auto at = geo::representative_point(geometry)) {
            const std::uint32_t area = m_locator->locate(*at);
            if (area != geo::Locator::nowhere) {
                pieces.push_back({area, 0, 1});
            }
        }
        break;
    case geo::Dimension::none:
        break;
    }
    std::vector<Share> shares;
    for (const geo::AreaShare& piece : pieces) {
        shares.emplace_back(m_area_place[piece.area], piece.share);
    }
    if (shares.empty()) {
        shares.emplace_back(unknown(), 1.0);
    }
    return shares;
}

std::string_view Places::Rows::commune(RowIndex row) const
{
    return m_commune ? m_dataset->word(row, *m_commune) : std::string_view{};
}

bool Places::Rows::know_places() const { return m_places->m_locator != nullptr || m_main; }

std::uint32_t Places::Rows::main(RowIndex row) const
{
    if (m_places->m_locator) {
        return m_shares[row].front().first;
    }
    return m_main ? m_places->place_of(m_dataset->word(row, *m_main)) : m_places->unknown();
}

std::vector<Share> Places::Rows::parts(RowIndex row) const
{
    if (m_places->m_locator) {
        return m_shares[row];
    }
    std::vector<Share> shares;
    if (m_parts) {
        const datasets::Value value = m_dataset->value(row, *m_parts);
        if (const auto* parts = std::get_if<std::vector<datasets::Part>>(&value)) {
            for (const datasets::Part& part : *parts) {
                const std::uint32_t place = m_places->place_of(part.area);
                const auto found = std::ranges::find(shares, place, &Share::first);
                if (found == shares.end()) {
                    shares.emplace_back(place, part.share);
                } else {
                    found->second += part.share;
                }
            }
        }
    }
    if (shares.empty()) {
        shares.emplace_back(main(row), 1.0);
    }
    return shares;
}

}  // namespace parvis::publish::cross
