// SPDX-License-Identifier: EUPL-1.2
#include "datasets/json_source.hpp"

#include "datasets/geojson_geometry.hpp"
#include "datasets/json_cursor.hpp"
#include "datasets/json_fault.hpp"
#include "datasets/spelling.hpp"
#include "geo/error.hpp"

#include <fmt/format.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>

namespace parvis::datasets {
namespace {

/// The text is held in memory, and a row of it once more.
constexpr std::uint64_t most_bytes = std::uint64_t{1} << 30U;
constexpr int deepest_column = 6;
constexpr std::size_t nowhere = std::string::npos;

rapidjson::ParseResult parse(std::string_view text)
{
    rapidjson::MemoryStream stream(text.data(), text.size());
    rapidjson::BaseReaderHandler<> nothing;
    rapidjson::Reader reader;
    // Iterative: nesting fills a heap block, never the stack of the process.
    constexpr unsigned flags = rapidjson::kParseIterativeFlag |
                               rapidjson::kParseValidateEncodingFlag |
                               rapidjson::kParseNumbersAsStringsFlag;
    return reader.Parse<flags>(stream, nothing);
}

void check_syntax(const std::string& name, const std::string& text)
{
    const rapidjson::ParseResult result = parse(text);
    if (!result.IsError()) {
        return;
    }
    const std::string_view before = std::string_view(text).substr(0, result.Offset());
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const auto last_break = before.rfind('\n');
    const std::size_t column =
        last_break == nowhere ? before.size() + 1 : before.size() - last_break;
    throw SourceError(fmt::format("{}, ligne {}, colonne {} : ce n’est pas du JSON bien formé "
                                  "({}). Corrigez le fichier à cet "
                                  "endroit ou refaites l’export.",
                                  name, line, column, json_fault(result.Code())));
}

}  // namespace

JsonSource::JsonSource(const SourceFile& file, const SourceOptions& options, Records records)
    : m_name(file.path.string())
{
    if (file.bytes > most_bytes) {
        throw SourceError(fmt::format(
            "{} : un fichier JSON de plus de {} Mo ne se lit pas ; exportez-le en CSV ou en "
            "GeoPackage, ou en plusieurs fichiers (« source = [\"…\", \"…\"] »).",
            m_name, most_bytes >> 20U));
    }
    m_info.encoding = file.encoding(options.encoding, m_info);
    m_doubt = file.doubt(options.encoding);
    TextStream stream(file, m_info.encoding);
    m_text.reserve(file.bytes + 1);
    while (stream.read(m_text, std::size_t{4} << 20U)) {
    }
    if (records == Records::lines) {
        find_lines();
        m_info.format = m_is_geojson ? "GeoJSON, un objet par ligne" : "JSON, un objet par ligne";
    } else {
        check_syntax(m_name, m_text);
        find_records(options);
        m_info.format = m_is_geojson ? "GeoJSON" : "JSON";
    }
    m_has_geometry = m_is_geojson;
    learn_columns();
}

std::size_t JsonSource::array_named(std::size_t at, const std::string& name) const
{
    const JsonCursor cursor(m_text);
    std::size_t found = nowhere;
    std::vector<std::string> names;
    if (cursor.kind(at) == '{') {
        cursor.each_member(at, [&](const std::string& member, std::size_t value) {
            names.push_back(member);
            found = member == name ? value : found;
            return found == nowhere;
        });
    }
    if (found == nowhere) {
        throw SourceError(fmt::format("{} : le membre « {} » de « records » ne s’y trouve pas.{}",
                                      m_name, name, spelling_hint(name, names)));
    }
    return found;
}

void JsonSource::find_records(const SourceOptions& options)
{
    const JsonCursor cursor(m_text);
    std::size_t at = cursor.skip_space(0);
    for (const std::string& name : options.records) {
        at = array_named(at, name);
    }
    if (cursor.kind(at) == '{' && options.records.empty()) {
        std::vector<std::pair<std::string, std::size_t>> arrays;
        cursor.each_member(at, [&](const std::string& name, std::size_t value) {
            if (name == "crs" && cursor.kind(value) == '{') {
                cursor.each_member(value, [&](const std::string& key, std::size_t inner) {
                    if (key == "properties" && cursor.kind(inner) == '{') {
                        cursor.each_member(inner, [&](const std::string& k, std::size_t v) {
                            if (k == "name" && cursor.kind(v) == '"') {
                                m_crs.clear();
                                cursor.append_string(v, m_crs);
                            }
                            return true;
                        });
                    }
                    return true;
                });
            }
            if (cursor.kind(value) == '[') {
                arrays.emplace_back(name, value);
            }
            return true;
        });
        const auto features = std::find_if(arrays.begin(), arrays.end(),
                                           [](const auto& a) { return a.first == "features"; });
        if (features != arrays.end()) {
            m_is_geojson = true;
            at = features->second;
        } else if (arrays.size() == 1) {
            at = arrays.front().second;
            m_info.guessed.push_back(fmt::format(
                "enregistrements lus dans le membre « {} » du fichier", arrays.front().first));
        } else {
            std::string names;
            for (const auto& [name, value] : arrays) {
                names += fmt::format("{}« {} »", names.empty() ? "" : ", ", name);
            }
            throw SourceError(fmt::format(
                "{} : le fichier n’est pas un tableau d’enregistrements ; indiquez où il se trouve "
                "avec « records = [\"…\"] »{}{}.",
                m_name, names.empty() ? "" : " ; tableaux présents : ", names));
        }
    }
    if (cursor.kind(at) != '[') {
        throw SourceError(
            fmt::format("{} : un tableau d’objets est attendu, entre « [ » et « ] ».", m_name));
    }
    cursor.each_item(at, [&](std::size_t item) {
        m_records.push_back(item);
        return true;
    });
}

void JsonSource::find_lines()
{
    std::uint64_t line = 0;
    std::uint64_t features = 0;
    const JsonCursor cursor(m_text);
    for (std::size_t at = 0; at < m_text.size();) {
        std::size_t end = std::min(m_text.find('\n', at), m_text.size());
        const std::size_t next = end + 1;
        ++line;
        // RFC 8142 puts a record separator before each text.
        at = cursor.skip_space(m_text[at] == item_mark ? at + 1 : at);
        if (at < end) {
            const auto result = parse(std::string_view(m_text).substr(at, end - at));
            if (result.IsError()) {
                m_broken.emplace(
                    m_records.size(),
                    fmt::format("La ligne {} n’est pas du JSON bien formé ({}, au caractère {}) : "
                                "elle est refusée. Corrigez-la ou refaites l’export.",
                                line, json_fault(result.Code()), result.Offset() + 1));
            } else if (cursor.kind(at) == '{') {
                cursor.each_member(at, [&](const std::string& name, std::size_t value) {
                    const bool is_type = name == "type";
                    features +=
                        is_type && cursor.slice(value, value + 9) == "\"Feature\"" ? 1U : 0U;
                    return !is_type;
                });
            }
            m_records.push_back(at);
            m_lines.push_back(line);
        }
        at = next;
    }
    if (m_broken.size() == m_records.size()) {
        throw SourceError(
            fmt::format("{} : aucune ligne n’est un objet JSON.{}", m_name,
                        m_broken.empty() ? std::string() : " " + m_broken.begin()->second));
    }
    m_is_geojson = features * 2 > m_records.size();
}

template <class Found>
void JsonSource::flatten_object(std::size_t at, std::string& path, int depth, Found&& found) const
{
    const JsonCursor cursor(m_text);
    const std::size_t length = path.size();
    cursor.each_member(at, [&](const std::string& name, std::size_t value) {
        path.resize(length);
        path += length == 0 ? "" : ".";
        path += name;
        bool geometry = false;
        if (cursor.kind(value) == '{') {
            bool type = false;
            bool coordinates = false;
            cursor.each_member(value, [&](const std::string& member, std::size_t) {
                type = type || member == "type";
                coordinates = coordinates || member == "coordinates" || member == "geometries";
                return true;
            });
            geometry = type && coordinates;
        }
        if (cursor.kind(value) == '{' && !geometry && depth < deepest_column) {
            flatten_object(value, path, depth + 1, found);
        } else {
            found(path, value);
        }
        return true;
    });
    path.resize(length);
}

template <class Found>
void JsonSource::flatten_record(std::size_t at, Found&& found) const
{
    std::string path;
    if (!m_is_geojson) {
        flatten_object(at, path, 0, found);
        return;
    }
    const JsonCursor cursor(m_text);
    std::size_t own_id = nowhere;
    bool id_is_property = false;
    cursor.each_member(at, [&](const std::string& name, std::size_t value) {
        if (name == "properties" && cursor.kind(value) == '{') {
            flatten_object(value, path, 0, [&](const std::string& column, std::size_t inner) {
                id_is_property = id_is_property || column == "id";
                found(column, inner);
            });
        } else if (name == "id") {
            own_id = value;
        }
        return true;
    });
    if (own_id != nowhere && !id_is_property) {
        found(std::string("id"), own_id);
    }
}

void JsonSource::learn_columns()
{
    const JsonCursor cursor(m_text);
    for (std::size_t i = 0; i < m_records.size(); ++i) {
        const std::size_t record = m_records[i];
        if (cursor.kind(record) != '{' || m_broken.contains(i)) {
            continue;
        }
        flatten_record(record, [&](const std::string& path, std::size_t) {
            if (m_index.try_emplace(path, m_columns.size()).second) {
                m_columns.push_back(path);
            }
        });
    }
    m_values.resize(m_columns.size());
    m_present.resize(m_columns.size());
}

void JsonSource::refuse(SourceRow& row, const char* code, std::string_view text,
                        std::string message) const
{
    row.issues.push_back({row.line,
                          Severity::rejected,
                          code,
                          {},
                          std::string(text.substr(0, 400)),
                          {},
                          std::move(message)});
}

std::optional<double> JsonSource::share_read() const
{
    return m_records.empty() ? 1
                             : static_cast<double>(m_next) / static_cast<double>(m_records.size());
}

bool JsonSource::next(SourceRow& row)
{
    if (m_next == m_records.size()) {
        return false;
    }
    const JsonCursor cursor(m_text);
    const auto broken = m_broken.find(m_next);
    const std::size_t record = m_records[m_next++];
    row.line = m_lines.empty() ? m_next : m_lines[m_next - 1];
    row.issues.clear();
    row.geometry = {};
    row.geometry_problem.clear();
    row.cells.assign(m_columns.size(), {});
    if (broken != m_broken.end()) {
        const std::size_t end = std::min(m_text.find('\n', record), m_text.size());
        refuse(row, "row_not_json", cursor.slice(record, end), broken->second);
        return true;
    }
    if (cursor.kind(record) != '{') {
        refuse(row, "row_not_object", cursor.slice(record, cursor.skip_value(record)),
               "L’enregistrement n’est pas un objet entre accolades : il est refusé.");
        return true;
    }
    std::fill(m_present.begin(), m_present.end(), char{0});
    flatten_record(record, [&](const std::string& path, std::size_t at) {
        const std::size_t column = m_index.find(path)->second;
        std::string& value = m_values[column];
        value.clear();
        m_present[column] = cursor.kind(at) == 'n' ? 0 : 1;
        if (cursor.kind(at) == '"') {
            cursor.append_string(at, value);
            return;
        }
        const auto whole = cursor.slice(at, cursor.skip_value(at));
        if (cursor.kind(at) != '[') {
            value = whole;
            return;
        }
        bool nested = false;
        bool first = true;
        cursor.each_item(at, [&](std::size_t item) {
            const char kind = cursor.kind(item);
            nested = kind == '{' || kind == '[';
            if (nested) {
                return false;
            }
            if (!first) {
                value += item_mark;
            }
            first = false;
            if (kind == '"') {
                cursor.append_string(item, value);
            } else if (kind != 'n') {
                value += cursor.slice(item, cursor.skip_value(item));
            }
            return true;
        });
        if (nested) {
            value = whole;
        }
    });
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        if (m_present[i] != 0) {
            row.cells[i] = m_values[i];
        }
    }
    if (m_is_geojson) {
        cursor.each_member(record, [&](const std::string& name, std::size_t at) {
            if (name == "geometry") {
                ParsedGeometry parsed =
                    parse_geojson_geometry(cursor.slice(at, cursor.skip_value(at)));
                row.geometry = std::move(parsed.geometry);
                row.geometry_problem = std::move(parsed.problem);
                return false;
            }
            return true;
        });
    }
    return true;
}

}  // namespace parvis::datasets
