// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/comment_json.hpp"

#include "datasets/json_text.hpp"
#include "publish/api/link.hpp"

#include <string_view>
#include <utility>

namespace parvis::publish {

std::string comment_json(const datasets::Comment& comment, const std::string& base_url)
{
    const auto& target = comment.target;
    datasets::JsonText json;
    json.start_object();
    json.member("id", comment.id);
    json.member("state", datasets::name_of(comment.state));
    json.key("target");
    json.start_object();
    for (const auto& [name, value] :
         {std::pair<std::string_view, const std::string&>{"dataset", target.dataset},
          {"column", target.column},
          {"key", target.key},
          {"measure", target.measure},
          {"place", target.place},
          {"period", target.period}}) {
        if (!value.empty()) {
            json.member(name, value);
        }
    }
    json.end_object();
    if (comment.state == datasets::CommentState::withdrawn) {
        json.member("withdrawn", comment.withdrawn_on);
    } else {
        json.key("text");
        json.start_object();
        for (const auto& [language, text] : comment.text) {
            json.member(language, text);
        }
        json.end_object();
        json.member("status", comment.status);
        json.member("confidentiality", comment.confidentiality);
        json.member("motive", comment.motive);
    }
    json.member("author", comment.author);
    json.member("role", comment.role);
    json.member("date", datasets::to_text(comment.date));
    json.key("version");
    comment.version == 0 ? json.null() : json.integer(comment.version);
    // A draft says so to who is to agree to it.
    const bool is_draft = comment.state == datasets::CommentState::draft;
    if (comment.state == datasets::CommentState::to_review ||
        (is_draft && !(comment.figure_was.empty() && comment.figure_is.empty()))) {
        json.key("review");
        json.start_object();
        json.member("was", comment.figure_was);
        json.member("is", comment.figure_is);
        json.end_object();
    }
    if (!base_url.empty()) {
        write_links(json,
                    {{base_url + "/comments/" + comment.id, "self", media::json, "Ce commentaire"},
                     {base_url + "/collections/" + target.dataset, "collection", media::json,
                      "Le jeu dont il parle"},
                     {base_url + "/comments", "up", media::json, "Tous les commentaires"}});
    }
    json.end_object();
    return json.take();
}

}  // namespace parvis::publish
