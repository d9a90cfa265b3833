// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/link.hpp"
#include "publish/tiles/documents.hpp"
#include "publish/tiles/pyramid.hpp"
#include "publish/tiles/style.hpp"
#include "publish/tiles/tile.hpp"
#include "service/encoding.hpp"
#include "service/ready_answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

namespace parvis::service {

namespace {

namespace media = publish::media;
namespace tiles = publish::tiles;
using publish::Snapshot;

constexpr Offer json_offer{Format::json, media::json, media::geojson};
constexpr std::array json_only{json_offer};
constexpr std::array tileset_offers{json_offer, Offer{Format::tilejson, media::tilejson, ""},
                                    Offer{Format::pmtiles, media::pmtiles, ""}};
constexpr std::array tile_offers{
    Offer{Format::mvt, media::mvt, "application/x-protobuf"},
};
constexpr std::array style_offers{Offer{Format::json, media::style, media::json}};

/// The collection that the address names; nullptr at the site's own tiles.
std::variant<std::shared_ptr<const Snapshot>, Problem> collection_of(const RouteCall& call)
{
    if (call.segment(0) != "collections") {
        return nullptr;
    }
    auto dataset = call.publication->find(call.segment(1));
    if (!dataset) {
        return no_such_collection(call, call.segment(1));
    }
    if (!tiles::has_geometry(*dataset)) {
        return Problem{ProblemKind::not_found,
                       fmt::format("Le jeu « {} » n'a pas de tuiles : aucune de ses lignes n'a de "
                                   "géométrie.",
                                   dataset->id()),
                       {{"collectionId", dataset->id(), "ce jeu n'a pas de géométrie"}},
                       {{"collection", call.base_url + "/collections/" + dataset->id()}}};
    }
    return dataset;
}

/// The address behind "tiles".
std::span<const std::string> behind_tiles(const RouteCall& call)
{
    return std::span(call.request.path).subspan(call.segment(0) == "collections" ? 3 : 1);
}

Problem no_such_grid(const RouteCall& call, const std::string& id)
{
    std::string names;
    for (const auto& grid : geo::tile_grids()) {
        names += (names.empty() ? "" : ", ") + std::string(grid.id);
    }
    return {ProblemKind::not_found,
            fmt::format("tileMatrixSetId = « {} » : cette grille de tuiles n'existe pas ici. "
                        "Grilles possibles : {}.",
                        id.substr(0, 200), names),
            {{"tileMatrixSetId", id, "une de ces grilles est attendue : " + names}},
            {{"http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes",
              call.base_url + "/tileMatrixSets"}}};
}

/// Digits as tiles are counted; nothing for any other text. What no number holds is the largest.
std::optional<std::uint64_t> tile_number(std::string_view text)
{
    const bool digits = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
    if (!digits || (text.size() > 1 && text.front() == '0')) {
        return std::nullopt;
    }
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} ? number : std::numeric_limits<std::uint64_t>::max();
}

/// A request for a tile, its address read.
struct TileAddress {
    const geo::TileGrid* grid = nullptr;
    tiles::TileWindow window;
};

std::variant<TileAddress, Problem> address_of(const RouteCall& call)
{
    const auto parts = behind_tiles(call);
    const auto* grid = geo::tile_grid_named(parts[0]);
    if (grid == nullptr) {
        return no_such_grid(call, parts[0]);
    }
    constexpr std::array names{"tileMatrix", "tileRow", "tileCol"};
    std::array<std::uint64_t, 3> numbers{};
    std::vector<publish::ParameterProblem> faults;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto number = tile_number(parts[i + 1]);
        if (!number) {
            faults.push_back({names[i], parts[i + 1],
                              "un nombre entier est attendu, sans signe ni zéro devant", false});
        }
        numbers[i] = number.value_or(0);
    }
    if (!faults.empty()) {
        return parameter_problem(faults);
    }
    const auto refuse = [&](std::size_t which, std::uint64_t last) {
        if (numbers[which] > last) {
            faults.push_back(
                {names[which], parts[which + 1],
                 fmt::format("hors de la grille {}, qui va de 0 à {}{}", grid->id, last,
                             which == 0 ? "" : fmt::format(" au zoom {}", numbers[0])),
                 false});
        }
    };
    refuse(0, static_cast<std::uint64_t>(grid->zooms) - 1);
    const int zoom = faults.empty() ? static_cast<int>(numbers[0]) : 0;
    if (faults.empty()) {
        refuse(1, grid->rows(zoom) - 1);
        refuse(2, grid->columns(zoom) - 1);
    }
    if (!faults.empty()) {
        auto problem = parameter_problem(faults);
        problem.kind = ProblemKind::not_found;
        return problem;
    }
    return TileAddress{
        grid,
        {zoom, static_cast<std::uint32_t>(numbers[1]), static_cast<std::uint32_t>(numbers[2])}};
}

