// SPDX-License-Identifier: EUPL-1.2
#include "geo/visit.hpp"
#include "publish/report/drawing.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>

namespace parvis::publish::report {

namespace {

/// What two positions of a border are drawn apart at least, in units of the drawing.
constexpr double finest = 0.6;

/// A plane in which a degree of longitude is as long as it is in the middle of the box.
class Sheet {
public:
    Sheet(geo::Box box, double width) : m_box(box), m_width(width)
    {
        const double middle = (box.south + box.north) / 2 * std::numbers::pi / 180;
        m_squeeze = std::cos(middle);
        m_scale = width / ((box.east - box.west) * m_squeeze);
        m_height = (box.north - box.south) * m_scale;
    }
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
    /// The rings of an area as a path, small steps left out.
    [[nodiscard]] std::string path(const geo::Geometry& geometry) const
    {
        std::string d;
        const auto ring = [&](const geo::Ring& positions) {
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
            d += first ? "" : "Z";
        };
        const auto polygon = [&](const geo::Polygon& area) {
            for (const geo::Ring& positions : area.rings) {
                ring(positions);
            }
        };
        if (const auto* one = std::get_if<geo::Polygon>(&geometry)) {
            polygon(*one);
        } else if (const auto* several = std::get_if<geo::MultiPolygon>(&geometry)) {
            for (const geo::Polygon& area : several->polygons) {
                polygon(area);
            }
        }
        return d;
    }

private:
    geo::Box m_box;
    double m_width, m_squeeze = 1, m_scale = 1, m_height = 0;
};

/// Of all communes, or of some.
std::optional<geo::Box> box_of(const Snapshot& communes, const std::set<std::string>* places)
{
    std::optional<geo::Box> all;
    for (RowIndex row = 0; row < communes.size(); ++row) {
        const auto box = communes.bounds(row);
        if (!box ||
            (places != nullptr && !places->contains(std::string(communes.feature_id(row))))) {
            continue;
        }
        all = all ? geo::Box{std::min(all->west, box->west), std::min(all->south, box->south),
                             std::max(all->east, box->east), std::max(all->north, box->north)}
                  : *box;
    }
    return all;
}

std::string communes_body(const Snapshot& communes, const std::set<std::string>& places,
                          const Sheet& sheet, std::string_view look, std::string_view own_look)
{
    // The dark ones last, so that their border lies above.
    std::string others, own;
    for (RowIndex row = 0; row < communes.size(); ++row) {
        if (!sheet.shows(communes.bounds(row))) {
            continue;
        }
        const bool is_own = places.contains(std::string(communes.feature_id(row)));
        (is_own ? own : others) +=
            fmt::format("<path {} d=\"{}\"/>", look_of(is_own ? own_look : look),
                        sheet.path(communes.geometry(row)));
    }
    return others + own;
}

}  // namespace

std::string letter_of(std::size_t index)
{
    return std::string(1, static_cast<char>('A' + static_cast<char>(index)));
}

std::string territory_drawing(const Snapshot& communes, const std::set<std::string>& places)
{
    const auto box = box_of(communes, nullptr);
    if (!box || box->east <= box->west || box->north <= box->south) {
        return {};
    }
    const Sheet sheet(*box, 520);
    return sheet.svg("territory-map", communes_body(communes, places, sheet, "land", "land-own"));
}

std::string place_drawing(const Snapshot& communes, const std::set<std::string>& places,
                          const std::vector<Located>& located)
{
    auto box = box_of(communes, &places);
    if (!box || box->east <= box->west || box->north <= box->south) {
        return {};
    }
    constexpr double rim = 0.1, width = 640, radius = 11;
    const double wide = (box->east - box->west) * rim, tall = (box->north - box->south) * rim;
    box = geo::Box{box->west - wide, box->south - tall, box->east + wide, box->north + tall};
    const Sheet sheet(*box, width);
    std::string body = communes_body(communes, places, sheet, "land-beside", "land-here");
    std::vector<std::pair<double, double>> taken;
    for (std::size_t i = 0; i < located.size(); ++i) {
        const geo::LonLat at{located[i].lon, located[i].lat};
        double x = std::clamp(sheet.x(at), radius, width - radius);
        const double y = sheet.y(at);
        const auto meets = [&](const auto& other) {
            return std::hypot(other.first - x, other.second - y) < 2 * radius;
        };
        while (std::ranges::any_of(taken, meets) && x < width - 3 * radius) {
            x += 2 * radius + 1;  // beside the one that is there, so that both can be read
        }
        taken.emplace_back(x, y);
        body += located[i].work ? fmt::format("<rect {} x=\"{:.1f}\" y=\"{:.1f}\" "
                                              "width=\"{}\" height=\"{}\"/>",
                                              look_of("mark-work"), x - radius, y - radius,
                                              2 * radius, 2 * radius)
                                : fmt::format("<circle {} cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\"/>",
                                              look_of("mark"), x, y, radius);
        body += fmt::format("<text {} x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", look_of("mark-letter"),
                            x, y + 5, letter_of(i));
    }
    return sheet.svg("place-map", body);
}

}  // namespace parvis::publish::report
