// SPDX-License-Identifier: EUPL-1.2
#include "datasets/join.hpp"

#include "datasets/commune_code.hpp"
#include "datasets/mapping.hpp"
#include "datasets/number_text.hpp"
#include "datasets/spelling.hpp"
#include "geo/error.hpp"
#include "geo/measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace parvis::datasets {
namespace {

Property derived(std::string name, ValueType type, Texts label, std::string unit = {})
{
    Property property;
    property.name = std::move(name);
    property.type = type;
    property.label = std::move(label);
    property.unit = std::move(unit);
    property.derived = true;
    return property;
}

double rounded(double value, double step) { return std::round(value * step) / step; }

/// Points of a geometry of points; empty for others.
std::vector<geo::LonLat> points_of(const geo::Geometry& geometry)
{
    if (const auto* point = std::get_if<geo::Point>(&geometry)) {
        return {point->at};
    }
    if (const auto* points = std::get_if<geo::MultiPoint>(&geometry)) {
        return points->points;
    }
    return {};
}

}  // namespace

Join::Join(const DatasetDefinition& definition, const Source& source, const Territory& territory,
           bool has_place, bool extent, bool degrees, std::string place_column)
    : m_territory(&territory), m_outside(definition.outside),
      m_needs_code(definition.facts.kind == Kind::demographics),
      m_is_spatial(has_place || !definition.commune_code.empty()), m_extent(extent),
      m_degrees(degrees), m_place_column(std::move(place_column)),
      m_code_name(definition.commune_code), m_country(definition.commune_country)
{
    if (definition.outside_km) {
        m_outside_m = *definition.outside_km * 1000;
    }
    if (!definition.commune_country_column.empty()) {
        m_country_column =
            column_position(definition, 0, source, definition.commune_country_column);
    } else if (m_country.empty() && territory.layers.size() < 2) {
        m_country = territory.country;
    }
    if (definition.commune_vintage) {
        const bool same = to_text(*definition.commune_vintage) == territory.communes_vintage;
        if (territory.history == nullptr && !same) {
            throw SourceError(fmt::format(
                "{}, clé « place.commune_vintage » : les codes sont de la liste des communes du "
                "{}, celles du territoire de celle du {}. Ce que ces codes sont devenus ne se "
                "devine pas : nommez le fichier des mouvements de communes dans territory.toml "
                "(movements = \"…\" dans [communes]).",
                definition.file.string(), to_text(*definition.commune_vintage),
                territory.communes_vintage));
        }
        m_code_vintage = same ? std::nullopt : definition.commune_vintage;
    }
    if (!m_code_name.empty()) {
        m_code_column = column_position(definition, 0, source, m_code_name);
    }
    const auto& keys = territory.locator().keys();
    for (const std::string& key : keys) {
        m_communes.push_back(territory.commune(key));
    }
    const Texts word{{"fr", "Commune"}};
    m_properties.push_back(derived("commune", ValueType::text, {{"fr", "Commune (clé)"}}));
    m_properties.push_back(
        derived("commune_code", ValueType::text, {{"fr", "Code de la commune"}}));
    m_properties.push_back(derived("commune_nom", ValueType::text, word));
    std::vector<std::string> known;
    for (const Level& level : territory.levels) {
        known.push_back(level.id);
        LevelJoin join;
        join.level = &level;
        join.learnt_here = level.learnt_dataset == definition.facts.id;
        join.open = !level.learnt_dataset.empty();
        if (const auto column = definition.level_columns.find(level.id);
            column != definition.level_columns.end()) {
            join.column = column_position(definition, 0, source, column->second);
            join.column_name = column->second;
        }
        for (const std::string& key : keys) {
            const std::string_view id = territory.area_of(level, key);
            const auto area = std::find_if(level.areas.begin(), level.areas.end(),
                                           [&](const LevelArea& a) { return a.id == id; });
            join.of_commune.push_back(area == level.areas.end() ? nullptr : &*area);
            join.concerns.push_back(Territory::concerns(level, key));
        }
        if (level.own_areas) {
            std::vector<geo::Area> areas;
            for (const LevelArea& area : level.areas) {
                areas.push_back({area.id, area.geometry});
            }
            join.own = std::make_unique<geo::Locator>(std::move(areas));
        }
        m_properties.push_back(derived(level.id, ValueType::text, level.name));
        m_properties.push_back(derived(level.id + "_nom", ValueType::text, level.name));
        m_levels.push_back(std::move(join));
    }
    for (const auto& [level, column] : definition.level_columns) {
        if (std::find(known.begin(), known.end(), level) == known.end()) {
            throw SourceError(fmt::format("{} : le niveau « {} » de [place] n’est pas dans "
                                          "territory.toml.{}",
                                          definition.file.string(), level,
                                          spelling_hint(level, known)));
        }
    }
    if (m_code_vintage && !has_place) {
        add_origin();
    }
    if (!m_extent) {
        return;
    }
    m_properties.push_back(
        derived("communes_parts", ValueType::parts, {{"fr", "Communes touchées"}}));
    for (const Level& level : territory.levels) {
        const std::string_view plural = text_in(level.plural, "fr");
        m_properties.push_back(derived(level.collection + "_parts", ValueType::parts,
                                       {{"fr", fmt::format("{} : parts", plural)}}));
    }
    m_properties.push_back(derived("longueur_m", ValueType::number, {{"fr", "Longueur"}}, "m"));
    m_properties.push_back(derived("surface_m2", ValueType::number, {{"fr", "Surface"}}, "m²"));
}

