// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace parvis::publish {

/// Adds a cell to the line that `out` ends with: a separator before it unless it is the line's
/// first, quotes where RFC 4180 wants them.
void append_cell(std::string& out, std::string_view cell, char separator = ',');

}  // namespace parvis::publish
