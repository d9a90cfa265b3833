// SPDX-License-Identifier: EUPL-1.2
#include "geo/point_tree.hpp"

#include "geo/error.hpp"
#include "geo/measure.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

namespace parvis::geo {
namespace {

constexpr double equatorial_radius_m = 6378137.0;
constexpr double polar_radius_m = 6356752.314245179;
constexpr double least_curvature_radius_m = polar_radius_m * polar_radius_m / equatorial_radius_m;

// What rounding of places (under 1e-8 m) and the series of distance_m() (1e-10) may change, with
// room to spare: within it, distance_m() decides.
constexpr double slack_m = 1e-7;
constexpr double slack = 1e-9;
constexpr double all_of_the_earth = std::numeric_limits<double>::infinity();

bool is_on_earth(LonLat p)
{
    return std::isfinite(p.lon) && std::isfinite(p.lat) && std::fabs(p.lat) <= 90;
}

/// The chord of a circle of `radius` where the arc is as long as `arc_m` on one of `arc_radius`;
/// infinite past half of it.
double chord(double radius, double arc_m, double arc_radius)
{
    const double half = arc_m / (2 * arc_radius);
    return half < std::numbers::pi / 2 ? 2 * radius * std::sin(half) : all_of_the_earth;
}

}  // namespace

PointTree::Vector PointTree::vector_of(LonLat p)
{
    constexpr double radians = std::numbers::pi / 180;
    constexpr double ratio = polar_radius_m / equatorial_radius_m;
    const double c = std::cos(p.lat * radians), s = std::sin(p.lat * radians);
    const double across = equatorial_radius_m / std::sqrt(c * c + ratio * ratio * s * s);
    return {across * c * std::cos(p.lon * radians), across * c * std::sin(p.lon * radians),
            across * ratio * ratio * s};
}

double PointTree::reach_of(double metres)
{
    const double most = metres * (1 + slack) + slack_m;
    const double straight = std::min(most, chord(equatorial_radius_m, most, polar_radius_m));
    return straight * straight;
}

PointTree::Circle::Circle(LonLat centre, double radius_m)
    : p(centre), metres(radius_m), is_some(is_on_earth(centre) && radius_m >= 0)
{
    if (!is_some) {
        return;
    }
    at = vector_of(p);
    reach = reach_of(metres);
    constexpr double schur_m = 5'000'000;
    const double least = metres * (1 - slack) - slack_m;
    double straight = chord(polar_radius_m, least, equatorial_radius_m);
    if (least <= schur_m) {
        straight =
            std::max(straight, chord(least_curvature_radius_m, least, least_curvature_radius_m));
    }
    core = least < 0 ? -1 : straight * straight;
}

double PointTree::square(const Vector& a, const Vector& b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
}

double PointTree::least_square(const Vector& p, const Node& node)
{
    double sum = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        const double off = std::max({node.low[i] - p[i], p[i] - node.high[i], 0.0});
        sum += off * off;
    }
    return sum;
}

double PointTree::largest_square(const Vector& p, const Node& node)
{
    double sum = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        const double off = std::max(node.high[i] - p[i], p[i] - node.low[i]);
        sum += off * off;
    }
    return sum;
}

bool PointTree::holds(const Circle& circle, std::size_t place) const
{
    const double straight = square(circle.at, m_vectors[place]);
    return straight <= circle.core ||
           (straight <= circle.reach && distance_m(circle.p, m_points[place]) <= circle.metres);
}

PointTree::PointTree(std::span<const LonLat> points)
{
    std::vector<Vector> vectors;
    vectors.reserve(points.size());
    for (const LonLat p : points) {
        if (!is_on_earth(p)) {
            throw GeometryError("un point à indexer n'a pas de coordonnées sur Terre");
        }
        vectors.push_back(vector_of(p));
    }
    m_order.resize(points.size());
    std::iota(m_order.begin(), m_order.end(), 0U);
    if (points.empty()) {
        return;
    }
    m_nodes.reserve(2 * points.size() / leaf_size + 1);
    build(0, points.size(), points, vectors);
    m_points.reserve(points.size());
    m_vectors.reserve(points.size());
    for (const std::uint32_t index : m_order) {
        m_points.push_back(points[index]);
        m_vectors.push_back(vectors[index]);
    }
}

