// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/snapshot.hpp"

#include <string>

namespace parvis::publish {

/// What a row is called: its title property, else its id.
[[nodiscard]] std::string row_name(const Snapshot& dataset, RowIndex row);

}  // namespace parvis::publish
