// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geos_geometry.hpp"
#include "geo/locator.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace parvis::bench {

/// The peer: GEOS' STRtree over the areas, and prepared geometries for the exact test.
class GeosPlaces {
public:
    explicit GeosPlaces(const std::vector<geo::Area>& areas);

    /// The first area that holds each point, border included, as Locator::locate().
    void locate(std::span<const geo::LonLat> points, std::span<std::uint32_t> out) const;

private:
    struct PreparedDeleter {
        void operator()(const GEOSPreparedGeometry* prepared) const noexcept;
    };
    struct TreeDeleter {
        void operator()(GEOSSTRtree* tree) const noexcept;
    };
    struct Peer {
        std::uint32_t index = 0;
        geo::GeosGeometry geometry;
        std::unique_ptr<const GEOSPreparedGeometry, PreparedDeleter> prepared;
    };

    std::vector<Peer> m_peers;
    std::unique_ptr<GEOSSTRtree, TreeDeleter> m_tree;
};

}  // namespace parvis::bench
