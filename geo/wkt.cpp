// SPDX-License-Identifier: EUPL-1.2
#include "geo/wkt.hpp"

#include "geo/visit.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <utility>

namespace parvis::geo {
namespace {

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

/// Reads from the left; every function returns whether the text went on as the grammar asks.
/// The grammar nests three deep at most, so there is no recursion to run out of stack.
class WktReader {
public:
    explicit WktReader(std::string_view text) : m_text(text) {}

    std::optional<Geometry> geometry()
    {
        skip_srid();
        const std::string type = word();
        if (const std::string flag = peek_word(); flag == "Z" || flag == "M" || flag == "ZM") {
            word();
        }
        Geometry result;
        if (peek_word() == "EMPTY") {
            word();
            if (!is_type(type)) {
                return std::nullopt;
            }
        } else if (!body(strip_flag(type), result)) {
            return std::nullopt;
        }
        skip_space();
        if (!m_text.empty()) {
            return std::nullopt;
        }
        return result;
    }

private:
    /// "POINTZ" is as common as "POINT Z".
    static std::string_view strip_flag(std::string_view type)
    {
        for (const std::string_view flag : {"ZM", "Z", "M"}) {
            if (type.ends_with(flag) && type != flag) {
                return type.substr(0, type.size() - flag.size());
            }
        }
        return type;
    }

    static bool is_type(std::string_view type)
    {
        for (const std::string_view known :
             {"POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON"}) {
            if (strip_flag(type) == known) {
                return true;
            }
        }
        return false;
    }

    bool body(std::string_view type, Geometry& out)
    {
        if (type == "POINT") {
            return fill<Point>(
                out, [this](Point& point) { return take('(') && position(point.at) && take(')'); });
        }
        if (type == "LINESTRING") {
            return fill<Line>(out, [this](Line& line) { return positions(line.line); });
        }
        if (type == "POLYGON") {
            return fill<Polygon>(out, [this](Polygon& polygon) { return rings(polygon); });
        }
        if (type == "MULTIPOINT") {
            return fill<MultiPoint>(out, [this](MultiPoint& points) {
                return list(points.points, [this](LonLat& p) {
                    // Both "MULTIPOINT (1 2, 3 4)" and "MULTIPOINT ((1 2), (3 4))" are written.
                    return take('(') ? position(p) && take(')') : position(p);
                });
            });
        }
        if (type == "MULTILINESTRING") {
            return fill<MultiLine>(out, [this](MultiLine& lines) {
                return list(lines.lines, [this](LineString& line) { return positions(line); });
            });
        }
        if (type == "MULTIPOLYGON") {
            return fill<MultiPolygon>(out, [this](MultiPolygon& polygons) {
                return list(polygons.polygons, [this](Polygon& polygon) { return rings(polygon); });
            });
        }
        return false;
    }

    template <class Kind, class Read>
    static bool fill(Geometry& out, Read read)
    {
        Kind kind;
        if (!read(kind)) {
            return false;
        }
        out = std::move(kind);
        return true;
    }

    template <class Item, class Read>
    bool list(std::vector<Item>& items, Read read)
    {
        if (!take('(')) {
            return false;
        }
        do {
            Item item;
            if (!read(item)) {
                return false;
            }
            items.push_back(std::move(item));
        } while (take(','));
        return take(')');
    }

    bool positions(std::vector<LonLat>& out)
    {
        return list(out, [this](LonLat& p) { return position(p); });
    }

    bool rings(Polygon& polygon)
    {
        return list(polygon.rings, [this](Ring& ring) { return positions(ring); });
    }

    bool position(LonLat& p)
    {
        if (!number(p.lon) || !number(p.lat)) {
            return false;
        }
        double height_or_measure = 0;
        while (number(height_or_measure)) {
        }
        return true;
    }

    bool number(double& value)
    {
        skip_space();
        const std::string_view text = m_text.starts_with('+') ? m_text.substr(1) : m_text;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || !std::isfinite(value)) {
            return false;
        }
        m_text = text.substr(static_cast<std::size_t>(end - text.data()));
        return true;
    }

    std::string word()
    {
        const std::string found = peek_word();
        m_text.remove_prefix(found.size());
        return found;
    }

    std::string peek_word()
    {
        skip_space();
        std::string found;
        for (const char c : m_text.substr(0, 20)) {
            if (upper(c) < 'A' || upper(c) > 'Z') {
                break;
            }
            found += upper(c);
        }
        return found;
    }

    void skip_srid()
    {
        if (peek_word() == "SRID") {
            const std::size_t end = m_text.find(';');
            m_text.remove_prefix(end == std::string_view::npos ? m_text.size() : end + 1);
        }
    }

    bool take(char c)
    {
        skip_space();
        if (!m_text.starts_with(c)) {
            return false;
        }
        m_text.remove_prefix(1);
        return true;
    }

    void skip_space()
    {
        while (!m_text.empty() && (m_text.front() == ' ' || m_text.front() == '\t' ||
                                   m_text.front() == '\n' || m_text.front() == '\r')) {
            m_text.remove_prefix(1);
        }
    }

    std::string_view m_text;
};

struct WktText {
    std::string& out;
    AppendCoordinate append;

    void position(LonLat p) const
    {
        append(out, p.lon);
        out += ' ';
        append(out, p.lat);
    }
    template <class Items, class Write>
    void list(const Items& items, Write write) const
    {
        out += '(';
        bool first = true;
        for (const auto& item : items) {
            if (!first) {
                out += ", ";
            }
            first = false;
            write(item);
        }
        out += ')';
    }
    void positions(const std::vector<LonLat>& line) const
    {
        list(line, [this](LonLat p) { position(p); });
    }
    void rings(const Polygon& polygon) const
    {
        list(polygon.rings, [this](const Ring& ring) { positions(ring); });
    }

    void operator()(std::monostate) const {}
    void operator()(const Point& point) const
    {
        out += '(';
        position(point.at);
        out += ')';
    }
    void operator()(const MultiPoint& points) const { positions(points.points); }
    void operator()(const Line& line) const { positions(line.line); }
    void operator()(const MultiLine& lines) const
    {
        list(lines.lines, [this](const LineString& line) { positions(line); });
    }
    void operator()(const Polygon& polygon) const { rings(polygon); }
    void operator()(const MultiPolygon& polygons) const
    {
        list(polygons.polygons, [this](const Polygon& polygon) { rings(polygon); });
    }
};

}  // namespace

std::optional<Geometry> parse_wkt(std::string_view text) { return WktReader(text).geometry(); }

void append_shortest(std::string& out, double value)
{
    std::array<char, 32> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    out.append(digits.data(), end);
}

void append_wkt(std::string& out, const Geometry& geometry, AppendCoordinate append)
{
    if (is_empty(geometry)) {
        out += "GEOMETRYCOLLECTION EMPTY";
        return;
    }
    for (const char c : type_name(geometry)) {
        out += upper(c);
    }
    out += ' ';
    std::visit(WktText{out, append}, geometry);
}

}  // namespace parvis::geo
