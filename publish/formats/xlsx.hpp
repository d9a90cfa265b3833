// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/formats/geojson.hpp"

#include <filesystem>

namespace parvis::publish {

class Workbook;

/// Rows that a workbook takes: more make it slow to open, and long to make.
inline constexpr std::size_t most_workbook_rows = 100'000;

/// The rows as a workbook (XLSX) in `folder`: sheets « Données » (the columns of ExportTable, with
/// numbers, days and times as such, codes as text, comments as notes on their cells), « Colonnes »
/// (what each means), « Commentaires » (every one, with what it is on), « Source » (producer,
/// licence, version), and « Suites » where a text is longer than a cell can be. Gives the file.
/// Memory does not grow with the rows.
/// @throws Error
[[nodiscard]] std::filesystem::path write_items_xlsx(const ItemsPage& page,
                                                     const std::filesystem::path& folder);

/// The sheet « Commentaires »: each with the row that it stands beside, "" for all rows.
void write_comments_sheet(Workbook& book,
                          const std::vector<std::pair<std::string, const CarriedComment*>>& all);

}  // namespace parvis::publish
