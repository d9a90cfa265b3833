// SPDX-License-Identifier: EUPL-1.2
#include "datasets/place.hpp"

#include "datasets/geojson_geometry.hpp"
#include "datasets/mapping.hpp"
#include "datasets/reprojection.hpp"
#include "geo/error.hpp"
#include "geo/overlay.hpp"
#include "geo/wkt.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parvis::datasets {
namespace {

ParsedGeometry parse_wkt_geometry(std::string_view text)
{
    ParsedGeometry parsed;
    if (text.empty()) {
        return parsed;
    }
    auto geometry = geo::parse_wkt(text);
    const auto is_stub = [](const geo::LineString& line) { return line.size() < 2; };
    bool stub = false;
    if (geometry) {
        if (const auto* one = std::get_if<geo::Line>(&*geometry)) {
            stub = is_stub(one->line);
        } else if (const auto* many = std::get_if<geo::MultiLine>(&*geometry)) {
            stub = std::any_of(many->lines.begin(), many->lines.end(), is_stub);
        }
    }
    if (stub) {
        parsed.problem = "une ligne a besoin d’au moins deux positions";
    } else if (geometry) {
        parsed.geometry = std::move(*geometry);
    } else {
        parsed.problem = "le texte n’est pas du WKT (« POINT (1.44 43.6) », « LINESTRING (…) » …)";
    }
    return parsed;
}

}  // namespace

PlaceReader::PlaceReader(const DatasetDefinition& definition, const Source& source)
{
    const auto position = [&](const std::string& name) {
        return column_position(definition, 0, source, name);
    };
    if (!definition.decimal.empty() && !source.is_sheet()) {
        m_decimal = definition.decimal == "," ? Decimal::comma : Decimal::point;
    }
    if (!definition.lon.empty()) {
        m_way = Way::lon_lat;
        m_first = position(definition.lon);
        m_second = position(definition.lat);
        m_column = definition.lon + ", " + definition.lat;
    } else if (!definition.point.empty()) {
        m_way = Way::point;
        m_lat_first = definition.point_is_lat_lon;
        m_column = definition.point;
    } else if (!definition.geojson.empty()) {
        m_way = Way::geojson;
        m_column = definition.geojson;
    } else if (!definition.wkt.empty()) {
        m_way = Way::wkt;
        m_column = definition.wkt;
    } else if (definition.own_geometry) {
        m_way = Way::file;
        const bool written =
            std::ranges::find(source.columns(), shape_column) != source.columns().end();
        if (!source.has_geometry() && written) {
            m_way = Way::wkt;
            m_column = shape_column;
        } else if (!source.has_geometry()) {
            throw SourceError(
                fmt::format("{} : « geometry = \"file\" » demande la géométrie du fichier, mais « "
                            "{} » ({}) n’en "
                            "porte pas ; indiquez les colonnes de la longitude et de la latitude.",
                            definition.file.string(), definition.source.filename().string(),
                            source.info().format));
        }
    }
    if (m_way == Way::point || m_way == Way::geojson || m_way == Way::wkt) {
        m_first = position(m_column);
    }
    m_file_crs = m_way == Way::file ? source.crs() : std::string();
    m_crs = definition.crs.empty() ? m_file_crs : definition.crs;
    m_crs_supposed = m_crs.empty() && m_way != Way::none;
    m_lacks_crs = m_crs_supposed && m_way == Way::file && source.info().format == "DXF";
    m_crs_overrides_file =
        !definition.crs.empty() && !m_file_crs.empty() && definition.crs != m_file_crs;
    if (m_crs.empty()) {
        m_crs = "OGC:CRS84";
    }
    try {
        m_projection.emplace(m_crs);
    } catch (const ProjectionError& error) {
        throw SourceError(
            fmt::format("{}, clé « crs » : {}", definition.file.string(), error.what()));
    }
}

