// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"
#include "publish/line_cursor.hpp"

#include <optional>

namespace parvis::publish {

/// Reads the geometry member of a stored feature ("null" is monostate). Only what Parvis writes:
/// type before coordinates, 2D, no white space.
[[nodiscard]] geo::Geometry read_geometry(LineCursor& cursor);
/// Goes past it and gives its box, without building it: what loading a million rows needs.
[[nodiscard]] std::optional<geo::Box> read_bounds(LineCursor& cursor);

}  // namespace parvis::publish
