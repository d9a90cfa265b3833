// SPDX-License-Identifier: EUPL-1.2
#include "publish/cql2/conditions.hpp"

#include "geo/distance.hpp"
#include "geo/error.hpp"
#include "geo/spatial_predicate.hpp"
#include "publish/cql2/filter.hpp"

#include <algorithm>
#include <utility>

namespace parvis::publish::cql2 {

namespace {

using geo::SpatialRelation;

SpatialRelation relation_of(Operator op)
{
    switch (op) {
    case Operator::s_contains:
        return SpatialRelation::contains;
    case Operator::s_crosses:
        return SpatialRelation::crosses;
    case Operator::s_disjoint:
        return SpatialRelation::disjoint;
    case Operator::s_equals:
        return SpatialRelation::equals;
    case Operator::s_overlaps:
        return SpatialRelation::overlaps;
    case Operator::s_touches:
        return SpatialRelation::touches;
    case Operator::s_within:
        return SpatialRelation::within;
    default:
        return SpatialRelation::intersects;
    }
}

/// What of a collection of several dimensions does not follow from its parts.
bool needs_one_dimension(SpatialRelation relation)
{
    return relation == SpatialRelation::within || relation == SpatialRelation::crosses ||
           relation == SpatialRelation::overlaps;
}

bool meet(const geo::Box& a, const geo::Box& b)
{
    return a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north;
}

/// About how many positions the geometries of the rows near these boxes have, and how many rows
/// those are: by the length of what is stored, nothing is decoded.
struct Nearby {
    std::uint64_t rows = 0, positions = 0;
};
Nearby nearby(const Snapshot& dataset, const std::vector<geo::Box>& boxes)
{
    constexpr std::uint64_t bytes_a_position = 20;
    Nearby near;
    for (const auto& box : boxes) {
        for (const RowIndex row : dataset.rows_near(box)) {
            ++near.rows;
            near.positions += dataset.geometry_json(row).size() / bytes_a_position + 1;
        }
    }
    return near;
}
/// Decoding a geometry, and asking GEOS or ourselves about it at all.
constexpr std::uint64_t steps_a_row = 100;

Reach reach_of(const Snapshot& dataset, std::vector<geo::Box> boxes)
{
    Reach reach{std::move(boxes), {}, 0};
    for (const auto& box : reach.boxes) {
        reach.rows += dataset.count_near(box);
    }
    return reach;
}

std::uint64_t positions_of(const std::vector<geo::Geometry>& parts)
{
    std::uint64_t positions = 0;
    for (const geo::Geometry& part : parts) {
        positions += geo::vertex_count(part);
    }
    return positions;
}

/// The geometry of rows against one that does not change. Boxes that do not meet decide alone.
class AgainstShape : public Condition {
public:
    AgainstShape(SpatialRelation relation, const Snapshot& dataset, ShapeSource shape)
        : m_relation(relation), m_dataset(dataset), m_box(shape.box),
          m_shape(std::move(shape.parts))
    {
        if (m_shape.is_mixed() && needs_one_dimension(relation)) {
            throw GeometryError(
                "une collection de points, de lignes et de surfaces ensemble ne se compare que par "
                "S_INTERSECTS, S_DISJOINT, S_EQUALS, S_TOUCHES, et par S_CONTAINS ou S_WITHIN "
                "quand "
                "c'est elle qui est contenue");
        }
    }

    void judge(Rows rows, Truth* out) const override
    {
        for (const RowIndex row : rows) {
            *out++ = judged(row);
        }
    }
    [[nodiscard]] Cost cost() const override { return Cost::geometry; }
    [[nodiscard]] std::uint64_t steps() const override
    {
        constexpr std::uint64_t steps_a_position = 4;  // the shape is prepared
        const auto near = nearby(m_dataset, {m_shape.boxes().begin(), m_shape.boxes().end()});
        return near.rows * steps_a_row + near.positions * steps_a_position;
    }
    [[nodiscard]] std::optional<Reach> reach() const override
    {
        if (m_relation == SpatialRelation::disjoint) {
            return std::nullopt;
        }
        return reach_of(m_dataset, {m_shape.boxes().begin(), m_shape.boxes().end()});
    }

private:
    [[nodiscard]] Truth judged(RowIndex row) const
    {
        const auto own = m_dataset.bounds(row);
        if (!own) {
            return Truth::unknown;
        }
        const bool is_disjoint = m_relation == SpatialRelation::disjoint;
        if (std::ranges::none_of(m_shape.boxes(),
                                 [&](const auto& box) { return meet(*own, box); })) {
            return truth_of(is_disjoint);
        }
        if (m_box && (is_disjoint || m_relation == SpatialRelation::intersects)) {
            return truth_of(m_dataset.intersects(row, *m_box) != is_disjoint);
        }
        const auto answer = m_shape.holds(m_relation, m_dataset.geometry(row));
        return answer ? truth_of(*answer) : Truth::unknown;
    }

