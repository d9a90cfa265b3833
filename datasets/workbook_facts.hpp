// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace parvis::datasets {

/// A cell of a sheet: row from 1, column from 0.
struct SheetCell {
    std::uint64_t row = 0;
    std::size_t column = 0;
    friend auto operator<=>(const SheetCell&, const SheetCell&) = default;
};

/// What a sheet of an XLSX or ODS says of its cells beside their values, which GDAL does not hand
/// over.
struct WorkbookFacts {
    struct Merge {
        SheetCell first, last;  ///< only `first` holds a value
    };
    /// In the order of their first rows; the first 1,000.
    std::vector<Merge> merges;
    std::set<SheetCell> empty_formulas;  ///< formulas saved without what they give
    bool from_1904 = false;              ///< XLSX: days are counted from 1904-01-01
    std::set<SheetCell> numbers;         ///< cells that hold a number, where `from_1904`
};

/// Reads them of the sheet named `sheet`, "" for the first; nothing where the archive has no such
/// parts. @throws SourceError for a file that is no archive or is damaged.
[[nodiscard]] WorkbookFacts read_xlsx_facts(const std::filesystem::path& file,
                                            const std::string& sheet);
[[nodiscard]] WorkbookFacts read_ods_facts(const std::filesystem::path& file,
                                           const std::string& sheet);

/// "B7": the column's letters and the row, as spreadsheets show them.
[[nodiscard]] std::string cell_name(SheetCell cell);

}  // namespace parvis::datasets
