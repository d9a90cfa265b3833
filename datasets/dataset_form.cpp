// SPDX-License-Identifier: EUPL-1.2
#include "datasets/dataset_form.hpp"

#include "datasets/commune_code.hpp"
#include "datasets/form_cell.hpp"
#include "datasets/geojson_geometry.hpp"
#include "datasets/json_text.hpp"
#include "datasets/mapping.hpp"
#include "datasets/model_column.hpp"
#include "datasets/recomposition.hpp"
#include "datasets/source.hpp"
#include "datasets/territory.hpp"
#include "geo/cell_text.hpp"
#include "geo/error.hpp"
#include "geo/wkt.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace parvis::datasets {
namespace {

/// What a cell of a spreadsheet holds at most, in UTF-16 units.
constexpr std::size_t longest_cell = 32'767;

FormColumn column_for(const ColumnMapping& mapping, bool is_key)
{
    const Property& property = mapping.property;
    FormColumn column;
    column.name = mapping.from;
    column.label = text_in(property.label, "fr");
    column.note = text_in(property.description, "fr");
    column.writing = writing_of(mapping);
    if (!mapping.status.empty()) {
        std::vector<std::string> words;
        for (const auto& [word, letter] : mapping.status) {
            words.push_back(fmt::format("« {} »", word));
        }
        column.writing += fmt::format(" ; sans valeur publiée : {}", fmt::join(words, ", "));
    }
    column.unit = property.unit;
    column.required = mapping.required || is_key;
    column.is_date = property.type == ValueType::date;
    column.is_number = property.type == ValueType::integer || property.type == ValueType::number;
    column.choices = choices_of(mapping);
    column.closed = !column.choices.empty() && mapping.contains.empty();
    return column;
}

double rounded(double coordinate)
{
    // Degrees to a tenth of a millimetre, metres to a tenth of one too: finer than what is stored.
    constexpr double degrees = 400, for_degrees = 1e9, for_metres = 1e4;
    const double step = std::abs(coordinate) < degrees ? for_degrees : for_metres;
    return std::round(coordinate * step) / step;
}

/// Every position of a shape in another system.
template <class Move>
geo::Geometry moved(geo::Geometry shape, const Move& move)
{
    const auto line = [&](std::vector<geo::LonLat>& positions) {
        std::ranges::for_each(positions, move);
    };
    if (auto* point = std::get_if<geo::Point>(&shape)) {
        move(point->at);
    } else if (auto* points = std::get_if<geo::MultiPoint>(&shape)) {
        line(points->points);
    } else if (auto* one = std::get_if<geo::Line>(&shape)) {
        line(one->line);
    } else if (auto* lines = std::get_if<geo::MultiLine>(&shape)) {
        std::ranges::for_each(lines->lines, line);
    } else if (auto* polygon = std::get_if<geo::Polygon>(&shape)) {
        std::ranges::for_each(polygon->rings, line);
    } else if (auto* polygons = std::get_if<geo::MultiPolygon>(&shape)) {
        for (geo::Polygon& part : polygons->polygons) {
            std::ranges::for_each(part.rings, line);
        }
    }
    return shape;
}

/// Coordinates as RFC 7946 nests them, in whatever system they are.
struct Coordinates {
    std::string& out;

    void operator()(geo::LonLat position) const
    {
        out += '[';
        append_number(out, position.lon);
        out += ',';
        append_number(out, position.lat);
        out += ']';
    }
    template <class Inner>
    void operator()(const std::vector<Inner>& list) const
    {
        out += '[';
        for (std::size_t i = 0; i < list.size(); ++i) {
            out += i == 0 ? "" : ",";
            (*this)(list[i]);
        }
        out += ']';
    }
    void operator()(std::monostate) const {}
    void operator()(const geo::Point& point) const { (*this)(point.at); }
    void operator()(const geo::MultiPoint& points) const { (*this)(points.points); }
    void operator()(const geo::Line& line) const { (*this)(line.line); }
    void operator()(const geo::MultiLine& lines) const { (*this)(lines.lines); }
    void operator()(const geo::Polygon& polygon) const { (*this)(polygon.rings); }
    void operator()(const geo::MultiPolygon& polygons) const { (*this)(polygons.polygons); }
};

std::string geojson_text(const geo::Geometry& shape)
{
    std::string text = fmt::format(R"({{"type":"{}","coordinates":)", geo::type_name(shape));
    std::visit(Coordinates{text}, shape);
    return text + '}';
}

}  // namespace

