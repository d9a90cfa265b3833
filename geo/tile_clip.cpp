// SPDX-License-Identifier: EUPL-1.2
#include "geo/tile_clip.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <utility>

namespace parvis::geo {

namespace {

// NOLINTNEXTLINE(modernize-use-using): the mark of an extension stands before no other form
__extension__ typedef __int128 Wide;

/// A fraction with a positive denominator, compared exactly.
struct Fraction {
    Wide over = 0;
    Wide under = 1;

    static Fraction of(Wide over, Wide under)
    {
        return under < 0 ? Fraction{-over, -under} : Fraction{over, under};
    }
    friend bool operator<(const Fraction& a, const Fraction& b)
    {
        return a.over * b.under < b.over * a.under;
    }
};

Wide floor_of(Wide over, Wide under)
{
    const Wide whole = over / under;
    return whole * under > over ? whole - 1 : whole;
}

/// The square of the cut in half units, and its sides in the direction in which the inside lies to
/// the left: 0 along the least y, 1 along the greatest x, 2 and 3 back.
struct Square {
    std::int64_t low, high;  ///< twice the coordinate of the cut: odd

    [[nodiscard]] std::int64_t level(int side) const { return side == 0 || side == 3 ? low : high; }
    [[nodiscard]] std::int64_t outer_low() const { return (low - 1) / 2; }
    [[nodiscard]] std::int64_t outer_high() const { return (high + 1) / 2; }
    /// The corner at the end of a side.
    [[nodiscard]] TilePoint corner(int side) const
    {
        const auto l = outer_low();
        const auto h = outer_high();
        constexpr std::array<std::pair<bool, bool>, 4> far{
            {{true, false}, {true, true}, {false, true}, {false, false}}};
        const auto [x, y] = far[static_cast<std::size_t>(side)];
        return {x ? h : l, y ? h : l};
    }
};

/// Where an edge crosses the cut.
struct Crossing {
    int side = 0;
    Fraction along;   ///< coordinate along the side, in half units, rising with the way around
    Fraction moment;  ///< of the edge, 0 at its first end
    TilePoint at;     ///< as drawn
};

bool comes_before(const Crossing& a, const Crossing& b)
{
    return a.side != b.side ? a.side < b.side : a.along < b.along;
}

/// The crossing of the edge with the line that a side lies on. \pre its ends are on both sides of
/// it
Crossing crossing(const Square& square, int side, TilePoint from, TilePoint to)
{
    const bool upright = side == 1 || side == 3;
    const Wide level = square.level(side);
    const Wide across_from = Wide{2} * (upright ? from.x : from.y);
    const Wide across_to = Wide{2} * (upright ? to.x : to.y);
    const Wide along_from = Wide{2} * (upright ? from.y : from.x);
    const Wide along_to = Wide{2} * (upright ? to.y : to.x);
    Crossing found;
    found.side = side;
    found.moment = Fraction::of(level - across_from, across_to - across_from);
    const Fraction along = Fraction::of(along_from * (across_to - across_from) +
                                            (level - across_from) * (along_to - along_from),
                                        across_to - across_from);
    found.along = side >= 2 ? Fraction{-along.over, along.under} : along;
    // Half units to the nearest unit.
    const auto nearest = static_cast<std::int64_t>(
        std::clamp<Wide>(floor_of(along.over + along.under, 2 * along.under), square.outer_low(),
                         square.outer_high()));
    const auto beyond = side == 0 || side == 3 ? square.outer_low() : square.outer_high();
    found.at = upright ? TilePoint{beyond, nearest} : TilePoint{nearest, beyond};
    return found;
}

/// The sides that a position lies beyond, upright ones first: where an edge meets a corner both
/// directions name the same side.
struct Beyond {
    std::array<int, 2> sides{};
    std::size_t count = 0;

