// SPDX-License-Identifier: EUPL-1.2
#include "service/work_reach.hpp"

#include "datasets/geojson_geometry.hpp"
#include "geo/error.hpp"
#include "geo/geometry.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace parvis::service {

namespace {

std::vector<geo::LonLat> positions_of(const geo::Geometry& points)
{
    if (const auto* point = std::get_if<geo::Point>(&points)) {
        return {point->at};
    }
    const auto* many = std::get_if<geo::MultiPoint>(&points);
    return many == nullptr ? std::vector<geo::LonLat>() : many->points;
}

/// Keys of the communes that a work touches, as ingest finds them.
std::vector<std::string> communes_of(const datasets::EnteredWork& work, const geo::Locator& locator)
{
    std::set<std::uint32_t> areas;
    const auto add = [&](const std::vector<geo::AreaShare>& shares) {
        for (const auto& share : shares) {
            areas.insert(share.area);
        }
    };
    try {
        const auto parsed =
            datasets::parse_geojson_geometry(work.member(datasets::geometry_member));
        switch (geo::dimension(parsed.geometry)) {
        case geo::Dimension::none:
            break;
        case geo::Dimension::point:
            for (const geo::LonLat p : positions_of(parsed.geometry)) {
                if (const auto area = locator.locate(p); area != geo::Locator::nowhere) {
                    areas.insert(area);
                }
            }
            break;
        case geo::Dimension::line:
            add(locator.cut(parsed.geometry));
            break;
        case geo::Dimension::area:
            add(locator.overlay(parsed.geometry));
            break;
        }
    } catch (const GeometryError&) {
        return {};
    }
    std::vector<std::string> communes;
    for (const std::uint32_t area : areas) {
        communes.push_back(locator.keys()[area]);
    }
    return communes;
}

bool meets_communes(const geo::Box& box, const datasets::Territory& territory)
{
    return std::ranges::any_of(territory.communes, [&](const auto& commune) {
        const auto own = geo::bounds(commune.geometry);
        return own && own->west <= box.east && own->east >= box.west && own->south <= box.north &&
               own->north >= box.south;
    });
}

}  // namespace

std::string far_fault(const std::string& geojson, const datasets::Territory& territory)
{
    const auto box = geo::bounds(datasets::parse_geojson_geometry(geojson).geometry);
    if (!box || meets_communes(*box, territory)) {
        return {};
    }
    const bool swapped = meets_communes({box->south, box->west, box->north, box->east}, territory);
    return fmt::format("le chantier n’est dans aucune commune du territoire.{}",
                       swapped
                           ? " Longitude et latitude semblent échangées : GeoJSON et WKT disent "
                             "d’abord la longitude, une position tapée d’abord la latitude."
                           : "");
}

std::string area_key(const datasets::Level& level, const datasets::LevelArea& area)
{
    return level.id + '/' + area.id;
}

WorkReach::WorkReach(const WorkWriter& writer, const datasets::Territory& territory)
    : m_territory(territory),
      m_everywhere(writer.keeps || (writer.communes.empty() && writer.scope.areas.empty())),
      m_communes(writer.communes.begin(), writer.communes.end())
{
    for (const auto& level : territory.levels) {
        for (const auto& area : level.areas) {
            if (std::ranges::find(writer.scope.areas, area_key(level, area)) !=
                writer.scope.areas.end()) {
                m_communes.insert(area.communes.begin(), area.communes.end());
            }
        }
    }
}

std::string WorkReach::fault(const std::vector<std::string>& communes) const
{
    std::vector<std::string> outside;
    for (const std::string& key : communes) {
        if (!m_everywhere && !m_communes.contains(key)) {
            const auto* commune = m_territory.commune(key);
            outside.push_back(commune == nullptr ? key : commune->name);
        }
    }
    return outside.empty() ? std::string()
                           : fmt::format("Ce jeton ne vaut pas pour {} : le chantier y serait.",
                                         fmt::join(outside, ", "));
}

bool WorkReach::covers(const datasets::EnteredWork& work) const
{
    if (m_everywhere) {
        return true;
    }
    const auto communes = communes_of(work, m_territory.locator());
    return !communes.empty() && fault(communes).empty();
}

}  // namespace parvis::service
