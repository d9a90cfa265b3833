// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/exchange.hpp"
#include "publish/formats/geojson.hpp"

#include <string>

namespace parvis::publish {

/// How a table of text is written: UTF-8 and CRLF both.
enum class CsvDialect {
    standard,  ///< RFC 4180: comma, "12.5", "2026-11-22", true and false
    /// What a French spreadsheet opens as it is meant: byte order mark, semicolon, "12,5",
    /// "22/11/2026" (times in the dataset's zone), VRAI and FAUX. A code that it would take for a
    /// number (a zero in front, over 11 digits) is written ="01234"; a text that it would take for
    /// a formula has an apostrophe in front.
    french_spreadsheet
};

/// The rows as a table: the columns of ExportTable, their names as header.
[[nodiscard]] std::string items_csv(const ItemsPage& page,
                                    CsvDialect dialect = CsvDialect::standard);
/// The same in pieces of some 64 kB, whatever the number of rows.
void write_items_csv(const ItemsPage& page, const BodySink& sink,
                     CsvDialect dialect = CsvDialect::standard);

}  // namespace parvis::publish
