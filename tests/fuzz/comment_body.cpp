// SPDX-License-Identifier: EUPL-1.2
// Any bytes are a comment as a program sends it, or the reason why not; what was read is written as
// a body that reads back the same, and is judged without harm.
#include "service/comment_body.hpp"

#include "datasets/json_text.hpp"
#include "publish/comment_fault.hpp"

#include <cstdlib>

using namespace parvis;
using publish::CommentAsked;

namespace {

void require(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

std::string written(const CommentAsked& asked)
{
    datasets::JsonText json;
    json.start_object();
    json.key("target");
    json.start_object();
    json.member("dataset", asked.target.dataset);
    json.member("column", asked.target.column);
    json.member("key", asked.target.key);
    json.member("measure", asked.target.measure);
    json.member("place", asked.target.place);
    json.member("period", asked.target.period);
    json.end_object();
    json.key("text");
    json.start_object();
    for (const auto& [language, text] : asked.text) {
        json.member(language, text);
    }
    json.end_object();
    json.member("id", asked.id);
    json.member("status", asked.status);
    json.member("confidentiality", asked.confidentiality);
    json.member("motive", asked.motive);
    for (const auto& [name, value] :
         {std::pair{"author", &asked.author}, std::pair{"role", &asked.role}}) {
        if (*value) {
            json.member(name, **value);
        }
    }
    json.member("draft", asked.draft);
    json.member("confirm_personal", asked.confirm_personal);
    json.end_object();
    return json.take();
}

bool is_same(const CommentAsked& a, const CommentAsked& b)
{
    return a.id == b.id && a.target == b.target && a.text == b.text && a.status == b.status &&
           a.confidentiality == b.confidentiality && a.motive == b.motive && a.author == b.author &&
           a.role == b.role && a.draft == b.draft && a.confirm_personal == b.confirm_personal;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size)
{
    const auto read =
        service::read_comment_body(std::string_view(reinterpret_cast<const char*>(bytes), size));
    if (const auto* problem = std::get_if<service::Problem>(&read)) {
        require(!problem->detail.empty());
        for (const auto& parameter : problem->parameters) {
            require(!parameter.reason.empty());
        }
        return 0;
    }
    const auto& asked = std::get<CommentAsked>(read);
    const auto again = service::read_comment_body(written(asked));
    require(std::holds_alternative<CommentAsked>(again));
    require(is_same(asked, std::get<CommentAsked>(again)));
    publish::CommentWriter writer;
    writer.name = "Sports";
    // A name that is claimed is the writer's, or refused.
    const bool is_own = (!asked.author || *asked.author == writer.name) &&
                        (!asked.role || *asked.role == writer.title);
    require(publish::forged(asked, writer).empty() == is_own);
    if (const auto refused = publish::refused_text(asked, writer)) {
        require(!refused->sentence.empty());
        require(!refused->fields.empty() || !refused->contacts.empty());
    }
    return 0;
}
