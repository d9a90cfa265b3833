// SPDX-License-Identifier: EUPL-1.2
#include "publish/property_parameter.hpp"

#include "datasets/json_text.hpp"
#include "publish/parameter_text.hpp"

#include <algorithm>
#include <cmath>

namespace parvis::publish {

namespace {

std::string joined_codes(const datasets::Property& property)
{
    std::string codes;
    for (const auto& [code, label] : property.values) {
        codes += (codes.empty() ? "" : ", ") + code;
    }
    return codes;
}

}  // namespace

std::string refused_value(const datasets::Property& property, const std::string& text)
{
    using datasets::ValueType;
    if (text.empty()) {
        return {};
    }
    const bool listed = property.values.empty() ||
                        std::any_of(property.values.begin(), property.values.end(),
                                    [&](const auto& value) { return value.first == text; });
    if (!listed) {
        return "une de ces valeurs est attendue : " + joined_codes(property);
    }
    switch (property.type) {
    case ValueType::boolean:
        return text == "true" || text == "false" ? "" : "true ou false est attendu";
    case ValueType::integer: {
        // "12.0" is 12; 12.5 would find nothing, ever.
        const auto number = parse_number(text);
        return number && std::trunc(*number) == *number ? ""
                                                        : "un nombre entier est attendu, comme 12";
    }
    case ValueType::number:
        return parse_number(text) ? "" : "un nombre est attendu, comme 12 ou 12.5";
    case ValueType::date:
        return datasets::parse_date(text) ? "" : "un jour est attendu, comme 2026-11-22";
    case ValueType::instant:
        return datasets::parse_instant(text)
                   ? ""
                   : "une date et heure avec zone est attendue, comme 2026-11-22T08:00:00Z";
    case ValueType::text:
    case ValueType::list:
    case ValueType::parts:
        break;
    }
    return {};
}

std::string parameter_schema(const datasets::Property& property)
{
    using datasets::ValueType;
    if (!property.values.empty()) {
        datasets::JsonText json;
        json.start_object();
        json.member("type", "string");
        json.key("enum");
        json.start_array();
        for (const auto& [code, label] : property.values) {
            json.text(code);
        }
        json.text("");
        json.end_array();
        json.end_object();
        return json.take();
    }
    // An empty value asks for the rows that have none.
    const auto or_empty = [](const char* schema) {
        return std::string(R"({"anyOf":[)") + schema + R"(,{"type":"string","enum":[""]}]})";
    };
    switch (property.type) {
    case ValueType::boolean:
        return or_empty(R"({"type":"boolean"})");
    case ValueType::integer:
        return or_empty(R"({"type":"integer"})");
    case ValueType::number:
        return or_empty(R"({"type":"number"})");
    case ValueType::date:
        return or_empty(R"({"type":"string","format":"date"})");
    case ValueType::instant:
        return or_empty(R"({"type":"string","format":"date-time"})");
    case ValueType::text:
    case ValueType::list:
    case ValueType::parts:
        break;
    }
    return R"({"type":"string"})";
}

}  // namespace parvis::publish
