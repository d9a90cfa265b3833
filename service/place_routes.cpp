// SPDX-License-Identifier: EUPL-1.2
#include "datasets/json_text.hpp"
#include "datasets/row_issue.hpp"
#include "datasets/work_hours.hpp"
#include "publish/api/facts.hpp"
#include "publish/api/link.hpp"
#include "publish/around.hpp"
#include "publish/formats/geojson.hpp"
#include "publish/own_file.hpp"
#include "publish/report/edition.hpp"
#include "publish/site/address.hpp"
#include "service/route_call.hpp"
#include "service/work_door.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace parvis::service {

namespace {

namespace media = publish::media;
using publish::Link;

constexpr Offer html_offer{Format::html, media::html, "application/xhtml+xml"};
constexpr std::array place_offers{Offer{Format::json, media::geojson, media::json}, html_offer};
constexpr std::array works_offers{Offer{Format::json, media::json, media::geojson}, html_offer};
constexpr std::array html_only{html_offer};

/// For programs: where the works of each dataset stand that are going on.
std::string works_json(const RouteCall& call)
{
    const auto self = call.base_url + "/works";
    std::vector<Link> links{{self, "self", media::json, "Ce document"},
                            {self + "?f=html", "alternate", media::html, "Page des chantiers"},
                            {self + "/feeds", "related", media::json,
                             "Flux pour les applications de conduite et les agendas"}};
    for (const auto& works : call.publication->of_kind(datasets::Kind::road_works)) {
        links.push_back(
            {fmt::format("{}/collections/{}/items?etat=en_cours&etat=suspendu&limit=10000",
                         call.base_url, works->id()),
             "items", media::geojson,
             std::string(datasets::text_in(works->manifest().facts.title, "fr"))});
    }
    datasets::JsonText json;
    json.start_object();
    json.member("title", "Chantiers en cours");
    json.member("at", datasets::to_text(call.publication->today));
    json.member("attribution", call.publication->site.publisher);
    publish::write_links(json, links);
    json.end_object();
    return json.take();
}

/// One half of a position; a half that is not given yet is no number.
std::string read_position(const std::string& name, const std::string& text,
                          publish::site::WorksFilter& filter)
{
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    double degrees = 0;
    const auto* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, degrees);
    const double most = name == "lon" ? 180 : 90;
    if (error != std::errc() || rest != end || !(std::abs(degrees) <= most)) {
        return name == "lon" ? "un nombre de degrés est attendu, comme 1.09"
                             : "un nombre de degrés est attendu, comme 49.44";
    }
    auto& from = filter.from ? *filter.from : filter.from.emplace(geo::LonLat{unknown, unknown});
    (name == "lon" ? from.lon : from.lat) = degrees;
    return {};
}

/// What the parameters say together: a position has two halves, a period two days. Period and days
/// are counted from the day that the page shows.
std::vector<publish::ParameterProblem> complete_filter(publish::site::WorksFilter& filter,
                                                       datasets::Date day)
{
    std::vector<publish::ParameterProblem> problems;
    if (filter.from && (std::isnan(filter.from->lon) || std::isnan(filter.from->lat))) {
        const bool lacks_lon = std::isnan(filter.from->lon);
        problems.push_back({lacks_lon ? "lon" : "lat", "", "« lon » et « lat » vont ensemble"});
    }
    const bool has_days = filter.first_day || filter.last_day;
    if (!filter.period.empty()) {
        if (has_days) {
            problems.push_back(
                {"period", filter.period, "« period » et « from », « to » ne vont pas ensemble"});
        }
        constexpr int week = 7;
        const int today = datasets::days(day);
        const auto since_monday = static_cast<int>(datasets::week_day(today));
        const bool one_day = filter.period == "today";
        filter.first_day = datasets::date_of_days(one_day ? today : today - since_monday);
        filter.last_day = datasets::date_of_days(one_day ? today : today - since_monday + week - 1);
    } else if (has_days) {
        // One end alone leaves the other open.
        filter.first_day = filter.first_day.value_or(day);
        filter.last_day = filter.last_day.value_or(datasets::Date{9999, 12, 31});
        if (*filter.first_day > *filter.last_day) {
            problems.push_back({"to", datasets::to_text(*filter.last_day),
                                "le dernier jour est avant le premier"});
        }
    }
    return problems;
}

