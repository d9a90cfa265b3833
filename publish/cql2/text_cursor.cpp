// SPDX-License-Identifier: EUPL-1.2
#include "publish/cql2/text_cursor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <utility>

namespace parvis::publish::cql2 {

namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

bool starts_name(char letter)
{
    const auto byte = static_cast<unsigned char>(letter);
    return byte >= 0x80 || std::isalpha(byte) != 0 || letter == '_' || letter == ':';
}

bool continues_name(char letter)
{
    return starts_name(letter) || is_digit(letter) || letter == '.';
}

/// White space beyond ASCII, as the grammar lists it.
constexpr std::array<std::string_view, 20> wide_spaces{
    "\u0085", "\u00A0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003",
    "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200A",
    "\u2028", "\u2029", "\u202F", "\u205F", "\u3000", "\uFEFF"};

}  // namespace

std::string lower(std::string_view text)
{
    std::string low(text);
    std::ranges::transform(low, low.begin(), [](unsigned char letter) {
        return letter < 0x80 ? static_cast<char>(std::tolower(letter)) : static_cast<char>(letter);
    });
    return low;
}

bool is_reserved(std::string_view lower_case)
{
    constexpr std::array<std::string_view, 10> words{"and", "or", "not",  "like", "between",
                                                     "in",  "is", "null", "true", "false"};
    return std::ranges::find(words, lower_case) != words.end() || lower_case == "div";
}

bool is_geometry_keyword(std::string_view lower_case)
{
    constexpr std::array<std::string_view, 7> words{
        "point",           "linestring",   "polygon",           "multipoint",
        "multilinestring", "multipolygon", "geometrycollection"};
    return std::ranges::find(words, lower_case) != words.end();
}

bool is_plain_name(std::string_view name)
{
    const auto has_wide_space = std::ranges::any_of(
        wide_spaces, [&](std::string_view space) { return name.find(space) != name.npos; });
    return !name.empty() && starts_name(name.front()) && !has_wide_space &&
           std::ranges::all_of(name, continues_name) && !is_reserved(lower(name));
}

bool is_call_name(std::string_view name)
{
    const auto low = lower(name);
    return is_plain_name(name) && !is_geometry_keyword(low) && low != "bbox" && low != "date" &&
           low != "timestamp" && low != "interval";
}

std::size_t TextCursor::space_at(std::size_t at) const
{
    if (at >= m_text.size()) {
        return 0;
    }
    const char letter = m_text[at];
    if (static_cast<unsigned char>(letter) < 0x80) {
        return letter == ' ' || (letter >= '\t' && letter <= '\r') ? 1 : 0;
    }
    const auto rest = m_text.substr(at, 3);
    const auto found = std::ranges::find_if(
        wide_spaces, [&](std::string_view space) { return rest.starts_with(space); });
    return found == wide_spaces.end() ? 0 : found->size();
}

void TextCursor::skip()
{
    while (const std::size_t space = space_at(m_at)) {
        m_at += space;
    }
}

char TextCursor::peek()
{
    skip();
    return m_at < m_text.size() ? m_text[m_at] : '\0';
}

bool TextCursor::follows(std::string_view mark)
{
    skip();
    return m_text.substr(m_at).starts_with(mark);
}

bool TextCursor::take(std::string_view mark)
{
    if (!follows(mark)) {
        return false;
    }
    m_at += mark.size();
    return true;
}

void TextCursor::expect(std::string_view mark, std::string_view after)
{
    if (!take(mark)) {
        refuse(after.empty() ? fmt::format("« {} » était attendu", mark)
                             : fmt::format("« {} » était attendu après « {} »", mark, after));
    }
}

std::string_view TextCursor::word()
{
    skip();
    std::size_t end = m_at;
    if (end < m_text.size() && starts_name(m_text[end])) {
        while (end < m_text.size() && continues_name(m_text[end]) && space_at(end) == 0) {
            ++end;
        }
    }
    return m_text.substr(m_at, end - m_at);
}

bool TextCursor::take_word(std::string_view lower_case)
{
    const auto next = word();
    if (lower(next) != lower_case) {
        return false;
    }
    pass(next);
    return true;
}

char TextCursor::after(std::string_view word) const
{
    std::size_t at = m_at + word.size();
    while (const std::size_t space = space_at(at)) {
        at += space;
    }
    return at < m_text.size() ? m_text[at] : '\0';
}

std::size_t TextCursor::end_of_text(std::size_t at, std::string* content) const
{
    const auto add = [&](std::string_view letters) {
        if (content != nullptr) {
            *content += letters;
        }
    };
    for (++at; at < m_text.size();) {
        const auto slashes = std::min(m_text.find_first_not_of('\\', at), m_text.size()) - at;
        const auto behind = at + slashes;
        const bool before_quote = behind < m_text.size() && m_text[behind] == '\'';
        add(m_text.substr(at, before_quote ? slashes / 2 : slashes));
        at = behind;
        if (!before_quote) {
            const auto next = std::min(m_text.find_first_of("\\'", at), m_text.size());
            add(m_text.substr(at, next - at));
            at = next;
        } else if (slashes % 2 == 1) {
            add("'");
            ++at;
        } else if (m_text.substr(at).starts_with("''")) {
            add("'");
            at += 2;
        } else {
            return at + 1;
        }
    }
    return std::string_view::npos;
}

std::string TextCursor::quoted()
{
    std::string text;
    const auto end = end_of_text(m_at, &text);
    if (end == std::string_view::npos) {
        refuse("ce texte n'est pas fermé : « ' » était attendu à la fin");
    }
    m_at = end;
    return text;
}

