// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/comment.hpp"
#include "datasets/dataset_form.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace parvis::datasets {

/// What a form says of itself beside its columns: nothing that is published leaves without it.
struct FormTitle {
    std::string sheet;  ///< name of the sheet with the rows: the reader may ask for it
    std::string title;  ///< of the dataset
    std::string row;    ///< what a row is: "un chantier"
    std::string publisher;
    std::string published;  ///< which version the rows are of, as a sentence; "" where none
    std::string created;    ///< RFC 3339, of that version
    /// Names and values: warning, producer, licence, origin …
    std::vector<std::pair<std::string, std::string>> facts{};
    std::vector<Comment> comments{};  ///< all on the dataset, its columns and rows
};

/// Writes a form as an XLSX: a sheet with one header row and the rows, its lists as choices in the
/// cells; a sheet that says what each column means and whose the rows are; a sheet with the signed
/// comments; a sheet with the lists. The reader knows all but the first by their names and passes
/// over them (source.hpp). A text that begins with "=" stays a text, and every text comes back
/// (geo/cell_text.hpp). The same form gives the same bytes. The number of rows written.
/// The only code that sees xlsxwriter.h is form_workbook.cpp.
/// @throws StoreError when the file cannot be written; SourceError for more rows than `most_rows`.
std::uint64_t write_workbook(const std::filesystem::path& file, DatasetForm& form,
                             const FormTitle& title, std::uint64_t most_rows = 1'048'575);

}  // namespace parvis::datasets
