// SPDX-License-Identifier: EUPL-1.2
#include "service/handed_name.hpp"

#include "datasets/source.hpp"
#include "service/request_head.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace parvis::service {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 22> endings{{
    {"text/csv", ".csv"},
    {"text/tab-separated-values", ".tsv"},
    {"text/plain", ".txt"},
    {"application/json", ".json"},
    {"application/geo+json", ".geojson"},
    {"application/vnd.geo+json", ".geojson"},
    {"application/geo+json-seq", ".geojsonl"},
    {"application/x-ndjson", ".jsonl"},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"},
    {"application/vnd.ms-excel", ".xls"},
    {"application/vnd.oasis.opendocument.spreadsheet", ".ods"},
    {"application/xml", ".xml"},
    {"text/xml", ".xml"},
    {"application/geopackage+sqlite3", ".gpkg"},
    {"application/vnd.sqlite3", ".gpkg"},
    {"application/zip", ".zip"},
    {"application/vnd.shp+zip", ".zip"},
    {"application/vnd.google-earth.kml+xml", ".kml"},
    {"application/gpx+xml", ".gpx"},
    {"application/gml+xml", ".gml"},
    {"application/vnd.flatgeobuf", ".fgb"},
    {"image/vnd.dxf", ".dxf"},
}};

std::string lower(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return out;
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == text.npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// "text/csv" of "Text/CSV; charset=utf-8".
std::string media_type(std::string_view field)
{
    return lower(trimmed(field.substr(0, field.find(';'))));
}

/// The next parameter of a field after its first word; `rest` begins behind it. Quoted values
/// lose their quotes.
std::optional<std::pair<std::string, std::string>> next_parameter(std::string_view& rest)
{
    const std::size_t semicolon = rest.find(';');
    if (semicolon == rest.npos) {
        return std::nullopt;
    }
    rest.remove_prefix(semicolon + 1);
    const std::size_t equals = rest.find('=');
    if (equals == rest.npos) {
        rest = {};
        return std::nullopt;
    }
    std::string name = lower(trimmed(rest.substr(0, equals)));
    rest.remove_prefix(equals + 1);
    std::string value;
    const std::size_t start = std::min(rest.find_first_not_of(" \t"), rest.size());
    if (start < rest.size() && rest[start] == '"') {
        std::size_t at = start + 1;
        for (; at < rest.size() && rest[at] != '"'; ++at) {
            at += rest[at] == '\\' && at + 1 < rest.size() ? 1U : 0U;
            value += rest[at];
        }
        rest.remove_prefix(std::min(at + 1, rest.size()));
    } else {
        const std::size_t end = std::min(rest.find(';'), rest.size());
        value = trimmed(rest.substr(0, end));
        rest.remove_prefix(end);
    }
    return std::pair(std::move(name), std::move(value));
}

/// "Été.csv" of "UTF-8''%C3%89t%C3%A9.csv" (RFC 8187); nothing in another encoding.
std::optional<std::string> extended(const std::string& value)
{
    const std::size_t first = value.find('\'');
    const std::size_t second = value.find('\'', std::min(first, value.size() - 1) + 1);
    if (first == value.npos || second == value.npos || lower(value.substr(0, first)) != "utf-8") {
        return std::nullopt;
    }
    const auto target = read_target("/?n=" + value.substr(second + 1));
    const auto* const read = std::get_if<Target>(&target);
    if (read == nullptr || read->query.size() != 1) {
        return std::nullopt;
    }
    return read->query.front().second;
}

std::string disposition_name(std::string_view field)
{
    std::string plain;
    while (auto parameter = next_parameter(field)) {
        if (parameter->first == "filename*") {
            if (auto name = extended(parameter->second)) {
                return *std::move(name);
            }
        } else if (parameter->first == "filename") {
            plain = std::move(parameter->second);
        }
    }
    return plain;
}

/// The last part of a path, short enough to be shown, with its ending.
std::string tidy(std::string name)
{
    constexpr std::size_t longest = 200;
    name.erase(0, name.find_last_of("/\\") + 1);  // npos + 1 is 0
    if (!is_utf8(name)) {
        std::ranges::replace_if(
            name, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '_');
    }
    std::erase_if(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (name.size() > longest) {
        name.erase(0, name.size() - longest);
        while (!name.empty() && (static_cast<unsigned char>(name.front()) & 0xc0U) == 0x80) {
            name.erase(0, 1);  // the rest of a letter that was cut
        }
    }
    return name;
}

Problem wrong_type(std::string detail)
{
    return {ProblemKind::unsupported_media_type,
            std::move(detail),
            {},
            {},
            {{"Accept", "text/csv, application/geo+json, application/json, "
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, "
                        "application/vnd.oasis.opendocument.spreadsheet, application/zip, "
                        "application/geopackage+sqlite3"}}};
}

}  // namespace

std::variant<std::string, Problem> handed_name(const publish::Request& request)
{
    const std::string type = media_type(request.header("content-type"));
    if (type.starts_with("multipart/")) {
        return wrong_type("Le corps de l’envoi est le fichier lui-même, pas un formulaire : "
                          "« curl -T FICHIER » l’envoie ainsi.");
    }
    const std::string coding = lower(trimmed(request.header("content-encoding")));
    if (!coding.empty() && coding != "identity") {
        Problem problem = wrong_type("L’envoi est compressé (Content-Encoding) : envoyez le "
                                     "fichier tel quel.");
        problem.headers = {{"Accept-Encoding", "identity"}};
        return problem;
    }
    const std::string* const given = request.parameter("name");
    std::string name =
        tidy(given != nullptr ? *given : disposition_name(request.header("content-disposition")));
    const auto ending =
        std::ranges::find(endings, type, &std::pair<std::string_view, std::string_view>::first);
    if (name.empty() && ending != endings.end()) {
        return "fichier" + std::string(ending->second);
    }
    if (name.empty()) {
        return wrong_type(fmt::format(
            "Le format du fichier n’est pas dit{}. Donnez son nom (?name=travaux.csv, ou "
            "Content-Disposition) ou son type (Content-Type: text/csv).",
            type.empty() ? std::string() : fmt::format(" par « {} »", type)));
    }
    if (!datasets::format_of_name(name).empty()) {
        return name;
    }
    if (ending != endings.end()) {
        return name + std::string(ending->second);
    }
    return wrong_type(fmt::format("« {} » n’a pas l’extension d’un format connu (csv, xlsx, ods, "
                                  "geojson, json, zip, gpkg …), et le type de l’envoi n’en dit pas "
                                  "un.",
                                  name));
}

}  // namespace parvis::service