Join::Place Join::locate(const geo::Locator& locator, const geo::Geometry& geometry) const
{
    Place place;
    switch (geo::dimension(geometry)) {
    case geo::Dimension::none:
        return place;
    case geo::Dimension::point:
        if (const auto* point = std::get_if<geo::Point>(&geometry)) {
            place.main = locator.locate(point->at);
            if (m_extent && place.main != geo::Locator::nowhere) {
                place.shares.push_back({place.main, 0, 1});
            }
            return place;
        } else {
            // Many points count one each.
            const auto points = points_of(geometry);
            std::map<std::uint32_t, std::size_t> counts;
            for (const geo::LonLat p : points) {
                if (const std::uint32_t area = locator.locate(p); area != geo::Locator::nowhere) {
                    ++counts[area];
                }
            }
            for (const auto& [area, count] : counts) {
                place.shares.push_back(
                    {area, 0, static_cast<double>(count) / static_cast<double>(points.size())});
            }
            std::stable_sort(place.shares.begin(), place.shares.end(),
                             [](const auto& a, const auto& b) { return a.share > b.share; });
        }
        break;
    case geo::Dimension::line:
        place.shares = locator.cut(geometry);
        break;
    case geo::Dimension::area:
        place.shares = locator.overlay(geometry);
        break;
    }
    if (!place.shares.empty()) {
        place.main = place.shares.front().area;
    } else if (const auto at = geo::representative_point(geometry)) {
        place.main = locator.locate(*at);  // a line of no length is where its point is
        if (place.main != geo::Locator::nowhere) {
            place.shares.push_back({place.main, 0, 1});
        }
    }
    return place;
}

Join::Code Join::code_of(const SourceRow& row) const
{
    if (!m_code_column) {
        return {};
    }
    const std::string_view text = trimmed(row.cells[*m_code_column]);
    if (const std::string_view country = country_of_key(text); m_territory->has_country(country)) {
        return {country, text.substr(country.size() + 1)};
    }
    return {m_country_column ? trimmed(row.cells[*m_country_column]) : std::string_view(m_country),
            text};
}

const Join::AreaName* Join::own_area(const LevelJoin& level, const SourceRow& row,
                                     std::vector<RowIssue>& issues) const
{
    if (!level.column) {
        return nullptr;
    }
    const std::string_view text = trimmed(row.cells[*level.column]);
    if (text.empty()) {
        return nullptr;
    }
    const auto [entry, is_new] = level.names.try_emplace(std::string(text));
    if (is_new) {
        const std::string id = slug(text);
        const auto& areas = level.level->areas;
        const auto area = std::find_if(areas.begin(), areas.end(),
                                       [&](const LevelArea& a) { return a.id == id; });
        if (area != areas.end()) {
            entry->second = AreaName{area->id, area->name};
        } else if (level.open && !id.empty()) {
            entry->second = AreaName{id, std::string(text)};
        }
    }
    if (!entry->second) {
        issues.push_back(cell_issue(
            row.line, Severity::warning, "level_unknown", level.column_name, text,
            fmt::format("« {} » n’est pas un {} connu : c’est le lieu qui compte. Corrigez le nom.",
                        shortened(text), text_in(level.level->name, "fr"))));
        return nullptr;
    }
    return &*entry->second;
}

