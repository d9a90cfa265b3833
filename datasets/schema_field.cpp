// SPDX-License-Identifier: EUPL-1.2
#include "datasets/schema_field.hpp"

#include "datasets/date_format.hpp"
#include "datasets/field_text.hpp"
#include "datasets/field_time.hpp"
#include "datasets/geojson_geometry.hpp"
#include "datasets/source.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

namespace parvis::datasets {
namespace {

constexpr std::array<std::pair<FieldType, std::string_view>, 16> type_names{{
    {FieldType::string, "string"},
    {FieldType::number, "number"},
    {FieldType::integer, "integer"},
    {FieldType::boolean, "boolean"},
    {FieldType::object, "object"},
    {FieldType::array, "array"},
    {FieldType::list, "list"},
    {FieldType::date, "date"},
    {FieldType::time, "time"},
    {FieldType::datetime, "datetime"},
    {FieldType::year, "year"},
    {FieldType::yearmonth, "yearmonth"},
    {FieldType::duration, "duration"},
    {FieldType::geopoint, "geopoint"},
    {FieldType::geojson, "geojson"},
    {FieldType::any, "any"},
}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
std::uint64_t characters(std::string_view text)
{
    return static_cast<std::uint64_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// Takes digits from the front; how many there were.
std::size_t take_digits(std::string_view& text)
{
    const auto end = std::ranges::find_if_not(text, is_digit);
    const auto count = static_cast<std::size_t>(end - text.begin());
    text.remove_prefix(count);
    return count;
}

bool take(std::string_view& text, char wanted)
{
    if (text.empty() || text.front() != wanted) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

FieldReading ordered(double order) { return {true, order, std::nullopt}; }

FieldReading in_time(std::optional<double> order)
{
    return {order.has_value(), order, std::nullopt};
}

/// The number's own signs alone: group marks gone, "." for the decimal sign, no unit around it. A
/// piece of the text where it can be one, else of `kept`.
std::string_view bare(const SchemaField& field, std::string_view text, std::string& kept)
{
    if (!field.bare_number) {
        const auto counts = [&](char c) { return is_digit(c) || c == '-' || c == '+'; };
        const auto first = std::ranges::find_if(text, counts);
        text.remove_prefix(static_cast<std::size_t>(first - text.begin()));
        while (!text.empty() && !is_digit(text.back())) {
            text.remove_suffix(1);
        }
    }
    if (field.group_mark.empty() && field.decimal_mark == ".") {
        return text;
    }
    while (!text.empty()) {
        if (!field.group_mark.empty() && text.starts_with(field.group_mark)) {
            text.remove_prefix(field.group_mark.size());
        } else if (field.decimal_mark != "." && text.starts_with(field.decimal_mark)) {
            kept += '.';
            text.remove_prefix(field.decimal_mark.size());
        } else if (field.decimal_mark != "." && text.front() == '.') {
            return {};  // "1.5" is none where the decimal sign is the comma
        } else {
            kept += text.front();
            text.remove_prefix(1);
        }
    }
    return kept;
}

/// A number that is written as it is in JSON, or with a "+", a leading or a trailing ".".
FieldReading read_number(std::string_view number)
{
    std::string_view rest = number;
    if (!take(rest, '-')) {
        take(rest, '+');
    }
    std::size_t digits = take_digits(rest);
    if (take(rest, '.')) {
        digits += take_digits(rest);
    }
    bool fits = digits > 0;
    if (!rest.empty() && (rest.front() == 'e' || rest.front() == 'E')) {
        rest.remove_prefix(1);
        if (!take(rest, '-')) {
            take(rest, '+');
        }
        fits = fits && take_digits(rest) > 0;
    }
    if (!fits || !rest.empty()) {
        return {};
    }
    const char* const begin = number.data() + (number.front() == '+' ? 1 : 0);
    double value = 0;
    const auto result = std::from_chars(begin, number.data() + number.size(), value);
    if (result.ec == std::errc::result_out_of_range) {
        value = std::numeric_limits<double>::quiet_NaN();
    }
    return ordered(value);
}

FieldReading read_number_field(const SchemaField& field, std::string_view text)
{
    if (text == "NaN") {
        return ordered(std::numeric_limits<double>::quiet_NaN());
    }
    if (text == "INF" || text == "-INF") {
        return ordered(text.front() == '-' ? -std::numeric_limits<double>::infinity()
                                           : std::numeric_limits<double>::infinity());
    }
    std::string kept;
    return read_number(bare(field, text, kept));
}

FieldReading read_integer_field(const SchemaField& field, std::string_view text)
{
    std::string kept;
    const std::string_view number = bare(field, text, kept);
    std::string_view rest = number;
    if (!take(rest, '-')) {
        take(rest, '+');
    }
    if (take_digits(rest) == 0 || !rest.empty()) {
        return {};
    }
    return read_number(number);
}

FieldReading read_boolean_field(const SchemaField& field, std::string_view text)
{
    const bool is_true = std::ranges::find(field.true_values, text) != field.true_values.end();
    const bool is_false = std::ranges::find(field.false_values, text) != field.false_values.end();
    return is_true || is_false ? ordered(is_true ? 1 : 0) : FieldReading();
}

/// A cell's own JSON. Iterative: nesting fills the heap, never the stack.
bool parse_cell(rapidjson::Document& document, std::string_view text)
{
    document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(
        text.data(), text.size());
    return !document.HasParseError();
}

bool on_earth(double lon, double lat) { return std::abs(lon) <= 180 && std::abs(lat) <= 90; }

FieldReading read_point_field(const SchemaField& field, std::string_view text)
{
    if (field.format == "default") {
        const std::size_t comma = text.find(',');
        if (comma == std::string_view::npos) {
            return {};
        }
        std::string_view second = text.substr(comma + 1);
        take(second, ' ');
        const SchemaField number;
        const FieldReading lon = read_number_field(number, text.substr(0, comma));
        const FieldReading lat = read_number_field(number, second);
        return {lon.fits && lat.fits && on_earth(*lon.order, *lat.order), {}, {}};
    }
    rapidjson::Document document;
    // A JSON file's array comes with its items joined.
    std::string joined;
    if (field.format == "array" && text.find(item_mark) != std::string_view::npos) {
        joined = fmt::format("[{}]", text);
        std::ranges::replace(joined, item_mark, ',');
        text = joined;
    }
    if (!parse_cell(document, text)) {
        return {};
    }
    if (field.format == "array") {
        return {document.IsArray() && document.Size() == 2 && document[0].IsNumber() &&
                    document[1].IsNumber() &&
                    on_earth(document[0].GetDouble(), document[1].GetDouble()),
                {},
                {}};
    }
    if (!document.IsObject() || document.MemberCount() != 2) {
        return {};
    }
    const auto lon = document.FindMember("lon");
    const auto lat = document.FindMember("lat");
    return {lon != document.MemberEnd() && lat != document.MemberEnd() && lon->value.IsNumber() &&
                lat->value.IsNumber() && on_earth(lon->value.GetDouble(), lat->value.GetDouble()),
            {},
            {}};
}

FieldReading read_geojson_field(const SchemaField& field, std::string_view text)
{
    rapidjson::Document document;
    if (!parse_cell(document, text) || !document.IsObject()) {
        return {};
    }
    const auto type = document.FindMember("type");
    if (type == document.MemberEnd() || !type->value.IsString()) {
        return {};
    }
    const std::string_view name(type->value.GetString(), type->value.GetStringLength());
    if (field.format == "topojson") {
        return {name == "Topology", {}, {}};
    }
    if (name == "FeatureCollection") {
        const auto features = document.FindMember("features");
        return {features != document.MemberEnd() && features->value.IsArray(), {}, {}};
    }
    const ParsedGeometry parsed = parse_geojson_geometry(text);
    return {parsed.problem.empty(), {}, {}};
}

FieldReading read_json_field(FieldType type, std::string_view text)
{
    if (type == FieldType::array && text.find(item_mark) != std::string_view::npos) {
        return {true, {}, static_cast<std::uint64_t>(std::ranges::count(text, item_mark)) + 1};
    }
    rapidjson::Document document;
    if (!parse_cell(document, text)) {
        return {};
    }
    if (type == FieldType::object) {
        return {document.IsObject(),
                {},
                document.IsObject() ? std::optional<std::uint64_t>(document.MemberCount())
                                    : std::nullopt};
    }
    return {document.IsArray(),
            {},
            document.IsArray() ? std::optional<std::uint64_t>(document.Size()) : std::nullopt};
}

FieldReading read_list_field(const SchemaField& field, std::string_view text)
{
    SchemaField item;
    item.type = field.item_type;
    std::uint64_t count = 0;
    for (;;) {
        const std::size_t end = text.find(field.delimiter);
        ++count;
        if (!read_field(item, text.substr(0, end)).fits) {
            return {};
        }
        if (end == std::string_view::npos) {
            return {true, {}, count};
        }
        text.remove_prefix(end + field.delimiter.size());
    }
}

FieldReading read_string_field(const SchemaField& field, std::string_view text)
{
    bool fits = true;
    if (field.format == "email") {
        fits = is_email(text);
    } else if (field.format == "uri") {
        fits = is_uri(text);
    } else if (field.format == "uuid") {
        fits = is_uuid(text);
    } else if (field.format == "binary") {
        fits = is_base64(text);
    }
    return {fits, {}, characters(text)};
}

}  // namespace

std::string_view name_of(FieldType type)
{
    return std::ranges::find(type_names, type, &decltype(type_names)::value_type::first)->second;
}

std::optional<FieldType> field_type(std::string_view name)
{
    const auto* const found =
        std::ranges::find(type_names, name, &decltype(type_names)::value_type::second);
    return found == type_names.end() ? std::nullopt : std::optional(found->first);
}

bool SchemaField::is_missing(std::string_view text) const
{
    return text.data() == nullptr || std::ranges::find(missing, text) != missing.end();
}

FieldReading read_field(const SchemaField& field, std::string_view text)
{
    switch (field.type) {
    case FieldType::string:
        return read_string_field(field, text);
    case FieldType::number:
        return read_number_field(field, text);
    case FieldType::integer:
        return read_integer_field(field, text);
    case FieldType::boolean:
        return read_boolean_field(field, text);
    case FieldType::object:
    case FieldType::array:
        return read_json_field(field.type, text);
    case FieldType::list:
        return read_list_field(field, text);
    case FieldType::date:
        return in_time(read_day(field.format, text));
    case FieldType::time:
        return in_time(read_clock(field.format, text));
    case FieldType::datetime:
        return in_time(read_moment(field.format, text));
    case FieldType::year:
        return in_time(read_year(text));
    case FieldType::yearmonth:
        return in_time(read_year_month(text));
    case FieldType::duration:
        return in_time(read_duration(text));
    case FieldType::geopoint:
        return read_point_field(field, text);
    case FieldType::geojson:
        return read_geojson_field(field, text);
    case FieldType::any:
        return {true, {}, characters(text)};
    }
    return {};
}

bool knows_format(FieldType type, const std::string& format)
{
    const auto is = [&](std::initializer_list<std::string_view> names) {
        return std::ranges::find(names, std::string_view(format)) != names.end();
    };
    switch (type) {
    case FieldType::string:
        return is({"default", "email", "uri", "uuid", "binary"});
    case FieldType::geopoint:
        return is({"default", "array", "object"});
    case FieldType::geojson:
        return is({"default", "topojson"});
    case FieldType::date:
    case FieldType::datetime:
        return is({"default", "any"}) || (format.find('%') != std::string::npos &&
                                          DateFormat(format).unknown_directive().empty());
    case FieldType::time:
        return is({"default", "any"}) ||
               (format.find("%H") != std::string::npos && format.find("%d") == std::string::npos &&
                DateFormat(format).unknown_directive().empty());
    default:
        return format == "default";
    }
}

std::string expectation(const SchemaField& field)
{
    const bool usual = field.format == "default";
    switch (field.type) {
    case FieldType::string:
        return field.format == "email"    ? "une adresse de courriel, telle que nom@commune.fr"
               : field.format == "uri"    ? "une adresse du web, telle que https://commune.fr/page"
               : field.format == "uuid"   ? "un UUID (32 chiffres hexadécimaux, 8-4-4-4-12)"
               : field.format == "binary" ? "un contenu en base64"
                                          : "un texte";
    case FieldType::number:
        return fmt::format("un nombre, avec « {} » devant les décimales{}", field.decimal_mark,
                           field.group_mark.empty() ? " et rien entre les milliers" : "");
    case FieldType::integer:
        return "un nombre entier, en chiffres seulement";
    case FieldType::boolean:
        return fmt::format(
            "une des valeurs {}",
            fmt::format("« {} » (oui) ou « {} » (non)",
                        field.true_values.empty() ? "" : field.true_values.front(),
                        field.false_values.empty() ? "" : field.false_values.front()));
    case FieldType::object:
        return "un objet JSON, entre accolades";
    case FieldType::array:
        return "une liste JSON, entre crochets";
    case FieldType::list:
        return fmt::format("une liste séparée par « {} »", field.delimiter);
    case FieldType::date:
        return usual                   ? "une date qui existe, écrite AAAA-MM-JJ"
               : field.format == "any" ? "une date"
                                       : fmt::format("une date écrite {}", field.format);
    case FieldType::time:
        return usual                   ? "une heure écrite HH:MM:SS"
               : field.format == "any" ? "une heure"
                                       : fmt::format("une heure écrite {}", field.format);
    case FieldType::datetime:
        return usual ? "un jour et une heure écrits AAAA-MM-JJTHH:MM:SSZ"
               : field.format == "any"
                   ? "un jour et une heure"
                   : fmt::format("un jour et une heure écrits {}", field.format);
    case FieldType::year:
        return "une année de quatre chiffres";
    case FieldType::yearmonth:
        return "un mois écrit AAAA-MM";
    case FieldType::duration:
        return "une durée d’ISO 8601, telle que P1DT2H";
    case FieldType::geopoint:
        return usual                     ? "un point écrit longitude,latitude en degrés"
               : field.format == "array" ? "un point écrit [longitude, latitude] en degrés"
                                         : "un point écrit {\"lon\": …, \"lat\": …} en degrés";
    case FieldType::geojson:
        return usual ? "une géométrie GeoJSON" : "un objet TopoJSON";
    case FieldType::any:
        break;
    }
    return "une valeur";
}

}  // namespace parvis::datasets
