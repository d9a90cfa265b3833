// SPDX-License-Identifier: EUPL-1.2
#include "service/items_formats.hpp"

#include "publish/api/link.hpp"
#include "publish/formats/csv.hpp"
#include "publish/formats/csvw.hpp"
#include "publish/formats/kml.hpp"
#include "publish/formats/vector_export.hpp"
#include "publish/formats/xlsx.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

namespace parvis::service {

namespace {

using publish::BodySink;
using publish::ItemsPage;
using publish::ItemsQuery;
using publish::Snapshot;
namespace media = publish::media;

constexpr std::string_view csv_type = "text/csv; charset=utf-8; header=present";

constexpr std::array offers{
    Offer{Format::json, media::geojson, media::json},
    Offer{Format::html, media::html, "application/xhtml+xml"},
    Offer{Format::csv, media::csv, ""},
    Offer{Format::csv_fr, media::csv, ""},
    Offer{Format::json_fg, media::json_fg, "application/vnd.ogc.fg+json"},
    Offer{Format::geojson_seq, media::geojson_seq, ""},
    Offer{Format::xlsx, media::xlsx, ""},
    Offer{Format::geopackage, media::geopackage, "application/geopackage+vnd.sqlite3"},
    Offer{Format::flatgeobuf, media::flatgeobuf, "application/vnd.flatgeobuf"},
    Offer{Format::shapefile, media::zip, "application/x-shapefile"},
    Offer{Format::kml, media::kml, ""},
    Offer{Format::csvw, media::csvw, ""}};

/// Writes a body piece by piece.
using Writer = void (*)(const ItemsPage&, const BodySink&);
/// Makes a file in a folder.
using Maker = std::filesystem::path (*)(const ItemsPage&, const std::filesystem::path&);

template <geo::WrittenFormat format>
std::filesystem::path make_vector(const ItemsPage& page, const std::filesystem::path& folder)
{
    return publish::write_items_vector(page, format, folder);
}

/// How a format that is no page is made: by one or the other.
struct Making {
    std::string_view media_type, extension;
    Writer write = nullptr;
    Maker make = nullptr;
    std::size_t most_rows = publish::most_vector_rows;  ///< of a file that is made
    bool any_system = false;  ///< its coordinates may be in another than CRS84
};

Making making_of(Format format)
{
    switch (format) {
    case Format::csv:
        return {csv_type, "csv", [](const ItemsPage& page, const BodySink& sink) {
                    publish::write_items_csv(page, sink);
                }};
    case Format::csv_fr:
        return {csv_type, "csv", [](const ItemsPage& page, const BodySink& sink) {
                    publish::write_items_csv(page, sink, publish::CsvDialect::french_spreadsheet);
                }};
    case Format::geojson_seq:
        return {media::geojson_seq, "geojsonl", publish::write_items_geojson_seq};
    case Format::kml:
        return {media::kml, "kml", publish::write_items_kml};
    case Format::xlsx:
        return {media::xlsx, "xlsx", nullptr, publish::write_items_xlsx,
                publish::most_workbook_rows};
    case Format::geopackage:
        return {
            media::geopackage,         "gpkg", nullptr, make_vector<geo::WrittenFormat::geopackage>,
            publish::most_vector_rows, true};
    case Format::flatgeobuf:
        return {
            media::flatgeobuf,         "fgb", nullptr, make_vector<geo::WrittenFormat::flatgeobuf>,
            publish::most_vector_rows, true};
    case Format::shapefile:
        return {media::zip,
                "zip",
                nullptr,
                make_vector<geo::WrittenFormat::shapefile>,
                publish::most_vector_rows,
                true};
    case Format::json:
    case Format::geojson:
    case Format::json_fg:
    case Format::html:
    case Format::mvt:
    case Format::tilejson:
    case Format::pmtiles:
    case Format::csvw:
    case Format::atom:
    case Format::turtle:
    case Format::json_ld:
    case Format::pdf:
    case Format::odt:
    case Format::xml:
    case Format::icalendar:
        break;
    }
    return {};
}

publish::Response json_response(const ItemsPage& page, const ItemsQuery& query, Format format,
                                std::string tag)
{
    const bool fg = format == Format::json_fg;
    auto response = response_with(publish::items_geojson(page, fg ? publish::JsonFlavour::json_fg
                                                                  : publish::JsonFlavour::geojson),
                                  fg ? media::json_fg : media::geojson, std::move(tag));
    response.headers.emplace_back("Content-Crs", "<" + query.crs_uri + ">");
    return response;
}

/// The address of the same rows in a format.
std::string same_rows(const RouteCall& call, std::string_view format)
{
    auto parameters = call.request.query;
    std::erase_if(parameters, [](const auto& pair) { return pair.first == "f"; });
    parameters.emplace_back("f", format);
    return call.base_url + call.request.raw_path + publish::query_text(parameters);
}

}  // namespace

std::span<const Offer> items_offers() { return offers; }

bool is_paged(Format format)
{
    return format == Format::json || format == Format::geojson || format == Format::json_fg ||
           format == Format::html;
}

std::optional<Problem> refused_by_format(const ItemsQuery& query, Format format)
{
    std::vector<publish::ParameterProblem> problems;
    const bool json = format == Format::json || format == Format::geojson;
    const bool any_system = json || format == Format::json_fg || making_of(format).any_system ||
                            format == Format::geojson_seq;
    if (query.crs != nullptr && !any_system) {
        problems.push_back({"crs", query.crs_uri,
                            "ce format n'a que des longitudes et latitudes ; ajoutez « f=json »",
                            false});
    }
    if (!query.facets.empty() && !json && format != Format::json_fg) {
        problems.push_back(
            {"facets", "", "ce format n'a pas de place pour elles ; ajoutez « f=json »", false});
    }
    if (query.wanted.zoom && format == Format::html) {
        problems.push_back({"zoom-level", fmt::format("{:g}", *query.wanted.zoom),
                            "une page ne simplifie pas les géométries ; ajoutez « f=json »",
                            false});
    }
    if (query.cluster_zoom && !json) {
        problems.push_back({"cluster", std::to_string(*query.cluster_zoom),
                            "les groupes n'existent qu'en GeoJSON ; ajoutez « f=json »", false});
    }
    return problems.empty() ? std::nullopt : std::optional(parameter_problem(problems));
}

std::optional<Problem> too_many_rows(const ItemsPage& page, Format format)
{
    const auto making = making_of(format);
    if (making.make == nullptr) {
        return std::nullopt;
    }
    const auto& rows = page.selection.rows;
    std::string why;
    if (rows.size() > making.most_rows) {
        why = fmt::format("{} objets répondent, et ce format en prend {} au plus", rows.size(),
                          making.most_rows);
    } else {
        std::uint64_t bytes = 0;
        for (const auto row : rows) {
            bytes += page.dataset.geojson(row).size();
        }
        if (bytes > publish::most_vector_bytes) {
            why = fmt::format("ces objets font {} Mo, et ce format en prend {} au plus",
                              bytes / 1'000'000, publish::most_vector_bytes / 1'000'000);
        }
    }
    if (why.empty()) {
        return std::nullopt;
    }
    return parameter_problem(
        {{"f", std::string(name_of(format)),
          why + " ; filtrez, donnez « limit », ou prenez « csv » ou « geojsonseq », qui n'ont pas "
                "de limite, ou le fichier de la version entière",
          false}});
}

std::optional<Problem> all_unplaced(const ItemsPage& page, Format format)
{
    const auto& rows = page.selection.rows;
    const bool placed = page.wanted.has_geometry() &&
                        std::any_of(rows.begin(), rows.end(),
                                    [&](auto row) { return page.dataset.bounds(row).has_value(); });
    if (format != Format::flatgeobuf || rows.empty() || placed) {
        return std::nullopt;
    }
    return parameter_problem(
        {{"f", std::string(name_of(format)),
          "aucun des objets demandés n'a de lieu ici, et ce format ne prend que ceux qui en ont un "
          "; prenez « gpkg » ou « csv »",
          false}});
}

std::string items_tag(const RouteCall& call, const Snapshot& dataset, datasets::Date day,
                      Format format, std::string_view note)
{
    // A filter may read other datasets: feature('poles', …).
    const bool is_filtered = std::ranges::any_of(
        call.request.query, [](const auto& pair) { return pair.first == "filter"; });
    return fmt::format("{}-{}-{}-{}-{}-{}", call.publication->start_tag, dataset.manifest().version,
                       dataset.comment_tag(), datasets::to_text(day), name_of(format),
                       hash_text(fmt::format("{}{}?{} {} {}", call.base_url, call.request.raw_path,
                                             call.request.raw_query, note,
                                             is_filtered ? call.publication->tag : "")));
}

publish::Response items_response(const RouteCall& call, std::shared_ptr<const Snapshot> dataset,
                                 const ItemsPage& asked, const ItemsQuery& query, Format format)
{
    auto tag = items_tag(call, asked.dataset, asked.day, format, asked.filter_note);
    if (is_paged(format)) {
        return json_response(asked, query, format, std::move(tag));
    }
    if (format == Format::csvw) {
        return response_with(publish::items_csvw(asked, same_rows(call, "csv"), call.base_url),
                             media::csvw, std::move(tag));
    }
    ItemsPage page = asked;
    if (format == Format::flatgeobuf) {
        publish::leave_out_unplaced(page);
    }
    const auto making = making_of(format);
    auto response = response_with({}, making.media_type, std::move(tag));
    if (making.make != nullptr) {
        response.make_file = [held = std::move(dataset), page,
                              make = making.make](const std::filesystem::path& folder) {
            return make(page, folder);
        };
    } else if (page.selection.rows.size() <= ItemsQuery::largest_limit) {
        // A page's worth is made in memory, compressed and kept; a whole dataset goes through a
        // file.
        making.write(page, [&](std::string_view piece) { response.body += piece; });
    } else {
        response.write_body = [held = std::move(dataset), page,
                               write = making.write](const BodySink& sink) { write(page, sink); };
    }
    const auto& facts = page.dataset.manifest().facts;
    response.headers.emplace_back("Content-Disposition",
                                  fmt::format("attachment; filename=\"{}{}-v{}.{}\"",
                                              facts.sample ? "exemple-" : "", facts.id,
                                              page.dataset.manifest().version, making.extension));
    if (page.left_out > 0) {
        response.headers.emplace_back("Parvis-Rows-Without-Place", std::to_string(page.left_out));
    }
    if (query.crs != nullptr) {
        response.headers.emplace_back("Content-Crs", "<" + query.crs_uri + ">");
    }
    if (format == Format::csv) {
        response.headers.emplace_back("Link", fmt::format("<{}>; rel=\"describedby\"; type=\"{}\"",
                                                          same_rows(call, "csvw"), media::csvw));
    }
    return response;
}

}  // namespace parvis::service
