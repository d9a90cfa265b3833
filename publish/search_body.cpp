// SPDX-License-Identifier: EUPL-1.2
#include "publish/search_body.hpp"

#include "datasets/json_text.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <optional>

namespace parvis::publish {

namespace {

using Json = rapidjson::Value;

std::string json_of(const Json& value)
{
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    value.Accept(writer);
    return {buffer.GetString(), buffer.GetSize()};
}

/// A text, number, boolean or null as an address has it; nothing for an array or object.
std::optional<std::string> scalar(const Json& value)
{
    if (value.IsString()) {
        return std::string(value.GetString(), value.GetStringLength());
    }
    if (value.IsNull()) {
        return std::string();
    }
    if (value.IsNumber() || value.IsBool()) {
        return json_of(value);
    }
    return std::nullopt;
}

bool is_list(std::string_view name)
{
    const auto shared = items_parameters({});
    return std::any_of(shared.begin(), shared.end(), [&](const ParameterText& parameter) {
        return parameter.name == name && parameter.list;
    });
}

class BodyReader {
public:
    void read(const std::string& name, const Json& value)
    {
        if (name == "filter" && value.IsObject()) {
            m_json_filter = true;
            m_parameters.emplace_back(name, json_of(value));
        } else if (value.IsArray()) {
            read_array(name, value);
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
    void read_array(const std::string& name, const Json& value)
    {
        const bool list = is_list(name);
        std::string joined;
        for (const auto& item : value.GetArray()) {
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
                joined += (&item == value.Begin() ? "" : ",") + *text;
            } else {
                m_parameters.emplace_back(name, *text);
            }
        }
        if (list) {
            m_parameters.emplace_back(name, std::move(joined));
        } else if (value.Empty()) {
            refuse(name, value, "la liste est vide ; laissez ce membre de côté");
        }
    }
    void refuse(const std::string& name, const Json& value, std::string reason)
    {
        m_problems.push_back({name, json_of(value), std::move(reason), false});
    }

    Parameters m_parameters;
    std::vector<ParameterProblem> m_problems;
    bool m_json_filter = false;
};

}  // namespace

std::variant<Parameters, std::vector<ParameterProblem>> parse_search_body(std::string_view body)
{
    rapidjson::Document document;
    document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag |
                   rapidjson::kParseFullPrecisionFlag>(body.data(), body.size());
    if (document.HasParseError()) {
        return std::vector<ParameterProblem>{
            {"", "",
             fmt::format("l'envoi n'est pas du JSON (à l'octet {} : {})", document.GetErrorOffset(),
                         rapidjson::GetParseError_En(document.GetParseError())),
             false}};
    }
    if (!document.IsObject()) {
        return std::vector<ParameterProblem>{
            {"", "", "un objet JSON est attendu, comme {\"limit\": 10}", false}};
    }
    BodyReader reader;
    for (const auto& member : document.GetObject()) {
        reader.read({member.name.GetString(), member.name.GetStringLength()}, member.value);
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
