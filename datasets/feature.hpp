// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/value.hpp"
#include "geo/geometry.hpp"

#include <string>
#include <vector>

namespace parvis::datasets {

/// One row as published: a stable id, a geometry in CRS84 (or none), and one value per property of
/// its dataset, in that order.
struct Feature {
    std::string
        id;  ///< unreserved URL characters only; unique in the dataset; stable over versions
    geo::Geometry geometry;
    std::vector<Value> values;
};

}  // namespace parvis::datasets
