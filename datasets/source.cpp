// SPDX-License-Identifier: EUPL-1.2
#include "datasets/source.hpp"

#include "datasets/csv_source.hpp"
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

enum class Format { csv, json, vector };

struct KnownFormat {
    std::string_view name;       ///< in a .toml
    std::string_view extension;  ///< of a file
    Format format;
    geo::VectorFormat vector;
};

constexpr KnownFormat known_formats[] = {
    {"csv", ".csv", Format::csv, {}},
    {"csv", ".tsv", Format::csv, {}},
    {"csv", ".txt", Format::csv, {}},
    {"json", ".json", Format::json, {}},
    {"geojson", ".geojson", Format::json, {}},
    {"shapefile", ".shp", Format::vector, geo::VectorFormat::shapefile},
    {"shapefile", ".zip", Format::vector, geo::VectorFormat::shapefile},
    {"geopackage", ".gpkg", Format::vector, geo::VectorFormat::geopackage},
    {"flatgeobuf", ".fgb", Format::vector, geo::VectorFormat::flatgeobuf},
    {"topojson", ".topojson", Format::vector, geo::VectorFormat::topojson},
    {"xlsx", ".xlsx", Format::vector, geo::VectorFormat::xlsx},
    {"ods", ".ods", Format::vector, geo::VectorFormat::ods},
};

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

const KnownFormat& format_of(const SourceOptions& options)
{
    const std::string wanted = lower(options.format);
    const std::string extension = lower(options.file.extension().string());
    std::vector<std::string> names;
    for (const KnownFormat& known : known_formats) {
        if (wanted.empty() ? known.extension == extension : known.name == wanted) {
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

std::unique_ptr<Source> open_source(const SourceOptions& options)
{
    const SourceFile file = look_at(options.file);
    const KnownFormat& format = format_of(options);
    std::unique_ptr<Source> source;
    switch (format.format) {
    case Format::csv:
        source = std::make_unique<CsvSource>(file, options);
        break;
    case Format::json:
        source = std::make_unique<JsonSource>(file, options);
        break;
    case Format::vector:
        source = std::make_unique<VectorSource>(file, format.vector, options);
        break;
    }
    source->identify(options.file.filename().string(), file.sha256, file.bytes);
    return source;
}

}  // namespace parvis::datasets