std::string TextCursor::quoted_name()
{
    const std::size_t start = m_at;
    std::string name;
    for (++m_at; m_at < m_text.size(); ++m_at) {
        if (m_text[m_at] != '"') {
            name += m_text[m_at];
        } else if (m_text.substr(m_at).starts_with("\"\"")) {
            name += m_text[m_at++];
        } else {
            ++m_at;
            return name;
        }
    }
    refuse_at(start, "ce nom n'est pas fermé : « \" » était attendu à la fin");
}

bool TextCursor::at_number()
{
    skip();
    std::size_t at = m_at;
    if (at < m_text.size() && (m_text[at] == '-' || m_text[at] == '+')) {
        ++at;
    }
    return at < m_text.size() &&
           (is_digit(m_text[at]) ||
            (m_text[at] == '.' && at + 1 < m_text.size() && is_digit(m_text[at + 1])));
}

double TextCursor::number()
{
    if (!at_number()) {
        refuse("un nombre était attendu");
    }
    const std::size_t start = m_at;
    const std::size_t first = m_text[start] == '+' ? start + 1 : start;
    double value = 0;
    const auto [end, error] =
        std::from_chars(m_text.data() + first, m_text.data() + m_text.size(), value);
    if (error != std::errc{} || !std::isfinite(value)) {
        refuse("ce nombre est trop grand ou trop petit");
    }
    m_at = static_cast<std::size_t>(end - m_text.data());
    if (m_at < m_text.size() && starts_name(m_text[m_at]) && space_at(m_at) == 0) {
        refuse_at(start, "un nombre suivi d'une espace était attendu");
    }
    return value;
}

char TextCursor::after_parenthesis() const
{
    std::size_t open = 0;
    for (std::size_t at = m_at; at < m_text.size(); ++at) {
        const char letter = m_text[at];
        if (letter == '\'' || letter == '"') {
            // A doubled quote in a name opens another at once.
            const auto end =
                letter == '"' ? m_text.find('"', at + 1) : end_of_text(at, nullptr) - 1;
            if (end >= m_text.size()) {
                break;
            }
            at = end;
        } else if (letter == '(') {
            ++open;
        } else if (letter == ')' && --open == 0) {
            for (++at; space_at(at) != 0;) {
                at += space_at(at);
            }
            return at < m_text.size() ? m_text[at] : '\0';
        }
    }
    return '\0';
}

template <typename Part>
void TextCursor::list(Part&& part)
{
    expect("(");
    do {
        part();
    } while (take(","));
    if (!take(")")) {
        refuse("« , » ou « ) » était attendu");
    }
}

geo::LonLat TextCursor::position()
{
    const double lon = number();
    const double lat = number();
    for (int more = 0; more < 2 && at_number(); ++more) {
        static_cast<void>(number());  // a height, a measure
    }
    return {lon, lat};
}

geo::LineString TextCursor::line(std::size_t fewest)
{
    skip();
    const std::size_t start = m_at;
    geo::LineString positions;
    list([&] { positions.push_back(position()); });
    if (positions.size() < fewest) {
        refuse_at(start, fmt::format("au moins {} positions étaient attendues", fewest));
    }
    return positions;
}

geo::Polygon TextCursor::polygon()
{
    geo::Polygon polygon;
    list([&] {
        skip();
        const std::size_t start = m_at;
        polygon.rings.push_back(line(4));
        if (polygon.rings.back().front() != polygon.rings.back().back()) {
            refuse_at(start, "ce contour n'est pas fermé : la dernière position doit être la "
                             "première");
        }
    });
    return polygon;
}

geo::Geometry TextCursor::simple_geometry(std::string_view keyword)
{
    take_word("z");
    if (keyword == "point") {
        geo::LonLat at;
        expect("(", "POINT");
        at = position();
        expect(")");
        return geo::Point{at};
    }
    if (keyword == "multipoint") {
        geo::MultiPoint points;
        // Both "((1 2), (3 4))" and the older "(1 2, 3 4)".
        list([&] {
            const bool enclosed = take("(");
            points.points.push_back(position());
            if (enclosed) {
                expect(")");
            }
        });
        return points;
    }
    if (keyword == "linestring") {
        return geo::Line{line(2)};
    }
    if (keyword == "multilinestring") {
        geo::MultiLine lines;
        list([&] { lines.lines.push_back(line(2)); });
        return lines;
    }
    if (keyword == "polygon") {
        return polygon();
    }
    geo::MultiPolygon polygons;
    list([&] { polygons.polygons.push_back(polygon()); });
    return polygons;
}

GeometryLiteral TextCursor::geometry(std::string_view keyword)
{
    GeometryLiteral literal;
    if (keyword != "geometrycollection") {
        literal.parts.push_back(simple_geometry(keyword));
        return literal;
    }
    literal.collection = true;
    take_word("z");
    list([&] {
        const auto next = word();
        const auto low = lower(next);
        if (!is_geometry_keyword(low) || low == "geometrycollection") {
            refuse("une géométrie simple (POINT, LINESTRING, POLYGON ou leurs MULTI) était "
                   "attendue");
        }
        pass(next);
        literal.parts.push_back(simple_geometry(low));
    });
    return literal;
}

BoxLiteral TextCursor::box()
{
    skip();
    const std::size_t start = m_at;
    std::vector<double> numbers;
    list([&] { numbers.push_back(number()); });
    if (numbers.size() != 4 && numbers.size() != 6) {
        refuse_at(start, "BBOX attend quatre nombres (ouest, sud, est, nord), ou six avec les "
                         "altitudes");
    }
    const std::size_t half = numbers.size() / 2;
    return {{numbers[0], numbers[1], numbers[half], numbers[half + 1]}};
}

}  // namespace parvis::publish::cql2
