// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/link.hpp"
#include "publish/filter_note.hpp"
#include "publish/formats/csv.hpp"
#include "publish/formats/geojson.hpp"
#include "publish/query.hpp"
#include "publish/selection.hpp"
#include "publish/site/address.hpp"
#include "service/route_call.hpp"

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

constexpr std::array items_offers{Offer{Format::json, media::geojson, media::json},
                                  Offer{Format::html, media::html, "application/xhtml+xml"},
                                  Offer{Format::csv, media::csv, ""}};
constexpr std::array item_offers{items_offers[0], items_offers[1]};

/// Rows on a page for people; a program asks for what it wants.
constexpr std::size_t page_rows = 50;

/// The published version, or the one that the request pins.
std::variant<std::shared_ptr<const Snapshot>, Problem> dataset_of(const RouteCall& call)
{
    const auto& id = call.segment(1);
    const auto published = call.publication->find(id);
    if (!published) {
        return no_such_collection(call, id);
    }
    const auto version = publish::version_in(call.request.query);
    if (!version || *version == published->manifest().version) {
        return published;
    }
    if (auto older = call.store.version(id, *version)) {
        return older;
    }
    if (*version > published->manifest().version) {
        return Problem{
            ProblemKind::no_such_version,
            fmt::format("« {} » n'a pas encore de version {} ; la version publiée est "
                        "la {}.",
                        id, *version, published->manifest().version),
            {},
            {{"version-history", fmt::format("{}/collections/{}/versions", call.base_url, id)}}};
    }
    auto kept = call.request.query;
    std::erase_if(kept, [](const auto& pair) {
        return pair.first == "version" || pair.first == "after" || pair.first == "at";
    });
    return Problem{
        ProblemKind::version_gone,
        fmt::format("La version {} de « {} » n'est pas conservée ; la version publiée est la {}. "
                    "Recommencez la lecture depuis le début.",
                    *version, id, published->manifest().version),
        {},
        {{"start",
          fmt::format("{}/collections/{}/items{}", call.base_url, id, publish::query_text(kept))}}};
}

/// The address of these items with some parameters changed: what is not named is kept as asked.
class ItemsAddress {
public:
    ItemsAddress(std::string path, const Parameters& asked)
        : m_path(std::move(path)), m_asked(asked)
    {
    }

    [[nodiscard]] std::string with(const Parameters& changed) const
    {
        Parameters all = m_asked;
        for (const auto& [name, value] : changed) {
            std::erase_if(all, [&, &key = name](const auto& pair) { return pair.first == key; });
        }
        for (const auto& pair : changed) {
            if (!pair.second.empty()) {
                all.push_back(pair);
            }
        }
        return m_path + publish::query_text(all);
    }

private:
    std::string m_path;
    const Parameters& m_asked;
};

/// The parameters that pin another page to the version and day of this one.
Parameters pinned(const Snapshot& dataset, datasets::Date day, publish::RowIndex after)
{
    Parameters pins{{"version", std::to_string(dataset.manifest().version)}};
    if (publish::has_state(dataset.manifest())) {
        pins.emplace_back("at", datasets::to_text(day));
    }
    pins.emplace_back("after", std::to_string(after));
    return pins;
}

/// The parameters of the page before, which repeats no row of this one.
Parameters pinned(const Snapshot& dataset, datasets::Date day, const publish::PreviousPage& page,
                  std::size_t limit)
{
    auto pins = pinned(dataset, day, page.after);
    if (page.limit < limit) {
        pins.emplace_back("limit", std::to_string(page.limit));
    }
    return pins;
}

/// The pages beside this one: rel and parameters.
using Neighbours = std::vector<std::pair<std::string_view, Parameters>>;

Neighbours neighbours_of(const publish::Selection& selection, const Snapshot& dataset,
                         datasets::Date day, std::size_t limit)
{
    Neighbours neighbours;
    if (selection.previous) {
        neighbours.emplace_back("prev", pinned(dataset, day, *selection.previous, limit));
    }
    if (selection.next) {
        neighbours.emplace_back("next", pinned(dataset, day, *selection.next));
    }
    return neighbours;
}