    Beyond(const Square& square, TilePoint p)
    {
        if (2 * p.x > square.high) {
            sides[count++] = 1;
        } else if (2 * p.x < square.low) {
            sides[count++] = 3;
        }
        if (2 * p.y < square.low) {
            sides[count++] = 0;
        } else if (2 * p.y > square.high) {
            sides[count++] = 2;
        }
    }
    [[nodiscard]] bool has(int side) const
    {
        return std::find(sides.begin(), sides.begin() + static_cast<std::ptrdiff_t>(count), side) !=
               sides.begin() + static_cast<std::ptrdiff_t>(count);
    }
};

/// What of an edge lies in the square: where it comes in and goes out, as far as it does.
struct Part {
    bool is_inside = false;  ///< some of it
    std::optional<Crossing> entry, exit;
};

Part part_of(const Square& square, TilePoint from, TilePoint to)
{
    const Beyond start(square, from);
    const Beyond end(square, to);
    Part part;
    for (std::size_t i = 0; i < start.count; ++i) {
        if (end.has(start.sides[i])) {
            return part;
        }
        const auto found = crossing(square, start.sides[i], from, to);
        if (!part.entry || part.entry->moment < found.moment) {
            part.entry = found;
        }
    }
    for (std::size_t i = 0; i < end.count; ++i) {
        const auto found = crossing(square, end.sides[i], from, to);
        if (!part.exit || found.moment < part.exit->moment) {
            part.exit = found;
        }
    }
    part.is_inside = !part.entry || !part.exit || part.entry->moment < part.exit->moment;
    return part;
}

/// How often a ring winds around the corner where side 0 begins.
int winding(const Square& square, TilePoint from, TilePoint to)
{
    const bool from_above = 2 * from.y < square.low;
    const bool to_above = 2 * to.y < square.low;
    if (from_above == to_above) {
        return 0;
    }
    const auto found = crossing(square, 0, from, to);
    const bool is_behind = Fraction{square.low, 1} < found.along;
    return !is_behind ? 0 : from_above ? 1 : -1;
}

/// A stretch of a ring inside of the square, from where it comes in to where it goes out.
struct Piece {
    TilePath points;
    Crossing entry, exit;
};

/// Entries and exits, in the order in which they stand around the square.
struct Event {
    Crossing crossing;
    std::size_t piece = 0;
    bool exits = false;
};

class RingLinker {
public:
    RingLinker(const Square& square, std::vector<Piece> pieces, int start_winding)
        : m_square(square), m_pieces(std::move(pieces)), m_next(m_pieces.size()),
          m_corners(m_pieces.size())
    {
        for (std::size_t i = 0; i < m_pieces.size(); ++i) {
            m_events.push_back({m_pieces[i].entry, i, false});
            m_events.push_back({m_pieces[i].exit, i, true});
        }
        std::ranges::stable_sort(m_events, [](const Event& a, const Event& b) {
            return comes_before(a.crossing, b.crossing);
        });
        match(start_winding);
    }

    /// Closed rings; `around` says that the whole square is covered besides.
    std::vector<TilePath> rings(bool& around)
    {
        around = m_around;
        std::vector<TilePath> found;
        std::vector<bool> taken(m_pieces.size());
        for (std::size_t i = 0; i < m_pieces.size(); ++i) {
            TilePath ring;
            for (std::size_t at = i; !taken[at]; at = m_next[at]) {
                taken[at] = true;
                const auto& points = m_pieces[at].points;
                ring.insert(ring.end(), points.begin(), points.end());
                ring.insert(ring.end(), m_corners[at].begin(), m_corners[at].end());
            }
            if (!ring.empty()) {
                found.push_back(std::move(ring));
            }
        }
        return found;
    }

private:
    /// Behind an exit the edge of the square is covered until the next entry: they are matched like
    /// brackets, from a place that is covered by nothing.
    void match(int level)
    {
        std::size_t start = 0;
        int least = level;
        int nearest = level;
        for (std::size_t i = 0; i < m_events.size(); ++i) {
            level += m_events[i].exits ? 1 : -1;
            least = std::min(least, level);
            if (std::abs(level) < std::abs(nearest)) {
                nearest = level;
                start = i + 1;
            }
        }
        m_around = least > 0;
        std::vector<std::size_t> open;
        for (std::size_t i = 0; i < m_events.size(); ++i) {
            const std::size_t at = (start + i) % m_events.size();
            if (open.empty() || m_events[open.back()].exits == m_events[at].exits) {
                open.push_back(at);
                continue;
            }
            link(open.back(), at);
            open.pop_back();
        }
    }

