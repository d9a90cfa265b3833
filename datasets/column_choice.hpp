// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/dataset_definition.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parvis::datasets {

/// One thing that a definition reads from a column of the file. `slot` names it as the .toml does:
/// a property ("debut"), or a key of [place] ("place.lon", "place.level.pole").
struct ColumnUse {
    std::string slot;
    std::string label;      ///< what it is, for people
    std::string column;     ///< of the file, as it is now; "" : none, the value stays empty
    bool required = false;  ///< it cannot be left without a column
};

/// Everything that a definition reads from columns, in its order, places last.
[[nodiscard]] std::vector<ColumnUse> column_uses(const DatasetDefinition& definition);

/// What somebody chose for one file: to read `slot` from `column`, "" for none.
struct ColumnChoice {
    std::string slot, column;
    friend bool operator==(const ColumnChoice&, const ColumnChoice&) = default;
};

/// Puts the choices in the place of what the definition says, and adds a sentence on each that
/// differs to DatasetDefinition::chosen. Whether the file has such a column is seen when it is
/// opened. @throws SourceError for a slot that the definition does not have, or that cannot be
/// without a column.
void choose_columns(DatasetDefinition& definition, const std::vector<ColumnChoice>& choices);

/// What to write in the .toml so that choices last: "[columns.debut]\nfrom = \"Date\"", each table
/// once. One that leaves a value empty has no line.
[[nodiscard]] std::string toml_of(const std::vector<ColumnChoice>& choices);

/// A column that a file has, with what its first rows say in it.
struct FileColumn {
    std::string name;
    std::string written;  ///< as the header has it, where that says more ("NOM,C,254"); else ""
    std::vector<std::string> examples{};  ///< at most three, none twice, each cut short
    [[nodiscard]] bool is_called(const std::string& column) const
    {
        return !column.empty() && (column == name || column == written);
    }
};

/// The columns of the definition's file as it is now, whatever the definition makes of them; none
/// of a file that has no table. @throws SourceError for a file that cannot be opened.
[[nodiscard]] std::vector<FileColumn> columns_of_file(const DatasetDefinition& definition);

/// Lets go of what a definition says of the form of its own file (format, layer, encoding,
/// separator) where the file handed in is of another format: a spreadsheet has no separator.
void fit_to_file(DatasetDefinition& definition, const std::filesystem::path& own);

}  // namespace parvis::datasets