/// One parameter of /works read into the filter: "" or why it cannot be used. A form sends every
/// field, so an empty one asks for nothing.
std::string read_works_parameter(const RouteCall& call, const std::string& name,
                                 const std::string& text, publish::site::PageContext& context,
                                 publish::site::WorksFilter& filter)
{
    if (text.empty() || name == "f") {
        return {};
    }
    if (name == "at") {
        context.day = datasets::parse_date(text);
        return context.day ? "" : "un jour est attendu, comme 2026-11-22";
    }
    if (name == "q") {
        filter.words = text;
        return datasets::shortened(text) == text ? "" : "200 caractères au plus";
    }
    if (name == "lon" || name == "lat") {
        return read_position(name, text, filter);
    }
    if (name == "distance") {
        const auto metres = publish::parse_around(text);
        if (const auto* reason = std::get_if<std::string>(&metres)) {
            return *reason;
        }
        filter.metres = std::get<double>(metres);
        return {};
    }
    if (name == "from" || name == "to") {
        const auto day = datasets::parse_date(text);
        (name == "from" ? filter.first_day : filter.last_day) = day;
        return day ? "" : "un jour est attendu, comme 2026-11-22";
    }
    if (name == "period") {
        filter.period = text;
        return text == "today" || text == "week" ? "" : "today ou week est attendu";
    }
    if (name == "etat") {
        filter.state = text;
        return publish::site::states_of(text)
                   ? ""
                   : "prevu, en_cours, suspendu, termine, annule, inconnu ou tous est attendu";
    }
    if (name == "page") {
        const auto* end = text.data() + text.size();
        const auto [rest, error] = std::from_chars(text.data(), end, filter.page);
        return error == std::errc() && rest == end && filter.page > 0
                   ? ""
                   : "un numéro de page est attendu, comme 2";
    }
    if (name == "commune") {
        filter.commune = text;
        const auto communes = call.publication->communes();
        return communes && communes->row_of(text) ? "" : "aucune commune n'a cette clé";
    }
    filter.areas.emplace_back(name, text);
    for (const auto& level : call.publication->levels()) {
        if (level->manifest().facts.level == name) {
            return level->row_of(text) ? "" : "ce nom ne désigne aucun lieu du territoire";
        }
    }
    return "ce paramètre n'existe pas à cette adresse";
}

Outcome works_html(const RouteCall& call)
{
    auto context = call.page();
    publish::site::WorksFilter filter;
    std::vector<publish::ParameterProblem> problems;
    std::set<std::string, std::less<>> given;
    for (const auto& [name, text] : call.request.query) {
        auto reason = given.insert(name).second
                          ? read_works_parameter(call, name, text, context, filter)
                          : std::string("ce paramètre est donné deux fois");
        if (!reason.empty()) {
            problems.push_back({name, text, std::move(reason)});
        }
    }
    for (auto& problem : complete_filter(filter, context.day.value_or(call.publication->today))) {
        problems.push_back(std::move(problem));
    }
    if (!problems.empty()) {
        return parameter_problem(problems);
    }
    auto today = call.request.query;
    std::erase_if(today,
                  [](const auto& pair) { return pair.first == "at" || pair.second.empty(); });
    context.today_address = call.request.raw_path + publish::query_text(today);
    return page_with(publish::site::works_page(*call.publication, context, filter),
                     call.publication_tag(Format::html));
}

}  // namespace

Outcome answer_entered_work(const RouteCall& call)
{
    const std::string& id = call.segment(1);
    if (!WorkDoor::is_work_id(id)) {
        return answer_place(call);
    }
    if (auto problem = call.refused_parameters({"dataset", "f"})) {
        return *std::move(problem);
    }
    const auto* const named = call.request.parameter("dataset");
    for (const auto& [name, dataset] : call.publication->datasets) {
        if ((named != nullptr && name != *named) ||
            !publish::takes_entered_works(*call.publication, name) || !dataset->row_of(id)) {
            continue;
        }
        const auto* const format = call.request.parameter("f");
        publish::Response response;
        response.status = 303;  // what the row's own address answers, page or JSON
        response.headers = {
            {"Location",
             fmt::format("{}/collections/{}/items/{}{}", call.base_url, name, id,
                         format == nullptr ? std::string()
                                           : "?f=" + publish::site::percent_encoded(*format))},
            {"Cache-Control", "no-store"}};
        return response;
    }
    return Problem{ProblemKind::no_such_feature,
                   fmt::format("Il n’y a pas de chantier publié « {} ». Avec son jeton, qui l’a "
                               "saisi voit aussi ses brouillons.",
                               id)};
}

