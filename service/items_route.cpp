// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/facts.hpp"
#include "publish/api/link.hpp"
#include "publish/facets.hpp"
#include "publish/filter_note.hpp"
#include "publish/formats/cluster_geojson.hpp"
#include "publish/row_order.hpp"
#include "publish/search_body.hpp"
#include "publish/selection.hpp"
#include "service/items_address.hpp"
#include "service/items_formats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace parvis::service {

namespace {

using publish::ItemsQuery;
using publish::Link;
using publish::Parameters;
using publish::Snapshot;
namespace media = publish::media;

constexpr std::array item_offers{Offer{Format::json, media::geojson, media::json},
                                 Offer{Format::html, media::html, "application/xhtml+xml"}};

/// Rows on a page for people; a program asks for what it wants.
constexpr std::size_t page_rows = 50;

std::vector<Link> links_of(const RouteCall& call, const Snapshot& dataset,
                           const ItemsAddress& address, const Neighbours& neighbours, Format format)
{
    const auto type = format == Format::json_fg ? media::json_fg : media::geojson;
    const auto collection = call.base_url + "/collections/" + dataset.id();
    std::vector<Link> links{
        address.link({}, "self", type, "Cette page"),
        address.link(
            {{"f", "html"}, {"crs", ""}, {"facets", ""}, {"cluster", ""}, {"zoom-level", ""}},
            "alternate", media::html, "Ces objets en page"),
        address.link({{"f", "csv"}, {"crs", ""}, {"facets", ""}, {"cluster", ""}}, "alternate",
                     media::csv, "Ces objets en tableau CSV"),
        {collection, "collection", media::json, "Le jeu de données"},
        {collection + "/schema", "describedby", media::schema, "Schéma des objets"},
        {collection + "/queryables", publish::relation::queryables, media::schema,
         "Ce que « filter » peut nommer"},
        {collection + "/sortables", publish::relation::sortables, media::schema,
         "Ce que « sortby » peut nommer"},
    };
    for (const auto& [rel, parameters] : neighbours) {
        links.push_back(address.link(parameters, rel, type,
                                     rel == "next" ? "Page suivante" : "Page précédente"));
    }
    return links;
}

/// What to say of filters that no row can fit; asked only where no row does.
struct FilterWords {
    std::string sentence;  ///< in the answer
    std::string header;    ///< ASCII, for formats and programs that read no sentence
};

FilterWords filter_words(const RouteCall& call, const Snapshot& dataset, const ItemsQuery& query,
                         const publish::Selection& selection)
{
    if (selection.matched > 0) {
        return {};
    }
    const auto notes = publish::filter_notes(*call.publication, dataset, query);
    return {publish::sentences_of(notes), publish::header_of(notes)};
}

void add_filter_header(publish::Response& response, const FilterWords& words)
{
    if (!words.header.empty()) {
        response.headers.emplace_back("Parvis-Filter-Unknown-Value", words.header);
    }
}

/// By which address a column's head sorts: upwards first, then downwards.
publish::site::ItemsView::Sorting sorting_of(const std::string& property,
                                             const publish::Request& request,
                                             const ItemsAddress& address)
{
    const auto* asked = request.parameter("sortby");
    // An unescaped plus arrives as a space.
    const bool upwards = asked != nullptr && (*asked == property || *asked == "+" + property ||
                                              *asked == " " + property);
    const bool downwards = asked != nullptr && *asked == "-" + property;
    return {property,
            address.with({{"sortby", (upwards ? "-" : "") + property}, {"after", ""}, {"f", ""}}),
            upwards     ? "ascending"
            : downwards ? "descending"
                        : ""};
}

publish::site::ItemsView view_of(const RouteCall& call, const Snapshot& dataset,
                                 const publish::Selection& selection, datasets::Date day,
                                 std::size_t limit)
{
    const ItemsAddress address("/collections/" + dataset.id() + "/items", call.request.query);
    publish::site::ItemsView view;
    view.rows = selection.rows;
    view.matched = selection.matched;
    view.first = selection.rows.empty() ? 0 : selection.before + 1;
    if (selection.next) {
        view.next = address.with(pinned(dataset, day, *selection.next));
    }
    if (selection.previous) {
        view.previous = address.with(pinned(dataset, day, *selection.previous, limit));
    }
    for (const auto& [name, value] : call.request.query) {
        if (name == "etat" || name == "filter" || name == "q" || dataset.property(name)) {
            view.filters.emplace_back(name, value);
        }
    }
    view.json_address = address.with({{"f", "json"}});
    view.csv_address = address.with({{"f", "csv"}, {"limit", ""}, {"after", ""}});
    for (const std::string format : {"xlsx", "csv-fr", "gpkg", "shp", "fgb", "kml"}) {
        if (format != "fgb" || dataset.manifest().extent) {
            view.formats.emplace_back(format,
                                      address.with({{"f", format}, {"limit", ""}, {"after", ""}}));
        }
    }
    for (const auto& property : dataset.manifest().properties) {
        if (publish::is_sortable(property.type)) {
            view.sortings.push_back(sorting_of(property.name, call.request, address));
        }
    }
    return view;
}

/// What a FeatureCollection says of its page, for formats that have no place for it, and where the
/// licence and all that is said of the dataset stand: a table of no rows says neither.
void add_page_headers(publish::Response& response, const publish::ItemsPage& page,
                      const ItemsAddress& address, const Neighbours& neighbours,
                      const std::string& base_url)
{
    const auto add = [&](std::string name, std::string value) {
        response.headers.emplace_back(std::move(name), std::move(value));
    };
    add("OGC-NumberMatched", std::to_string(page.selection.matched));
    const auto left_out =
        std::find_if(response.headers.begin(), response.headers.end(), [](const auto& header) {
            return header.first == "Parvis-Rows-Without-Place";
        });
    const auto lacking = left_out == response.headers.end() ? 0 : std::stoull(left_out->second);
    add("OGC-NumberReturned", std::to_string(page.selection.rows.size() - lacking));
    std::string links;  // beside the one that the format itself has
    const auto own = std::ranges::find(response.headers, "Link", [](const auto& header) {
        return std::string_view(header.first);
    });
    if (own != response.headers.end()) {
        links = own->second;
        response.headers.erase(own);
    }
    const auto add_link = [&](std::string_view href, std::string_view rel) {
        links += fmt::format("{}<{}>; rel=\"{}\"", links.empty() ? "" : ", ", href, rel);
    };
    for (const auto& [rel, parameters] : neighbours) {
        // What only a body can ask has no place in a header.
        const auto link = address.link(parameters, rel, {}, {});
        if (link.body.empty()) {
            add_link(link.href, rel);
        }
    }
    add_link(base_url + "/collections/" + page.dataset.id(), "describedby");
    if (const auto licence = publish::licence_address(page.dataset.manifest().facts);
        !licence.empty()) {
        add_link(licence, "license");
    }
    add("Link", links);
}

/// A page of a dataset for people.
publish::Response html_response(const RouteCall& call, const Snapshot& dataset,
                                const publish::Selection& selection, datasets::Date day,
                                std::size_t limit, const FilterWords& words,
                                const publish::Returnables& wanted)
{
    auto context = call.page();
    context.day = day;
    context.today_address =
        ItemsAddress(call.request.raw_path, call.request.query).with({{"at", ""}, {"after", ""}});
    auto view = view_of(call, dataset, selection, day, limit);
    view.filter_note = words.sentence;
    view.wanted = wanted;
    return page_with(publish::site::dataset_page(*call.publication, context, dataset, view),
                     call.publication_tag(Format::html));
}

/// Clusters instead of the rows that match.
Outcome clusters_outcome(const RouteCall& call, const ItemsQuery& query,
                         const std::optional<std::vector<publish::RowIndex>>& matching,
                         const publish::ItemsPage& page)
{
    const auto clusters = publish::clusters_of(page.dataset, matching, *query.cluster_zoom);
    if (clusters.clusters.size() > publish::Clusters::most) {
        return parameter_problem(
            {{"cluster", std::to_string(*query.cluster_zoom),
              fmt::format("il y aurait {} groupes, et une réponse en a {} au plus ; donnez un zoom "
                          "plus petit ou un rectangle « bbox »",
                          clusters.clusters.size(), publish::Clusters::most),
              false}});
    }
    auto response = response_with(
        publish::clusters_geojson(page, clusters, *query.cluster_zoom), media::geojson,
        items_tag(call, page.dataset, page.day, Format::json, page.filter_note));
    response.headers.emplace_back("Content-Crs", "<" + std::string(publish::crs84_uri) + ">");
    return response;
}

/// Items as asked, by an address or by a search that was posted as one.
Outcome items_outcome(const RouteCall& call, Format kind)
{
    const auto found = dataset_of(call);
    if (const auto* problem = std::get_if<Problem>(&found)) {
        return *problem;
    }
    const auto& held = std::get<std::shared_ptr<const Snapshot>>(found);
    const auto& dataset = *held;
    const auto parsed =
        publish::parse_items_query(call.request.query, dataset, call.publication.get());
    if (const auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&parsed)) {
        return parameter_problem(*problems);
    }
    const auto& query = std::get<ItemsQuery>(parsed);
    if (const auto problem = refused_by_format(query, kind)) {
        return *problem;
    }
    const auto day = query.at.value_or(call.publication->today);
    const auto limit =
        query.limit.value_or(kind == Format::html ? page_rows
                             : is_paged(kind)     ? ItemsQuery::default_limit
                                                  : std::numeric_limits<std::size_t>::max());