    SpatialRelation m_relation;
    const Snapshot& m_dataset;
    std::optional<geo::Box> m_box;
    geo::Shape m_shape;
};

/// A row's geometry and itself, which GEOS need not be asked but for what it is.
class AgainstItself : public Condition {
public:
    AgainstItself(SpatialRelation relation, const Snapshot& dataset)
        : m_relation(relation), m_dataset(dataset)
    {
    }
    void judge(Rows rows, Truth* out) const override
    {
        const bool holds =
            m_relation == SpatialRelation::contains || m_relation == SpatialRelation::equals ||
            m_relation == SpatialRelation::intersects || m_relation == SpatialRelation::within;
        for (const RowIndex row : rows) {
            *out++ = m_dataset.bounds(row) ? truth_of(holds) : Truth::unknown;
        }
    }

private:
    SpatialRelation m_relation;
    const Snapshot& m_dataset;
};

/// Boxes around the parts that hold whatever is within so many metres; none crosses the
/// antimeridian.
std::vector<geo::Box> boxes_within(const std::vector<geo::Geometry>& parts, double metres)
{
    std::vector<geo::Box> boxes;
    for (const geo::Geometry& part : parts) {
        if (const auto own = geo::bounds(part)) {
            const geo::Box wide = geo::widened(*own, metres);
            if (wide.crosses_antimeridian()) {
                boxes.push_back({wide.west, wide.south, 180, wide.north});
                boxes.push_back({-180, wide.south, wide.east, wide.north});
            } else {
                boxes.push_back(wide);
            }
        }
    }
    return boxes;
}

bool are_within(const std::vector<geo::Geometry>& parts, const geo::Geometry& other, double metres)
{
    return std::ranges::any_of(parts, [&](const geo::Geometry& part) {
        return geo::distance_m(part, other, metres) <= metres;
    });
}

class Near : public Condition {
public:
    Near(const Snapshot& dataset, std::vector<geo::Geometry> parts, double metres)
        : m_dataset(dataset), m_parts(std::move(parts)), m_metres(metres),
          m_boxes(boxes_within(m_parts, metres))
    {
    }
    void judge(Rows rows, Truth* out) const override
    {
        for (const RowIndex row : rows) {
            const auto own = m_dataset.bounds(row);
            const bool may = own && std::ranges::any_of(
                                        m_boxes, [&](const auto& box) { return meet(*own, box); });
            *out++ = !own  ? Truth::unknown
                     : may ? truth_of(are_within(m_parts, m_dataset.geometry(row), m_metres))
                           : Truth::no;
        }
    }
    [[nodiscard]] Cost cost() const override { return Cost::geometry; }
    [[nodiscard]] std::uint64_t steps() const override
    {
        // Every edge is measured from both ends of every other.
        const auto near = nearby(m_dataset, m_boxes);
        return near.rows * steps_a_row + 4 * near.positions * positions_of(m_parts);
    }
    [[nodiscard]] std::optional<Reach> reach() const override
    {
        return reach_of(m_dataset, m_boxes);
    }

private:
    const Snapshot& m_dataset;
    std::vector<geo::Geometry> m_parts;
    double m_metres;
    std::vector<geo::Box> m_boxes;
};

/// A condition over two shapes of the filter: the same for every row. A collection is the first
/// only where it has to be.
Truth constant_truth(SpatialRelation relation, const ShapeSource& left, const ShapeSource& right)
{
    const auto judged = [](const geo::Shape& shape, SpatialRelation one,
                           const geo::Geometry& other) {
        if (shape.is_mixed() && needs_one_dimension(one)) {
            throw GeometryError("ces deux géométries ne se comparent pas ainsi");
        }
        const auto answer = shape.holds(one, other);
        return answer ? truth_of(*answer) : Truth::unknown;
    };
    const geo::Shape second(right.parts);
    if (left.parts.size() == 1) {
        return judged(second, relation, left.parts.front());
    }
    const geo::Shape first(left.parts);
    if (right.parts.size() == 1) {
        return judged(first, converse(relation), right.parts.front());
    }
    if (relation != SpatialRelation::intersects && relation != SpatialRelation::disjoint) {
        throw GeometryError("deux collections ne se comparent que par S_INTERSECTS et S_DISJOINT");
    }
    // Two collections meet where any two of their parts do; nothing else is asked of them.
    const bool any = std::ranges::any_of(left.parts, [&](const geo::Geometry& part) {
        return second.holds(SpatialRelation::intersects, part).value_or(false);
    });
    return truth_of(any == (relation == SpatialRelation::intersects));
}

}  // namespace

ConditionPtr spatial(Operator op, const Snapshot& dataset, ShapeSource left, ShapeSource right)
{
    const auto relation = relation_of(op);
    if (left.of_row && right.of_row) {
        return std::make_unique<AgainstItself>(relation, dataset);
    }
    if (left.of_row) {
        return std::make_unique<AgainstShape>(relation, dataset, std::move(right));
    }
    if (right.of_row) {
        return std::make_unique<AgainstShape>(geo::converse(relation), dataset, std::move(left));
    }
    return always(constant_truth(relation, left, right));
}

ConditionPtr near(const Snapshot& dataset, ShapeSource left, ShapeSource right, double metres)
{
    if (left.of_row && right.of_row) {
        return std::make_unique<AgainstItself>(SpatialRelation::intersects, dataset);
    }
    if (left.of_row || right.of_row) {
        return std::make_unique<Near>(dataset, std::move(left.of_row ? right : left).parts, metres);
    }
    if (positions_of(left.parts) * positions_of(right.parts) > Work::most / 4) {
        throw GeometryError("ces deux géométries ont trop de sommets pour être comparées ici");
    }
    return always(truth_of(std::ranges::any_of(left.parts, [&](const geo::Geometry& part) {
        return are_within(right.parts, part, metres);
    })));
}

}  // namespace parvis::publish::cql2
