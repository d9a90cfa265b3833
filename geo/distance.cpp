// SPDX-License-Identifier: EUPL-1.2
#include "geo/distance.hpp"

#include "geo/containment.hpp"
#include "geo/measure.hpp"
#include "geo/orientation.hpp"
#include "geo/visit.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace parvis::geo {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// An edge; a lone position is one whose ends are the same.
struct Segment {
    LonLat from, to;
};

std::vector<Segment> segments_of(const Geometry& geometry)
{
    std::vector<Segment> segments;
    const auto add = [&](const std::vector<LonLat>& line) {
        for (std::size_t i = 1; i < line.size(); ++i) {
            segments.push_back({line[i - 1], line[i]});
        }
        if (line.size() == 1) {
            segments.push_back({line.front(), line.front()});
        }
    };
    if (dimension(geometry) == Dimension::point) {
        for_each_position(geometry, [&](LonLat p) { segments.push_back({p, p}); });
    }
    for_each_line(geometry, add);
    for_each_polygon(geometry, [&](const Polygon& polygon) {
        for (const Ring& ring : polygon.rings) {
            add(ring);
        }
    });
    return segments;
}

/// The plane around a place, and how its scale changes with latitude.
class Plane {
public:
    explicit Plane(LonLat centre) : m_centre(centre)
    {
        constexpr double radians = std::numbers::pi / 180;
        constexpr double equatorial_radius_m = 6378137.0;
        constexpr double flattening = 1 / 298.257223563;
        constexpr double e2 = flattening * (2 - flattening);
        const double s = std::sin(centre.lat * radians), c = std::cos(centre.lat * radians);
        const double w2 = 1 / (1 - e2 * s * s);
        const double across = equatorial_radius_m * std::sqrt(w2);
        const double along = across * (1 - e2) * w2;
        m_lat = along * radians;
        m_lat_slope = m_lat * 3 * e2 * s * c * w2 * radians;
        m_lon = across * c * radians;
        m_lon_slope = -along * s * radians * radians;
        m_lon_bend = -along * c * radians * radians * radians / 2;
    }

    struct Nearest {
        double square = infinity;  ///< of the distance, metres
        LonLat at;
    };
    [[nodiscard]] Nearest nearest(const Segment& segment) const
    {
        // Unrolled so that the segment lies on this side of the antimeridian.
        const LonLat from{m_centre.lon + std::remainder(segment.from.lon - m_centre.lon, 360.0),
                          segment.from.lat};
        const double dx = segment.to.lon - segment.from.lon;
        const double dy = segment.to.lat - segment.from.lat;
        double along = 0;
        double square = 0;
        LonLat at = from;
        double middle = std::clamp(0.0, std::min(from.lat, from.lat + dy) - m_centre.lat,
                                   std::max(from.lat, from.lat + dy) - m_centre.lat) /
                        2;
        for (int pass = 0; pass < 2; ++pass) {
            const double per_lat = m_lat + m_lat_slope * middle;
            const double per_lon = m_lon + (m_lon_slope + m_lon_bend * middle) * middle;
            const double ax = (from.lon - m_centre.lon) * per_lon;
            const double ay = (from.lat - m_centre.lat) * per_lat;
            const double ex = dx * per_lon, ey = dy * per_lat;
            const double size = ex * ex + ey * ey;
            along = size > 0 ? std::clamp(-(ax * ex + ay * ey) / size, 0.0, 1.0) : 0;
            const double x = ax + along * ex, y = ay + along * ey;
            square = x * x + y * y;
            at = {from.lon + along * dx, from.lat + along * dy};
            middle = (at.lat - m_centre.lat) / 2;
        }
        return {square, at};
    }

private:
    LonLat m_centre;
    double m_lat, m_lat_slope, m_lon, m_lon_slope, m_lon_bend;
};

std::optional<NearestPosition> nearest_on(const std::vector<Segment>& segments, LonLat p)
{
    if (segments.empty()) {
        return std::nullopt;
    }
    const Plane plane(p);
    Plane::Nearest best;
    for (const Segment& segment : segments) {
        const auto one = plane.nearest(segment);
        if (one.square < best.square) {
            best = one;
        }
    }
    return NearestPosition{best.at, distance_m(p, best.at)};
}

Box box_of(const Segment& segment)
{
    const auto [west, east] = std::minmax(segment.from.lon, segment.to.lon);
    const auto [south, north] = std::minmax(segment.from.lat, segment.to.lat);
    return {west, south, east, north};
}

bool overlap(const Box& a, const Box& b)
{
    if (a.south > b.north || b.south > a.north) {
        return false;
    }
    const auto share_longitudes = [](const Box& one, const Box& plain) {
        return one.crosses_antimeridian() ? plain.east >= one.west || plain.west <= one.east
                                          : plain.west <= one.east && one.west <= plain.east;
    };
    return share_longitudes(a, b);
}

/// Whether two edges share a position, exactly.
bool meet(const Segment& a, const Segment& b)
{
    if (!overlap(box_of(a), box_of(b))) {
        return false;
    }
    const int from = orientation(b.from, b.to, a.from), to = orientation(b.from, b.to, a.to);
    const int back_from = orientation(a.from, a.to, b.from),
              back_to = orientation(a.from, a.to, b.to);
    if (from * to < 0 && back_from * back_to < 0) {
        return true;
    }
    return on_segment(b.from, b.to, a.from) || on_segment(b.from, b.to, a.to) ||
           on_segment(a.from, a.to, b.from) || on_segment(a.from, a.to, b.to);
}

