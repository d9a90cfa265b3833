// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/source.hpp"
#include "datasets/source_file.hpp"
#include "geo/vector_file.hpp"

#include <deque>

namespace parvis::datasets {

/// Everything that GDAL reads: Shapefile, GeoPackage, FlatGeobuf, TopoJSON, and spreadsheets, whose
/// header row is found here (see find_header_row).
class VectorSource final : public Source {
public:
    VectorSource(const SourceFile& file, geo::VectorFormat format, const SourceOptions& options);

    bool next(SourceRow& row) override;

private:
    void read_header();
    /// Moves the next row of the file into m_row; false at the end.
    bool advance();

    std::string m_name;
    geo::VectorFile m_file;
    bool m_is_sheet = false;
    std::deque<geo::VectorFile::Row> m_ahead;  ///< rows read while looking for the header
    geo::VectorFile::Row m_row;
};

/// Which of the first rows of a sheet holds the column names: the first one with at least two
/// cells, all of them text, that is as wide as most rows below it. Nothing where there is none.
[[nodiscard]] std::optional<std::size_t>
find_header_row(const std::deque<geo::VectorFile::Row>& rows);

}  // namespace parvis::datasets
