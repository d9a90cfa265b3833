// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/link.hpp"
#include "publish/formats/difference.hpp"
#include "publish/formats/difference_query.hpp"
#include "service/encoding.hpp"
#include "service/route_call.hpp"

#include <fmt/format.h>

#include <array>

namespace parvis::service {

namespace {

namespace media = publish::media;
using publish::Link;

constexpr std::array offers{Offer{Format::json, media::json, ""},
                            Offer{Format::html, media::html, "application/xhtml+xml"},
                            Offer{Format::csv, media::csv, ""}};

/// Rows on a page for people.
constexpr std::size_t rows_on_page = 100;

Problem no_such_version(const RouteCall& call, const publish::DifferenceQuery& query)
{
    return {ProblemKind::no_such_version,
            fmt::format("Le jeu « {} » n'a pas publié de version {} et {} toutes deux.",
                        call.segment(1), query.from, query.to),
            {},
            {{"version-history",
              fmt::format("{}/collections/{}/versions", call.base_url, call.segment(1))}}};
}

/// Fills `page` with the rows that the query asks for, in one pass over both versions.
bool compare(const RouteCall& call, const publish::DifferenceQuery& query, std::size_t limit,
             publish::DifferencePage& page)
{
    const auto counts =
        call.store.compare(call.segment(1), query.from, query.to,
                           [&](const datasets::RowDifference& row) { page.rows.push_back(row); },
                           {query.offset, limit});
    if (counts) {
        page.counts = *counts;
    }
    return counts.has_value();
}

/// Every row, written while the versions are compared: memory does not grow with them.
publish::Response table_of(const RouteCall& call, const publish::Snapshot& dataset,
                           const publish::DifferenceQuery& query, std::string tag)
{
    auto response = response_with({}, "text/csv; charset=utf-8; header=present", std::move(tag));
    response.headers.emplace_back("Content-Disposition",
                                  fmt::format("attachment; filename=\"{}{}-v{}-v{}.csv\"",
                                              dataset.manifest().facts.sample ? "exemple-" : "",
                                              dataset.id(), query.from, query.to));
    response.write_body = [&store = call.store, id = dataset.id(),
                           query](const publish::BodySink& sink) {
        constexpr std::size_t piece_size = std::size_t{64} << 10U;
        std::string piece{publish::difference_csv_header()};
        // A version that was pruned meanwhile has nothing to tell.
        static_cast<void>(
            store.compare(id, query.from, query.to, [&](const datasets::RowDifference& row) {
                publish::append_difference_csv(piece, row);
                if (piece.size() >= piece_size) {
                    sink(piece);
                    piece.clear();
                }
            }));
        sink(piece);
    };
    return response;
}

std::vector<Link> links_of(const RouteCall& call, const publish::DifferenceQuery& query,
                           const publish::DifferencePage& page)
{
    const auto address = [&](std::string_view format, std::uint64_t offset) {
        publish::Parameters parameters{{"from", std::to_string(query.from)},
                                       {"to", std::to_string(query.to)},
                                       {"f", std::string(format)}};
        if (format == "json") {
            parameters.emplace_back("limit", std::to_string(query.limit));
            parameters.emplace_back("offset", std::to_string(offset));
        }
        return fmt::format("{}/collections/{}/versions/diff{}", call.base_url, call.segment(1),
                           publish::query_text(parameters));
    };
    std::vector<Link> links{
        {address("json", query.offset), "self", media::json, "Ces différences"},
        {address("csv", 0), "alternate", media::csv, "Toutes les différences en tableau CSV"},
        {address("html", 0), "alternate", media::html, "Ces différences en page"}};
    if (query.offset + page.rows.size() < page.matched()) {
        links.push_back(
            {address("json", query.offset + page.rows.size()), "next", media::json, "La suite"});
    }
    return links;
}

}  // namespace

Outcome answer_difference(const RouteCall& call)
{
    const auto dataset = call.publication->find(call.segment(1));
    if (!dataset) {
        return no_such_collection(call, call.segment(1));
    }
    const auto offer = negotiated(call.request, offers);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    const auto parsed = publish::parse_difference_query(call.request.query);
    if (const auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&parsed)) {
        return parameter_problem(*problems);
    }
    const auto& query = std::get<publish::DifferenceQuery>(parsed);
    const auto format = std::get<Offer>(offer).format;
    // Two versions never change: the answer is the same for good, but for the page around it.
    const auto tag = format == Format::html
                         ? call.publication_tag(format)
                         : fmt::format("{}-{}", call.publication->start_tag,
                                       hash_text(call.base_url + call.request.raw_path + '?' +
                                                 call.request.raw_query +
                                                 std::to_string(static_cast<int>(format))));
    if (format != Format::html && matches(call.request.header("if-none-match"), tag)) {
        return response_with({}, std::get<Offer>(offer).media_type, tag);
    }
    publish::DifferencePage page;
    page.dataset = call.segment(1);
    page.offset = query.offset;
    // A table is compared while it is written; here only whether there is anything to compare.
    const std::size_t limit = format == Format::csv    ? 0
                              : format == Format::html ? rows_on_page
                                                       : query.limit;
    if (!compare(call, query, limit, page)) {
        return no_such_version(call, query);
    }
    if (query.offset > page.matched()) {
        return parameter_problem({{"offset", std::to_string(query.offset),
                                   fmt::format("{} lignes diffèrent en tout", page.matched())}});
    }
    if (format == Format::csv) {
        return table_of(call, *dataset, query, tag);
    }
    const auto links = links_of(call, query, page);
    if (format == Format::html) {
        return page_with(publish::site::difference_page(*call.publication, call.page(), *dataset,
                                                        page, links[1].href),
                         tag);
    }
    return response_with(publish::difference_json(page, links), media::json, tag);
}

}  // namespace parvis::service
