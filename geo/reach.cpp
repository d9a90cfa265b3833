// SPDX-License-Identifier: EUPL-1.2
#include "geo/reach.hpp"

#include "geo/distance.hpp"
#include "geo/error.hpp"
#include "geo/measure.hpp"
#include "geo/overlay.hpp"
#include "geo/short_edges.hpp"
#include "geo/visit.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace parvis::geo {
namespace {

constexpr int corners = 64;
constexpr double step = 360.0 / corners;

/// Where corners lie for a circle of `metres`: a polygon of 64 corners has then the circle's area.
double corner_distance(double metres)
{
    constexpr double angle = 2 * std::numbers::pi / corners;
    return metres * std::sqrt(angle / std::sin(angle));
}

void require_room(LonLat p, double metres)
{
    constexpr double metres_per_degree = 111'000;
    if (!(metres > 0)) {
        throw GeometryError("une distance supérieure à 0 est attendue");
    }
    if (!(std::fabs(p.lat) + 1.01 * metres / metres_per_degree < 90)) {
        throw GeometryError(
            "un cercle autour d'un pôle ne se dessine pas en longitude et latitude");
    }
}

/// Corners from one azimuth to another, both with a corner.
void add_arc(Ring& ring, LonLat centre, double metres, double from, double to)
{
    const int pieces = std::max(1, static_cast<int>(std::lround(std::fabs(to - from) / step)));
    for (int i = 0; i <= pieces; ++i) {
        ring.push_back(
            destination(centre, from + (to - from) * i / pieces, corner_distance(metres)));
    }
}

/// What lies within `metres` of an edge: half a circle at each end and straight sides. Azimuths
/// turn backwards, so that the ring goes counter-clockwise.
Geometry capsule(LonLat from, LonLat to, double metres)
{
    const Course way = course(from, to);
    constexpr double quarter = 90;
    Ring ring;
    add_arc(ring, from, metres, way.azimuth_at_start - quarter, way.azimuth_at_start - 3 * quarter);
    const double turned = from.lon - to.lon > 180 ? 360 : to.lon - from.lon > 180 ? -360 : 0;
    add_arc(ring, {to.lon + turned, to.lat}, metres, way.azimuth_at_end + quarter,
            way.azimuth_at_end - quarter);
    ring.push_back(ring.front());
    return Polygon{{std::move(ring)}};
}

/// Edges are straight in lon, lat: short pieces are the same as geodesics to a few millimetres.
template <class Piece>
void for_each_piece(const std::vector<LonLat>& line, Piece&& piece)
{
    constexpr double longest_degrees = 0.02;
    for (std::size_t i = 1; i < line.size(); ++i) {
        const LonLat from = line[i - 1];
        const double dx = line[i].lon - from.lon, dy = line[i].lat - from.lat;
        const int pieces = std::max(
            1,
            static_cast<int>(std::ceil(std::max(std::fabs(dx), std::fabs(dy)) / longest_degrees)));
        LonLat start = from;
        for (int k = 1; k <= pieces; ++k) {
            const double t = static_cast<double>(k) / pieces;
            const LonLat end = k == pieces ? line[i] : LonLat{from.lon + t * dx, from.lat + t * dy};
            piece(start, end);
            start = end;
        }
    }
}

/// Whether a circle surely holds all of an area whose edges are short.
bool holds_all(LonLat centre, double metres, const Geometry& area)
{
    // Balls of the sphere this small are convex; the margin is for straight edges and corners.
    constexpr double margin = 0.999;
    bool all = true;
    for_each_position(area,
                      [&](LonLat p) { all = all && distance_m(centre, p) <= margin * metres; });
    return all;
}

}  // namespace

Geometry circle(LonLat centre, double metres)
{
    require_room(centre, metres);
    Ring ring;
    for (int i = 0; i < corners; ++i) {
        ring.push_back(destination(centre, -step * i, corner_distance(metres)));
    }
    ring.push_back(ring.front());
    return Polygon{{std::move(ring)}};
}

Geometry surroundings(const Geometry& geometry, double metres)
{
    if (is_empty(geometry)) {
        throw GeometryError("une géométrie vide n'a pas d'alentours");
    }
    for_each_position(geometry, [&](LonLat p) { require_room(p, metres); });
    std::vector<Geometry> parts;
    const auto add_line = [&](const std::vector<LonLat>& line) {
        for_each_piece(line, [&](LonLat from, LonLat to) {
            parts.push_back(from == to ? circle(from, metres) : capsule(from, to, metres));
        });
    };
    if (dimension(geometry) == Dimension::point) {
        for_each_position(geometry, [&](LonLat p) { parts.push_back(circle(p, metres)); });
    }
    for_each_line(geometry, add_line);
    for_each_polygon(geometry, [&](const Polygon& polygon) {
        parts.push_back(polygon);
        for (const Ring& ring : polygon.rings) {
            add_line(ring);
        }
    });
    return dissolve(parts);
}

double covered_share(const Geometry& area, std::span<const LonLat> centres, double metres)
{
    if (dimension(area) != Dimension::area) {
        throw GeometryError("seule une surface se couvre en partie");
    }
    const Geometry whole = with_short_edges(area);
    // A little farther than the corners of the circle.
    const double reach_m = 1.002 * metres;
    std::vector<LonLat> near;
    const Box around = widened(*bounds(area), reach_m);
    for (const LonLat centre : centres) {
        require_room(centre, metres);
        if (around.contains(centre)) {
            near.push_back(centre);
        }
    }
    for (const LonLat centre : near) {
        if (holds_all(centre, metres, whole)) {
            return 1;
        }
    }
    // Many circles cover the same: some are taken off first, spread over all of them; then only
    // those that still touch what is left.
    Geometry left = whole;
    std::size_t batch = 16;
    while (!near.empty() && !is_empty(left)) {
        std::vector<Geometry> circles;
        std::vector<LonLat> rest;
        const std::size_t stride = (near.size() + batch - 1) / batch;
        for (std::size_t i = 0; i < near.size(); ++i) {
            if (i % stride == 0) {
                circles.push_back(circle(near[i], metres));
            } else {
                rest.push_back(near[i]);
            }
        }
        left = difference(left, dissolve(circles));
        if (const auto box = bounds(left)) {
            const Box touching = widened(*box, reach_m);
            std::erase_if(rest, [&](LonLat centre) {
                return !touching.contains(centre) || distance_m(centre, left) >= reach_m;
            });
        }
        near = std::move(rest);
        batch *= 2;
    }
    return std::clamp(1 - area_m2(left) / area_m2(whole), 0.0, 1.0);
}

}  // namespace parvis::geo
