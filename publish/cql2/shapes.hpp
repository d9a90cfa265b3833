// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cql2/evaluation.hpp"
#include "publish/cql2/expression.hpp"

namespace parvis::publish::cql2 {

struct Setting;

// The geometries that a filter names, in CRS84 and rounded as stored ones are (7 decimals), so that
// what was copied from an answer or from the source meets what is stored. They throw a Fault.

[[nodiscard]] ShapeSource shape_of(const GeometryLiteral& literal, std::size_t at,
                                   const Setting& setting);
[[nodiscard]] ShapeSource shape_of(const BoxLiteral& literal, std::size_t at,
                                   const Setting& setting);
/// feature('poles','val-de-seine'): a problem names what is not there.
[[nodiscard]] ShapeSource shape_of_feature(const Call& call, std::size_t at,
                                           const Setting& setting);

}  // namespace parvis::publish::cql2
