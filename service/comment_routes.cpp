// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/annotations.hpp"
#include "publish/api/link.hpp"
#include "service/route_call.hpp"

#include <fmt/format.h>

#include <array>

namespace parvis::service {

namespace {

namespace media = publish::media;

constexpr Offer annotations{Format::json, media::annotations, media::json};
constexpr Offer html{Format::html, media::html, "application/xhtml+xml"};
constexpr std::array list_offers{annotations, html, Offer{Format::atom, media::atom, ""}};
constexpr std::array one_offers{annotations, html};

/// The page for people has fewer comments than programs take at once.
constexpr std::size_t page_comments = 30;

}  // namespace

Outcome answer_comments(const RouteCall& call)
{
    const auto offer = negotiated(call.request, list_offers);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    auto parsed = publish::parse_comment_query(call.request.query, *call.publication);
    if (const auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&parsed)) {
        return parameter_problem(*problems);
    }
    auto& query = std::get<publish::CommentQuery>(parsed);
    const auto& [format, media_type, alias] = std::get<Offer>(offer);
    const auto tag = call.publication_tag(format);
    if (format == Format::html) {
        if (call.request.parameter("limit") == nullptr) {
            query.limit = page_comments;
        }
        return page_with(publish::site::comments_page(*call.publication, call.page(), query), tag);
    }
    return response_with(format == Format::atom
                             ? publish::comments_atom(*call.publication, query, call.base_url)
                             : publish::annotations_json(*call.publication, query, call.base_url),
                         media_type, tag);
}

Outcome answer_comment(const RouteCall& call)
{
    if (const auto problem = call.refused_parameters({"f"})) {
        return *problem;
    }
    const auto& id = call.segment(1);
    const auto* comment = publish::find_comment(*call.publication, id);
    const std::vector<std::pair<std::string, std::string>> all{
        {"collection", call.base_url + "/comments"}};
    if (comment == nullptr) {
        return Problem{ProblemKind::not_found,
                       fmt::format("Il n'y a pas de commentaire « {} ».", id),
                       {},
                       all};
    }
    const auto offer = negotiated(call.request, one_offers);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    const auto& [format, media_type, alias] = std::get<Offer>(offer);
    const auto tag = call.publication_tag(format);
    auto response =
        format == Format::html
            ? page_with(publish::site::comment_page(*call.publication, call.page(), *comment), tag)
            : response_with(publish::annotation_json(*call.publication, *comment, call.base_url),
                            media_type, tag);
    if (!publish::is_shown(*comment)) {  // the tombstone says when it went
        response.status = 410;
        response.etag.clear();
    }
    return response;
}

}  // namespace parvis::service
