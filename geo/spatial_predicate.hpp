// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace parvis::geo {

/// The spatial relations of OGC Simple Features (06-103r4, 6.1.15), decided in the plane of
/// longitude and latitude.
enum class SpatialRelation {
    contains,
    crosses,
    disjoint,
    equals,
    intersects,
    overlaps,
    touches,
    within
};
/// The relation that holds between b and a when this one holds between a and b.
[[nodiscard]] SpatialRelation converse(SpatialRelation relation);

/// A geometry that many others are compared with: GEOS keeps it prepared. For one thread.
class Shape {
public:
    /// Several parts are a collection; parts of one dimension are united, and those that lie in a
    /// part of a higher dimension add nothing. @throws GeometryError for a shape without positions
    /// or one that crosses itself, saying where.
    explicit Shape(std::vector<Geometry> parts);
    ~Shape();
    Shape(Shape&&) noexcept;
    Shape& operator=(Shape&&) noexcept;

    /// One box a part: where something must have a position to be anything but disjoint.
    [[nodiscard]] std::span<const Box> boxes() const { return m_boxes; }
    /// Whether the shape has parts of several dimensions. GEOS decides for each of them alone;
    /// `within`, `crosses` and `overlaps` do not follow from that.
    [[nodiscard]] bool is_mixed() const;

    /// Whether `relation` holds between the other geometry (first) and this shape (second). Nothing
    /// for an empty geometry, and where GEOS cannot decide (one that crosses itself).
    /// @pre not is_mixed() for within, crosses and overlaps.
    [[nodiscard]] std::optional<bool> holds(SpatialRelation relation, const Geometry& other) const;

private:
    struct Prepared;
    std::vector<Box> m_boxes;
    std::vector<Prepared> m_groups;  ///< one a dimension
};

}  // namespace parvis::geo
