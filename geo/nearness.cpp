// SPDX-License-Identifier: EUPL-1.2
#include "geo/nearness.hpp"

#include "geo/measure.hpp"
#include "geo/visit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace parvis::geo {

namespace {

using Piece = Nearness::Piece;

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double radians = std::numbers::pi / 180;
/// No degree of latitude is shorter, no radius of curvature smaller (WGS 84, at the equator).
constexpr double least_degree_m = 110'574;
constexpr double least_radius_m = 6'335'000;

void add_edge(std::vector<Piece>& pieces, LonLat a, LonLat b)
{
    // On a longer piece the distance to a place may have more than one lowest point.
    constexpr double longest = 0.5;
    const double size = std::max(std::fabs(b.lon - a.lon), std::fabs(b.lat - a.lat));
    const auto count = std::max(1, static_cast<int>(std::ceil(size / longest)));
    LonLat from = a;
    for (int i = 1; i <= count; ++i) {
        const double t = static_cast<double>(i) / count;
        const LonLat to =
            i == count ? b : LonLat{a.lon + t * (b.lon - a.lon), a.lat + t * (b.lat - a.lat)};
        pieces.push_back({from, to});
        from = to;
    }
}

void add_line(std::vector<Piece>& pieces, const std::vector<LonLat>& line)
{
    for (std::size_t i = 1; i < line.size(); ++i) {
        add_edge(pieces, line[i - 1], line[i]);
    }
}

void add_pieces(std::vector<Piece>& pieces, const Geometry& geometry)
{
    if (dimension(geometry) == Dimension::point) {
        for_each_position(geometry, [&](LonLat p) { pieces.push_back({p, p}); });
    }
    for_each_line(geometry, [&](const LineString& line) { add_line(pieces, line); });
    for_each_polygon(geometry, [&](const Polygon& polygon) {
        for (const Ring& ring : polygon.rings) {
            add_line(pieces, ring);
        }
    });
}

/// Degrees between two spans; 0 where they overlap.
double gap(double low, double high, double other_low, double other_high)
{
    return std::max({0.0, other_low - high, low - other_high});
}

/// Metres that the pieces are apart at least: by their latitudes, and by how far the meridian of
/// the one is from the other.
double least_metres(const Piece& p, const Piece& q)
{
    const auto [south, north] = std::minmax(p.a.lat, p.b.lat);
    const auto [other_south, other_north] = std::minmax(q.a.lat, q.b.lat);
    const double by_lat = gap(south, north, other_south, other_north) * least_degree_m;
    const auto [west, east] = std::minmax(p.a.lon, p.b.lon);
    const auto [other_west, other_east] = std::minmax(q.a.lon, q.b.lon);
    const double turn = gap(west, east, other_west, other_east);
    // The other way round the Earth may be shorter.
    const double around = 360 - (std::max(east, other_east) - std::min(west, other_west));
    const double lon = std::min({turn, std::max(around, 0.0), 90.0});
    const double poleward = std::max(std::fabs(south), std::fabs(north));
    const double by_lon =
        std::asin(std::cos(poleward * radians) * std::sin(lon * radians)) * least_radius_m * 0.999;
    return std::max(by_lat, by_lon);
}

LonLat at(const Piece& piece, double t)
{
    return {piece.a.lon + t * (piece.b.lon - piece.a.lon),
            piece.a.lat + t * (piece.b.lat - piece.a.lat)};
}

struct Nearest {
    double metres = infinite;
    LonLat place;
};

/// The place of the piece that is nearest: a golden-section search, for the distance has one lowest
/// point on a piece this short.
Nearest nearest_on(const Piece& piece, LonLat p)
{
    Nearest best{distance_m(p, piece.a), piece.a};
    if (piece.a == piece.b) {
        return best;
    }
    const auto take = [&](double t) {
        const LonLat place = at(piece, t);
        const double metres = distance_m(p, place);
        if (metres < best.metres) {
            best = {metres, place};
        }
        return metres;
    };
    take(1);
    constexpr double golden = 0.6180339887498949;
    constexpr int steps = 32;  // half a degree to some centimetres: micrometres of distance
    double low = 0;
    double high = 1;
    double left = high - golden * (high - low);
    double right = low + golden * (high - low);
    double at_left = take(left);
    double at_right = take(right);
    for (int i = 0; i < steps; ++i) {
        if (at_left < at_right) {
            high = right;
            right = left;
            at_right = at_left;
            left = high - golden * (high - low);
            at_left = take(left);
        } else {
            low = left;
            left = right;
            at_left = at_right;
            right = low + golden * (high - low);
            at_right = take(right);
        }
    }
    return best;
}

/// Two pieces that do not meet. One end is the nearest place of most pairs; where curves on the
/// ellipsoid bend towards each other it lies inside both, and going to and fro finds it.
double metres_between(const Piece& p, const Piece& q)
{
    if (p.a == p.b) {
        return nearest_on(q, p.a).metres;
    }
    if (q.a == q.b) {
        return nearest_on(p, q.a).metres;
    }
    Nearest best = nearest_on(q, p.a);
    bool on_q = true;
    const auto offer = [&](const Nearest& other, bool lies_on_q) {
        if (other.metres < best.metres) {
            best = other;
            on_q = lies_on_q;
        }
    };
    offer(nearest_on(q, p.b), true);
    offer(nearest_on(p, q.a), false);
    offer(nearest_on(p, q.b), false);
    constexpr int turns = 6;
    for (int i = 0; i < turns; ++i) {
        const Nearest next = nearest_on(on_q ? p : q, best.place);
        if (!(next.metres < best.metres)) {
            break;
        }
        best = next;
        on_q = !on_q;
    }
    return best.metres;
}

std::vector<Piece> pieces_of(const std::vector<Geometry>& parts)
{
    std::vector<Piece> pieces;
    for (const Geometry& part : parts) {
        add_pieces(pieces, part);
    }
    return pieces;
}

}  // namespace