    // Facets and clusters are of everything that matches: it is looked for once.
    std::optional<std::vector<publish::RowIndex>> matching;
    const bool of_all = query.cluster_zoom || !query.facets.empty();
    if (of_all) {
        matching = publish::matching_rows(dataset, query, day);
    }
    const auto place = kind == Format::html ? publish::Place::asked : publish::Place::not_asked;
    auto selection = of_all ? publish::page_of_matching(dataset, query, day, limit, matching)
                            : publish::select(dataset, query, day, limit, place);
    auto words = filter_words(call, dataset, query, selection);
    if (kind == Format::html) {
        auto response = html_response(call, dataset, selection, day, limit, words, query.wanted);
        add_filter_header(response, words);
        return response;
    }
    const ItemsAddress address(call.base_url + call.request.raw_path, call.request.query);
    const auto neighbours =
        query.cluster_zoom ? Neighbours{} : neighbours_of(selection, dataset, day, limit);
    publish::ItemsPage page{dataset,
                            std::move(selection),
                            day,
                            query.limit_clamped,
                            links_of(call, dataset, address, neighbours, kind),
                            query.crs,
                            std::move(words.sentence),
                            query.wanted};
    if (!query.facets.empty()) {
        page.facets = publish::facets_json(dataset, query.facets, matching, day);
    }
    if (query.cluster_zoom) {
        return clusters_outcome(call, query, matching, page);
    }
    if (auto problem = too_many_rows(page, kind)) {
        return std::move(*problem);
    }
    if (auto problem = all_unplaced(page, kind)) {
        return std::move(*problem);
    }
    auto response = items_response(call, held, page, query, kind);
    add_filter_header(response, words);
    if (!is_paged(kind)) {
        add_page_headers(response, page, address, neighbours, call.base_url);
    }
    if (query.limit_clamped) {
        response.headers.emplace_back("Parvis-Limit-Applied",
                                      std::to_string(ItemsQuery::largest_limit));
    }
    return response;
}

}  // namespace

