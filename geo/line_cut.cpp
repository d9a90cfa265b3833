// SPDX-License-Identifier: EUPL-1.2
#include "geo/line_cut.hpp"

#include "geo/measure.hpp"
#include "geo/orientation.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace parvis::geo {
namespace {

LonLat at_fraction(LonLat a, LonLat b, double t)
{
    return {a.lon + t * (b.lon - a.lon), a.lat + t * (b.lat - a.lat)};
}

/// Where on a–b is p, which lies on its line: along the longer axis, which loses fewest digits.
double fraction_of(LonLat a, LonLat b, LonLat p)
{
    const double dx = b.lon - a.lon;
    const double dy = b.lat - a.lat;
    return std::fabs(dx) > std::fabs(dy) ? (p.lon - a.lon) / dx : (p.lat - a.lat) / dy;
}

/// Where a–b crosses the line c–d. \pre they are not parallel
double crossing_fraction(LonLat a, LonLat b, LonLat c, LonLat d)
{
    const double ex = d.lon - c.lon;
    const double ey = d.lat - c.lat;
    const double along = (c.lon - a.lon) * ey - (c.lat - a.lat) * ex;
    const double whole = (b.lon - a.lon) * ey - (b.lat - a.lat) * ex;
    return std::clamp(along / whole, 0.0, 1.0);
}

}  // namespace

void LineCut::add(const LineString& line)
{
    m_here.reset();
    for (std::size_t i = 1; i < line.size(); ++i) {
        if (line[i - 1] != line[i]) {
            add_segment(line[i - 1], line[i]);
        }
    }
}

void LineCut::add_segment(LonLat a, LonLat b)
{
    const double length = distance_m(a, b);
    m_metres += length;
    m_edges.clear();
    m_grid.collect_edges(a, b, m_edges);
    const bool touched = find_cuts(a, b);
    if (touched) {
        m_here.reset();
    }
    if (m_cuts.empty()) {
        const std::uint32_t area = m_here ? *m_here : area_of_piece(a, b, 0, 1);
        credit(area, length);
        if (!touched) {
            m_here = area;
        }
        return;
    }
    // A straight line in degrees is not quite a geodesic: pieces share the segment's own length in
    // the ratio of theirs, so that they add up to it.
    m_pieces.clear();
    double sum = 0;
    LonLat start = a;
    double from = 0;
    for (std::size_t i = 0; i <= m_cuts.size(); ++i) {
        const bool last = i == m_cuts.size();
        const double to = last ? 1 : m_cuts[i];
        const LonLat end = last ? b : at_fraction(a, b, to);
        if (from < to) {
            const std::uint32_t area = i == 0 && m_here ? *m_here : area_of_piece(a, b, from, to);
            m_pieces.push_back({area, distance_m(start, end)});
            sum += m_pieces.back().metres;
        }
        start = end;
        from = to;
    }
    for (const Part& piece : m_pieces) {
        credit(piece.area, sum > 0 ? piece.metres / sum * length : 0);
    }
    m_here.reset();
    if (!touched && m_cuts.back() < 1) {
        m_here = m_pieces.back().area;
    }
}

bool LineCut::find_cuts(LonLat a, LonLat b)
{
    m_cuts.clear();
    m_borders.clear();
    bool touched = false;
    for (const std::uint32_t id : m_edges) {
        const auto [c, d] = m_grid.edge(id);
        const int c_side = orientation(a, b, c);
        const int d_side = orientation(a, b, d);
        if (c_side * d_side > 0) {
            continue;
        }
        if (c_side == 0 && d_side == 0) {
            touched = true;
            auto [from, to] = std::minmax({fraction_of(a, b, c), fraction_of(a, b, d)});
            from = std::clamp(from, 0.0, 1.0);
            to = std::clamp(to, 0.0, 1.0);
            if (from < to) {
                m_cuts.insert(m_cuts.end(), {from, to});
                m_borders.push_back({from, to, m_grid.edge_areas(id).front()});
            }
            continue;
        }
        const int sides = orientation(c, d, a) * orientation(c, d, b);
        touched |= sides == 0 || c_side * d_side == 0;
        if (sides < 0) {
            // A segment that only ends on an edge is not cut by it.
            m_cuts.push_back(crossing_fraction(a, b, c, d));
        }
    }
    std::ranges::sort(m_cuts);
    m_cuts.erase(std::unique(m_cuts.begin(), m_cuts.end()), m_cuts.end());
    return touched;
}

std::uint32_t LineCut::area_of_piece(LonLat a, LonLat b, double from, double to) const
{
    const double middle = (from + to) / 2;
    std::uint32_t area = m_grid.locate(at_fraction(a, b, middle));
    for (const Border& border : m_borders) {
        if (border.from <= middle && middle <= border.to) {
            area = std::min(area, border.area);
        }
    }
    return area;
}

void LineCut::credit(std::uint32_t area, double metres)
{
    if (area == AreaGrid::nowhere) {
        return;
    }
    const auto known = std::ranges::find(m_parts, area, &Part::area);
    if (known == m_parts.end()) {
        m_parts.push_back({area, metres});
    } else {
        known->metres += metres;
    }
}

}  // namespace parvis::geo
