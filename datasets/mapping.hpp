// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/column_profile.hpp"
#include "datasets/dataset_definition.hpp"
#include "datasets/date_format.hpp"
#include "datasets/model_column.hpp"
#include "datasets/number_text.hpp"
#include "datasets/personal_data.hpp"
#include "datasets/source.hpp"
#include "datasets/zone.hpp"

#include <optional>
#include <string>
#include <vector>

namespace parvis::datasets {

/// The column with the shape of a row, as WKT, in a file without geometry of its own where the
/// dataset's own file has it: a form, or the table.csv of a version.
inline constexpr std::string_view shape_column = "wkt";

/// In the refusal of a file for a column that it has not, and before why it seems not to have it:
/// whoever has said the first in words of its own still says the second.
inline constexpr std::string_view column_not_there = "n’est pas dans «";
inline constexpr std::string_view probable_cause = "Cause probable :";

/// Position of a source column by name.
/// @throws SourceError naming the definition, its line, the columns that are there and the nearest.
[[nodiscard]] std::size_t column_position(const DatasetDefinition& definition, std::size_t line,
                                          const Source& source, const std::string& name);

/// Makes the typed values of a row from its texts, as a definition says.
class Mapping {
public:
    /// `today` counts for dates written as days from the day of ingest ("+days").
    /// @throws SourceError for a column that the source does not have.
    Mapping(const DatasetDefinition& definition, const Source& source, Date today);

    /// What the values are, in order.
    [[nodiscard]] const std::vector<Property>& properties() const { return m_properties; }
    /// Source columns that no property comes from.
    [[nodiscard]] const std::vector<std::string>& not_published() const { return m_not_published; }
    /// The first published property that comes from a source column, "" if none.
    [[nodiscard]] std::string property_of(std::string_view column) const;

    /// Sets the first properties().size() of `values`, reusing their memory; adds what is wrong to
    /// `issues`. A row with an issue of severity rejected is not to be published.
    void read(const SourceRow& row, std::vector<Value>& values, std::vector<RowIssue>& issues);

    /// What columns look like that the definition says no type of, after the last row.
    [[nodiscard]] std::vector<std::string> hints() const;

private:
    struct Column {
        const ColumnMapping* mapping = nullptr;
        std::size_t from = 0;  ///< cell of the row
        std::vector<DateFormat> formats;
        bool days_from_today = false;
        bool refuses_invalid = false;
        const ModelColumn* model = nullptr;  ///< nullptr for those that the model does not know
        const ModelColumn* usual = nullptr;  ///< its texts have one form
        bool day_of_works = false;           ///< when works begin, end or were
        std::optional<std::size_t> status;   ///< the value that says why there is none
        bool profiled = false;               ///< nothing says its type
        ColumnProfile profile;
    };

    void read_value(const Column& column, std::string_view text, std::uint64_t line, Value& value,
                    std::vector<RowIssue>& issues) const;
    void read_text(const Column& column, std::string_view text, std::uint64_t line, Value& value,
                   std::vector<RowIssue>& issues) const;
    void read_time(const Column& column, std::string_view text, std::uint64_t line, Value& value,
                   std::vector<RowIssue>& issues) const;
    [[nodiscard]] std::optional<ReadTime> time_of(const Column& column,
                                                  std::string_view text) const;
    /// Whether a number can be one of the column; if not, its value is lost.
    void check_bounds(const Column& column, std::string_view text, std::uint64_t line, Value& value,
                      std::vector<RowIssue>& issues) const;
    void check_lanes(const SourceRow& row, std::vector<Value>& values,
                     std::vector<RowIssue>& issues) const;
    void check_length(const SourceRow& row, const std::vector<Value>& values,
                      std::vector<RowIssue>& issues) const;
    void fill_days(std::vector<Value>& values) const;
    void check_interval(const SourceRow& row, const std::vector<Value>& values,
                        std::vector<RowIssue>& issues) const;
    void check_exact_times(const SourceRow& row, const std::vector<Value>& values,
                           std::vector<RowIssue>& issues) const;
    [[nodiscard]] std::string_view text_of(const SourceRow& row, std::size_t property) const;
    void keep_others(const Source& source, std::vector<bool>& used);

    DatasetDefinition m_definition;
    std::vector<ColumnMapping> m_mappings;  ///< of the definition, then of the other columns kept
    std::vector<Column> m_columns;
    std::vector<Property> m_properties;
    PersonalData m_personal;
    std::vector<std::string> m_not_published;
    Zone m_zone;
    Date m_today;
    bool m_from_1904 = false;
    bool m_is_sheet = false;
    Decimal m_decimal = Decimal::either;
    std::optional<std::size_t> m_start, m_end;
    std::optional<std::size_t> m_exact_start, m_exact_end;  ///< of road works
    std::optional<std::size_t> m_lanes, m_lanes_closed;     ///< of road works
};

/// The code that a text of a column with a list stands for: by `values`, by `contains`, by a code
/// of the list or its label. Nothing where it is none of them, or the column has no list.
[[nodiscard]] std::optional<std::string_view> code_of(const ColumnMapping& mapping,
                                                      std::string_view text);
/// What separates the items of a list, where the definition does not say it but a spreadsheet has
/// to: a file of JSON needs none.
inline constexpr std::string_view list_separator_of_sheets = ";";

/// Puts a text into a value, reusing the memory it has.
void set_text(Value& value, std::string_view text);

}  // namespace parvis::datasets