std::size_t PointTree::build(std::size_t first, std::size_t last, std::span<const LonLat> points,
                             std::vector<Vector>& vectors)
{
    Node node{vectors[m_order[first]], vectors[m_order[first]], 0};
    for (std::size_t place = first; place < last; ++place) {
        const Vector& at = vectors[m_order[place]];
        for (std::size_t i = 0; i < at.size(); ++i) {
            node.low[i] = std::min(node.low[i], at[i]);
            node.high[i] = std::max(node.high[i], at[i]);
        }
    }
    const std::size_t self = m_nodes.size();
    m_nodes.push_back(node);
    if (last - first <= leaf_size) {
        return self;
    }
    std::size_t widest = 0;
    for (std::size_t i = 1; i < node.low.size(); ++i) {
        if (node.high[i] - node.low[i] > node.high[widest] - node.low[widest]) {
            widest = i;
        }
    }
    const std::size_t middle = first + (last - first) / 2;
    const auto at = [&](std::size_t place) {
        return m_order.begin() + static_cast<std::ptrdiff_t>(place);
    };
    std::nth_element(at(first), at(middle), at(last), [&](std::uint32_t a, std::uint32_t b) {
        return vectors[a][widest] < vectors[b][widest];
    });
    build(first, middle, points, vectors);
    m_nodes[self].right = build(middle, last, points, vectors);
    return self;
}

/// The nearest points found so far: a heap whose front is the one to give up first.
struct PointTree::Search {
    LonLat p;
    Vector at;
    std::size_t most;
    double at_most;
    const std::function<bool(std::uint32_t)>& accept;
    double reach;
    std::vector<Neighbour> found{};

    static bool nearer(const Neighbour& a, const Neighbour& b)
    {
        return a.metres != b.metres ? a.metres < b.metres : a.index < b.index;
    }
    void offer(Neighbour one)
    {
        if (one.metres > at_most || (found.size() == most && !nearer(one, found.front())) ||
            (accept && !accept(one.index))) {
            return;
        }
        if (found.size() == most) {
            std::ranges::pop_heap(found, nearer);
            found.pop_back();
        }
        found.push_back(one);
        std::ranges::push_heap(found, nearer);
        if (found.size() == most) {
            reach = reach_of(found.front().metres);
        }
    }
};

void PointTree::search(std::size_t node, std::size_t first, std::size_t last, Search& search) const
{
    if (last - first <= leaf_size) {
        for (std::size_t place = first; place < last; ++place) {
            if (square(search.at, m_vectors[place]) <= search.reach) {
                search.offer({m_order[place], distance_m(search.p, m_points[place])});
            }
        }
        return;
    }
    const std::size_t middle = first + (last - first) / 2;
    const std::size_t left = node + 1;
    const std::size_t right = m_nodes[node].right;
    const double to_left = least_square(search.at, m_nodes[left]);
    const double to_right = least_square(search.at, m_nodes[right]);
    const auto go = [&](bool to_the_left) {
        if ((to_the_left ? to_left : to_right) <= search.reach) {
            this->search(to_the_left ? left : right, to_the_left ? first : middle,
                         to_the_left ? middle : last, search);
        }
    };
    go(to_left <= to_right);
    go(to_left > to_right);
}

std::vector<Neighbour> PointTree::nearest(LonLat p, std::size_t most, double at_most,
                                          const std::function<bool(std::uint32_t)>& accept) const
{
    if (m_nodes.empty() || most == 0 || !is_on_earth(p) || !(at_most >= 0)) {
        return {};
    }
    Search search{p, vector_of(p), most, at_most, accept, reach_of(at_most)};
    this->search(0, 0, size(), search);
    std::ranges::sort(search.found, Search::nearer);
    return std::move(search.found);
}

std::vector<Neighbour> PointTree::within(LonLat p, double metres) const
{
    std::vector<Neighbour> found;
    visit(p, metres, [&](std::size_t first, std::size_t last) {
        for (std::size_t place = first; place < last; ++place) {
            found.push_back({m_order[place], distance_m(p, m_points[place])});
        }
    });
    std::ranges::sort(found, Search::nearer);
    return found;
}

std::size_t PointTree::memory_bytes() const
{
    return m_order.size() * (sizeof(std::uint32_t) + sizeof(LonLat) + sizeof(Vector)) +
           m_nodes.size() * sizeof(Node);
}

}  // namespace parvis::geo
