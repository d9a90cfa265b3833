// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace parvis::publish {

/// Adds a cell to the line that `out` ends with: a separator before it unless it is the line's
/// first, quotes where RFC 4180 wants them.
void append_cell(std::string& out, std::string_view cell, char separator = ',');
/// A whole line of such cells (RFC 4180), with its end.
void append_line(std::string& out, std::initializer_list<std::string_view> cells);

}  // namespace parvis::publish
