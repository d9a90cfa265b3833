// SPDX-License-Identifier: EUPL-1.2
#include "geo/line_part.hpp"

#include "geo/measure.hpp"

#include <algorithm>
#include <cmath>

namespace parvis::geo {
namespace {

/// A place on a line: after which of its positions, and how much of the way to the next.
struct Place {
    std::size_t after = 0;
    double share = 0;
};

Place place_at(const LineString& line, double share)
{
    const double wanted = std::clamp(share, 0.0, 1.0) * length_m(line);
    double before = 0;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        const double length = distance_m(line[i], line[i + 1]);
        if (before + length >= wanted && length > 0) {
            return {i, std::clamp((wanted - before) / length, 0.0, 1.0)};
        }
        before += length;
    }
    return {line.size() - 2, 1};  // by rounding; or a line without length
}

LonLat position(const LineString& line, const Place& place)
{
    const LonLat a = line[place.after], b = line[place.after + 1];
    return {std::lerp(a.lon, b.lon, place.share), std::lerp(a.lat, b.lat, place.share)};
}

}  // namespace

LonLat position_along(const LineString& line, double share)
{
    return position(line, place_at(line, share));
}

LineString line_part(const LineString& line, double from, double to)
{
    const Place first = place_at(line, from), last = place_at(line, to);
    LineString part{position(line, first)};
    for (std::size_t i = first.after + 1; i <= last.after; ++i) {
        if (line[i] != part.back()) {
            part.push_back(line[i]);
        }
    }
    const LonLat end = position(line, last);
    if (end != part.back() || part.size() == 1) {
        part.push_back(end);
    }
    return part;
}

}  // namespace parvis::geo
