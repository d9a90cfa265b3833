// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/lon_lat.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

namespace parvis::geo {

/// A point of a PointTree, and how far it is.
struct Neighbour {
    std::uint32_t index = 0;  ///< in the points that the tree was made of
    double metres = 0;        ///< distance_m(the place asked, the point)
    friend auto operator<=>(const Neighbour&, const Neighbour&) = default;
};

/// An index of points by distance: a k-d tree, built once, then shared by threads without locks.
///
/// It lies over places in space, so that the antimeridian and the poles are no special places. The
/// straight way c through the Earth bounds the geodesic s: with a and b the half axes and r = b²/a
/// the least radius of curvature, c <= s, 2b asin(c/2a) <= s <= 2a asin(c/2b), and s <= 2r
/// asin(c/2r) up to 5,000 km (Schur's theorem). At 200 km those are 8 m apart. They decide what the
/// tree passes over; what lies between them is measured by distance_m(): the answers are those of a
/// loop over all points.
class PointTree {
public:
    PointTree() = default;
    /// @throws GeometryError for a coordinate that is not finite or a latitude beyond a pole.
    explicit PointTree(std::span<const LonLat> points);

    [[nodiscard]] std::size_t size() const { return m_order.size(); }

    /// The `most` nearest points that are accepted and no farther than `at_most` metres, nearest
    /// first; equal distances in the order of indices. None for a place that is not on Earth.
    [[nodiscard]] std::vector<Neighbour>
    nearest(LonLat p, std::size_t most = 1,
            double at_most = std::numeric_limits<double>::infinity(),
            const std::function<bool(std::uint32_t)>& accept = nullptr) const;
    /// Every point no farther than `metres`, nearest first; equal distances in the order of
    /// indices. None for a distance below 0 or no number.
    [[nodiscard]] std::vector<Neighbour> within(LonLat p, double metres) const;

    /// Calls `found(first, last)` for runs of places in order() that hold the points no farther
    /// than `metres` and no others: sums over many points need not look at each (keep running sums
    /// in that order).
    template <typename Found>
    void visit(LonLat p, double metres, Found&& found) const
    {
        const Circle circle(p, metres);
        if (!m_nodes.empty() && circle.is_some) {
            visit_node(0, 0, size(), circle, found);
        }
    }
    /// The points' indices, neighbours side by side.
    [[nodiscard]] std::span<const std::uint32_t> order() const { return m_order; }

    [[nodiscard]] std::size_t memory_bytes() const;

private:
    using Vector = std::array<double, 3>;
    static constexpr std::size_t leaf_size = 8;

    struct Node {
        Vector low{}, high{};
        std::size_t right = 0;  ///< the left child is the next node
    };
    /// A circle as squares of straight ways, square metres: up to `core` a point is surely inside,
    /// beyond `reach` surely outside.
    struct Circle {
        Circle(LonLat centre, double radius_m);
        LonLat p;
        double metres;
        bool is_some;
        Vector at{};
        double core = 0, reach = 0;
    };
    struct Search;

    static Vector vector_of(LonLat p);
    static double reach_of(double metres);
    static double square(const Vector& a, const Vector& b);
    static double least_square(const Vector& p, const Node& node);
    static double largest_square(const Vector& p, const Node& node);
    [[nodiscard]] bool holds(const Circle& circle, std::size_t place) const;
    std::size_t build(std::size_t first, std::size_t last, std::span<const LonLat> points,
                      std::vector<Vector>& vectors);
    void search(std::size_t node, std::size_t first, std::size_t last, Search& search) const;

    template <typename Found>
    void visit_node(std::size_t node, std::size_t first, std::size_t last, const Circle& circle,
                    Found&& found) const
    {
        if (least_square(circle.at, m_nodes[node]) > circle.reach) {
            return;
        }
        if (largest_square(circle.at, m_nodes[node]) <= circle.core) {
            found(first, last);
            return;
        }
        if (last - first <= leaf_size) {
            for (std::size_t place = first; place < last; ++place) {
                if (holds(circle, place)) {
                    found(place, place + 1);
                }
            }
            return;
        }
        const std::size_t middle = first + (last - first) / 2;
        visit_node(node + 1, first, middle, circle, found);
        visit_node(m_nodes[node].right, middle, last, circle, found);
    }

    std::vector<std::uint32_t> m_order;  ///< by place in the tree
    std::vector<LonLat> m_points;        ///< the same
    std::vector<Vector> m_vectors;
    std::vector<Node> m_nodes;  ///< in preorder
};

}  // namespace parvis::geo
