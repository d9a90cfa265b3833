// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace parvis::geo {

/// Texts in the cells of an XLSX, where a UTF-16 unit that XML cannot hold stands as "_x000B_", and
/// the underscore of a text that looks like that as "_x005F_" (ECMA-376 part 1, 22.9.2.19,
/// ST_Xstring). GDAL reads such a text as it stands, libxlsxwriter 1.1.4 writes what looks like one
/// as it is.

/// The text that is meant. What stands for no character (half a pair of surrogates, U+0000) stays
/// as it is written.
[[nodiscard]] std::string meant_cell_text(std::string_view written);

/// The text as it has to be written, in UTF-8: meant_cell_text() gives it back. U+0000 is left out,
/// no cell can hold it. Line feeds and tabs stand as they are.
[[nodiscard]] std::string written_cell_text(std::string_view text);

/// UTF-16 units of a text in UTF-8: what a spreadsheet counts the length of a cell in.
[[nodiscard]] std::size_t utf16_length(std::string_view text);

}  // namespace parvis::geo