std::vector<Link> links_of(const RouteCall& call, const Snapshot& dataset,
                           const ItemsAddress& address, const Neighbours& neighbours)
{
    const auto collection = call.base_url + "/collections/" + dataset.id();
    std::vector<Link> links{
        {address.with({}), "self", media::geojson, "Cette page"},
        {address.with({{"f", "html"}, {"crs", ""}}), "alternate", media::html,
         "Ces objets en page"},
        {address.with({{"f", "csv"}, {"crs", ""}}), "alternate", media::csv,
         "Ces objets en tableau CSV"},
        {collection, "collection", media::json, "Le jeu de données"},
        {collection + "/schema", "describedby", media::schema, "Schéma des objets"},
        {collection + "/queryables", "http://www.opengis.net/def/rel/ogc/1.0/queryables",
         media::schema, "Ce que « filter » peut nommer"},
    };
    for (const auto& [rel, parameters] : neighbours) {
        links.push_back({address.with(parameters), rel, media::geojson,
                         rel == "next" ? "Page suivante" : "Page précédente"});
    }
    return links;
}

/// `note`, which is of other datasets, is part of it.
std::string items_tag(const RouteCall& call, const Snapshot& dataset, datasets::Date day,
                      Format format, std::string_view note = {})
{
    // A filter may read other datasets: feature('poles', …).
    const bool is_filtered = std::ranges::any_of(
        call.request.query, [](const auto& pair) { return pair.first == "filter"; });
    return fmt::format("{}-{}-{}-{}-{}-{}", call.publication->start_tag, dataset.manifest().version,
                       dataset.comment_revision(), datasets::to_text(day),
                       format == Format::csv ? "c" : "j",
                       hash_text(fmt::format("{}{}?{} {} {}", call.base_url, call.request.raw_path,
                                             call.request.raw_query, note,
                                             is_filtered ? call.publication->tag : "")));
}

/// What to say of filters that no row can fit; asked only where no row does.
struct FilterWords {
    std::string sentence;  ///< in the answer
    std::string header;    ///< ASCII, for formats and programs that read no sentence
};

FilterWords filter_words(const RouteCall& call, const Snapshot& dataset, const ItemsQuery& query,
                         const publish::Selection& selection)
{
    FilterWords words;
    if (selection.matched > 0) {
        return words;
    }
    for (const auto& note : publish::filter_notes(*call.publication, dataset, query)) {
        words.sentence += (words.sentence.empty() ? "" : " ") + note.sentence;
        words.header += fmt::format("{}{}={}", words.header.empty() ? "" : ", ", note.property,
                                    publish::site::percent_encoded(note.value));
    }
    return words;
}

void add_filter_header(publish::Response& response, const FilterWords& words)
{
    if (!words.header.empty()) {
        response.headers.emplace_back("Parvis-Filter-Unknown-Value", words.header);
    }
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
        if (name == "etat" || name == "filter" || dataset.property(name)) {
            view.filters.emplace_back(name, value);
        }
    }
    view.json_address = address.with({{"f", "json"}});
    view.csv_address = address.with({{"f", "csv"}, {"limit", ""}, {"after", ""}});
    return view;
}

/// What a FeatureCollection says of its page, for formats that have no place for it.
void add_page_headers(publish::Response& response, const publish::ItemsPage& page,
                      const ItemsAddress& address, const Neighbours& neighbours)
{
    const auto add = [&](std::string name, std::string value) {
        response.headers.emplace_back(std::move(name), std::move(value));
    };
    add("OGC-NumberMatched", std::to_string(page.selection.matched));
    add("OGC-NumberReturned", std::to_string(page.selection.rows.size()));
    std::string links;
    for (const auto& [rel, parameters] : neighbours) {
        links += fmt::format("{}<{}>; rel=\"{}\"", links.empty() ? "" : ", ",
                             address.with(parameters), rel);
    }
    if (!links.empty()) {
        add("Link", links);
    }
}

/// Coordinates in another system are for GeoJSON alone: pages and tables say longitude and
/// latitude.
std::optional<Problem> refused_crs(const ItemsQuery& query, Format format)
{
    if (query.crs == nullptr || format == Format::json) {
        return std::nullopt;
    }
    return parameter_problem({{"crs", query.crs_uri,
                               "seul le format GeoJSON change de système de coordonnées ; ajoutez "
                               "« f=json »",
                               false}});
}