void PlaceReader::note(const geo::Geometry& geometry) const
{
    const auto box = geo::bounds(geometry);
    if (!box || m_projection->is_identity()) {
        return;
    }
    m_extent =
        !m_extent
            ? *box
            : geo::Box{std::min(m_extent->west, box->west), std::min(m_extent->south, box->south),
                       std::max(m_extent->east, box->east), std::max(m_extent->north, box->north)};
}

bool PlaceReader::refused(const RowIssue& issue)
{
    return issue.severity == Severity::rejected &&
           (issue.code.starts_with("coordinates_") || issue.code == "geometry_broken");
}

void PlaceReader::describe(SourceInfo& info) const
{
    if (m_way == Way::none) {
        return;
    }
    info.crs = m_crs;
    if (!m_projection->is_identity()) {
        geo::Operation used =
            m_extent ? m_projection->operation_in(*m_extent)
                     : geo::Operation{m_projection->operation(), m_projection->accuracy_m()};
        info.operation = std::move(used.name);
        info.accuracy_m = used.accuracy_m;
    }
    if (m_crs_supposed) {
        info.guessed.emplace_back("coordonnées supposées en longitude et latitude WGS 84 : ni le "
                                  "fichier ni la définition ne "
                                  "le disent");
    }
    if (m_crs_overrides_file) {
        info.guessed.push_back(fmt::format(
            "système de coordonnées « {} » pris dans la définition ; le fichier annonce « {} »",
            m_crs, m_file_crs.substr(0, 80)));
    }
    if (m_heights > 0) {
        info.guessed.push_back(
            fmt::format("altitudes de {} géométries laissées de côté", m_heights));
    }
}

geo::Geometry PlaceReader::read(SourceRow& row, std::vector<RowIssue>& issues) const
{
    if (m_way == Way::none) {
        return {};
    }
    if (m_way == Way::lon_lat) {
        return read_lon_lat(row, issues);
    }
    if (m_way == Way::point) {
        return read_pair(row, issues);
    }
    ParsedGeometry parsed;
    std::string_view text;
    if (m_way == Way::file) {
        parsed.geometry = std::move(row.geometry);
        parsed.problem = row.geometry_problem;
    } else {
        text = trimmed(row.cells[m_first]);
        parsed = m_way == Way::geojson ? parse_geojson_geometry(text) : parse_wkt_geometry(text);
    }
    if (!parsed.problem.empty()) {
        issues.push_back(cell_issue(
            row.line, Severity::rejected, "geometry_broken", m_column, text,
            fmt::format("La géométrie ne se lit pas : {}. La ligne est refusée ; redessinez-la ou "
                        "refaites l’export.",
                        parsed.problem)));
        return {};
    }
    m_heights += parsed.had_height ? 1U : 0U;
    return finish(std::move(parsed.geometry), text, row.line, issues);
}

geo::Geometry PlaceReader::read_lon_lat(const SourceRow& row, std::vector<RowIssue>& issues) const
{
    return point_of(trimmed(row.cells[m_first]), trimmed(row.cells[m_second]), row.line, issues);
}

geo::Geometry PlaceReader::read_pair(const SourceRow& row, std::vector<RowIssue>& issues) const
{
    const std::string_view text = trimmed(row.cells[m_first]);
    if (text.empty()) {
        return {};
    }
    // "48,85 2,38", "48.85, 2.38", "48.85;2.38" and a JSON array are all seen in the wild.
    std::size_t cut = text.find(item_mark);
    if (cut == std::string_view::npos) {
        cut = text.find(';');
    }
    if (cut == std::string_view::npos) {
        const std::size_t comma = text.find(',');
        cut = comma != std::string_view::npos && text.find(',', comma + 1) == std::string_view::npos
                  ? comma
                  : text.find(' ');
    }
    if (cut == std::string_view::npos) {
        issues.push_back(cell_issue(
            row.line, Severity::rejected, "coordinates_invalid", m_column, text,
            fmt::format(
                "« {} » n’est pas une paire de coordonnées : la ligne est refusée. Écriture "
                "attendue : {}.",
                shortened(text), m_lat_first ? "48.858682, 2.411384" : "2.411384, 48.858682")));
        return {};
    }
    std::string_view first = trimmed(text.substr(0, cut));
    if (first.ends_with(',')) {
        first.remove_suffix(1);
    }
    const std::string_view second = trimmed(text.substr(cut + 1));
    return m_lat_first ? point_of(second, first, row.line, issues)
                       : point_of(first, second, row.line, issues);
}

