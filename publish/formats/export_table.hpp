// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/formats/geojson.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parvis::publish {

/// A column of the rows as a table has them.
struct ExportColumn {
    /// Comments on the dataset, source and licence stand on the first row alone.
    enum class Content {
        id,
        state,
        property,
        lon,
        lat,
        comments,
        dataset_comments,
        source,
        licence
    };
    Content content = Content::property;
    std::size_t property = 0;  ///< of Content::property
    std::string name;          ///< no two columns have the same
    datasets::ValueType type = datasets::ValueType::text;
};

/// Whether a table has columns for a position: those with geometries do not need them.
enum class Positions { in_columns, in_geometry };

/// The rows of a page as a table: `id`, for works `etat`, the properties asked for, `lon` and `lat`
/// (of a point, or on the geometry), `commentaire` (all on the row), `commentaire_jeu` (on the
/// dataset and its columns), `source` (what has to be written under the data) and `licence`. Where
/// a property has one of these names, the column of ours has `_parvis` behind its own. Keeps a
/// reference to the page.
class ExportTable {
public:
    ExportTable(const ItemsPage& page, Positions positions);

    [[nodiscard]] const std::vector<ExportColumn>& columns() const { return m_columns; }
    /// Lists and parts are texts. `first`: of the table's first row.
    [[nodiscard]] datasets::Value value(RowIndex row, const ExportColumn& column, bool first) const;
    /// Index of the column in which a comment's cell stands; of the id where it speaks of a whole
    /// row, of the dataset, or of a column that was not asked for.
    [[nodiscard]] std::size_t column_of(const CarriedComment& comment) const;

private:
    void add(ExportColumn::Content content, std::string name, datasets::ValueType type);

    const ItemsPage& m_page;
    std::vector<ExportColumn> m_columns;
};

/// "lon", "lat" of a row as tables say it; nothing without geometry.
[[nodiscard]] std::optional<geo::LonLat> shown_position(const Snapshot& dataset, RowIndex row);

/// What has to be written under the data, and what the file lacks.
[[nodiscard]] std::string source_text(const ItemsPage& page);
/// The licence by its address, or by its name.
[[nodiscard]] std::string licence_text(const datasets::DatasetFacts& facts);

/// Every comment that a page has to carry: on the dataset and its columns (""), then on its rows
/// (their ids).
[[nodiscard]] std::vector<std::pair<std::string, const CarriedComment*>>
comments_of(const ItemsPage& page);

/// What a file says of itself, name and value: title, source, licence, version, day, warnings.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> source_lines(const ItemsPage& page);

}  // namespace parvis::publish
