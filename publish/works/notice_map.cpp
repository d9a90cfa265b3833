// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/notice.hpp"

#include "datasets/geojson_geometry.hpp"
#include "geo/distance.hpp"
#include "geo/measure.hpp"
#include "publish/around.hpp"
#include "publish/report/drawing.hpp"
#include "publish/report/sheet.hpp"
#include "publish/site/map_view.hpp"
#include "publish/site/markdown.hpp"
#include "publish/site/row.hpp"
#include "publish/works/public_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace parvis::publish::works {

namespace {

using report::Sheet;

constexpr double sheet_width = 640, sheet_height = 380, letter_size = 15;
constexpr std::string_view red = "#a8201a", ink = "#1d2126";

/// Around the work, in the proportions of the paper, and at least so wide that one recognises it.
geo::Box frame_of(const geo::Box& work)
{
    constexpr double least_m = 700, rim = 1.35;
    const geo::LonLat middle{(work.west + work.east) / 2, (work.south + work.north) / 2};
    const double wide = geo::distance_m({work.west, middle.lat}, {work.east, middle.lat}) * rim;
    const double tall = geo::distance_m({middle.lon, work.south}, {middle.lon, work.north}) * rim;
    const double width = std::max({least_m, wide, tall * sheet_width / sheet_height});
    const double height = width * sheet_height / sheet_width;
    return {
        geo::destination(middle, -90, width / 2).lon, geo::destination(middle, 180, height / 2).lat,
        geo::destination(middle, 90, width / 2).lon, geo::destination(middle, 0, height / 2).lat};
}

/// Every geometry in a GeoJSON text of a site.
std::vector<geo::Geometry> geometries_in(const std::string& geojson)
{
    std::vector<geo::Geometry> found;
    rapidjson::Document document;
    document.Parse<rapidjson::kParseIterativeFlag>(geojson.data(), geojson.size());
    const auto add = [&](const rapidjson::Value& feature) {
        if (!feature.IsObject() || !feature.HasMember("geometry")) {
            return;
        }
        rapidjson::StringBuffer buffer;
        rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
        feature["geometry"].Accept(writer);
        found.push_back(
            datasets::parse_geojson_geometry({buffer.GetString(), buffer.GetSize()}).geometry);
    };
    if (document.HasParseError() || !document.IsObject()) {
        return found;
    }
    if (document.HasMember("features") && document["features"].IsArray()) {
        for (const auto& feature : document["features"].GetArray()) {
            add(feature);
        }
    } else {
        add(document);
    }
    return found;
}

/// Names that do not lie on one another, nor beyond the paper.
class Labels {
public:
    explicit Labels(const Sheet& sheet) : m_sheet(&sheet) {}

