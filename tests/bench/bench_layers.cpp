// SPDX-License-Identifier: EUPL-1.2
#include "bench_layers.hpp"

#include "geo/error.hpp"
#include "geo/overlay.hpp"
#include "geo/vector_file.hpp"
#include "geo/wkt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <optional>
#include <random>
#include <string_view>

namespace parvis::bench {
namespace {

std::string_view cell(std::string_view line, std::size_t column)
{
    for (; column > 0; --column) {
        line.remove_prefix(std::min(line.size(), line.find(',') + 1));
    }
    return line.substr(0, line.find(','));
}

std::size_t column_of(std::string_view header, std::string_view name)
{
    const auto columns = static_cast<std::size_t>(std::ranges::count(header, ',')) + 1;
    for (std::size_t column = 0; column < columns; ++column) {
        if (cell(header, column) == name) {
            return column;
        }
    }
    throw SourceError(fmt::format("no column {}", name));
}

double number(std::string_view text)
{
    double value = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc{}) {
        throw SourceError(fmt::format("not a number: {}", text));
    }
    return value;
}

std::ifstream open(const std::string& name)
{
    std::ifstream file(name);
    if (!file) {
        throw SourceError(fmt::format("cannot open {}", name));
    }
    return file;
}

}  // namespace

std::vector<geo::Area> read_areas(const std::string& name)
{
    geo::VectorFile file(name, geo::VectorFormat::geojson, {});
    std::vector<geo::Area> areas;
    geo::VectorFile::Row row;
    while (file.next(row)) {
        areas.push_back({fmt::format("{:08}", areas.size()), geo::repair(row.geometry).geometry});
    }
    return areas;
}

std::vector<geo::LonLat> read_points(const std::string& name)
{
    std::ifstream file = open(name);
    std::string line;
    std::getline(file, line);
    const std::size_t lon = column_of(line, "lon");
    const std::size_t lat = column_of(line, "lat");
    std::vector<geo::LonLat> points;
    while (std::getline(file, line)) {
        points.push_back({number(cell(line, lon)), number(cell(line, lat))});
    }
    return points;
}

std::vector<geo::Geometry> read_lines(const std::string& name)
{
    std::ifstream file = open(name);
    std::string line;
    std::getline(file, line);
    std::vector<geo::Geometry> lines;
    while (std::getline(file, line)) {
        const std::size_t from = line.find('"');
        const std::size_t to = line.rfind('"');
        std::optional<geo::Geometry> geometry =
            from < to ? geo::parse_wkt(std::string_view(line).substr(from + 1, to - from - 1))
                      : std::nullopt;
        if (!geometry) {
            throw SourceError(fmt::format("not a line: {}", line));
        }
        lines.push_back(std::move(*geometry));
    }
    return lines;
}

std::vector<geo::LonLat> random_points(const std::vector<geo::Area>& areas, std::size_t count,
                                       unsigned seed)
{
    std::vector<geo::Box> boxes;
    for (const geo::Area& area : areas) {
        boxes.push_back(*geo::bounds(area.geometry));
    }
    std::mt19937_64 random(seed);
    const auto between = [&](double from, double to) {
        const double t = static_cast<double>(random() >> 11) * 0x1p-53;
        return std::round((from + t * (to - from)) * 1e6) / 1e6;
    };
    std::vector<geo::LonLat> points(count);
    for (geo::LonLat& p : points) {
        const geo::Box& box = boxes[random() % boxes.size()];
        p.lon = between(box.west, box.east);
        p.lat = between(box.south, box.north);
    }
    return points;
}

}  // namespace parvis::bench
