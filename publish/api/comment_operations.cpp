// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/comment_operations.hpp"

#include "datasets/comment.hpp"
#include "publish/api/link.hpp"
#include "publish/api/token_operation.hpp"

#include <string_view>
#include <utility>
#include <vector>

namespace parvis::publish {

namespace {

using datasets::JsonText;

constexpr std::string_view comment_content =
    R"({"application/json":{"schema":{"$ref":"#/components/schemas/Comment"}}})";

/// An operation that a token allows.
struct Writing {
    std::string_view id, summary, description;
    std::string_view status = "200";
    bool has_body = false;
    bool has_reason = false;
    std::string_view content = comment_content;
    std::vector<std::string_view> problems{};
};

std::string operation(const Writing& writing, const PathParameter* comment)
{
    TokenOperation operation{writing.id,     writing.summary, writing.description,
                             "commentaires", writing.content, writing.status};
    operation.body = writing.has_body ? "CommentWords" : "";
    if (writing.has_reason) {
        operation.parameters = {
            {"why", "Pourquoi, pour le journal du site", R"({"type":"string"})"}};
    }
    operation.problems = writing.problems;
    return token_operation(operation, comment);
}

void write_step(JsonText& json, std::string_view step, const Writing& writing,
                const PathParameter& comment)
{
    json.key("/comments/{commentId}/" + std::string(step));
    json.start_object();
    json.key("post");
    json.raw(operation(writing, &comment));
    json.end_object();
}

std::string listed(const std::vector<std::string>& codes)
{
    JsonText json;
    json.start_array();
    json.text("");
    for (const std::string& code : codes) {
        json.text(code);
    }
    json.end_array();
    return json.take();
}

}  // namespace

std::string post_comment()
{
    return operation(
        {"addComment",
         "Écrire un commentaire, avec un jeton",
         "Signé de ce que dit le jeton. Une adresse ou un numéro de téléphone dans le texte : 409, "
         "avec ce qui a été trouvé ; « confirm_personal » le publie. Où le site demande l'accord "
         "d'un éditeur, le commentaire d'un contributeur est un brouillon. Les jetons viennent de "
         "« parvis token new --role contributor ».",
         "201",
         true,
         false,
         comment_content,
         {"401", "403", "409", "411", "413", "415", "422"}},
        nullptr);
}

void write_comment_paths(JsonText& json, const Publication& publication)
{
    const bool has_one = !publication.comments.empty();
    const PathParameter comment{"commentId", "Nom du commentaire",
                                has_one ? publication.comments.front().id : "c-0123456789ab"};
    const std::vector<std::pair<std::string, std::string>> writing{
        {"put",
         operation({"editComment",
                    "Récrire un commentaire, avec un jeton",
                    "Texte et codes ; il garde ce dont il parle, et son auteur, à moins qu'un "
                    "éditeur ne signe (« author »). Ce qui était à revoir est publié de "
                    "nouveau.",
                    "200",
                    true,
                    false,
                    comment_content,
                    {"401", "403", "404", "409", "410", "411", "413", "415", "422"}},
                   &comment)},
        {"delete", operation({"withdrawComment",
                              "Retirer un commentaire, avec un jeton",
                              "Il en reste une trace : son nom, ce dont il parlait, le jour.",
                              "200",
                              false,
                              true,
                              comment_content,
                              {"401", "403", "404", "409", "410"}},
                             &comment)}};
    if (has_one) {
        Operation get{"/comments/{commentId}",
                      "comment",
                      "Un commentaire et son état, aussi en W3C Web Annotation (jsonld)",
                      "commentaires",
                      {media::json, media::annotations, media::html}};
        get.formats = {"json", "jsonld", "html"};
        get.variables = {comment};
        get.others = writing;
        write_operation(json, get);
    } else {
        json.key("/comments/{commentId}");
        json.start_object();
        for (const auto& [method, description] : writing) {
            json.key(method);
            json.raw(description);
        }
        json.end_object();
    }
    const std::vector<std::string_view> problems{"401", "403", "404", "409", "410"};
    write_step(json, "approve",
               {"approveComment", "Publier un brouillon, avec un jeton d'éditeur",
                "Ou celui de son auteur, où le site ne demande pas d'accord. Si son chiffre a "
                "changé depuis, il est à revoir.",
                "200", false, false, comment_content, problems},
               comment);
    write_step(json, "confirm",
               {"confirmComment",
                "Dire qu'un commentaire à revoir vaut pour le chiffre d'aujourd'hui",
                "Avec If-Match et l'ETag de /comments/{commentId} : 409 si le chiffre a changé "
                "encore.",
                "200", false, false, comment_content, problems},
               comment);
    json.key("/comments/review");
    json.start_object();
    json.key("get");
    json.raw(operation(
        {"commentsToReview",
         "Les brouillons et les commentaires à revoir, pour un jeton",
         "",
         "200",
         false,
         false,
         R"({"application/json":{"schema":{"type":"object","required":["comments"],"properties":{)"
         R"("comments":{"type":"array","items":{"$ref":"#/components/schemas/Comment"}},)"
         R"("total":{"type":"integer"}}}}})",
         {"401", "403"}},
        nullptr));
    json.end_object();
}

std::string comment_schemas()
{
    const std::string text = R"({"oneOf":[{"type":"string"},{"type":"object",)"
                             R"("additionalProperties":{"type":"string"}}]})";
    const std::string target =
        R"({"type":"object","required":["dataset"],"additionalProperties":false,"properties":{)"
        R"("dataset":{"type":"string"},"column":{"type":"string"},"key":{"type":"string"},)"
        R"("measure":{"type":"string"},"place":{"type":"string"},"period":{"type":"string"}}})";
    const std::string codes =
        R"("status":{"type":"string","enum":)" + listed(datasets::status_codes()) +
        R"(},"confidentiality":{"type":"string","enum":)" +
        listed(datasets::confidentiality_codes()) + R"(},"motive":{"type":"string","enum":)" +
        listed(datasets::motive_codes()) + "}";
    return R"("CommentWords":{"type":"object","required":["text"],"additionalProperties":false,)"
           R"("properties":{"id":{"type":"string"},"target":)" +
           target + R"(,"text":)" + text + "," + codes +
           R"(,"author":{"type":"string"},"role":{"type":"string"},"draft":{"type":"boolean"},)"
           R"("confirm_personal":{"type":"boolean"}}},)"
           R"("Comment":{"type":"object","required":["id","state","target","author","date"],)"
           R"("properties":{"id":{"type":"string"},"state":{"type":"string","enum":["draft",)"
           R"("published","to_review","withdrawn"]},"target":)" +
           target + R"(,"text":{"type":"object","additionalProperties":{"type":"string"}},)" +
           codes +
           R"(,"author":{"type":"string"},"role":{"type":"string"},"date":{"type":"string",)"
           R"("format":"date"},"version":{"type":"integer","nullable":true},"withdrawn":{"type":)"
           R"("string","format":"date-time"},"review":{"type":"object","properties":{"was":{"type":)"
           R"("string"},"is":{"type":"string"}}},"links":{"$ref":"#/components/schemas/Links"}}},)";
}

}  // namespace parvis::publish
