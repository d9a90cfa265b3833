// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"

#include <cmath>
#include <fmt/format.h>
#include <numbers>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish::report {

/// The paper of a drawing: a plane in which a degree of longitude is as long as it is in the middle
/// of the box. The box is wider and taller than nothing. Units are those of the SVG.
class Sheet {
public:
    Sheet(geo::Box box, double width) : m_box(box), m_width(width)
    {
        const double middle = (box.south + box.north) / 2 * std::numbers::pi / 180;
        m_squeeze = std::cos(middle);
        m_scale = width / ((box.east - box.west) * m_squeeze);
        m_height = (box.north - box.south) * m_scale;
    }
    [[nodiscard]] double width() const { return m_width; }
    [[nodiscard]] double height() const { return m_height; }
    [[nodiscard]] bool shows(const std::optional<geo::Box>& box) const
    {
        return box && box->west <= m_box.east && box->east >= m_box.west &&
               box->south <= m_box.north && box->north >= m_box.south;
    }
    [[nodiscard]] double x(geo::LonLat at) const
    {
        return (at.lon - m_box.west) * m_squeeze * m_scale;
    }
    [[nodiscard]] double y(geo::LonLat at) const { return (m_box.north - at.lat) * m_scale; }
    [[nodiscard]] std::string svg(std::string_view name, std::string_view body) const
    {
        return fmt::format("<svg class=\"{}\" viewBox=\"0 0 {:.0f} {:.0f}\" "
                           "aria-hidden=\"true\">{}</svg>",
                           name, m_width, m_height, body);
    }
    /// The rings of an area, or the lines, as a path, small steps left out; "" of points.
    [[nodiscard]] std::string path(const geo::Geometry& geometry) const
    {
        std::string d;
        if (const auto* one = std::get_if<geo::Polygon>(&geometry)) {
            add_rings(d, *one);
        } else if (const auto* several = std::get_if<geo::MultiPolygon>(&geometry)) {
            for (const geo::Polygon& area : several->polygons) {
                add_rings(d, area);
            }
        } else if (const auto* line = std::get_if<geo::Line>(&geometry)) {
            add(d, line->line);
        } else if (const auto* lines = std::get_if<geo::MultiLine>(&geometry)) {
            for (const geo::LineString& each : lines->lines) {
                add(d, each);
            }
        }
        return d;
    }

private:
    void add_rings(std::string& d, const geo::Polygon& area) const
    {
        for (const geo::Ring& ring : area.rings) {
            const std::size_t before = d.size();
            add(d, ring);
            d += d.size() > before ? "Z" : "";
        }
    }
    void add(std::string& d, const std::vector<geo::LonLat>& positions) const
    {
        constexpr double finest = 0.6;  // what two positions are drawn apart at least
        double last_x = -1e9, last_y = -1e9;
        bool first = true;
        for (const geo::LonLat at : positions) {
            const double here_x = x(at), here_y = y(at);
            if (std::hypot(here_x - last_x, here_y - last_y) < finest) {
                continue;
            }
            d += fmt::format("{}{:.1f} {:.1f}", first ? "M" : "L", here_x, here_y);
            first = false;
            last_x = here_x;
            last_y = here_y;
        }
    }

    geo::Box m_box;
    double m_width, m_squeeze = 1, m_scale = 1, m_height = 0;
};

}  // namespace parvis::publish::report
