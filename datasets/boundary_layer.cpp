// SPDX-License-Identifier: EUPL-1.2
#include "datasets/boundary_layer.hpp"

#include "datasets/reprojection.hpp"
#include "datasets/source.hpp"
#include "datasets/spelling.hpp"
#include "geo/error.hpp"
#include "geo/overlay.hpp"
#include "geo/projection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace parvis::datasets {

namespace {

RowIssue issue_of(const Boundary& area, Severity severity, std::string code, std::string message)
{
    RowIssue issue;
    issue.line = area.line;
    issue.severity = severity;
    issue.code = std::move(code);
    issue.row_key = area.code.empty() ? area.label : area.code;
    issue.message = std::move(message);
    return issue;
}

std::string name_of(const Boundary& area)
{
    if (area.label.empty()) {
        return area.code;
    }
    return area.code.empty() ? area.label : area.label + " (" + area.code + ")";
}

std::string crs_of(const BoundaryOptions& options, const Source& source)
{
    if (!options.crs.empty()) {
        return options.crs;
    }
    return source.crs().empty() ? "OGC:CRS84" : source.crs();
}

geo::Projection projection_of(const BoundaryOptions& options, const Source& source,
                              const TomlTable& table)
{
    try {
        return geo::Projection{crs_of(options, source)};
    } catch (const ProjectionError& error) {
        table.fail(options.crs.empty() ? "source" : "crs", error.what());
    }
}

/// The geometry in CRS84, valid; nothing, and an issue, when it is no usable area.
std::optional<geo::Geometry> usable(const Boundary& area, const SourceRow& row,
                                    const geo::Projection& projection, const std::string& file,
                                    std::vector<RowIssue>& issues)
{
    const auto refuse = [&](const std::string& why) -> std::optional<geo::Geometry> {
        issues.push_back(
            issue_of(area, Severity::rejected, "geometry_broken",
                     fmt::format("{} : les limites de {} ne sont pas utilisables : {}. "
                                 "Corrigez-les dans ce fichier.",
                                 file, name_of(area), why)));
        return std::nullopt;
    };
    if (!row.geometry_problem.empty()) {
        return refuse(row.geometry_problem);
    }
    if (geo::dimension(row.geometry) != geo::Dimension::area) {
        return refuse(geo::is_empty(row.geometry) ? "la géométrie manque"
                                                  : "ce n'est pas un polygone");
    }
    const std::optional<geo::Geometry> moved = to_crs84(row.geometry, projection);
    if (!moved) {
        return refuse("ses coordonnées ne sont pas sur Terre dans le système annoncé");
    }
    try {
        geo::Repair repair = geo::repair(*moved);
        if (!repair.reason.empty()) {
            issues.push_back(issue_of(
                area, Severity::warning, "geometry_repaired",
                fmt::format(
                    "{} : les limites de {} étaient invalides ({}) ; elles ont été réparées, "
                    "ce qui change leur surface de {:.0f} m².",
                    file, name_of(area), repair.reason, repair.area_change_m2)));
        }
        return std::move(repair.geometry);
    } catch (const GeometryError& error) {
        return refuse(error.what());
    }
}

std::size_t column_index(const std::vector<std::string>& columns, const std::string& name)
{
    return static_cast<std::size_t>(std::ranges::find(columns, name) - columns.begin());
}

std::string cell(const SourceRow& row, std::size_t index)
{
    return index < row.cells.size() && row.cells[index].data() != nullptr
               ? std::string{row.cells[index]}
               : std::string{};
}

}  // namespace

void require_column(const TomlTable& table, std::string_view key, const std::string& column,
                    const std::vector<std::string>& columns, const std::filesystem::path& file)
{
    if (std::ranges::find(columns, column) == columns.end()) {
        table.fail(key, "la colonne « " + column + " » n'est pas dans " + file.filename().string() +
                            "." + spelling_hint(column, columns));
    }
}

BoundaryOptions boundary_options(const TomlTable& table, const std::filesystem::path& site_folder)
{
    BoundaryOptions options;
    if (table.texts("source").empty()) {
        static_cast<void>(table.required_text("source"));
    }
    options.files = table.paths("source", site_folder);
    for (const std::filesystem::path& file : options.files) {
        std::error_code ignored;
        if (!std::filesystem::exists(file, ignored)) {
            table.fail("source", "le fichier « " + file.string() +
                                     " » n'existe pas. Corrigez le chemin ou ajoutez le fichier.");
        }
    }
    options.layer = table.text_or("layer", "");
    options.encoding = table.text_or("encoding", "");
    options.crs = table.text_or("crs", "");
    options.code = table.text_or("code", "");
    options.label = table.required_text("label");
    options.where = table.pairs("where");
    return options;
}

