// SPDX-License-Identifier: EUPL-1.2
#include "publish/geometry_text.hpp"

#include <algorithm>
#include <utility>

namespace parvis::publish {

namespace {

geo::LonLat read_position(LineCursor& cursor)
{
    geo::LonLat position;
    cursor.expect("[");
    position.lon = cursor.number();
    cursor.expect(",");
    position.lat = cursor.number();
    cursor.expect("]");
    return position;
}

/// "[" item "," item … "]"
template <typename Item>
std::vector<Item> read_array(LineCursor& cursor, Item (*read)(LineCursor&))
{
    std::vector<Item> items;
    cursor.expect("[");
    do {
        items.push_back(read(cursor));
    } while (cursor.skip(","));
    cursor.expect("]");
    return items;
}

geo::LineString read_line(LineCursor& cursor) { return read_array(cursor, read_position); }

geo::Polygon read_polygon(LineCursor& cursor) { return {read_array(cursor, read_line)}; }

geo::Geometry read_coordinates(LineCursor& cursor)
{
    constexpr std::string_view coordinates = "\",\"coordinates\":";
    const auto is = [&](std::string_view type) {
        if (!cursor.skip(type)) {
            return false;
        }
        cursor.expect(coordinates);
        return true;
    };
    if (is("Point")) {
        return geo::Point{read_position(cursor)};
    }
    if (is("LineString")) {
        return geo::Line{read_line(cursor)};
    }
    if (is("Polygon")) {
        return read_polygon(cursor);
    }
    if (is("MultiPoint")) {
        return geo::MultiPoint{read_line(cursor)};
    }
    if (is("MultiLineString")) {
        return geo::MultiLine{read_array(cursor, read_line)};
    }
    if (is("MultiPolygon")) {
        return geo::MultiPolygon{read_array(cursor, read_polygon)};
    }
    cursor.fail("type de géométrie");
}

}  // namespace

geo::Geometry read_geometry(LineCursor& cursor)
{
    if (cursor.skip("null")) {
        return {};
    }
    cursor.expect("{\"type\":\"");
    auto geometry = read_coordinates(cursor);
    cursor.expect("}");
    return geometry;
}

std::optional<geo::Box> read_bounds(LineCursor& cursor)
{
    if (cursor.skip("null")) {
        return std::nullopt;
    }
    cursor.expect("{\"type\":\"");
    if (cursor.skip("Point\",\"coordinates\":")) {
        const auto at = read_position(cursor);
        cursor.expect("}");
        return geo::Box{at.lon, at.lat, at.lon, at.lat};
    }
    constexpr double far = 1e9;
    geo::Box box{far, far, -far, -far};
    if (!(cursor.skip("LineString") || cursor.skip("Polygon") || cursor.skip("MultiPoint") ||
          cursor.skip("MultiLineString") || cursor.skip("MultiPolygon"))) {
        cursor.fail("type de géométrie");
    }
    cursor.expect("\",\"coordinates\":");
    int depth = 0;
    do {
        if (cursor.skip("[")) {
            ++depth;
        } else if (cursor.skip("]")) {
            --depth;
        } else if (!cursor.skip(",")) {
            const double lon = cursor.number();
            cursor.expect(",");
            const double lat = cursor.number();
            box.west = std::min(box.west, lon);
            box.east = std::max(box.east, lon);
            box.south = std::min(box.south, lat);
            box.north = std::max(box.north, lat);
        }
    } while (depth > 0);
    cursor.expect("}");
    if (box.west > box.east) {
        cursor.fail("coordonnées");
    }
    return box;
}

}  // namespace parvis::publish