geo::Geometry PlaceReader::point_of(std::string_view x, std::string_view y, std::uint64_t line,
                                    std::vector<RowIssue>& issues) const
{
    if (x.empty() && y.empty()) {
        return {};
    }
    const auto east = read_number(x, m_decimal);
    const auto north = read_number(y, m_decimal);
    if (!east || !north) {
        issues.push_back(cell_issue(
            line, Severity::rejected, "coordinates_invalid", m_column, fmt::format("{} ; {}", x, y),
            fmt::format(
                "« {} » et « {} » ne sont pas deux nombres : la ligne est refusée. Corrigez les "
                "coordonnées, ou videz les deux cellules.",
                shortened(x), shortened(y))));
        return {};
    }
    m_sample.add(*east, *north);
    const auto placed = m_projection->to_crs84(*east, *north);
    if (!placed) {
        const bool swapped = in_degrees() && m_projection->to_crs84(*north, *east).has_value();
        issues.push_back(cell_issue(
            line, Severity::rejected, swapped ? "coordinates_swapped" : "coordinates_out_of_range",
            m_column, fmt::format("{} ; {}", x, y),
            swapped
                ? fmt::format("La longitude {} et la latitude {} semblent échangées : la ligne est "
                              "refusée. Échangez les deux valeurs.",
                              x, y)
                : fmt::format(
                      "Le point ({} ; {}) n’existe pas dans le système « {} » : la ligne est "
                      "refusée. Vérifiez les coordonnées et « crs ».",
                      x, y, m_crs.substr(0, 40))));
        return {};
    }
    geo::Geometry point = geo::Point{*placed};
    note(point);
    return point;
}

geo::Geometry PlaceReader::finish(geo::Geometry geometry, std::string_view text, std::uint64_t line,
                                  std::vector<RowIssue>& issues) const
{
    if (const auto box = geo::bounds(geometry)) {
        m_sample.add((box->west + box->east) / 2, (box->south + box->north) / 2);
    }
    auto moved = to_crs84(std::move(geometry), *m_projection);
    if (!moved) {
        issues.push_back(cell_issue(
            line, Severity::rejected, "coordinates_out_of_range", m_column, text,
            fmt::format(
                "Une position de la géométrie n’existe pas dans le système « {} » : la ligne "
                "est refusée. Vérifiez les coordonnées et « crs ».",
                m_crs.substr(0, 40))));
        return {};
    }
    note(*moved);
    if (geo::dimension(*moved) != geo::Dimension::area) {
        return *std::move(moved);
    }
    try {
        geo::Repair repair = geo::repair(*moved);
        if (!repair.reason.empty()) {
            issues.push_back(cell_issue(
                line, Severity::warning, "geometry_repaired", m_column, text,
                fmt::format(
                    "La surface était mal dessinée ({}) : elle a été réparée, sa surface change "
                    "de {:.1f} m².",
                    repair.reason, repair.area_change_m2)));
        }
        return std::move(repair.geometry);
    } catch (const GeometryError& error) {
        issues.push_back(cell_issue(
            line, Severity::rejected, "geometry_broken", m_column, text,
            fmt::format(
                "La surface est trop mal dessinée pour être réparée ({}) : la ligne est refusée. "
                "Redessinez-la.",
                error.what())));
        return {};
    }
}

}  // namespace parvis::datasets
