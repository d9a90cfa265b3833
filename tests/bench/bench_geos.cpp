// SPDX-License-Identifier: EUPL-1.2
#include "bench_geos.hpp"

#include <cstddef>

namespace parvis::bench {

using geo::GeosContext;
using geo::GeosGeometry;

void GeosPlaces::PreparedDeleter::operator()(const GEOSPreparedGeometry* prepared) const noexcept
{
    GEOSPreparedGeom_destroy_r(GeosContext::of_thread().handle(), prepared);
}

void GeosPlaces::TreeDeleter::operator()(GEOSSTRtree* tree) const noexcept
{
    GEOSSTRtree_destroy_r(GeosContext::of_thread().handle(), tree);
}

GeosPlaces::GeosPlaces(const std::vector<geo::Area>& areas)
    : m_tree(GEOSSTRtree_create_r(GeosContext::of_thread().handle(), 10))
{
    const GEOSContextHandle_t handle = GeosContext::of_thread().handle();
    m_peers.reserve(areas.size());
    for (const geo::Area& area : areas) {
        Peer& peer = m_peers.emplace_back();
        peer.index = static_cast<std::uint32_t>(m_peers.size() - 1);
        peer.geometry = geo::to_geos(area.geometry);
        peer.prepared.reset(GEOSPrepare_r(handle, peer.geometry.get()));
        GEOSSTRtree_insert_r(handle, m_tree.get(), peer.geometry.get(), &peer);
    }
    // The tree is laid out by its first question: that belongs to building.
    const GeosGeometry first(GEOSGeom_createPointFromXY_r(handle, 0, 0));
    GEOSSTRtree_query_r(
        handle, m_tree.get(), first.get(), [](void*, void*) {}, nullptr);
}

void GeosPlaces::locate(std::span<const geo::LonLat> points, std::span<std::uint32_t> out) const
{
    struct Question {
        GEOSContextHandle_t handle;
        const GEOSGeometry* point;
        std::uint32_t answer;
    };
    const GEOSContextHandle_t handle = GeosContext::of_thread().handle();
    for (std::size_t i = 0; i < points.size(); ++i) {
        const GeosGeometry point(
            GEOSGeom_createPointFromXY_r(handle, points[i].lon, points[i].lat));
        Question question{handle, point.get(), geo::Locator::nowhere};
        GEOSSTRtree_query_r(
            handle, m_tree.get(), point.get(),
            [](void* item, void* data) {
                const auto& peer = *static_cast<const Peer*>(item);
                auto& asked = *static_cast<Question*>(data);
                if (peer.index < asked.answer &&
                    GEOSPreparedIntersects_r(asked.handle, peer.prepared.get(), asked.point) == 1) {
                    asked.answer = peer.index;
                }
            },
            &question);
        out[i] = question.answer;
    }
}

}  // namespace parvis::bench
