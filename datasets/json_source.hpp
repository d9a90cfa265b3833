// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/source.hpp"
#include "datasets/source_file.hpp"

#include <map>
#include <string>
#include <vector>

namespace parvis::datasets {

/// A JSON array of objects, or a GeoJSON FeatureCollection, wherever it stands in the file. Members
/// of nested objects are columns with dots ("LatLng.lat"); numbers keep the very digits of the
/// file; a geometry object, and whatever is nested too deep to be a table, stays as its JSON text.
/// Holds the text of the file in memory. `SourceRow::line` is the number of the record.
///
/// A file of lines has one object or GeoJSON Feature on each: there, a line that is no JSON costs
/// itself alone, and `SourceRow::line` is the line.
class JsonSource final : public Source {
public:
    enum class Records { one_array, lines };

    /// @throws SourceError for text that is no JSON (line and column), no array of records in it.
    JsonSource(const SourceFile& file, const SourceOptions& options,
               Records records = Records::one_array);

    bool next(SourceRow& row) override;
    [[nodiscard]] std::optional<double> share_read() const override;

private:
    void find_records(const SourceOptions& options);
    void find_lines();
    /// What is wrong with the record that was read last; refuses its row.
    void refuse(SourceRow& row, const char* code, std::string_view text, std::string message) const;
    void learn_columns();
    [[nodiscard]] std::size_t array_named(std::size_t at, const std::string& name) const;
    /// Calls `found(path, value)` for every column of the record that starts at `at`.
    template <class Found>
    void flatten_record(std::size_t at, Found&& found) const;
    template <class Found>
    void flatten_object(std::size_t at, std::string& path, int depth, Found&& found) const;

    std::string m_name;
    std::string m_text;
    bool m_is_geojson = false;
    std::vector<std::size_t> m_records;  ///< where each record starts
    /// Of a file of lines: the line of each record, and what is wrong with those that are no JSON.
    std::vector<std::uint64_t> m_lines;
    std::map<std::size_t, std::string> m_broken;
    std::size_t m_next = 0;
    std::map<std::string, std::size_t, std::less<>> m_index;
    std::vector<std::string> m_values;  ///< cells of the current row
    std::vector<char> m_present;
};

}  // namespace parvis::datasets