Outcome answer_items(const RouteCall& call)
{
    const auto offer = negotiated(call.request, items_offers());
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    return items_outcome(call, std::get<Offer>(offer).format);
}

Outcome answer_items_search(const RouteCall& call)
{
    if (const auto problem = call.refused_parameters({"f"})) {
        return *problem;
    }
    const auto body = publish::parse_search_body(call.request.body, publish::items_parameters({}));
    if (const auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&body)) {
        if (problems->front().name.empty()) {
            return Problem{ProblemKind::bad_request, problems->front().reason + "."};
        }
        return parameter_problem(*problems);
    }
    publish::Request request = call.request;
    for (const auto& [name, value] : std::get<Parameters>(body)) {
        request.query.emplace_back(name, value);
    }
    request.raw_path = request.raw_path.substr(0, request.raw_path.rfind('/')) + "/items";
    request.raw_query.clear();  // what was asked is in the body, which no cache knows
    const RouteCall items{request, call.store, call.publication, call.base_url};
    const auto offer = negotiated(request, items_offers());
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    auto outcome = items_outcome(items, std::get<Offer>(offer).format);
    if (auto* response = std::get_if<publish::Response>(&outcome)) {
        response->etag.clear();
        response->headers.emplace_back("Cache-Control", "no-store");
    }
    return outcome;
}

