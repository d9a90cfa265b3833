// SPDX-License-Identifier: EUPL-1.2
#include "publish/formats/kml.hpp"

#include "datasets/json_text.hpp"
#include "geo/visit.hpp"
#include "publish/api/facts.hpp"
#include "publish/formats/export_table.hpp"
#include "publish/formats/xml_text.hpp"
#include "publish/row_name.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace parvis::publish {

namespace {

using Content = ExportColumn::Content;
using datasets::ValueType;

/// Text of an element or attribute.
void append_positions(std::string& out, const std::vector<geo::LonLat>& positions)
{
    out += "<coordinates>";
    for (const auto& p : positions) {
        out += &p == &positions.front() ? "" : " ";
        datasets::append_degree(out, p.lon);
        out += ',';
        datasets::append_degree(out, p.lat);
    }
    out += "</coordinates>";
}

struct Shape {
    std::string& out;

    void operator()(std::monostate) const {}
    void operator()(const geo::Point& point) const
    {
        out += "<Point>";
        append_positions(out, {point.at});
        out += "</Point>";
    }
    void operator()(const geo::Line& line) const { append_line(line.line); }
    void operator()(const geo::Polygon& polygon) const
    {
        out += "<Polygon>";
        for (const auto& ring : polygon.rings) {
            const bool outer = &ring == &polygon.rings.front();
            out += outer ? "<outerBoundaryIs><LinearRing>" : "<innerBoundaryIs><LinearRing>";
            append_positions(out, ring);
            out += outer ? "</LinearRing></outerBoundaryIs>" : "</LinearRing></innerBoundaryIs>";
        }
        out += "</Polygon>";
    }
    void operator()(const geo::MultiPoint& points) const
    {
        out += "<MultiGeometry>";
        for (const auto p : points.points) {
            (*this)(geo::Point{p});
        }
        out += "</MultiGeometry>";
    }
    void operator()(const geo::MultiLine& lines) const
    {
        out += "<MultiGeometry>";
        for (const auto& line : lines.lines) {
            append_line(line);
        }
        out += "</MultiGeometry>";
    }
    void operator()(const geo::MultiPolygon& polygons) const
    {
        out += "<MultiGeometry>";
        for (const auto& polygon : polygons.polygons) {
            (*this)(polygon);
        }
        out += "</MultiGeometry>";
    }
    void append_line(const geo::LineString& line) const
    {
        out += "<LineString>";
        append_positions(out, line);
        out += "</LineString>";
    }
};

/// "int" of KML has 32 bits, which figures of towns overflow: whole numbers are told as double.
std::string_view type_name(ValueType type)
{
    switch (type) {
    case ValueType::boolean:
        return "bool";
    case ValueType::integer:
    case ValueType::number:
        return "double";
    default:
        return "string";
    }
}

void append_head(std::string& out, const ItemsPage& page, const ExportTable& table)
{
    const auto& facts = page.dataset.manifest().facts;
    out += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<kml xmlns=\"http://www.opengis.net/kml/2.2\">\n<Document id=\"jeu\">\n";
    append_element(out, "name", datasets::text_in(facts.title, "fr"));
    std::string words;
    for (const auto& [name, value] : source_lines(page)) {
        words += name + " : " + value + "\n";
    }
    words += comments_text(page.dataset.general_comments());
    append_element(out, "description", words);
    out += "\n<Schema name=\"";
    append_xml(out, facts.id);
    out += "\" id=\"colonnes\">";
    for (const auto& column : table.columns()) {
        out += fmt::format("<SimpleField type=\"{}\" name=\"{}\"/>", type_name(column.type),
                           column.name);
    }
    out += "</Schema>\n";
}

}  // namespace

void write_items_kml(const ItemsPage& page, const BodySink& sink)
{
    constexpr std::size_t piece_size = std::size_t{64} << 10U;
    const ExportTable table(page, Positions::in_geometry);
    std::string out;
    append_head(out, page, table);
    bool first = true;
    for (const auto row : page.selection.rows) {
        out += "<Placemark>";
        append_element(out, "name", row_name(page.dataset, row));
        append_element(out, "description", comments_text(page.dataset.comments(row)));
        out += "<ExtendedData><SchemaData schemaUrl=\"#colonnes\">";
        for (const auto& column : table.columns()) {
            const auto value = table.value(row, column, first);
            if (std::holds_alternative<std::monostate>(value)) {
                continue;
            }
            out += fmt::format("<SimpleData name=\"{}\">", column.name);
            if (const auto* flag = std::get_if<bool>(&value)) {
                out += *flag ? '1' : '0';  // readers take "true" for a number, and that for 0
            } else {
                append_xml(out, text_of(value));
            }
            out += "</SimpleData>";
        }
        out += "</SchemaData></ExtendedData>";
        std::visit(Shape{out}, geometry_of(page.dataset, row, page.wanted));
        out += "</Placemark>\n";
        first = false;
        if (out.size() >= piece_size) {
            sink(out);
            out.clear();
        }
    }
    out += "</Document>\n</kml>\n";
    sink(out);
}

}  // namespace parvis::publish
