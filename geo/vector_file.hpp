// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"
#include "geo/vector_format.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::geo {

struct VectorOptions {
    /// Layer or sheet name; empty: the only one, else an error that lists them. A GPX has always
    /// the same layers: there, the only one of waypoints, routes and tracks that holds something.
    std::string layer;
    /// For Shapefile: overrides what the file says. Empty: as it says, else UTF-8 where the bytes
    /// are that, else Windows-1252.
    std::string encoding;
    /// Sheets that hold no rows: they count only where they are asked for by name.
    std::vector<std::string> sheets_beside{};
};

/// A vector file or spreadsheet read by GDAL, row by row, every value as text (codes never become
/// numbers: a Shapefile's numeric field gives its digits), in UTF-8; dates in ISO 8601, lists and
/// objects as JSON, booleans "true" or "false". The only code that sees GDAL headers is
/// vector_file.cpp. Opens plain local files only: no URL, no /vsi name, no driver outside the list.
/// A zipped Shapefile is given as the .zip.
class VectorFile {
public:
    /// @throws SourceError (missing, unreadable, not this format, no such layer).
    VectorFile(const std::filesystem::path& file, VectorFormat format,
               const VectorOptions& options);
    VectorFile(VectorFile&&) noexcept;
    VectorFile& operator=(VectorFile&&) noexcept;
    ~VectorFile();

    /// Column names as the file has them. For a spreadsheet: none; its rows are all cells from the
    /// first row on (the caller finds the header row).
    [[nodiscard]] const std::vector<std::string>& columns() const;
    /// The file's own CRS as "EPSG:2154" or WKT; nothing where it states none.
    [[nodiscard]] std::optional<std::string> crs() const;
    /// Name of the layer or sheet that is read, and whether there is one of this name.
    [[nodiscard]] std::string layer() const;
    [[nodiscard]] bool has_layer(std::string_view name) const;
    /// Number of rows where the format knows it cheaply.
    [[nodiscard]] std::optional<std::uint64_t> row_count() const;

    struct Row {
        /// 1-based record number (spreadsheets: the sheet's row number).
        std::uint64_t number = 0;
        /// One per column; nothing where the file has null. Spreadsheets: trailing cells may be
        /// missing.
        std::vector<std::optional<std::string>> values;
        /// In the file's own CRS (east, north); monostate where there is none.
        Geometry geometry;
        /// Why the geometry could not be read; empty if fine.
        std::string geometry_problem;
    };
    /// Reads the next row into `row`, reusing its memory; false at the end.
    /// @throws SourceError when the file breaks half-way.
    bool next(Row& row);

private:
    struct Handle;
    std::unique_ptr<Handle> m_handle;
};

}  // namespace parvis::geo