/// Outside of what the tileset says that it has.
std::optional<Problem> outside_of_limits(const TileAddress& address, const tiles::Tileset& tileset)
{
    const auto box = tileset.extent();
    const auto& [zoom, row, column] = address.window;
    const auto limits = box ? geo::tile_limits(*address.grid, *box, zoom) : std::nullopt;
    if (limits && row >= limits->first_row && row <= limits->last_row &&
        column >= limits->first_column && column <= limits->last_column) {
        return std::nullopt;
    }
    Problem problem{ProblemKind::not_found,
                    fmt::format("Cette tuile est hors de ce que couvrent ces données. Les limites "
                                "de chaque zoom sont à l'adresse {}/{}.",
                                tileset.address(), address.grid->id)};
    if (limits) {
        problem.parameters = {
            {"tileRow", std::to_string(row),
             fmt::format("de {} à {} au zoom {}", limits->first_row, limits->last_row, zoom)},
            {"tileCol", std::to_string(column),
             fmt::format("de {} à {} au zoom {}", limits->first_column, limits->last_column,
                         zoom)}};
    }
    problem.links = {{"describedby", fmt::format("{}/{}", tileset.address(), address.grid->id)}};
    return problem;
}

/// What the address and the parameters of documents and tiles have in common.
struct Asked {
    std::shared_ptr<const Snapshot> collection;
    tiles::TileQuery query;
    std::string chosen;  ///< parameters but `f`, as they go on into addresses
};

std::variant<Asked, Problem> asked_of(const RouteCall& call)
{
    auto collection = collection_of(call);
    if (auto* problem = std::get_if<Problem>(&collection)) {
        return std::move(*problem);
    }
    Asked asked;
    asked.collection = std::get<std::shared_ptr<const Snapshot>>(std::move(collection));
    auto parsed = tiles::parse_tile_query(call.request.query, *call.publication, asked.collection);
    if (const auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&parsed)) {
        return parameter_problem(*problems);
    }
    asked.query = std::get<tiles::TileQuery>(std::move(parsed));
    auto chosen = call.request.query;
    std::erase_if(chosen, [](const auto& pair) { return pair.first == "f"; });
    asked.chosen = publish::query_text(chosen);
    return asked;
}

tiles::Tileset tileset_of(const RouteCall& call, const Asked& asked)
{
    return {*call.publication, asked.collection.get(), asked.query, asked.chosen, call.base_url};
}

/// Checks the format, then the rest, then writes.
template <typename Write>
Outcome document(const RouteCall& call, std::span<const Offer> offers, Write&& write)
{
    const auto offer = negotiated(call.request, offers);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    const auto& [format, media_type, alias] = std::get<Offer>(offer);
    return response_with(write(format), media_type, call.publication_tag(format));
}

publish::Response tile_response(const std::shared_ptr<const std::string>& body, std::string etag,
                                const std::string& counts)
{
    publish::Response response;
    response.etag = std::move(etag);
    if (body->empty()) {
        response.status = 204;
    } else {
        response.content_type = media::mvt;
        response.shared_body = body;
    }
    if (const auto mark = counts.find('/'); mark != counts.npos) {
        response.headers.emplace_back("OGC-NumberReturned", counts.substr(0, mark));
        response.headers.emplace_back("OGC-NumberMatched", counts.substr(mark + 1));
    }
    return response;
}

/// Every tile in one file. It is made whole and kept, so nothing of it can be chosen: each choice
/// would be another file.
Outcome answer_archive(const RouteCall& call, const Asked& asked)
{
    std::vector<publish::ParameterProblem> faults;
    for (const auto& [name, value] : call.request.query) {
        if (name != "f") {
            faults.push_back({name, value,
                              "« f=pmtiles » est le fichier de toutes les tuiles, où rien ne se "
                              "choisit ; retirez ce paramètre",
                              false});
        }
    }
    if (!faults.empty()) {
        return parameter_problem(faults);
    }
    const auto day = call.publication->today;
    // Of the address nothing counts but the collection: each spelling, and each Host that a client
    // makes up, would be another file. Links are the site's own, or begin with "/".
    const std::string& own = call.publication->site.base_url;
    const auto key = fmt::format("pmtiles\n{}\n{}\n{}",
                                 asked.collection ? asked.collection->id() : std::string(),
                                 tiles::tile_state(*call.publication, asked.query, day), own);
    const bool sample = std::ranges::any_of(
        asked.query.datasets, [](const auto& dataset) { return dataset->manifest().facts.sample; });
    const auto name = fmt::format("{}{}.pmtiles", sample ? "exemple-" : "",
                                  asked.collection ? asked.collection->id() : "territoire");
    return ready_answer(call, {media::pmtiles, name, key}, [&](const auto& folder) {
        const auto file = folder / "tuiles";
        const tiles::Tileset tileset{*call.publication, asked.collection.get(), asked.query,
                                     asked.chosen, own};
        tiles::write_pyramid(tileset, day, call.store.tiles(), file,
                             [](std::string_view bytes) { return encoded(bytes, Encoding::gzip); });
        return file;
    });
}

}  // namespace

