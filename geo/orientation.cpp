// SPDX-License-Identifier: EUPL-1.2
#include "geo/orientation.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <cstdlib>

namespace parvis::geo {
namespace {

/// A number held exactly as a sum of doubles that do not overlap, smallest first (Shewchuk's
/// expansion). Six products of two doubles need at most twelve parts.
class Expansion {
public:
    void add_product(double x, double y)
    {
        const double product = x * y;
        add(std::fma(x, y, -product));
        add(product);
    }

    [[nodiscard]] int sign() const
    {
        // Parts do not overlap, so the largest one that is not zero decides.
        for (std::size_t i = m_size; i > 0; --i) {
            if (m_parts[i - 1] != 0) {
                return m_parts[i - 1] > 0 ? 1 : -1;
            }
        }
        return 0;
    }

private:
    void add(double value)
    {
        for (std::size_t i = 0; i < m_size; ++i) {
            const double sum = value + m_parts[i];
            const double shadow = sum - value;
            m_parts[i] = (value - (sum - shadow)) + (m_parts[i] - shadow);
            value = sum;
        }
        assert(m_size < m_parts.size());
        m_parts[m_size++] = value;
    }

    std::array<double, 12> m_parts{};
    std::size_t m_size = 0;
};

}  // namespace

int exact_orientation(LonLat a, LonLat b, LonLat c)
{
    // (a-c) x (b-c) multiplied out, so that no difference is rounded; c.lon * c.lat cancels.
    Expansion determinant;
    determinant.add_product(a.lon, b.lat);
    determinant.add_product(-a.lon, c.lat);
    determinant.add_product(-c.lon, b.lat);
    determinant.add_product(-a.lat, b.lon);
    determinant.add_product(a.lat, c.lon);
    determinant.add_product(c.lat, b.lon);
    return determinant.sign();
}

bool segment_touches(LonLat a, LonLat b, const Box& box)
{
    assert(!box.crosses_antimeridian());
    const auto [west, east] = std::minmax(a.lon, b.lon);
    const auto [south, north] = std::minmax(a.lat, b.lat);
    if (east < box.west || west > box.east || north < box.south || south > box.north) {
        return false;
    }
    if (box.contains(a) || box.contains(b)) {
        return true;
    }
    // The boxes meet: two convex things are then apart only if the segment's line has all corners
    // strictly on one side.
    int sides = 0;
    for (const LonLat corner : {LonLat{box.west, box.south}, LonLat{box.east, box.south},
                                LonLat{box.east, box.north}, LonLat{box.west, box.north}}) {
        sides += orientation(a, b, corner);
    }
    return std::abs(sides) != 4;
}

}  // namespace parvis::geo