Nearness::Nearness(std::vector<Geometry> parts) : m_shape(parts), m_pieces(pieces_of(parts)) {}

double Nearness::metres_to(const Geometry& other, double most) const
{
    if (const auto* point = std::get_if<Point>(&other);
        point != nullptr && m_pieces.size() == 1 && m_pieces.front().a == m_pieces.front().b) {
        const double metres = distance_m(point->at, m_pieces.front().a);
        return metres <= most ? metres : infinite;
    }
    std::vector<Piece> others;
    add_pieces(others, other);
    if (others.empty()) {
        return infinite;
    }
    if (m_shape.holds(SpatialRelation::intersects, other).value_or(false)) {
        return 0;
    }
    double best = infinite;
    for (const Piece& theirs : others) {
        for (const Piece& own : m_pieces) {
            if (least_metres(theirs, own) <= std::min(best, most)) {
                best = std::min(best, metres_between(theirs, own));
            }
        }
    }
    return best <= most ? best : infinite;
}

std::vector<Box> Nearness::boxes(double metres) const
{
    std::vector<Box> around;
    for (const Box& box : m_shape.boxes()) {
        const double lat = metres / least_degree_m;
        const double south = std::max(box.south - lat, -90.0);
        const double north = std::min(box.north + lat, 90.0);
        const double poleward = std::max(std::fabs(south), std::fabs(north));
        const double reach =
            std::sin(std::min(metres / least_radius_m * 1.001, std::numbers::pi / 2)) /
            std::max(std::cos(poleward * radians), 1e-12);
        const double lon = reach >= 1 ? 180 : std::asin(reach) / radians;
        const double west = box.west - lon;
        const double east = box.east + lon;
        if (east - west >= 360) {
            around.push_back({-180, south, 180, north});
            continue;
        }
        around.push_back({std::max(west, -180.0), south, std::min(east, 180.0), north});
        if (west < -180) {
            around.push_back({west + 360, south, 180, north});
        }
        if (east > 180) {
            around.push_back({-180, south, east - 360, north});
        }
    }
    return around;
}

}  // namespace parvis::geo