Outcome answer_tile_grids(const RouteCall& call)
{
    if (const auto problem = call.refused_parameters({"f"})) {
        return *problem;
    }
    return document(call, json_only, [&](Format) { return tiles::grids_json(call.base_url); });
}

Outcome answer_tile_grid(const RouteCall& call)
{
    if (const auto problem = call.refused_parameters({"f"})) {
        return *problem;
    }
    const auto* grid = geo::tile_grid_named(call.segment(1));
    if (grid == nullptr) {
        return no_such_grid(call, call.segment(1));
    }
    return document(call, json_only, [&](Format) { return tiles::grid_json(*grid); });
}

Outcome answer_tilesets(const RouteCall& call)
{
    const auto asked = asked_of(call);
    if (const auto* problem = std::get_if<Problem>(&asked)) {
        return *problem;
    }
    return document(call, json_only, [&](Format) {
        return tiles::tilesets_json(tileset_of(call, std::get<Asked>(asked)));
    });
}

Outcome answer_tileset(const RouteCall& call)
{
    const auto& id = behind_tiles(call)[0];
    const auto* grid = geo::tile_grid_named(id);
    if (grid == nullptr) {
        return no_such_grid(call, id);
    }
    const auto asked = asked_of(call);
    if (const auto* problem = std::get_if<Problem>(&asked)) {
        return *problem;
    }
    const bool is_web = grid == &geo::tile_grids().front();
    const auto offers =
        is_web ? std::span<const Offer>(tileset_offers) : std::span<const Offer>(json_only);
    const auto offer = negotiated(call.request, offers);
    if (const auto* chosen = std::get_if<Offer>(&offer);
        chosen != nullptr && chosen->format == Format::pmtiles) {
        return answer_archive(call, std::get<Asked>(asked));
    }
    return document(call, offers, [&](Format format) {
        const auto tileset = tileset_of(call, std::get<Asked>(asked));
        return format == Format::tilejson ? tiles::tilejson(tileset)
                                          : tiles::tileset_json(tileset, *grid);
    });
}

Outcome answer_tile(const RouteCall& call)
{
    const auto offer = negotiated(call.request, tile_offers);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    const auto address = address_of(call);
    if (const auto* problem = std::get_if<Problem>(&address)) {
        return *problem;
    }
    const auto& tile = std::get<TileAddress>(address);
    const auto asked = asked_of(call);
    if (const auto* problem = std::get_if<Problem>(&asked)) {
        return *problem;
    }
    const auto& wanted = std::get<Asked>(asked);
    const auto day = wanted.query.at.value_or(call.publication->today);
    // All that the bytes depend on: the versions, the comments, the day, the layers, the address.
    const auto key = fmt::format(
        "{}\n{}/{}/{}/{}\n{}", tiles::tile_state(*call.publication, wanted.query, day),
        tile.grid->id, tile.window.zoom, tile.window.row, tile.window.column, call.base_url);
    auto etag = fmt::format("{}-{}", call.publication->start_tag, hash_text(key));
    auto& shelf = call.store.tiles();
    const auto counts_key = key + "\ncounts";
    if (const auto body = shelf.bodies().find(key)) {
        // Asked for behind the body, so it never goes before it.
        const auto counts = shelf.bodies().find(counts_key);
        return tile_response(body, std::move(etag), counts ? *counts : std::string());
    }
    // What was made before was within them.
    if (const auto problem = outside_of_limits(tile, tileset_of(call, wanted))) {
        return *problem;
    }
    auto drawn = tiles::draw_tile({*tile.grid, tile.window, wanted.query, day, call.base_url},
                                  *call.publication, shelf);
    const auto body = std::make_shared<const std::string>(std::move(drawn.bytes));
    shelf.bodies().insert(key, body, body->size());
    std::string counts;
    if (drawn.returned != drawn.matched) {
        counts = fmt::format("{}/{}", drawn.returned, drawn.matched);
        shelf.bodies().insert(counts_key, std::make_shared<const std::string>(counts),
                              counts.size());
    }
    return tile_response(body, std::move(etag), counts);
}

Outcome answer_styles(const RouteCall& call)
{
    if (const auto problem = call.refused_parameters({"f"})) {
        return *problem;
    }
    return document(call, json_only,
                    [&](Format) { return tiles::styles_json(*call.publication, call.base_url); });
}

Outcome answer_style(const RouteCall& call)
{
    if (const auto problem = call.refused_parameters({"f"})) {
        return *problem;
    }
    auto style = tiles::style_json(*call.publication, call.segment(1), call.base_url);
    if (!style) {
        return Problem{
            ProblemKind::not_found,
            fmt::format("styleId = « {} » : aucun style n'a ce nom. La liste est à "
                        "l'adresse /styles.",
                        call.segment(1).substr(0, 200)),
            {{"styleId", call.segment(1), "aucun style n'a ce nom"}},
            {{"http://www.opengis.net/def/rel/ogc/1.0/styles", call.base_url + "/styles"}}};
    }
    return document(call, style_offers, [&](Format) { return std::move(*style); });
}

}  // namespace parvis::service
