// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"
#include "publish/box_tree.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace parvis::publish::works {

/// Streets as a graph: what two closings together leave without a way out. Built once, immutable.
///
/// Streets meet where their lines have the same position (to some ten centimetres): lines that only
/// cross are a bridge. A stretch goes from one such position, or end of a line, to the next.
/// Whether a street is one way counts for nothing: who must get to a house gets there.
class StreetNetwork {
public:
    struct Stretch {
        std::uint32_t from = 0, to = 0;  ///< crossings
        std::uint32_t street = 0;        ///< index of the line that it is a part of
        double metres = 0;
        geo::Geometry line;
    };

    StreetNetwork() = default;
    /// Other geometries than lines count for nothing.
    explicit StreetNetwork(std::span<const geo::Geometry> streets);

    [[nodiscard]] const std::vector<Stretch>& stretches() const { return m_stretches; }

    /// The stretches that a closed work leaves impassable, in order: those that run beside it, no
    /// farther than 15 m away, for 30 m or all their length; where there are none, the nearest one
    /// within 25 m. Crossings stay open for the other streets.
    [[nodiscard]] std::vector<std::uint32_t> closed_by(const geo::Geometry& work) const;

    /// Which sums of cuts a closing is part of: two closings that together cut off what neither
    /// cuts off alone have a key in common (the converse does not hold). Most closings have a
    /// few; of more than ten stretches that do not lie one behind the other, only what one or two
    /// of them cut is looked for, of more than 200 what one cuts.
    [[nodiscard]] std::vector<std::uint64_t> keys_of(std::span<const std::uint32_t> closed) const;

    /// The stretches, in order, from which one gets away to the larger part of the network with
    /// `one` closed and with `other` closed, but not with both. Both are in order.
    /// Time: that of walking the smaller parts.
    [[nodiscard]] std::vector<std::uint32_t> cut_off(std::span<const std::uint32_t> one,
                                                     std::span<const std::uint32_t> other) const;

private:
    void split(std::span<const geo::Geometry> streets);
    void connect();
    void label();
    void cut_off_in(std::uint32_t part, std::span<const std::uint32_t> one,
                    std::span<const std::uint32_t> other, std::vector<std::uint32_t>& cut) const;

    std::vector<Stretch> m_stretches;
    std::size_t m_crossings = 0;
    std::vector<std::uint32_t> m_first, m_at;  ///< stretches at each crossing: m_at[m_first[c] …]
    std::vector<std::uint32_t> m_part;         ///< of each crossing: parts never meet
    /// Of each stretch: a set of stretches is a union of cuts where their labels' sum (exclusive
    /// or) is 0. Random numbers on those that close circles, the sum of theirs on the others.
    std::vector<std::uint64_t> m_label;
    BoxTree m_tree;
};

}  // namespace parvis::publish::works