DatasetForm::DatasetForm(const DatasetDefinition& definition,
                         const std::optional<std::filesystem::path>& version, bool by_country)
    : m_definition(definition), m_by_country(by_country)
{
    std::optional<Manifest> manifest;
    if (version) {
        manifest = read_manifest(*version / "manifest.json");
        m_rows = manifest->counts.rows();
    }
    m_absent = want(absent_property().name);
    add_mapped();
    add_places(by_country);
    if (manifest && m_definition.keep_others) {
        add_others(*manifest);
    }
    if (manifest) {
        m_stored.emplace(*version, *manifest, m_wanted, StoredFeatures::Geometry::as_text);
    }
}

std::size_t DatasetForm::want(const std::string& property)
{
    const auto found = std::ranges::find(m_wanted, property);
    if (found != m_wanted.end()) {
        return static_cast<std::size_t>(found - m_wanted.begin());
    }
    m_wanted.push_back(property);
    return m_wanted.size() - 1;
}

/// Several things may be read from one column: the first that was added fills it.
void DatasetForm::add(FormColumn column, Filling filling)
{
    const auto found = std::ranges::find(m_columns, column.name, &FormColumn::name);
    if (found != m_columns.end()) {
        found->required = found->required || column.required;
        return;
    }
    m_columns.push_back(std::move(column));
    m_fillings.push_back(filling);
}

void DatasetForm::add_mapped()
{
    for (const ColumnMapping& mapping : m_definition.columns) {
        if (mapping.from.empty()) {
            continue;
        }
        // Of several properties of one column, the text as it stands tells most.
        const ColumnMapping* best = &mapping;
        for (const ColumnMapping& other : m_definition.columns) {
            const bool plain = other.property.type == ValueType::text && other.values.empty() &&
                               other.contains.empty() && other.property.values.empty();
            if (other.from == mapping.from && plain) {
                best = &other;
                break;
            }
        }
        const auto& key = m_definition.facts.key;
        const bool is_key = std::ranges::find(key, mapping.property.name) != key.end();
        Filling filling{Origin::property, best, want(best->property.name), 0};
        if (!best->status.empty()) {
            filling.status = want(status_name(best->property.name));
        }
        add(column_for(mapping, is_key), filling);
    }
}

void DatasetForm::add_places(bool by_country)
{
    const DatasetDefinition& d = m_definition;
    const std::string crs = d.crs.empty() ? "WGS 84 (longitude, latitude)" : d.crs;
    const auto place = [&](const std::string& name, const char* label, std::string writing,
                           Origin origin, std::size_t value = 0) {
        FormColumn column;
        column.name = name;
        column.label = label;
        column.writing = std::move(writing);
        column.is_number = origin == Origin::lon || origin == Origin::lat;
        add(std::move(column), {origin, nullptr, value, 0});
    };
    if (!d.lon.empty()) {
        place(d.lon, "Longitude, ou coordonnée est", "nombre, en " + crs, Origin::lon);
        place(d.lat, "Latitude, ou coordonnée nord", "nombre, en " + crs, Origin::lat);
    } else if (!d.point.empty()) {
        place(d.point, "Coordonnées",
              fmt::format("{}, séparées par une virgule, en {}",
                          d.point_is_lat_lon ? "latitude et longitude" : "longitude et latitude",
                          crs),
              Origin::pair);
    } else if (!d.geojson.empty()) {
        place(d.geojson, "Tracé", "géométrie GeoJSON, en " + crs, Origin::geojson);
    } else if (!d.wkt.empty() || d.own_geometry) {
        place(d.wkt.empty() ? std::string(shape_column) : d.wkt, "Tracé",
              "texte WKT, tel que POINT (1.09 49.44), en " + crs, Origin::wkt);
    }
    if (!d.crs.empty()) {
        m_projection.emplace(d.crs);
    }
    if (!d.commune_code.empty()) {
        const bool followed = d.commune_vintage.has_value();
        place(d.commune_code, "Code de la commune",
              by_country ? "code avec le pays, tel que FR_76540" : "code officiel, en texte",
              Origin::commune, want(followed ? std::string(origin_property) : "commune_code"));
        want("commune_code");
        want("commune");
    }
    if (!d.commune_country_column.empty()) {
        place(d.commune_country_column, "Pays de la commune", "deux lettres, telles que FR",
              Origin::country, want("commune"));
    }
    for (const auto& [level, name] : d.level_columns) {
        place(name, "Nom du lieu de ce niveau", "texte", Origin::level, want(level + "_nom"));
        want(level);
    }
}

