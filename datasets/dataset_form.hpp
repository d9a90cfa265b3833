// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/form_cell.hpp"
#include "datasets/stored_features.hpp"
#include "geo/geometry.hpp"
#include "geo/projection.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace parvis::datasets {

/// A column of a form, named as the definition expects it.
struct FormColumn {
    std::string name;
    std::string label;    ///< what it is
    std::string note;     ///< description, if there is one
    std::string writing;  ///< how its values are written
    std::string unit;
    bool required = false;
    bool is_date = false;
    bool is_number = false;
    std::vector<std::string> choices;  ///< texts to choose from; empty: any text
    bool closed = false;               ///< another text is an issue
};

/// A dataset as a table that a clerk fills in and sends back: the columns that its definition
/// reads, each once, and the rows of a version written so that reading them gives the same rows.
/// Rows that were carried because the file lacks them are left out: sent back, they would count as
/// found again.
class DatasetForm {
public:
    /// `version`: folder of the version whose rows it has, or nothing. `by_country`: codes of
    /// communes carry their country ("FR_76540").
    /// @throws SourceError, StoreError
    DatasetForm(const DatasetDefinition& definition,
                const std::optional<std::filesystem::path>& version, bool by_country);

    [[nodiscard]] const std::vector<FormColumn>& columns() const { return m_columns; }
    /// Rows of the version, those left out included.
    [[nodiscard]] std::uint64_t rows() const { return m_rows; }
    [[nodiscard]] std::uint64_t left_out() const { return m_left_out; }
    /// The next row's cells, one per column; false at the end. @throws SourceError for a shape that
    /// no cell of a spreadsheet can hold (32,767 characters), StoreError.
    bool next(std::vector<FormCell>& cells);

private:
    /// Where the cells of a column come from.
    enum class Origin { property, lon, lat, pair, geojson, wkt, commune, country, level };
    struct Filling {
        Origin origin = Origin::property;
        const ColumnMapping* mapping = nullptr;  ///< none for a column kept as it is
        std::size_t value = 0;                   ///< among the row's values
        std::size_t status = 0;                  ///< of its status; where the mapping has words
    };

    void add(FormColumn column, Filling filling);
    std::size_t want(const std::string& property);
    void add_mapped();
    void add_places(bool by_country);
    void add_others(const Manifest& manifest);
    [[nodiscard]] FormCell cell_of(const Filling& filling, const geo::Geometry& shape) const;
    [[nodiscard]] FormCell coordinates_of(Origin origin, const geo::Geometry& shape) const;

    DatasetDefinition m_definition;
    std::vector<FormColumn> m_columns;
    std::vector<Filling> m_fillings;  ///< of m_columns
    std::vector<std::string> m_wanted;
    std::size_t m_absent = 0;  ///< the value that says a row was carried
    bool m_by_country = false;
    std::optional<geo::Projection> m_projection;
    std::optional<StoredFeatures> m_stored;
    StoredFeatures::Row m_row;
    std::uint64_t m_rows = 0, m_left_out = 0;
};

}  // namespace parvis::datasets
