// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/row_issue.hpp"
#include "datasets/toml_file.hpp"
#include "geo/geometry.hpp"
#include "geo/projection.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace parvis::datasets {

/// A file of areas as a .toml table names it: `source`, `layer`, `encoding`, `crs`, `label`,
/// `code`, `where`. Several files with the same columns are one layer.
struct BoundaryOptions {
    std::vector<std::filesystem::path> files;  ///< one at least
    std::string layer, encoding, crs;          ///< "" : as the file says
    std::string code;                          ///< column, "" if areas have no code
    std::string label;                         ///< column
    /// Keeps the rows whose columns have these values.
    std::vector<std::pair<std::string, std::string>> where;
    /// Keeps the rows with these codes; empty keeps all. A file of a whole country is not repaired
    /// for the sake of ten communes.
    std::function<bool(const std::string& code)> wanted;

    [[nodiscard]] std::string file_names() const;  ///< without folders, for messages
};
/// Reads these keys of a table; relative names start from `site_folder`.
[[nodiscard]] BoundaryOptions boundary_options(const TomlTable& table,
                                               const std::filesystem::path& site_folder);

/// One area of the file, in CRS84, polygonal and valid.
struct Boundary {
    std::uint64_t line = 0;
    std::string code, label;
    std::map<std::string, std::string, std::less<>> columns;  ///< every column of the file
    geo::Geometry geometry;
};

struct BoundaryLayer {
    std::vector<std::string> columns;
    std::vector<Boundary> areas;
    std::vector<std::string> unwanted;  ///< codes of rows that `wanted` left out
    std::string crs;                    ///< that the positions were read in
    geo::Operation operation;           ///< from it to CRS84; "" where nothing had to be done
};

/// Reads a boundary file by its extension (GeoJSON, TopoJSON, zipped Shapefile, GeoPackage), turns
/// it to CRS84 and repairs it. Each repair, and each row that is no area, goes to `issues`.
/// @throws SourceError when the file cannot be used, or names none of the wanted columns.
[[nodiscard]] BoundaryLayer read_boundaries(const BoundaryOptions& options, const TomlTable& table,
                                            std::vector<RowIssue>& issues);

/// Throws through `table` unless `column` is one of `columns`; names the nearest.
void require_column(const TomlTable& table, std::string_view key, const std::string& column,
                    const std::vector<std::string>& columns, const std::filesystem::path& file);

}  // namespace parvis::datasets