/// A position of each part: where no edges meet, a part lies in an area with all of itself or with
/// nothing.
bool has_part_in(const Geometry& geometry, const Geometry& area)
{
    if (dimension(area) != Dimension::area) {
        return false;
    }
    bool inside = false;
    const auto look = [&](const std::vector<LonLat>& line) {
        inside = inside || (!line.empty() && side_of(area, line.front()) != Side::outside);
    };
    if (dimension(geometry) == Dimension::point) {
        for_each_position(geometry, [&](LonLat p) { look({p}); });
    }
    for_each_line(geometry, look);
    for_each_polygon(geometry, [&](const Polygon& polygon) {
        if (!polygon.rings.empty()) {
            look(polygon.rings.front());
        }
    });
    return inside;
}

/// The least distance from an end of one of `a` to one of `b`, if it is under `best`.
double nearest_end(const std::vector<Segment>& a, const std::vector<Segment>& b, double best)
{
    LonLat before{infinity, infinity};
    for (const Segment& segment : a) {
        for (const LonLat end : {segment.from, segment.to}) {
            if (end == before) {
                continue;  // the segment before ended here
            }
            before = end;
            if (const auto one = nearest_on(b, end)) {
                best = std::min(best, one->metres);
            }
        }
    }
    return best;
}

/// Centre of gravity of an area, in lon, lat; rings around zero area give nothing.
std::optional<LonLat> gravity_centre(const Geometry& geometry)
{
    const auto box = bounds(geometry);
    // Parts on both sides of the antimeridian: the west ones are brought beside the east ones.
    const double turn = box && box->east - box->west > 180 ? 360 : 0;
    const auto lon = [&](LonLat p) { return p.lon < 0 ? p.lon + turn : p.lon; };
    double area = 0, x = 0, y = 0;
    std::optional<LonLat> origin;  // near the rings: their products lose no digits
    for_each_polygon(geometry, [&](const Polygon& polygon) {
        for (const Ring& ring : polygon.rings) {
            for (std::size_t i = 1; i < ring.size(); ++i) {
                origin = origin ? origin : LonLat{lon(ring[0]), ring[0].lat};
                const double ax = lon(ring[i - 1]) - origin->lon,
                             ay = ring[i - 1].lat - origin->lat;
                const double bx = lon(ring[i]) - origin->lon, by = ring[i].lat - origin->lat;
                const double cross = ax * by - bx * ay;
                area += cross;
                x += (ax + bx) * cross;
                y += (ay + by) * cross;
            }
        }
    });
    if (!origin || area == 0) {
        return std::nullopt;
    }
    const double centre = origin->lon + x / (3 * area);
    return LonLat{centre > 180 ? centre - 360 : centre, origin->lat + y / (3 * area)};
}

}  // namespace

std::optional<NearestPosition> nearest_position(const Geometry& geometry, LonLat p)
{
    if (side_of(geometry, p) != Side::outside) {
        return NearestPosition{p, 0};
    }
    return nearest_on(segments_of(geometry), p);
}

double distance_m(LonLat p, const Geometry& geometry)
{
    const auto nearest = nearest_position(geometry, p);
    return nearest ? nearest->metres : infinity;
}

double distance_m(const Geometry& a, const Geometry& b, double at_most)
{
    const auto around_a = bounds(a), around_b = bounds(b);
    if (!around_a || !around_b) {
        return infinity;
    }
    auto first = segments_of(a), second = segments_of(b);
    if (std::isfinite(at_most)) {
        const Box near_a = widened(*around_a, at_most), near_b = widened(*around_b, at_most);
        if (!overlap(near_a, *around_b)) {
            return infinity;
        }
        std::erase_if(first, [&](const Segment& one) { return !overlap(near_b, box_of(one)); });
        std::erase_if(second, [&](const Segment& one) { return !overlap(near_a, box_of(one)); });
    }
    for (const Segment& one : first) {
        if (std::ranges::any_of(second, [&](const Segment& other) { return meet(one, other); })) {
            return 0;
        }
    }
    if (has_part_in(a, b) || has_part_in(b, a)) {
        return 0;
    }
    // Edges that do not meet are nearest at an end of one of them.
    const double metres = nearest_end(second, first, nearest_end(first, second, infinity));
    return metres <= at_most ? metres : infinity;
}

std::optional<LonLat> central_position(const Geometry& geometry)
{
    if (dimension(geometry) == Dimension::area) {
        if (const auto centre = gravity_centre(geometry)) {
            return nearest_position(geometry, *centre)->at;
        }
    }
    return representative_point(geometry);
}

Box widened(const Box& box, double metres)
{
    // Degrees of at least that many metres, so that the box misses nothing.
    const double lat_degrees = metres / 110'000;
    const double south = std::max(-90.0, box.south - lat_degrees);
    const double north = std::min(90.0, box.north + lat_degrees);
    const double polewards = std::max(std::fabs(south), std::fabs(north));
    const double lon_degrees = metres / (110'000 * std::cos(polewards * (std::numbers::pi / 180)));
    const double width = box.east - box.west + (box.crosses_antimeridian() ? 360 : 0);
    if (polewards > 89 || width + 2 * lon_degrees >= 360) {
        return {-180, south, 180, north};
    }
    const double west = box.west - lon_degrees, east = box.east + lon_degrees;
    return {west < -180 ? west + 360 : west, south, east > 180 ? east - 360 : east, north};
}

}  // namespace parvis::geo
