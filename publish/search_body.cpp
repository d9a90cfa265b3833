// SPDX-License-Identifier: EUPL-1.2
#include "publish/search_body.hpp"

#include "datasets/json_text.hpp"
#include "publish/cql2/json_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

namespace parvis::publish {

namespace {

using cql2::JsonValue;

class BodyReader {
public:
    BodyReader(std::string_view body, const std::vector<ParameterText>& known)
        : m_body(body), m_known(known)
    {
    }

    void read(const std::string& name, const JsonValue& value)
    {
        if (!m_seen.insert(name).second) {
            refuse(name, value,
                   "ce membre est donné deux fois ; une liste tient plusieurs valeurs");
        } else if (name == "filter" && std::holds_alternative<JsonValue::Members>(value.value)) {
            m_json_filter = true;
            m_parameters.emplace_back(name, written(value));
        } else if (const auto* items = value.items()) {
            read_array(name, value, *items);
        } else if (auto text = scalar(value)) {
            m_parameters.emplace_back(name, std::move(*text));
        } else {
            refuse(name, value, "un objet n'a pas de sens ici : un texte, un nombre ou une liste");
        }
    }

    std::variant<Parameters, std::vector<ParameterProblem>> finish()
    {
        if (!m_problems.empty()) {
            return std::move(m_problems);
        }
        const bool has_language =
            std::any_of(m_parameters.begin(), m_parameters.end(),
                        [](const auto& pair) { return pair.first == "filter-lang"; });
        if (m_json_filter && !has_language) {
            m_parameters.emplace_back("filter-lang", "cql2-json");
        }
        return std::move(m_parameters);
    }

private:
    /// As it stands in the body.
    [[nodiscard]] std::string written(const JsonValue& value) const
    {
        return std::string(m_body.substr(value.at, value.end - value.at));
    }
    /// A text, number, boolean or null as an address has it; nothing for an array or object.
    [[nodiscard]] std::optional<std::string> scalar(const JsonValue& value) const
    {
        if (const auto* text = value.text()) {
            return *text;
        }
        if (std::holds_alternative<std::monostate>(value.value)) {
            return std::string();
        }
        if (value.number() != nullptr || std::holds_alternative<bool>(value.value)) {
            return written(value);
        }
        return std::nullopt;
    }
    [[nodiscard]] bool is_list(std::string_view name) const
    {
        return std::any_of(m_known.begin(), m_known.end(), [&](const ParameterText& parameter) {
            return parameter.name == name && parameter.list;
        });
    }
    void read_array(const std::string& name, const JsonValue& value, const JsonValue::Items& items)
    {
        const bool list = is_list(name);
        std::string joined;
        for (const auto& item : items) {
            const auto text = scalar(item);
            if (!text) {
                refuse(name, value, "une liste de textes ou de nombres est attendue");
                return;
            }
            if (list && text->find(',') != std::string::npos) {
                refuse(name, value, "une virgule n'est pas possible dans un texte de cette liste");
                return;
            }
            if (list) {
                joined += (&item == &items.front() ? "" : ",") + *text;
            } else {
                m_parameters.emplace_back(name, *text);
            }
        }
        if (list) {
            m_parameters.emplace_back(name, std::move(joined));
        } else if (items.empty()) {
            refuse(name, value, "la liste est vide ; laissez ce membre de côté");
        }
    }
    void refuse(const std::string& name, const JsonValue& value, std::string reason)
    {
        m_problems.push_back({name, written(value), std::move(reason), false});
    }

    std::string_view m_body;
    const std::vector<ParameterText>& m_known;
    Parameters m_parameters;
    std::vector<ParameterProblem> m_problems;
    std::set<std::string> m_seen;
    bool m_json_filter = false;
};

std::vector<ParameterProblem> whole_problem(const cql2::Fault& fault)
{
    return {{"", "", fmt::format("{} (à l'octet {} de l'envoi)", fault.reason, fault.at), false}};
}

}  // namespace

std::variant<Parameters, std::vector<ParameterProblem>>
parse_search_body(std::string_view body, const std::vector<ParameterText>& known)
{
    if (const auto broken = cql2::broken_utf8(body)) {
        return whole_problem(*broken);
    }
    const auto tree = cql2::read_json_value(body);
    if (const auto* fault = std::get_if<cql2::Fault>(&tree)) {
        return whole_problem(*fault);
    }
    const auto* members = std::get_if<JsonValue::Members>(&std::get<JsonValue>(tree).value);
    if (members == nullptr) {
        return std::vector<ParameterProblem>{
            {"", "", "un objet JSON est attendu, comme {\"limit\": 10}", false}};
    }
    BodyReader reader(body, known);
    for (const auto& [name, value] : *members) {
        reader.read(name, value);
    }
    return reader.finish();
}

std::string search_body(const Parameters& parameters)
{
    const bool json_filter =
        std::any_of(parameters.begin(), parameters.end(), [](const auto& pair) {
            return pair.first == "filter-lang" && pair.second == "cql2-json";
        });
    datasets::JsonText json;
    json.start_object();
    for (auto at = parameters.begin(); at != parameters.end(); ++at) {
        const auto& name = at->first;
        const auto same = [&](const auto& pair) { return pair.first == name; };
        if (std::any_of(parameters.begin(), at, same)) {
            continue;  // written with the first of its name
        }
        json.key(name);
        if (name == "filter" && json_filter) {
            json.raw(at->second);
        } else if (std::count_if(at, parameters.end(), same) == 1) {
            json.text(at->second);
        } else {
            json.start_array();
            for (auto other = at; other != parameters.end(); ++other) {
                if (same(*other)) {
                    json.text(other->second);
                }
            }
            json.end_array();
        }
    }
    json.end_object();
    return json.take();
}

}  // namespace parvis::publish
