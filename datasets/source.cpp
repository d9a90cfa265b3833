// SPDX-License-Identifier: EUPL-1.2
#include "datasets/source.hpp"

#include "datasets/csv_source.hpp"
#include "datasets/datex2_source.hpp"
#include "datasets/json_source.hpp"
#include "datasets/source_file.hpp"
#include "datasets/spelling.hpp"
#include "datasets/vector_source.hpp"
#include "geo/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace parvis::datasets {
namespace {

enum class Format { csv, json, json_lines, datex2, vector };

struct KnownFormat {
    std::string_view name;       ///< in a .toml
    std::string_view extension;  ///< of a file
    Format format;
    geo::VectorFormat vector;
    bool places = false;  ///< its rows have a geometry, unless the definition says otherwise
};

constexpr KnownFormat known_formats[] = {
    {"csv", ".csv", Format::csv, {}},
    {"csv", ".tsv", Format::csv, {}},
    {"csv", ".txt", Format::csv, {}},
    {"json", ".json", Format::json, {}},
    {"geojson", ".geojson", Format::json, {}, true},
    {"geojsonl", ".geojsonl", Format::json_lines, {}, true},
    {"geojsonl", ".geojsons", Format::json_lines, {}, true},
    {"jsonl", ".jsonl", Format::json_lines, {}},
    {"jsonl", ".ndjson", Format::json_lines, {}},
    {"datex2", ".xml", Format::datex2, {}, true},
    {"shapefile", ".shp", Format::vector, geo::VectorFormat::shapefile, true},
    {"shapefile", ".zip", Format::vector, geo::VectorFormat::shapefile, true},
    {"geopackage", ".gpkg", Format::vector, geo::VectorFormat::geopackage, true},
    {"flatgeobuf", ".fgb", Format::vector, geo::VectorFormat::flatgeobuf, true},
    {"topojson", ".topojson", Format::vector, geo::VectorFormat::topojson, true},
    {"kml", ".kml", Format::vector, geo::VectorFormat::kml, true},
    {"gpx", ".gpx", Format::vector, geo::VectorFormat::gpx, true},
    {"gml", ".gml", Format::vector, geo::VectorFormat::gml, true},
    {"dxf", ".dxf", Format::vector, geo::VectorFormat::dxf, true},
    {"xlsx", ".xlsx", Format::vector, geo::VectorFormat::xlsx},
    {"xls", ".xls", Format::vector, geo::VectorFormat::xls},
    {"ods", ".ods", Format::vector, geo::VectorFormat::ods},
};

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

bool is_meant(const KnownFormat& known, const std::string& format, const std::string& extension)
{
    return format.empty() ? known.extension == extension : known.name == format;
}

const KnownFormat& format_of(const SourceOptions& options)
{
    const std::string wanted = lower(options.format);
    const std::string extension = lower(options.file.extension().string());
    std::vector<std::string> names;
    for (const KnownFormat& known : known_formats) {
        if (is_meant(known, wanted, extension)) {
            return known;
        }
        if (names.empty() || names.back() != known.name) {
            names.emplace_back(known.name);
        }
    }
    if (wanted.empty()) {
        throw SourceError(fmt::format(
            "{} : le format ne se reconnaît pas à l’extension « {} » ; indiquez « format » dans la "
            "définition, par exemple \"csv\", \"geojson\" ou \"xlsx\".",
            options.file.string(), extension));
    }
    throw SourceError(fmt::format("{} : format « {} » inconnu.{}", options.file.string(),
                                  options.format, spelling_hint(wanted, names)));
}

}  // namespace

void Source::identify(std::string name, std::string sha256, std::uint64_t bytes)
{
    m_info.name = std::move(name);
    m_info.sha256 = std::move(sha256);
    m_info.bytes = bytes;
}

void Source::locate(std::filesystem::path file, std::filesystem::file_time_type modified)
{
    m_file = std::move(file);
    m_modified = modified;
}

void Source::check_unchanged() const
{
    if (!m_file.empty()) {
        datasets::check_unchanged(m_file, m_info.bytes, m_modified);
    }
}

void Source::name_columns(std::vector<std::string> names)
{
    std::set<std::string> taken;
    for (std::size_t i = 0; i < names.size(); ++i) {
        std::string& name = names[i];
        if (name.empty()) {
            name = fmt::format("colonne {}", i + 1);
            m_info.guessed.push_back(
                fmt::format("colonne {} sans nom : appelée « {} »", i + 1, name));
        }
        const std::string written = name;
        for (int n = 2; taken.contains(name); ++n) {
            name = fmt::format("{} ({})", written, n);
        }
        if (name != written) {
            m_info.guessed.push_back(fmt::format(
                "colonne « {} » présente plusieurs fois : la colonne {} est appelée « {} »",
                written, i + 1, name));
        }
        taken.insert(name);
    }
    m_columns = std::move(names);
}

bool carries_geometry(const std::filesystem::path& file, const std::string& format)
{
    const std::string wanted = lower(format);
    const std::string extension = lower(file.extension().string());
    return std::ranges::any_of(known_formats, [&](const KnownFormat& known) {
        return known.places && is_meant(known, wanted, extension);
    });
}

std::string format_of_name(const std::filesystem::path& file)
{
    const std::string extension = lower(file.extension().string());
    const auto found = std::ranges::find(known_formats, extension, &KnownFormat::extension);
    return found == std::end(known_formats) ? std::string() : std::string(found->name);
}

std::unique_ptr<Source> open_source(const SourceOptions& options)
{
    const SourceFile file = look_at(options.file);
    const KnownFormat& format = format_of(options);
    if (format.format != Format::vector && !file.no_text.empty()) {
        throw SourceError(fmt::format(
            "{} : ce fichier est lu comme « {} », mais c’est {} ; donnez-lui sa vraie extension "
            "(ou « format » dans la définition), ou enregistrez-le en {}.",
            options.file.string(), format.name, file.no_text, format.name));
    }
    std::unique_ptr<Source> source;
    switch (format.format) {
    case Format::csv:
        source = std::make_unique<CsvSource>(file, options);
        break;
    case Format::json:
        source = std::make_unique<JsonSource>(file, options);
        break;
    case Format::json_lines:
        source = std::make_unique<JsonSource>(file, options, JsonSource::Records::lines);
        break;
    case Format::datex2:
        source = std::make_unique<Datex2Source>(file);
        break;
    case Format::vector:
        source = std::make_unique<VectorSource>(file, format.vector, options);
        break;
    }
    source->identify(options.file.filename().string(), file.sha256, file.bytes);
    source->locate(options.file, file.modified);
    return source;
}

}  // namespace parvis::datasets
