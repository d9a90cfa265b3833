// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/manifest.hpp"
#include "datasets/row_issue.hpp"
#include "geo/geometry.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::datasets {

/// One row as the source has it. Views live until the next call of Source::next().
struct SourceRow {
    std::uint64_t line =
        0;  ///< physical line where the row starts; record number where there are no lines
    /// Which file it is of, where a source has several; "" else.
    std::string_view file;
    /// One per column. A view without data is "nothing there" (JSON null, a missing cell); an array
    /// of a JSON file is its items joined by `item_mark`.
    std::vector<std::string_view> cells;
    geo::Geometry geometry;        ///< the file's own, in the file's own CRS
    std::string geometry_problem;  ///< why it could not be read, "" if fine
    std::vector<RowIssue>
        issues;  ///< about the form of the row; one of severity rejected refuses it
};

/// Stands between the items of a JSON array in a cell (U+001E, the record separator of ASCII).
inline constexpr char item_mark = '\x1e';

/// What is known before reading; everything but `file` may be empty and is then guessed and said.
struct SourceOptions {
    std::filesystem::path file;
    std::string format;     ///< csv, json, geojson, geojsonl, jsonl, datex2, shapefile, geopackage,
                            ///< flatgeobuf, topojson, kml, gpx, gml, dxf, xlsx, xls, ods
    std::string layer;      ///< layer or sheet
    std::string encoding;   ///< any name that ICU knows
    std::string separator;  ///< one character, or "tab"
    std::vector<std::string> records;  ///< JSON: members that lead to the array of rows
};

/// A file as a stream of rows of texts.
class Source {
public:
    Source() = default;
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;
    virtual ~Source() = default;

    /// Names as the file has them, each once (a second "nom" becomes "nom (2)", and is said so).
    [[nodiscard]] const std::vector<std::string>& columns() const { return m_columns; }
    /// Names as they are written, where the header says more with each ("NOM,C,254"); else empty.
    [[nodiscard]] const std::vector<std::string>& written_names() const { return m_written; }
    /// The type of a column by the file's own header; nothing where it says none.
    [[nodiscard]] std::optional<ValueType> type_of(std::size_t column) const
    {
        return column < m_types.size() ? m_types[column] : std::nullopt;
    }
    /// What the file is; `guessed` is complete after the last row.
    [[nodiscard]] const SourceInfo& info() const { return m_info; }
    /// Why the file is probably read wrongly, by a setting that does not fit it, and what to write
    /// there; "" mostly. Explains column names that are not found.
    [[nodiscard]] const std::string& doubt() const { return m_doubt; }
    /// Whether rows may have a geometry of the file's own, and in which CRS ("" where not stated).
    [[nodiscard]] bool has_geometry() const { return m_has_geometry; }
    [[nodiscard]] const std::string& crs() const { return m_crs; }

    /// Whether it is a sheet of a spreadsheet: its numbers have a point and its days are in ISO
    /// 8601, whatever the texts in its cells look like.
    [[nodiscard]] bool is_sheet() const { return m_is_sheet; }
    /// Whether numbers of days are counted from 1904-01-01 (a workbook of an old Mac).
    [[nodiscard]] bool counts_from_1904() const { return m_from_1904; }

    /// Which file this is: name without folders, SHA-256, size.
    void identify(std::string name, std::string sha256, std::uint64_t bytes);
    /// Where it is, and when it was last written.
    void locate(std::filesystem::path file, std::filesystem::file_time_type modified);

    /// Reads the next row, reusing `row`'s memory; false at the end.
    /// @throws SourceError when the file breaks half-way.
    virtual bool next(SourceRow& row) = 0;

    /// How much of the file is behind the last row, 0 to 1; nothing where only its end tells.
    [[nodiscard]] virtual std::optional<double> share_read() const { return std::nullopt; }

    /// To be asked after the last row. @throws SourceError where the file has changed since it was
    /// looked at, so that its rows, its SHA-256 and what is there now are not of one file.
    virtual void check_unchanged() const;

protected:
    /// Makes column names unique and non-empty, and says what was changed.
    void name_columns(std::vector<std::string> names);

    std::vector<std::string> m_columns;
    std::vector<std::string> m_written;
    std::vector<std::optional<ValueType>> m_types;
    SourceInfo m_info;
    std::string m_crs;
    std::string m_doubt;
    bool m_has_geometry = false;
    bool m_is_sheet = false;
    bool m_from_1904 = false;

private:
    std::filesystem::path m_file;
    std::filesystem::file_time_type m_modified;
};

/// Sheets of a form that Parvis made (form_workbook.hpp), beside the one with the rows.
inline constexpr std::string_view help_sheet = "Aide Parvis";
inline constexpr std::string_view list_sheet = "Listes Parvis";
inline constexpr std::string_view comment_sheet = "Commentaires Parvis";

/// Whether rows of such a file have a geometry of their own, by its format, else its extension.
[[nodiscard]] bool carries_geometry(const std::filesystem::path& file, const std::string& format);
/// The format that a file's extension stands for ("csv", "xlsx" …), "" for none that is known.
[[nodiscard]] std::string format_of_name(const std::filesystem::path& file);
/// @throws SourceError: a missing, unreadable or empty file, not the stated format, no such layer.
[[nodiscard]] std::unique_ptr<Source> open_source(const SourceOptions& options);

}  // namespace parvis::datasets
