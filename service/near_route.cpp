// SPDX-License-Identifier: EUPL-1.2
#include "publish/formats/near_rows.hpp"
#include "publish/near.hpp"
#include "service/encoding.hpp"
#include "service/route_call.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parvis::service {

namespace {

namespace media = publish::media;
using publish::Link;

constexpr std::array near_offers{Offer{Format::json, media::geojson, media::json},
                                 Offer{Format::csv, media::csv, ""},
                                 Offer{Format::html, media::html, "application/xhtml+xml"}};
constexpr std::array around_offers{Offer{Format::json, media::json, media::geojson},
                                   Offer{Format::html, media::html, "application/xhtml+xml"}};

/// Reads `distance` and `at` into the answer; what is wrong with them.
std::vector<publish::ParameterProblem> read_around(const RouteCall& call,
                                                   publish::AroundAnswer& answer)
{
    std::vector<publish::ParameterProblem> problems;
    for (const auto& [name, value] : call.request.query) {
        if (name == "distance") {
            auto metres = publish::parse_around(value);
            if (auto* reason = std::get_if<std::string>(&metres)) {
                problems.push_back({name, value, std::move(*reason)});
            } else {
                answer.metres = std::get<double>(metres);
            }
        } else if (name == "at") {
            const auto day = datasets::parse_date(value);
            if (!day) {
                problems.push_back({name, value, "un jour tel que 2026-11-22 est attendu"});
            }
            answer.day = day.value_or(answer.day);
        }
    }
    return problems;
}

publish::Response with_filter_header(publish::Response response, const publish::NearQuery& query)
{
    if (!query.filter_header.empty()) {
        response.headers.emplace_back("Parvis-Filter-Unknown-Value", query.filter_header);
    }
    return response;
}

}  // namespace

Outcome answer_near(const RouteCall& call)
{
    const auto offer = negotiated(call.request, near_offers);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    const auto parsed = publish::parse_near_query(call.request.query, *call.publication);
    if (const auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&parsed)) {
        return parameter_problem(*problems);
    }
    const auto& query = std::get<publish::NearQuery>(parsed);
    const auto rows = publish::nearest_rows(query);
    const auto& [format, media_type, alias] = std::get<Offer>(offer);
    const auto address = [&](std::string_view name) {
        auto parameters = call.request.query;
        std::erase_if(parameters, [](const auto& pair) { return pair.first == "f"; });
        parameters.emplace_back("f", name);
        return call.base_url + "/near" + publish::query_text(parameters);
    };
    if (format == Format::html) {
        publish::site::AnswerView view;
        view.kind = "near";
        view.csv = publish::near_csv(query, rows);
        view.formats = {{"GeoJSON", address("geojson")}, {"CSV", address("csv")}};
        view.note = query.filter_note;
        view.sources = query.datasets;
        view.sample = std::any_of(query.datasets.begin(), query.datasets.end(),
                                  [](const auto& one) { return one->manifest().facts.sample; });
        return with_filter_header(
            page_with(publish::site::answer_page(*call.publication, call.page(), view),
                      call.publication_tag(format)),
            query);
    }
    auto body = format == Format::csv
                    ? publish::near_csv(query, rows)
                    : publish::near_geojson(
                          query, rows,
                          {{address("geojson"), "self", media::geojson, "Cette réponse"},
                           {address("csv"), "alternate", media::csv, "Cette réponse en CSV"}});
    return with_filter_header(
        response_with(std::move(body), media_type, call.publication_tag(format)), query);
}

Outcome answer_around(const RouteCall& call)
{
    if (const auto problem = call.refused_parameters({"f", "distance", "at"})) {
        return *problem;
    }
    const auto offer = negotiated(call.request, around_offers);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    publish::AroundAnswer answer;
    answer.dataset = call.publication->find(call.segment(1));
    if (!answer.dataset) {
        return no_such_collection(call, call.segment(1));
    }
    const auto collection = call.base_url + "/collections/" + answer.dataset->id();
    const auto row = answer.dataset->row_of(call.segment(3));
    if (!row) {
        return Problem{ProblemKind::no_such_feature,
                       fmt::format("Le jeu « {} » n'a pas d'objet « {} ».", answer.dataset->id(),
                                   call.segment(3)),
                       {},
                       {{"collection", collection}}};
    }
    answer.row = *row;
    answer.day = call.publication->today;
    if (const auto problems = read_around(call, answer); !problems.empty()) {
        return parameter_problem(problems);
    }
    auto around = publish::things_around(*call.publication, *answer.dataset, *row, answer.metres);
    if (auto* reason = std::get_if<std::string>(&around)) {
        return parameter_problem(
            {{"distance", fmt::format("{:g}", answer.metres), std::move(*reason)}});
    }
    answer.around = std::get<std::vector<publish::DatasetAround>>(std::move(around));
    answer.people =
        publish::people_around(*call.publication, answer.dataset->geometry(*row), answer.metres);
    answer.communes = call.publication->communes();
    const std::string item = call.base_url + call.request.raw_path;
    const std::vector<Link> links{
        {item + publish::query_text(call.request.query), "self", media::json, "Cette réponse"},
        {item.substr(0, item.rfind('/')), "item", media::geojson, "L'objet"},
        {collection, "collection", media::json, "Le jeu de données"}};
    auto json = publish::around_json(answer, call.base_url, links);
    const auto format = std::get<Offer>(offer).format;
    if (format == Format::html) {
        auto parameters = call.request.query;
        std::erase_if(parameters, [](const auto& pair) { return pair.first == "f"; });
        parameters.emplace_back("f", "json");
        publish::site::AnswerView view;
        view.kind = "around";
        view.json = std::move(json);
        view.formats = {{"JSON", item + publish::query_text(parameters)}};
        view.sample = answer.dataset->manifest().facts.sample;
        return page_with(publish::site::answer_page(*call.publication, call.page(), view),
                         call.publication_tag(format));
    }
    return response_with(std::move(json), media::json, call.publication_tag(format));
}

}  // namespace parvis::service
