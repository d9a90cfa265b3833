// SPDX-License-Identifier: EUPL-1.2
#include "datasets/json_text.hpp"
#include "geo/visit.hpp"
#include "publish/cql2/json.hpp"

namespace parvis::publish::cql2 {

namespace {

using datasets::JsonText;

class Writer {
public:
    std::string take() { return m_json.take(); }

    void write(const Expression& expression)
    {
        std::visit([&](const auto& node) { node_json(node); }, expression.node);
    }

private:
    void node_json(bool flag) { m_json.boolean(flag); }
    void node_json(double number) { m_json.number(number); }
    void node_json(const std::string& text) { m_json.text(text); }
    void node_json(datasets::Date date) { only("date", datasets::to_text(date)); }
    void node_json(Timestamp time) { only("timestamp", to_text(time)); }
    void node_json(OpenEnd) { m_json.text(".."); }
    void node_json(const PropertyName& property) { only("property", property.name); }
    void node_json(const BoxLiteral& literal)
    {
        const auto& box = literal.box;
        m_json.start_object();
        m_json.key("bbox");
        numbers({box.west, box.south, box.east, box.north});
        m_json.end_object();
    }
    void node_json(const GeometryLiteral& literal)
    {
        if (!literal.collection) {
            geometry(literal.parts.front());
            return;
        }
        m_json.start_object();
        m_json.member("type", "GeometryCollection");
        m_json.key("geometries");
        array(literal.parts, [&](const geo::Geometry& part) { geometry(part); });
        m_json.end_object();
    }
    void node_json(const Operation& operation)
    {
        called(name_of(operation.op), operation.arguments);
    }
    void node_json(const Call& call) { called(call.name, call.arguments); }
    void node_json(const Array& list)
    {
        array(list.elements, [&](const Expression& element) { write(element); });
    }
    void node_json(const Interval& interval)
    {
        m_json.start_object();
        m_json.key("interval");
        array(interval.ends, [&](const Expression& end) {
            if (const auto* date = std::get_if<datasets::Date>(&end.node)) {
                m_json.text(datasets::to_text(*date));
            } else if (const auto* time = std::get_if<Timestamp>(&end.node)) {
                m_json.text(to_text(*time));
            } else {
                write(end);
            }
        });
        m_json.end_object();
    }

    void only(std::string_view name, std::string_view value)
    {
        m_json.start_object();
        m_json.member(name, value);
        m_json.end_object();
    }

    void called(std::string_view name, const std::vector<Expression>& arguments)
    {
        m_json.start_object();
        m_json.member("op", name);
        m_json.key("args");
        array(arguments, [&](const Expression& argument) { write(argument); });
        m_json.end_object();
    }

    template <typename List, typename Item>
    void array(const List& list, Item&& item)
    {
        m_json.start_array();
        for (const auto& one : list) {
            item(one);
        }
        m_json.end_array();
    }

    void numbers(std::initializer_list<double> list)
    {
        array(list, [&](double number) { m_json.number(number); });
    }
    void position(geo::LonLat p) { numbers({p.lon, p.lat}); }
    void line(const geo::LineString& positions)
    {
        array(positions, [&](geo::LonLat p) { position(p); });
    }
    void polygon(const geo::Polygon& one)
    {
        array(one.rings, [&](const geo::Ring& ring) { line(ring); });
    }

    void geometry(const geo::Geometry& one)
    {
        m_json.start_object();
        m_json.member("type", geo::type_name(one));
        m_json.key("coordinates");
        std::visit(geo::Overloaded{
                       [&](std::monostate) { m_json.null(); },
                       [&](const geo::Point& point) { position(point.at); },
                       [&](const geo::MultiPoint& points) { line(points.points); },
                       [&](const geo::Line& source) { line(source.line); },
                       [&](const geo::MultiLine& lines) {
                           array(lines.lines, [&](const auto& part) { line(part); });
                       },
                       [&](const geo::Polygon& source) { polygon(source); },
                       [&](const geo::MultiPolygon& polygons) {
                           array(polygons.polygons, [&](const auto& part) { polygon(part); });
                       },
                   },
                   one);
        m_json.end_object();
    }

    JsonText m_json;
};

}  // namespace

std::string write_json(const Expression& expression)
{
    Writer writer;
    writer.write(expression);
    return writer.take();
}

}  // namespace parvis::publish::cql2
