// SPDX-License-Identifier: EUPL-1.2
#include "geo/locator.hpp"

#include "geo/containment.hpp"
#include "geo/error.hpp"
#include "geo/measure.hpp"
#include "geo/overlay.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <utility>

namespace parvis::geo {

struct Locator::Index {
    std::vector<std::string> keys;
    std::vector<Geometry> geometries;
    std::vector<Box> boxes;
};

Locator::Locator(std::vector<Area> areas)
{
    std::ranges::sort(areas, {}, &Area::key);
    auto index = std::make_unique<Index>();
    for (Area& area : areas) {
        if (!index->keys.empty() && index->keys.back() == area.key) {
            throw GeometryError("la zone « " + area.key + " » est définie deux fois");
        }
        if (dimension(area.geometry) != Dimension::area) {
            throw GeometryError("la zone « " + area.key + " » n'est pas une surface");
        }
        index->keys.push_back(std::move(area.key));
        index->boxes.push_back(*bounds(area.geometry));
        index->geometries.push_back(std::move(area.geometry));
    }
    m_index = std::move(index);
}

Locator::Locator(Locator&&) noexcept = default;
Locator& Locator::operator=(Locator&&) noexcept = default;
Locator::~Locator() = default;

const std::vector<std::string>& Locator::keys() const
{
    return m_index->keys;
}

const Geometry& Locator::geometry(std::uint32_t area) const
{
    return m_index->geometries.at(area);
}

std::uint32_t Locator::locate(LonLat p) const
{
    for (std::size_t i = 0; i < m_index->keys.size(); ++i) {
        if (m_index->boxes[i].contains(p)
            && side_of(m_index->geometries[i], p) != Side::outside) {
            return static_cast<std::uint32_t>(i);
        }
    }
    return nowhere;
}

void Locator::locate(std::span<const LonLat> points, std::span<std::uint32_t> out) const
{
    assert(points.size() == out.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        out[i] = locate(points[i]);
    }
}

std::vector<AreaShare> Locator::cut(const Geometry& line) const
{
    const double whole = length_m(line);
    const std::uint32_t area = locate(representative_point(line).value_or(LonLat{}));
    return area == nowhere ? std::vector<AreaShare>{} : std::vector<AreaShare>{{area, whole, 1}};
}

std::vector<AreaShare> Locator::overlay(const Geometry& polygon) const
{
    const double whole = area_m2(polygon);
    std::vector<AreaShare> shares;
    for (std::size_t i = 0; i < m_index->keys.size(); ++i) {
        const double area = area_m2(intersection(polygon, m_index->geometries[i]));
        if (area > 0) {
            shares.push_back({static_cast<std::uint32_t>(i), area, area / whole});
        }
    }
    std::ranges::stable_sort(shares, std::ranges::greater{}, &AreaShare::amount);
    return shares;
}

std::vector<std::uint32_t> Locator::near(LonLat p, double) const
{
    const std::uint32_t area = locate(p);
    return area == nowhere ? std::vector<std::uint32_t>{} : std::vector<std::uint32_t>{area};
}

}  // namespace parvis::geo
