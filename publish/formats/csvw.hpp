// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/formats/geojson.hpp"

#include <string>

namespace parvis::publish {

// Metadata of a table as CSVW has it (W3C, "Metadata Vocabulary for Tabular Data"): what each
// column is, source and licence, and every comment as a Web Annotation in `notes`, whose target is
// the cell, row or column (RFC 7111) and what it means (RULES.md 11).

/// Of the table that write_items_csv() makes of the page; `table` is its address.
[[nodiscard]] std::string items_csvw(const ItemsPage& page, const std::string& table,
                                     const std::string& base_url);
/// Of the file table.csv of a version, with what is said of it today.
[[nodiscard]] std::string version_csvw(const Snapshot& dataset, const std::string& table,
                                       const std::string& base_url);

}  // namespace parvis::publish