publish::Response geojson_response(std::string body, const ItemsQuery& query, std::string tag)
{
    auto response = response_with(std::move(body), media::geojson, std::move(tag));
    response.headers.emplace_back("Content-Crs", "<" + query.crs_uri + ">");
    return response;
}

/// `dataset` is the page's: kept by a body that is written later.
publish::Response csv_response(const RouteCall& call, std::shared_ptr<const Snapshot> dataset,
                               const publish::ItemsPage& page)
{
    // A page's worth is made in memory, compressed and kept; a whole dataset goes through a file.
    const bool in_memory = page.selection.rows.size() <= ItemsQuery::largest_limit;
    auto response =
        response_with(in_memory ? publish::items_csv(page) : std::string(),
                      "text/csv; charset=utf-8; header=present",
                      items_tag(call, page.dataset, page.day, Format::csv, page.filter_note));
    if (!in_memory) {
        response.write_body = [held = std::move(dataset), page](const publish::BodySink& sink) {
            publish::write_items_csv(page, sink);
        };
    }
    const auto& facts = page.dataset.manifest().facts;
    response.headers.emplace_back("Content-Disposition",
                                  fmt::format("attachment; filename=\"{}{}-v{}.csv\"",
                                              facts.sample ? "exemple-" : "", facts.id,
                                              page.dataset.manifest().version));
    return response;
}

}  // namespace

Outcome answer_items(const RouteCall& call)
{
    const auto format = negotiated(call.request, items_offers);
    if (const auto* problem = std::get_if<Problem>(&format)) {
        return *problem;
    }
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
    const auto kind = std::get<Offer>(format).format;
    if (const auto problem = refused_crs(query, kind)) {
        return *problem;
    }
    const auto day = query.at.value_or(call.publication->today);
    const auto limit =
        query.limit.value_or(kind == Format::csv    ? std::numeric_limits<std::size_t>::max()
                             : kind == Format::html ? page_rows
                                                    : ItemsQuery::default_limit);

    const auto place = kind == Format::html ? publish::Place::asked : publish::Place::not_asked;
    auto selection = publish::select(dataset, query, day, limit, place);
    auto words = filter_words(call, dataset, query, selection);
    if (kind == Format::html) {
        auto context = call.page();
        context.day = day;
        context.today_address = ItemsAddress(call.request.raw_path, call.request.query)
                                    .with({{"at", ""}, {"after", ""}});
        auto view = view_of(call, dataset, selection, day, limit);
        view.filter_note = words.sentence;
        auto response =
            page_with(publish::site::dataset_page(*call.publication, context, dataset, view),
                      call.publication_tag(kind));
        add_filter_header(response, words);
        return response;
    }
    const ItemsAddress address(call.base_url + call.request.raw_path, call.request.query);
    const auto neighbours = neighbours_of(selection, dataset, day, limit);
    const publish::ItemsPage page{dataset,
                                  std::move(selection),
                                  day,
                                  query.limit_clamped,
                                  links_of(call, dataset, address, neighbours),
                                  query.crs,
                                  std::move(words.sentence)};
    auto response = kind == Format::csv
                        ? csv_response(call, held, page)
                        : geojson_response(publish::items_geojson(page), query,
                                           items_tag(call, dataset, day, kind, page.filter_note));
    add_filter_header(response, words);
    if (kind == Format::csv) {
        add_page_headers(response, page, address, neighbours);
    }
    if (query.limit_clamped) {
        response.headers.emplace_back("Parvis-Limit-Applied",
                                      std::to_string(ItemsQuery::largest_limit));
    }
    return response;
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
    if (const auto problem = call.refused_parameters({"f", "at", "version", "crs"})) {
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
    if (const auto problem = refused_crs(query, kind)) {
        return *problem;
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
        {address.with({{"f", "html"}, {"crs", ""}}), "alternate", media::html, "Page de cet objet"},
        {collection, "collection", media::json, "Le jeu de données"}};
    return geojson_response(publish::item_geojson(dataset, *row, day, links, query.crs), query,
                            items_tag(call, dataset, day, kind));
}

}  // namespace parvis::service