    void link(std::size_t first, std::size_t second)
    {
        // The way around from the first to the second; against it where the entry comes first.
        const auto& a = m_events[first];
        const auto& b = m_events[second];
        int steps = (b.crossing.side - a.crossing.side + 4) % 4;
        if (steps == 0 && second < first) {
            steps = 4;
        }
        TilePath corners;
        for (int step = 0; step < steps; ++step) {
            corners.push_back(m_square.corner((a.crossing.side + step) % 4));
        }
        const auto& exit = a.exits ? a : b;
        const auto& entry = a.exits ? b : a;
        if (!a.exits) {
            std::ranges::reverse(corners);
        }
        m_next[exit.piece] = entry.piece;
        m_corners[exit.piece] = std::move(corners);
    }

    const Square& m_square;
    std::vector<Piece> m_pieces;
    std::vector<std::size_t> m_next;
    std::vector<TilePath> m_corners;  ///< on the way to the next piece
    std::vector<Event> m_events;
    bool m_around = false;
};

/// Takes a ring apart. \pre a position of it lies outside of the square
void take_pieces(const Square& square, const TileClip& clip, const TilePath& ring,
                 std::vector<Piece>& pieces)
{
    const auto outside = static_cast<std::size_t>(
        std::ranges::find_if(ring, [&](TilePoint p) { return !clip.holds(p); }) - ring.begin());
    Piece piece;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto from = ring[(outside + i) % ring.size()];
        const auto to = ring[(outside + i + 1) % ring.size()];
        const auto part = part_of(square, from, to);
        if (!part.is_inside) {
            continue;
        }
        if (part.entry) {
            piece.entry = *part.entry;
            piece.points = {part.entry->at};
        }
        if (part.exit) {
            piece.exit = *part.exit;
            piece.points.push_back(part.exit->at);
            pieces.push_back(std::exchange(piece, {}));
        } else {
            piece.points.push_back(to);
        }
    }
}

bool is_collinear(TilePoint a, TilePoint b, TilePoint c)
{
    const Wide cross = Wide{b.x - a.x} * (c.y - b.y) - Wide{b.y - a.y} * (c.x - b.x);
    return cross == 0;
}

/// Whether the way from a over b to c turns back at b.
bool turns_back(TilePoint a, TilePoint b, TilePoint c)
{
    const Wide dot = Wide{b.x - a.x} * (c.x - b.x) + Wide{b.y - a.y} * (c.y - b.y);
    return dot < 0 && is_collinear(a, b, c);
}

/// Even-odd, by a ray half a unit below p: no vertex lies on it.
bool is_around(const TilePath& ring, TilePoint p)
{
    bool inside = false;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto a = ring[i];
        const auto b = ring[(i + 1) % ring.size()];
        if ((a.y > p.y) == (b.y > p.y)) {
            continue;
        }
        const auto at = Fraction::of(Wide{2} * a.x * (b.y - a.y) +
                                         (Wide{2} * p.y + 1 - Wide{2} * a.y) * (b.x - a.x),
                                     b.y - a.y);
        inside = inside != (Fraction{Wide{2} * p.x, 1} < at);
    }
    return inside;
}

}  // namespace

std::int64_t twice_area(const TilePath& ring)
{
    std::int64_t area = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto a = ring[i];
        const auto b = ring[(i + 1) % ring.size()];
        // From the first position, so that products stay small.
        area += (a.x - ring[0].x) * (b.y - ring[0].y) - (b.x - ring[0].x) * (a.y - ring[0].y);
    }
    return area;
}

