// SPDX-License-Identifier: EUPL-1.2
#include "publish/cql2/shapes.hpp"

#include "datasets/spelling.hpp"
#include "geo/error.hpp"
#include "geo/spatial_predicate.hpp"
#include "geo/visit.hpp"
#include "publish/cql2/filter.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace parvis::publish::cql2 {

namespace {

double rounded(double degree)
{
    constexpr double steps = 1e7;
    return std::round(degree * steps) / steps;
}

template <typename Change>
void change_positions(geo::Geometry& geometry, Change&& change)
{
    const auto all = [&](std::vector<geo::LonLat>& positions) {
        for (auto& p : positions) {
            p = change(p);
        }
    };
    const auto each = [&](auto& lists) {
        for (auto& list : lists) {
            all(list);
        }
    };
    std::visit(geo::Overloaded{
                   [](std::monostate&) {},
                   [&](geo::Point& point) { point.at = change(point.at); },
                   [&](geo::MultiPoint& points) { all(points.points); },
                   [&](geo::Line& line) { all(line.line); },
                   [&](geo::MultiLine& lines) { each(lines.lines); },
                   [&](geo::Polygon& polygon) { each(polygon.rings); },
                   [&](geo::MultiPolygon& polygons) {
                       for (auto& polygon : polygons.polygons) {
                           each(polygon.rings);
                       }
                   },
               },
               geometry);
}

/// In CRS84; a fault for a position that is nowhere on Earth.
geo::LonLat placed(geo::LonLat p, std::size_t at, const Setting& setting)
{
    if (setting.crs != nullptr) {
        const auto to = to_crs84(p, *setting.crs);
        if (!to) {
            throw Fault{at, fmt::format("la position {} {} n'existe pas dans le système de "
                                        "« filter-crs »",
                                        p.lon, p.lat)};
        }
        p = *to;
    }
    if (!(std::fabs(p.lon) <= 180 && std::fabs(p.lat) <= 90)) {
        throw Fault{at, fmt::format("la position {} {} n'est pas une longitude et une latitude ; "
                                    "un autre système se dit par « filter-crs »",
                                    p.lon, p.lat)};
    }
    return p;
}

/// Rounded where it stays a geometry: what is smaller than a centimetre keeps its own positions.
ShapeSource usable(std::vector<geo::Geometry> parts, std::size_t at)
{
    ShapeSource source;
    source.parts = parts;
    for (auto& part : source.parts) {
        change_positions(part, [](geo::LonLat p) {
            return geo::LonLat{rounded(p.lon), rounded(p.lat)};
        });
    }
    try {
        const geo::Shape fine(source.parts);
    } catch (const GeometryError&) {
        try {
            const geo::Shape original(parts);
            source.parts = std::move(parts);
        } catch (const GeometryError& error) {
            throw Fault{at, error.what()};
        }
    }
    return source;
}

/// A box as an area; as a line or a point where it has no width or no height.
geo::Geometry area_of(const geo::Box& box)
{
    const geo::LonLat low{box.west, box.south};
    const geo::LonLat high{box.east, box.north};
    if (low == high) {
        return geo::Point{low};
    }
    if (low.lon == high.lon || low.lat == high.lat) {
        return geo::Line{{low, high}};
    }
    return geo::Polygon{{{low, {box.east, box.south}, high, {box.west, box.north}, low}}};
}

/// A rectangle of another plane: its sides are curves here.
geo::Geometry curved_area(const geo::Box& box, std::size_t at, const Setting& setting)
{
    constexpr int steps = 32;
    geo::Ring ring;
    const auto side = [&](geo::LonLat from, geo::LonLat to) {
        for (int i = 0; i < steps; ++i) {
            const double t = static_cast<double>(i) / steps;
            ring.push_back(
                placed({from.lon + t * (to.lon - from.lon), from.lat + t * (to.lat - from.lat)}, at,
                       setting));
        }
    };
    side({box.west, box.south}, {box.east, box.south});
    side({box.east, box.south}, {box.east, box.north});
    side({box.east, box.north}, {box.west, box.north});
    side({box.west, box.north}, {box.west, box.south});
    ring.push_back(ring.front());
    return geo::Polygon{{std::move(ring)}};
}

const std::string& text_argument(const Call& call, std::size_t index)
{
    const auto& argument = call.arguments[index];
    const auto* text = std::get_if<std::string>(&argument.node);
    if (text == nullptr) {
        throw Fault{argument.at, "un texte entre apostrophes était attendu : feature('poles',"
                                 "'val-de-seine')"};
    }
    return *text;
}

}  // namespace

ShapeSource shape_of(const GeometryLiteral& literal, std::size_t at, const Setting& setting)
{
    auto parts = literal.parts;
    for (auto& part : parts) {
        change_positions(part, [&](geo::LonLat p) { return placed(p, at, setting); });
    }
    return usable(std::move(parts), at);
}

ShapeSource shape_of(const BoxLiteral& literal, std::size_t at, const Setting& setting)
{
    if (setting.crs != nullptr && !setting.crs->degrees) {
        const auto& box = literal.box;
        if (box.west > box.east || box.south > box.north) {
            throw Fault{at, "BBOX attend le coin le plus petit, puis le plus grand"};
        }
        return usable({curved_area(box, at, setting)}, at);
    }
    auto box = setting.crs != nullptr ? in_east_north(literal.box, *setting.crs) : literal.box;
    for (const geo::LonLat corner : {geo::LonLat{box.west, box.south}, {box.east, box.north}}) {
        static_cast<void>(placed(corner, at, {}));
    }
    if (box.south > box.north) {
        throw Fault{at, "le sud de BBOX est plus grand que le nord ; l'ordre est ouest, sud, est, "
                        "nord"};
    }
    std::vector<geo::Geometry> parts;
    if (box.crosses_antimeridian()) {
        parts.push_back(area_of({box.west, box.south, 180, box.north}));
        parts.push_back(area_of({-180, box.south, box.east, box.north}));
    } else {
        parts.push_back(area_of(box));
    }
    auto source = usable(std::move(parts), at);
    source.box =
        geo::Box{rounded(box.west), rounded(box.south), rounded(box.east), rounded(box.north)};
    return source;
}

ShapeSource shape_of_feature(const Call& call, std::size_t at, const Setting& setting)
{
    if (call.arguments.size() != 2) {
        throw Fault{at, "feature attend un jeu de données et un identifiant"};
    }
    const auto& id = text_argument(call, 0);
    const auto& row_id = text_argument(call, 1);
    const auto dataset = setting.publication != nullptr ? setting.publication->find(id) : nullptr;
    if (!dataset) {
        std::vector<std::string> ids;
        if (setting.publication != nullptr) {
            for (const auto& [known, snapshot] : setting.publication->datasets) {
                ids.push_back(known);
            }
        }
        throw Fault{call.arguments[0].at, fmt::format("il n'y a pas de jeu de données « {} ».{}",
                                                      id, datasets::spelling_hint(id, ids))};
    }
    const auto row = dataset->row_of(row_id);
    if (!row) {
        throw Fault{call.arguments[1].at,
                    fmt::format("le jeu « {} » n'a pas d'objet « {} » dans sa version {}", id,
                                row_id, dataset->manifest().version)};
    }
    ShapeSource source;
    source.parts.push_back(dataset->geometry(*row));
    if (geo::is_empty(source.parts.front())) {
        throw Fault{at, fmt::format("l'objet « {} » de « {} » n'a pas de géométrie", row_id, id)};
    }
    return source;
}

}  // namespace parvis::publish::cql2