Outcome answer_dataset_page(const RouteCall& call)
{
    const auto dataset = call.publication->find(call.segment(1));
    if (!dataset) {
        return no_such_collection(call, call.segment(1));
    }
    const auto day = call.publication->today;
    const auto selection = publish::select(*dataset, {}, day, page_rows);
    return page_with(
        publish::site::dataset_page(*call.publication, call.page(), *dataset,
                                    view_of(call, *dataset, selection, day, page_rows)),
        call.publication_tag(Format::html));
}

Outcome answer_item(const RouteCall& call)
{
    if (const auto problem =
            call.refused_parameters({"f", "at", "version", "crs", "properties", "zoom-level"})) {
        return *problem;
    }
    const auto format = negotiated(call.request, item_offers);
    if (const auto* problem = std::get_if<Problem>(&format)) {
        return *problem;
    }
    const auto found = dataset_of(call);
    if (const auto* problem = std::get_if<Problem>(&found)) {
        return *problem;
    }
    const auto& dataset = *std::get<std::shared_ptr<const Snapshot>>(found);
    const auto parsed =
        publish::parse_items_query(call.request.query, dataset, call.publication.get());
    if (const auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&parsed)) {
        return parameter_problem(*problems);
    }
    const auto collection = call.base_url + "/collections/" + dataset.id();
    const auto row = dataset.row_of(call.segment(3));
    if (!row) {
        return Problem{ProblemKind::no_such_feature,
                       fmt::format("Le jeu « {} » n'a pas d'objet « {} » dans sa version {}.",
                                   dataset.id(), call.segment(3), dataset.manifest().version),
                       {},
                       {{"collection", collection}}};
    }
    const auto& query = std::get<ItemsQuery>(parsed);
    const auto kind = std::get<Offer>(format).format;
    if (const auto problem = refused_by_format(query, kind)) {
        return *problem;
    }
    if (kind == Format::html && !query.wanted.all) {
        return parameter_problem(
            {{"properties", *call.request.parameter("properties"),
              "la page d'un objet le montre entier ; ajoutez « f=json »", false}});
    }
    const auto day = query.at.value_or(call.publication->today);
    if (kind == Format::html) {
        auto context = call.page();
        context.day = day;
        context.today_address =
            ItemsAddress(call.request.raw_path, call.request.query).with({{"at", ""}});
        return page_with(publish::site::feature_page(*call.publication, context, dataset, *row),
                         call.publication_tag(kind));
    }
    const ItemsAddress address(call.base_url + call.request.raw_path, call.request.query);
    const std::vector<Link> links{
        {address.with({}), "self", media::geojson, "Cet objet"},
        {address.with({{"f", "html"}, {"crs", ""}, {"properties", ""}, {"zoom-level", ""}}),
         "alternate", media::html, "Page de cet objet"},
        {collection, "collection", media::json, "Le jeu de données"}};
    auto response =
        response_with(publish::item_geojson(dataset, *row, day, links, query.crs, query.wanted),
                      media::geojson, items_tag(call, dataset, day, kind));
    response.headers.emplace_back("Content-Crs", "<" + query.crs_uri + ">");
    return response;
}

}  // namespace parvis::service
