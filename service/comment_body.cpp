// SPDX-License-Identifier: EUPL-1.2
#include "service/comment_body.hpp"

#include "datasets/spelling.hpp"
#include "publish/cql2/json_tree.hpp"
#include "service/json_body.hpp"

#include <fmt/format.h>

#include <array>
#include <set>
#include <string>
#include <vector>

namespace parvis::service {

namespace {

using publish::CommentAsked;
using publish::cql2::JsonValue;

/// Reads members into what is asked, and remembers what is wrong with them.
class Reader {
public:
    void read(const JsonValue::Members& members)
    {
        each_once(members, "", [&](const std::string& name, const JsonValue& value) {
            if (name == "target") {
                read_target(value);
            } else if (name == "text") {
                read_text(value);
            } else if (name == "draft" || name == "confirm_personal") {
                const auto* flag = std::get_if<bool>(&value.value);
                flag == nullptr
                    ? refuse(name, "true ou false est attendu")
                    : void((name == "draft" ? m_asked.draft : m_asked.confirm_personal) = *flag);
            } else if (name == "author" || name == "role") {
                auto& to = name == "author" ? m_asked.author : m_asked.role;
                to.emplace();
                read_word(name, value, *to);
            } else if (std::string* const to = word_of(name)) {
                read_word(name, value, *to);
            } else {
                refuse_unknown(name, {"target", "text", "status", "confidentiality", "motive", "id",
                                      "author", "role", "draft", "confirm_personal"});
            }
        });
    }

    std::variant<CommentAsked, Problem> finish()
    {
        if (m_problem.parameters.empty()) {
            return std::move(m_asked);
        }
        return std::move(m_problem);
    }

private:
    template <typename Found>
    void each_once(const JsonValue::Members& members, const std::string& inside, Found&& found)
    {
        std::set<std::string> seen;
        for (const auto& [name, value] : members) {
            if (!seen.insert(name).second) {
                refuse(inside + name, "ce membre est donné deux fois");
            } else {
                found(name, value);
            }
        }
    }
    std::string* word_of(std::string_view name)
    {
        return name == "id"                ? &m_asked.id
               : name == "status"          ? &m_asked.status
               : name == "confidentiality" ? &m_asked.confidentiality
               : name == "motive"          ? &m_asked.motive
                                           : nullptr;
    }
    void read_word(const std::string& name, const JsonValue& value, std::string& to)
    {
        if (const auto* text = value.text()) {
            to = *text;
        } else if (!std::holds_alternative<std::monostate>(value.value)) {
            refuse(name, "un texte est attendu");
        }
    }
    void read_target(const JsonValue& value)
    {
        const auto* members = std::get_if<JsonValue::Members>(&value.value);
        if (members == nullptr) {
            refuse("target", "un objet est attendu, comme {\"dataset\": …, \"key\": …}");
            return;
        }
        each_once(*members, "target.", [&](const std::string& name, const JsonValue& part) {
            auto& target = m_asked.target;
            std::string* const to = name == "dataset"   ? &target.dataset
                                    : name == "column"  ? &target.column
                                    : name == "key"     ? &target.key
                                    : name == "measure" ? &target.measure
                                    : name == "place"   ? &target.place
                                    : name == "period"  ? &target.period
                                                        : nullptr;
            if (to == nullptr) {
                refuse_unknown(name, {"dataset", "column", "key", "measure", "place", "period"});
            } else {
                read_word("target." + name, part, *to);
            }
        });
    }
    void read_text(const JsonValue& value)
    {
        if (const auto* text = value.text()) {
            m_asked.text["fr"] = *text;
            return;
        }
        const auto* members = std::get_if<JsonValue::Members>(&value.value);
        if (members == nullptr) {
            refuse("text", "un texte est attendu, ou un par langue : {\"fr\": …}");
            return;
        }
        each_once(*members, "text.", [&](const std::string& language, const JsonValue& words) {
            read_word("text." + language, words, m_asked.text[language]);
        });
    }
    void refuse_unknown(const std::string& name, const std::vector<std::string>& known)
    {
        refuse(name, "ce membre n’existe pas ici." + datasets::spelling_hint(name, known));
    }
    void refuse(const std::string& name, std::string reason)
    {
        m_problem.detail +=
            fmt::format("{}« {} » : {}{}", m_problem.detail.empty() ? "" : " ", name, reason,
                        reason.ends_with('.') || reason.ends_with('?') ? "" : ".");
        m_problem.parameters.push_back({name, "", std::move(reason)});
    }

    CommentAsked m_asked;
    Problem m_problem{ProblemKind::unusable_comment};
};

}  // namespace

std::variant<CommentAsked, Problem> read_comment_body(std::string_view body)
{
    const auto members = read_json_members(body, "{\"target\": {\"dataset\": …}, \"text\": …}");
    if (const auto* problem = std::get_if<Problem>(&members)) {
        return *problem;
    }
    Reader reader;
    reader.read(std::get<JsonValue::Members>(members));
    return reader.finish();
}

}  // namespace parvis::service