    /// Keeps the place free.
    void take(double x, double y, double wide, double tall)
    {
        m_taken.push_back({x, y, wide, tall});
    }
    /// The text beside (x, y), at the right or left of it, or over or under; "" where there is no
    /// room.
    std::string put(double x, double y, const std::string& text, std::string_view colour = ink)
    {
        constexpr double letter = 0.51, gap = 12;
        const double wide = letter_size * letter * static_cast<double>(letters(text)) + 4;
        // Where the text's box begins, and which part of the text stands where.
        struct Way {
            double left, top, anchor;
            std::string_view name;
        };
        const std::array<Way, 4> ways{{{x + gap, y - letter_size / 2, 0, "start"},
                                       {x - gap - wide, y - letter_size / 2, wide, "end"},
                                       {x - wide / 2, y - gap - letter_size, wide / 2, "middle"},
                                       {x - wide / 2, y + gap, wide / 2, "middle"}}};
        for (const Way& way : ways) {
            const Spot spot{way.left, way.top, wide, letter_size + 2};
            if (is_free(spot)) {
                m_taken.push_back(spot);
                return fmt::format(
                    "<text x=\"{:.1f}\" y=\"{:.1f}\" font-family=\"Parvis Text\" font-size=\"{}\" "
                    "text-anchor=\"{}\" fill=\"{}\">{}</text>",
                    way.left + way.anchor, way.top + letter_size - 2, letter_size, way.name, colour,
                    site::escaped(text));
            }
        }
        return {};
    }

private:
    struct Spot {
        double x, y, wide, tall;
    };
    static std::size_t letters(const std::string& text)
    {
        return static_cast<std::size_t>(
            std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
    }
    [[nodiscard]] bool is_free(const Spot& one) const
    {
        const bool inside = one.x >= 2 && one.y >= 2 && one.x + one.wide <= m_sheet->width() - 2 &&
                            one.y + one.tall <= m_sheet->height() - 2;
        return inside && std::ranges::none_of(m_taken, [&](const Spot& other) {
                   return one.x < other.x + other.wide && other.x < one.x + one.wide &&
                          one.y < other.y + other.tall && other.y < one.y + one.tall;
               });
    }

    const Sheet* m_sheet;
    std::vector<Spot> m_taken;
};

std::string ground(const site::Page& page, const Sheet& sheet)
{
    std::string body;
    if (const auto communes = page.publication->communes()) {
        for (RowIndex row = 0; row < communes->size(); ++row) {
            if (sheet.shows(communes->bounds(row))) {
                body +=
                    fmt::format("<path fill=\"#ffffff\" stroke=\"#a79f91\" stroke-width=\"1.5\" "
                                "stroke-dasharray=\"6 4\" d=\"{}\"/>",
                                sheet.path(communes->geometry(row)));
            }
        }
    }
    for (const geo::Geometry& river : geometries_in(site::river_geojson(page.publication->site))) {
        body += fmt::format("<path fill=\"none\" stroke=\"#9cc3dd\" stroke-width=\"16\" "
                            "stroke-linejoin=\"round\" d=\"{}\"/>",
                            sheet.path(river));
    }
    return body;
}

/// The streets of the site, with the names for which there is room once the others have theirs.
std::string streets_in(const site::Page& page, const geo::Box& box, const Sheet& sheet,
                       Labels& labels)
{
    constexpr std::size_t most = 4000, most_named = 10, longest = 34;
    const auto streets = site::street_layer(*page.publication);
    if (!streets) {
        return {};
    }
    auto rows = streets->rows_in(box);
    rows.resize(std::min(rows.size(), most));
    std::string lines, names;
    std::vector<std::string> named;
    for (const RowIndex row : rows) {
        const geo::Geometry geometry = streets->geometry(row);
        if (geo::dimension(geometry) != geo::Dimension::line) {
            continue;
        }
        lines += fmt::format("<path fill=\"none\" stroke=\"#cfc7b8\" stroke-width=\"6\" "
                             "stroke-linecap=\"round\" stroke-linejoin=\"round\" d=\"{}\"/>",
                             sheet.path(geometry));
        const std::string name = site::first_line(site::Row(*streets, row).title(), longest);
        const auto at = geo::representative_point(geometry);
        if (!at || name.empty() || named.size() == most_named ||
            std::ranges::find(named, name) != named.end()) {
            continue;
        }
        const std::string label = labels.put(sheet.x(*at), sheet.y(*at), name, "#5c564c");
        if (!label.empty()) {
            named.push_back(name);
            names += label;
        }
    }
    return lines + names;
}

/// Streets and equipment that the site knows by name, the nearest first: lines, points, names.
std::string neighbours(const site::Page& page, const Snapshot& dataset, RowIndex work,
                       const Sheet& sheet, Labels& labels)
{
    constexpr double reach_m = 500;
    constexpr std::size_t most = 6, longest = 34;
    const auto found = things_around(*page.publication, dataset, work, reach_m);
    const auto* groups = std::get_if<std::vector<DatasetAround>>(&found);
    std::string lines, points;
    std::size_t named = 0;
    for (std::size_t g = 0; groups != nullptr && g < groups->size(); ++g) {
        const auto& [things_of, things] = (*groups)[g];
        const auto kind = things_of->manifest().facts.kind;
        for (const ThingAround& thing : things) {
            const geo::Geometry geometry = things_of->geometry(thing.row);
            if (kind != datasets::Kind::road_works &&
                geo::dimension(geometry) == geo::Dimension::line) {
                lines += fmt::format("<path fill=\"none\" stroke=\"#d8d1c2\" stroke-width=\"7\" "
                                     "stroke-linejoin=\"round\" d=\"{}\"/>",
                                     sheet.path(geometry));
            }
            const auto* point = std::get_if<geo::Point>(&geometry);
            if (kind != datasets::Kind::equipment || point == nullptr || named == most) {
                continue;
            }
            const double x = sheet.x(point->at), y = sheet.y(point->at);
            const std::string label = labels.put(
                x, y, site::first_line(site::Row(*things_of, thing.row).title(), longest));
            if (!label.empty()) {
                ++named;
                labels.take(x - 6, y - 6, 12, 12);
                points += fmt::format("<circle fill=\"#164a73\" stroke=\"#ffffff\" "
                                      "stroke-width=\"1.5\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"5\"/>",
                                      x, y) +
                          label;
            }
        }
    }
    return lines + points;
}

std::string shape_of(const geo::Geometry& geometry, const Sheet& sheet, Labels& labels)
{
    const std::string path = sheet.path(geometry);
    const bool area = geo::dimension(geometry) == geo::Dimension::area;
    std::string body =
        path.empty() ? std::string()
                     : fmt::format("<path fill=\"none\" stroke=\"#ffffff\" stroke-width=\"13\" "
                                   "stroke-linecap=\"round\" stroke-linejoin=\"round\" d=\"{}\"/>"
                                   "<path fill=\"{}\" fill-opacity=\"0.3\" stroke=\"{}\" "
                                   "stroke-width=\"{}\" stroke-linecap=\"round\" "
                                   "stroke-linejoin=\"round\" d=\"{}\"/>",
                                   path, area ? red : "none", red, area ? 3 : 8, path);
    const auto dot = [&](geo::LonLat at) {
        body += fmt::format("<circle fill=\"{}\" stroke=\"#ffffff\" stroke-width=\"3\" "
                            "cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"11\"/>",
                            red, sheet.x(at), sheet.y(at));
    };
    if (const auto* point = std::get_if<geo::Point>(&geometry)) {
        dot(point->at);
    } else if (const auto* points = std::get_if<geo::MultiPoint>(&geometry)) {
        std::ranges::for_each(points->points, dot);
    }
    // Names keep clear of the work, piece by piece.
    const auto keep_clear = [&](const geo::LineString& line) {
        constexpr int pieces = 8;
        for (std::size_t i = 0; i + 1 < line.size(); ++i) {
            for (int k = 0; k <= pieces; ++k) {
                const double t = static_cast<double>(k) / pieces;
                const geo::LonLat at{std::lerp(line[i].lon, line[i + 1].lon, t),
                                     std::lerp(line[i].lat, line[i + 1].lat, t)};
                labels.take(sheet.x(at) - 7, sheet.y(at) - 7, 14, 14);
            }
        }
    };
    if (const auto* line = std::get_if<geo::Line>(&geometry)) {
        keep_clear(line->line);
    } else if (const auto* lines = std::get_if<geo::MultiLine>(&geometry)) {
        std::ranges::for_each(lines->lines, keep_clear);
    } else if (const auto at = geo::representative_point(geometry)) {
        labels.take(sheet.x(*at) - 12, sheet.y(*at) - 12, 24, 24);
    }
    return body;
}

/// A bar of a round length at the foot, and an arrow to the north.
std::string measures(const Sheet& sheet, const geo::Box& box, Labels& labels)
{
    const double metres = geo::distance_m({box.west, box.south}, {box.east, box.south});
    constexpr std::array rounds{20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0, 10000.0};
    double length = rounds.front();
    for (const double round : rounds) {
        length = round < metres / 4 ? round : length;
    }
    constexpr double left = 14, foot = 14;
    const double y = sheet.height() - foot, wide = sheet.width() * length / metres;
    labels.take(left - 6, y - 30, wide + 12, 42);
    labels.take(sheet.width() - 36, 4, 32, 46);
    const double north = sheet.width() - 20;
    return fmt::format(
        "<path fill=\"none\" stroke=\"{0}\" stroke-width=\"2\" d=\"M{1} {2:.1f}v6h{3:.1f}v-6\"/>"
        "<text x=\"{1}\" y=\"{4:.1f}\" font-family=\"Parvis Text\" font-size=\"17\" fill=\"{0}\">"
        "{5}</text>"
        "<path fill=\"{0}\" d=\"M{6} 8l7 18l-7 -5l-7 5z\"/>"
        "<text x=\"{6}\" y=\"44\" font-family=\"Parvis Text\" font-size=\"17\" fill=\"{0}\" "
        "text-anchor=\"middle\">N</text>",
        ink, left, y - 6, wide, y - 10,
        length < 1000 ? fmt::format("{:.0f} m", length) : fmt::format("{:.0f} km", length / 1000),
        north);
}

}  // namespace

std::string notice_map(const site::Page& page, const Snapshot& dataset, RowIndex row)
{
    const auto bounds = dataset.bounds(row);
    if (!bounds) {
        return {};
    }
    const geo::Box box = frame_of(*bounds);
    const Sheet sheet(box, sheet_width);
    Labels labels(sheet);
    const std::string scale = measures(sheet, box, labels);
    const std::string shape = shape_of(dataset.geometry(row), sheet, labels);
    const std::string around = neighbours(page, dataset, row, sheet, labels);
    const auto streets = street_names(site::Row(dataset, row).text("voie"));
    const auto middle = geo::representative_point(dataset.geometry(row));
    const std::string name =
        streets.empty() || !middle
            ? std::string()
            : labels.put(sheet.x(*middle), sheet.y(*middle), streets.front(), red);
    const std::string streets_drawn = streets_in(page, box, sheet, labels);
    return sheet.svg("notice-map",
                     ground(page, sheet) + streets_drawn + around + shape + name + scale);
}

}  // namespace parvis::publish::works