void Join::set_level(const LevelJoin& level, const SourceRow& row, const geo::Geometry& geometry,
                     const Place& place, bool outside, Value& id, Value& name, Value* parts,
                     std::vector<RowIssue>& issues) const
{
    // A place of a country without this level, or outside the territory, has no area of it; that
    // is not an area that nobody knows.
    const bool concerned = place.main == geo::Locator::nowhere
                               ? !outside && level.level->country.empty()
                               : level.concerns[place.main];
    std::vector<std::pair<std::string_view, double>> shares;  // by area id; "inconnu" for no area
    const LevelArea* main = nullptr;
    if (level.own && !geo::is_empty(geometry)) {
        const Place own = locate(*level.own, geometry);
        for (const geo::AreaShare& share : own.shares) {
            shares.emplace_back(level.own->keys()[share.area], share.share);
        }
        if (own.main != geo::Locator::nowhere) {
            const std::string& key = level.own->keys()[own.main];
            const auto& areas = level.level->areas;
            main = &*std::find_if(areas.begin(), areas.end(),
                                  [&](const auto& a) { return a.id == key; });
        }
    } else if (!level.learnt_here) {
        if (place.main != geo::Locator::nowhere) {
            main = level.of_commune[place.main];
        }
        for (const geo::AreaShare& share : place.shares) {
            if (!level.concerns[share.area]) {
                continue;
            }
            const LevelArea* const area = level.of_commune[share.area];
            const std::string_view key =
                area == nullptr ? Level::unknown : std::string_view(area->id);
            const auto same = std::find_if(shares.begin(), shares.end(),
                                           [&](const auto& s) { return s.first == key; });
            if (same == shares.end()) {
                shares.emplace_back(key, share.share);
            } else {
                same->second += share.share;
            }
        }
        std::stable_sort(shares.begin(), shares.end(), [](const auto& a, const auto& b) {
            return a.second > b.second || (a.second == b.second && a.first < b.first);
        });
        if (shares.size() > 1 && concerned) {
            const auto& areas = level.level->areas;
            const auto found = std::find_if(areas.begin(), areas.end(), [&](const auto& a) {
                return a.id == shares.front().first;
            });
            main = found == areas.end() ? nullptr : &*found;
        }
    }
    const AreaName* const stated = own_area(level, row, issues);
    if (stated != nullptr) {
        set_text(id, stated->id);
        set_text(name, stated->name);
        if (main != nullptr && !level.open && main->id != stated->id) {
            issues.push_back(cell_issue(
                row.line, Severity::warning, "level_contradicts_place", level.column_name,
                stated->name,
                fmt::format("La ligne dit « {} », le lieu dit « {} » : c’est la ligne qui compte. "
                            "Vérifiez-la.",
                            stated->name, main->name)));
        }
        if (shares.empty()) {
            shares.emplace_back(stated->id, 1.0);
        }
    } else if (main == nullptr && !concerned) {
        id = name = std::monostate{};
    } else {
        set_text(id, main == nullptr ? Level::unknown : std::string_view(main->id));
        set_text(name, main == nullptr ? Level::unknown : std::string_view(main->name));
    }
    if (parts != nullptr) {
        auto& list = parts->emplace<std::vector<Part>>();
        for (const auto& [key, share] : shares) {
            list.push_back({std::string(key), rounded(share, 1e4)});
        }
    }
}

void Join::set_extent(const geo::Geometry& geometry, const Place& place, std::vector<Value>& values,
                      std::size_t communes_parts, std::size_t length) const
{
    auto& parts = values[communes_parts].emplace<std::vector<Part>>();
    const auto& keys = m_territory->locator().keys();
    for (const geo::AreaShare& share : place.shares) {
        parts.push_back({keys[share.area], rounded(share.share, 1e4)});
    }
    values[length] = std::monostate{};
    values[length + 1] = std::monostate{};
    switch (geo::dimension(geometry)) {
    case geo::Dimension::line:
        values[length] = rounded(geo::length_m(geometry), 10);
        break;
    case geo::Dimension::area:
        values[length + 1] = rounded(geo::area_m2(geometry), 10);
        break;
    case geo::Dimension::none:
    case geo::Dimension::point:
        break;
    }
}

Placement Join::read(const SourceRow& row, const geo::Geometry& geometry,
                     std::vector<Value>& values, std::size_t first,
                     std::vector<RowIssue>& issues) const
{
    const Code code = code_of(row);
    Place place;
    Placement placement = Placement::placed;
    if (geo::is_empty(geometry)) {
        placement = place_without_geometry(row, code, place.main, issues);
        if (m_extent && place.main != geo::Locator::nowhere) {
            place.shares.push_back({place.main, 0, 1});
        }
    } else {
        place = locate(m_territory->locator(), geometry);
        if (place.main == geo::Locator::nowhere) {
            placement = place_outside(row, geometry, code, issues);
        } else {
            check_code(row, code, place.main, issues);
        }
    }
    const Commune* const commune =
        place.main == geo::Locator::nowhere ? nullptr : m_communes[place.main];
    if (commune == nullptr) {
        values[first] = values[first + 1] = values[first + 2] = std::monostate{};
    } else {
        set_text(values[first], commune->key);
        set_text(values[first + 1], commune->code);
        set_text(values[first + 2], commune->name);
    }
    const bool outside = placement == Placement::outside || placement == Placement::far_away;
    const std::size_t parts = first + 3 + 2 * m_levels.size();
    for (std::size_t i = 0; i < m_levels.size(); ++i) {
        Value* const level_parts = m_extent ? &values[parts + 1 + i] : nullptr;
        set_level(m_levels[i], row, geometry, place, outside, values[first + 3 + 2 * i],
                  values[first + 4 + 2 * i], level_parts, issues);
    }
    if (m_extent) {
        set_extent(geometry, place, values, parts, parts + 1 + m_levels.size());
    }
    if (m_origin) {
        set_origin(code, commune, values[first + *m_origin], values[first + *m_origin + 1]);
    }
    return placement;
}

}  // namespace parvis::datasets
