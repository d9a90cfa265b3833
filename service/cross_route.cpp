// SPDX-License-Identifier: EUPL-1.2
#include "publish/cross/crossing.hpp"
#include "publish/formats/cross_table.hpp"
#include "publish/formats/cross_xlsx.hpp"
#include "service/encoding.hpp"
#include "service/route_call.hpp"

#include <array>

namespace parvis::service {

namespace {

namespace media = publish::media;
using publish::Link;

constexpr std::array offers{
    Offer{Format::json, media::json, ""}, Offer{Format::geojson, media::geojson, ""},
    Offer{Format::csv, media::csv, ""}, Offer{Format::xlsx, media::xlsx, ""},
    Offer{Format::html, media::html, "application/xhtml+xml"}};

}  // namespace

Outcome answer_cross(const RouteCall& call)
{
    const auto offer = negotiated(call.request, offers);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    const auto query = publish::cross::parse_cross_query(call.request.query, *call.publication);
    if (const auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&query)) {
        return parameter_problem(*problems);
    }
    const auto tag = call.publication_tag(std::get<Offer>(offer).format);
    if (matches(call.request.header("if-none-match"), tag)) {
        // The answer is known without making it again: routes turn this into 304.
        return response_with({}, std::get<Offer>(offer).media_type, tag);
    }
    const auto crossed =
        publish::cross::cross(*call.publication, std::get<publish::cross::CrossQuery>(query));
    if (const auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&crossed)) {
        return parameter_problem(*problems);
    }
    const auto& table = std::get<publish::cross::CrossTable>(crossed);
    const auto& [format, media_type, alias] = std::get<Offer>(offer);
    const auto address = [&](std::string_view name) {
        auto parameters = call.request.query;
        std::erase_if(parameters, [](const auto& pair) { return pair.first == "f"; });
        parameters.emplace_back("f", name);
        return call.base_url + "/cross" + publish::query_text(parameters);
    };
    if (format == Format::html) {
        return page_with(publish::site::cross_page(*call.publication, call.page(), table,
                                                   {{"CSV", address("csv")},
                                                    {"XLSX", address("xlsx")},
                                                    {"JSON", address("json")},
                                                    {"GeoJSON", address("geojson")}}),
                         tag);
    }
    if (format == Format::xlsx) {
        auto response = response_with({}, media::xlsx, tag);
        response.make_file = [table](const std::filesystem::path& folder) {
            return publish::write_cross_xlsx(table, folder);
        };
        response.headers.emplace_back("Content-Disposition",
                                      "attachment; filename=\"croisement.xlsx\"");
        return response;
    }
    std::vector<Link> links;
    for (const auto& [name, type, title] :
         {std::array<std::string_view, 3>{"json", media::json, "Ce croisement en JSON"},
          {"geojson", media::geojson, "Ce croisement en GeoJSON"},
          {"csv", media::csv, "Ce croisement en CSV"},
          {"xlsx", media::xlsx, "Ce croisement en XLSX"}}) {
        links.push_back(
            {address(name), type == media_type ? "self" : "alternate", type, std::string{title}});
    }
    auto body = format == Format::csv       ? publish::cross_csv(table)
                : format == Format::geojson ? publish::cross_geojson(table, links)
                                            : publish::cross_json(table, links);
    return response_with(std::move(body), media_type, tag);
}

}  // namespace parvis::service
