// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/source.hpp"
#include "datasets/source_file.hpp"
#include "datasets/workbook_facts.hpp"
#include "geo/vector_file.hpp"

#include <deque>

namespace parvis::datasets {

/// Everything that GDAL reads: Shapefile, GeoPackage, FlatGeobuf, TopoJSON, KML, GPX, GML, DXF, and
/// spreadsheets, whose header row is found here (see find_header_row). An archive (zip, XLSX, ODS)
/// that unpacks to more than `most_unpacked` is not opened.
class VectorSource final : public Source {
public:
    /// Bytes; a spreadsheet takes GDAL several times its size in memory.
    static constexpr std::uint64_t most_unpacked = std::uint64_t{3} << 30U;
    static constexpr std::uint64_t most_unpacked_sheet = std::uint64_t{512} << 20U;

    VectorSource(const SourceFile& file, geo::VectorFormat format, const SourceOptions& options);

    bool next(SourceRow& row) override;
    /// By the number of rows, where the format knows it.
    [[nodiscard]] std::optional<double> share_read() const override;

private:
    void read_header();
    /// What the sheet says of the cells of a row beside their values, as issues.
    void add_sheet_issues(SourceRow& row);
    void add_merge_issues(SourceRow& row);
    void move_from_1904(SourceRow& row);
    /// Moves the next row of the file into m_row; false at the end.
    bool advance();

    std::string m_name;
    geo::VectorFile m_file;
    std::optional<std::uint64_t> m_rows;       ///< how many there are
    std::deque<geo::VectorFile::Row> m_ahead;  ///< rows read while looking for the header
    geo::VectorFile::Row m_row;
    bool m_is_form = false;  ///< the help of a form stands beside the sheet
    WorkbookFacts m_facts;
    std::vector<std::string> m_merged;  ///< what the first cell of each merge says
};

/// Which of the first rows of a sheet holds the column names: the first one with at least two
/// cells, all of them text, that is as wide as most rows below it. Years beside text name columns
/// too ("commune | 2020 | 2021"), unless the years go on below them. Nothing where there is none.
[[nodiscard]] std::optional<std::size_t>
find_header_row(const std::deque<geo::VectorFile::Row>& rows);

}  // namespace parvis::datasets
