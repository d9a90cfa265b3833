// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/drawing.hpp"
#include "publish/report/sheet.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace parvis::publish::report {

namespace {

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