void clean_ring(TilePath& ring)
{
    TilePath kept;
    const auto drop_spikes = [&] {
        while (kept.size() >= 2) {
            const auto last = kept.size() - 1;
            if (kept[last] == kept[last - 1]) {
                kept.pop_back();
            } else if (last >= 2 && turns_back(kept[last - 2], kept[last - 1], kept[last])) {
                kept.erase(kept.end() - 2);
            } else {
                break;
            }
        }
    };
    for (const auto p : ring) {
        kept.push_back(p);
        drop_spikes();
    }
    // The same over the seam, until nothing changes.
    for (bool changed = true; changed && kept.size() >= 3;) {
        changed = false;
        if (kept.front() == kept.back() ||
            turns_back(kept[kept.size() - 2], kept.back(), kept.front())) {
            kept.pop_back();
            changed = true;
        } else if (turns_back(kept.back(), kept.front(), kept[1])) {
            kept.erase(kept.begin());
            changed = true;
        }
    }
    ring = std::move(kept);
    if (ring.size() < 3 || twice_area(ring) == 0) {
        ring.clear();
    }
}

std::vector<TilePolygon> grouped(std::vector<TilePath> rings)
{
    struct Outer {
        std::int64_t area;
        TilePolygon polygon;
    };
    std::vector<Outer> outers;
    std::vector<TilePath> holes;
    for (auto& ring : rings) {
        const auto area = twice_area(ring);
        if (area > 0) {
            outers.push_back({area, {std::move(ring)}});
        } else if (area < 0) {
            holes.push_back(std::move(ring));
        }
    }
    for (auto& hole : holes) {
        Outer* around = nullptr;
        for (auto& outer : outers) {
            const bool fits = outers.size() == 1 || std::ranges::any_of(hole, [&](TilePoint p) {
                                  return is_around(outer.polygon.front(), p);
                              });
            if (fits && outer.area >= -twice_area(hole) &&
                (around == nullptr || outer.area < around->area)) {
                around = &outer;
            }
        }
        if (around != nullptr) {
            around->polygon.push_back(std::move(hole));
        }
    }
    std::vector<TilePolygon> polygons;
    polygons.reserve(outers.size());
    for (auto& outer : outers) {
        polygons.push_back(std::move(outer.polygon));
    }
    return polygons;
}

std::vector<TilePath> TileClip::rings(std::span<const TilePath> polygon) const
{
    const Square square{2 * m_low - 1, 2 * m_high + 1};
    std::vector<TilePath> found;
    std::vector<Piece> pieces;
    int level = 0;
    for (const auto& ring : polygon) {
        if (ring.size() < 3) {
            continue;
        }
        if (std::ranges::all_of(ring, [&](TilePoint p) { return holds(p); })) {
            found.push_back(ring);
            continue;
        }
        for (std::size_t i = 0; i < ring.size(); ++i) {
            level += winding(square, ring[i], ring[(i + 1) % ring.size()]);
        }
        take_pieces(square, *this, ring, pieces);
    }
    bool around = level > 0;
    if (!pieces.empty()) {
        auto linked = RingLinker(square, std::move(pieces), level).rings(around);
        std::ranges::move(linked, std::back_inserter(found));
    }
    if (around) {
        found.push_back({square.corner(3), square.corner(0), square.corner(1), square.corner(2)});
    }
    return found;
}

std::vector<TilePath> TileClip::lines(const TilePath& line) const
{
    const Square square{2 * m_low - 1, 2 * m_high + 1};
    std::vector<TilePath> found;
    TilePath piece;
    const auto close = [&] {
        if (piece.size() > 1) {
            found.push_back(std::move(piece));
        }
        piece.clear();
    };
    if (!line.empty() && holds(line.front())) {
        piece.push_back(line.front());
    }
    for (std::size_t i = 1; i < line.size(); ++i) {
        const auto part = part_of(square, line[i - 1], line[i]);
        if (!part.is_inside) {
            continue;
        }
        if (part.entry) {
            piece = {part.entry->at};
        }
        if (part.exit) {
            piece.push_back(part.exit->at);
            close();
        } else {
            piece.push_back(line[i]);
        }
    }
    close();
    return found;
}

}  // namespace parvis::geo