Outcome answer_works(const RouteCall& call)
{
    const auto offer = negotiated(call.request, works_offers);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    if (std::get<Offer>(offer).format == Format::html) {
        return works_html(call);
    }
    if (const auto problem = call.refused_parameters({"f"})) {
        return *problem;
    }
    return response_with(works_json(call), media::json, call.publication_tag(Format::json));
}

Outcome answer_search(const RouteCall& call)
{
    if (const auto problem = call.refused_parameters({"f", "q"})) {
        return *problem;
    }
    const auto offer = negotiated(call.request, html_only);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    const auto* words = call.request.parameter("q");
    if (words != nullptr && datasets::shortened(*words) != *words) {
        return Problem{ProblemKind::bad_parameter,
                       "« q » est trop long pour une recherche : 200 caractères au plus.",
                       {{"q", datasets::shortened(*words), "200 caractères au plus"}}};
    }
    return page_with(publish::site::search_page(*call.publication, call.page(),
                                                words != nullptr ? std::string_view(*words)
                                                                 : std::string_view{}),
                     call.publication_tag(Format::html));
}

/// /{collection}/{key} of a crossed collection: /communes/FR_76540, /poles/val-de-seine.
Outcome answer_place(const RouteCall& call)
{
    const auto& id = call.segment(0);
    const auto places = call.publication->find(id);
    const bool crossed = places && (places->manifest().facts.kind == datasets::Kind::communes ||
                                    places->manifest().facts.kind == datasets::Kind::level);
    if (!crossed) {
        return no_such_address(call);
    }
    if (const auto problem = call.refused_parameters({"f"})) {
        return *problem;
    }
    const auto offer = negotiated(call.request, place_offers);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    const auto& key = call.segment(1);
    const auto row = places->row_of(key);
    const auto format = std::get<Offer>(offer).format;
    // A report is published without a change of any dataset.
    std::string years;
    for (const auto& year : publish::report::report_years(call.publication->site.data(), key)) {
        years += year + " ";
    }
    const auto tag = call.publication_tag(format) + (years.empty() ? "" : "-" + hash_text(years));
    if (row && format == Format::html) {
        if (auto page = publish::site::place_page(*call.publication, call.page(), id, key)) {
            return page_with(std::move(*page), tag);
        }
    }
    if (!row) {
        if (auto moved = answer_moved_commune(call)) {
            return *std::move(moved);
        }
    }
    if (!row || format == Format::html) {
        return Problem{
            ProblemKind::no_such_feature,
            fmt::format("« {} » ne désigne aucun lieu de « {} ». La liste est à l'adresse "
                        "/collections/{}/items.",
                        key, datasets::text_in(places->manifest().facts.title, "fr"), id),
            {},
            {{"collection", call.base_url + "/collections/" + id}}};
    }
    const auto item = fmt::format("{}/collections/{}/items/{}", call.base_url, id, key);
    const auto self = fmt::format("{}/{}/{}", call.base_url, id, key);
    std::vector<Link> links{
        {self, "self", media::geojson, "Ce lieu"},
        {self + "?f=html", "alternate", media::html, "Page de ce lieu"},
        {item, "canonical", media::geojson, "L'objet du jeu de données"},
        {call.base_url + "/collections/" + id, "collection", media::json, "Le jeu de données"}};
    if (call.publication->perimeters && places->manifest().facts.kind == datasets::Kind::communes) {
        links.push_back({self + "/perimeters", "related", media::json,
                         "Ce que ce code a désigné au fil du temps"});
    }
    return response_with(publish::item_geojson(*places, *row, call.publication->today, links),
                         media::geojson, tag);
}

Outcome answer_asset(const RouteCall& call)
{
    // No check of parameters: browsers' tools add some to break caches.
    const auto* asset = publish::site::asset(call.segment(1));
    if (asset == nullptr) {
        return no_such_address(call);
    }
    static std::mutex mutex;
    static std::map<std::string_view, std::shared_ptr<const std::string>> bodies;
    publish::Response response;
    {
        const std::lock_guard lock(mutex);
        auto& body = bodies[asset->name];
        if (!body) {
            body = std::make_shared<const std::string>(asset->bytes);
        }
        response.shared_body = body;
    }
    response.content_type = asset->content_type;
    response.etag = asset->name;
    response.headers.emplace_back("Cache-Control", "public, max-age=31536000, immutable");
    return response;
}

}  // namespace parvis::service