std::string BoundaryOptions::file_names() const
{
    std::string names;
    for (const std::filesystem::path& file : files) {
        names += (names.empty() ? "" : ", ") + file.filename().string();
    }
    return names;
}

namespace {

/// Notes how one file's positions came to CRS84.
void add_operation(BoundaryLayer& layer, const std::string& crs, const geo::Projection& projection,
                   const std::optional<geo::Box>& extent)
{
    const bool first = layer.crs.empty();
    if (!first && layer.crs.find(crs) == std::string::npos) {
        layer.crs += " ; " + crs;
    } else if (first) {
        layer.crs = crs;
    }
    if (projection.is_identity() || !extent) {
        return;
    }
    geo::Operation used = projection.operation_in(*extent);
    if (layer.operation.name.empty()) {
        layer.operation = std::move(used);
    } else if (layer.operation.name.find(used.name) == std::string::npos) {
        layer.operation.name += " ; " + used.name;
        layer.operation.accuracy_m =
            layer.operation.accuracy_m && used.accuracy_m
                ? std::optional{std::max(*layer.operation.accuracy_m, *used.accuracy_m)}
                : std::nullopt;
    }
}

void widen(std::optional<geo::Box>& box, const geo::Geometry& geometry)
{
    const std::optional<geo::Box> own = geo::bounds(geometry);
    if (!box || !own) {
        box = own ? own : box;
        return;
    }
    box = geo::Box{std::min(box->west, own->west), std::min(box->south, own->south),
                   std::max(box->east, own->east), std::max(box->north, own->north)};
}

void read_file(const std::filesystem::path& file_path, const BoundaryOptions& options,
               const TomlTable& table, BoundaryLayer& layer, std::vector<RowIssue>& issues)
{
    SourceOptions wanted;
    wanted.file = file_path;
    wanted.layer = options.layer;
    wanted.encoding = options.encoding;
    const std::unique_ptr<Source> source = open_source(wanted);
    if (!source->has_geometry()) {
        table.fail("source", "le fichier « " + file_path.string() +
                                 " » n'a pas de géométrie. Donnez un fichier GeoJSON, TopoJSON, "
                                 "Shapefile (.zip) ou GeoPackage.");
    }
    const std::vector<std::string>& columns = source->columns();
    if (layer.columns.empty()) {
        layer.columns = columns;
    }
    require_column(table, "label", options.label, columns, file_path);
    if (!options.code.empty()) {
        require_column(table, "code", options.code, columns, file_path);
    }
    for (const auto& [column, value] : options.where) {
        require_column(table, "where", column, columns, file_path);
    }
    const std::size_t code = column_index(columns, options.code);
    const std::size_t label = column_index(columns, options.label);
    const geo::Projection projection = projection_of(options, *source, table);
    const std::string file = file_path.filename().string();
    std::optional<geo::Box> extent;

    SourceRow row;
    while (source->next(row)) {
        const bool kept = std::ranges::all_of(options.where, [&](const auto& condition) {
            return cell(row, column_index(columns, condition.first)) == condition.second;
        });
        if (!kept) {
            continue;
        }
        Boundary area;
        area.line = row.line;
        area.code = cell(row, code);
        area.label = cell(row, label);
        if (options.wanted && !options.wanted(area.code)) {
            layer.unwanted.push_back(area.code);
            continue;
        }
        for (std::size_t i = 0; i < columns.size(); ++i) {
            area.columns.emplace(columns[i], cell(row, i));
        }
        issues.insert(issues.end(), row.issues.begin(), row.issues.end());
        std::optional<geo::Geometry> geometry = usable(area, row, projection, file, issues);
        if (geometry) {
            area.geometry = *std::move(geometry);
            widen(extent, area.geometry);
            layer.areas.push_back(std::move(area));
        }
    }
    add_operation(layer, crs_of(options, *source), projection, extent);
}

}  // namespace

BoundaryLayer read_boundaries(const BoundaryOptions& options, const TomlTable& table,
                              std::vector<RowIssue>& issues)
{
    BoundaryLayer layer;
    for (const std::filesystem::path& file : options.files) {
        read_file(file, options, table, layer, issues);
    }
    return layer;
}

}  // namespace parvis::datasets
