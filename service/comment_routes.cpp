// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/annotations.hpp"
#include "publish/api/comment_json.hpp"
#include "publish/api/link.hpp"
#include "service/route_call.hpp"

#include <fmt/format.h>

#include <array>

namespace parvis::service {

namespace {

namespace media = publish::media;

constexpr Offer html{Format::html, media::html, "application/xhtml+xml"};
constexpr std::array list_offers{Offer{Format::json, media::annotations, media::json}, html,
                                 Offer{Format::atom, media::atom, ""}};
/// As whoever writes it reads it back, and as W3C has it: an annotation's address gives that too.
constexpr std::array one_offers{Offer{Format::json, media::json, ""},
                                Offer{Format::json_ld, media::annotations, ""}, html};

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
    if (comment == nullptr) {
        return Problem{ProblemKind::no_such_comment,
                       fmt::format("Il n'y a pas de commentaire « {} ».", id),
                       {},
                       {{"up", call.base_url + "/comments"}}};
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
            : response_with(
                  format == Format::json_ld
                      ? publish::annotation_json(*call.publication, *comment, call.base_url)
                      : publish::comment_json(*comment, call.base_url),
                  media_type, tag);
    if (!publish::is_shown(*comment)) {  // the tombstone says when it went
        response.status = 410;
        response.etag.clear();
    }
    return response;
}

}  // namespace parvis::service