/// Columns that the definition does not name are published under a name made of theirs; their
/// label is the column's own name.
void DatasetForm::add_others(const Manifest& manifest)
{
    for (const Property& property : manifest.properties) {
        const bool mapped = std::ranges::any_of(m_definition.columns, [&](const auto& mapping) {
            return mapping.property.name == property.name ||
                   (!mapping.status.empty() && status_name(mapping.property.name) == property.name);
        });
        if (mapped || property.derived || property.name == sample_property().name ||
            property.name == absent_property().name) {
            continue;
        }
        FormColumn column;
        column.name = column.label = text_in(property.label, "fr");
        column.writing = "texte";
        add(std::move(column), {Origin::property, nullptr, want(property.name), 0});
    }
}

bool DatasetForm::next(std::vector<FormCell>& cells)
{
    while (m_stored && m_stored->next(m_row)) {
        if (!std::holds_alternative<std::monostate>(m_row.values[m_absent])) {
            ++m_left_out;
            continue;
        }
        const geo::Geometry shape = parse_geojson_geometry(m_row.geometry).geometry;
        cells.clear();
        for (std::size_t i = 0; i < m_fillings.size(); ++i) {
            cells.push_back(cell_of(m_fillings[i], shape));
            const auto* text = std::get_if<std::string>(&cells.back());
            const std::size_t length = text == nullptr ? 0 : geo::utf16_length(*text);
            if (length > longest_cell) {
                throw SourceError(fmt::format(
                    "jeu « {} », « {} » : la colonne « {} » a {} caractères, plus que les {} d’une "
                    "cellule de tableur. Ce jeu se met à jour avec un fichier cartographique "
                    "(GeoJSON, GeoPackage).",
                    m_definition.facts.id, m_row.id, m_columns[i].name, length, longest_cell));
            }
        }
        return true;
    }
    return false;
}

FormCell DatasetForm::cell_of(const Filling& filling, const geo::Geometry& shape) const
{
    const auto text_of = [&](std::string_view property) {
        const auto at = std::ranges::find(m_wanted, property) - m_wanted.begin();
        const auto* text = std::get_if<std::string>(&m_row.values[static_cast<std::size_t>(at)]);
        return text == nullptr ? std::string() : *text;
    };
    const Value& value = m_row.values[filling.value];
    switch (filling.origin) {
    case Origin::property:
        if (filling.mapping != nullptr && !filling.mapping->status.empty()) {
            if (const auto* letter = std::get_if<std::string>(&m_row.values[filling.status])) {
                return status_cell(*filling.mapping, *letter);
            }
        }
        return form_cell(filling.mapping, value);
    case Origin::lon:
    case Origin::lat:
    case Origin::pair:
    case Origin::geojson:
    case Origin::wkt:
        return coordinates_of(filling.origin, shape);
    case Origin::commune: {
        const auto* code = std::get_if<std::string>(&value);
        const std::string text = m_by_country      ? text_of("commune")
                                 : code == nullptr ? text_of("commune_code")
                                                   : *code;
        return text.empty() ? FormCell{} : FormCell{text};
    }
    case Origin::country: {
        const std::string key = text_of("commune");
        return key.empty() ? FormCell{} : FormCell{std::string(country_of_key(key))};
    }
    case Origin::level: {
        const auto* name = std::get_if<std::string>(&value);
        if (name == nullptr || *name == Level::unknown) {
            return {};
        }
        const std::string id = text_of(m_wanted[filling.value].substr(
            0, m_wanted[filling.value].size() - std::string_view("_nom").size()));
        return slug(*name) == id ? *name : id;
    }
    }
    return {};
}

FormCell DatasetForm::coordinates_of(Origin origin, const geo::Geometry& shape) const
{
    if (geo::is_empty(shape)) {
        return {};
    }
    const auto move = [&](geo::LonLat& position) {
        if (m_projection && !m_projection->is_identity()) {
            const auto there = m_projection->from_crs84(position);
            if (!there) {
                throw SourceError(fmt::format(
                    "jeu « {} », « {} » : un point n’a pas de coordonnées dans le système {}.",
                    m_definition.facts.id, m_row.id, m_definition.crs));
            }
            position = {rounded(there->lon), rounded(there->lat)};
        }
    };
    const geo::Geometry there = moved(shape, move);
    if (origin == Origin::wkt) {
        std::string text;
        geo::append_wkt(text, there);
        return text;
    }
    if (origin == Origin::geojson) {
        return geojson_text(there);
    }
    const auto* point = std::get_if<geo::Point>(&there);
    if (point == nullptr) {
        return {};
    }
    if (origin == Origin::pair) {
        return m_definition.point_is_lat_lon ? fmt::format("{}, {}", point->at.lat, point->at.lon)
                                             : fmt::format("{}, {}", point->at.lon, point->at.lat);
    }
    return form_cell(nullptr, Value{origin == Origin::lon ? point->at.lon : point->at.lat});
}

}  // namespace parvis::datasets
