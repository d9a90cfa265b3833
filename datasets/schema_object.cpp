// SPDX-License-Identifier: EUPL-1.2
#include "datasets/schema_object.hpp"

#include "datasets/json_text.hpp"
#include "datasets/row_issue.hpp"
#include "datasets/spelling.hpp"
#include "geo/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace parvis::datasets {
namespace {

std::string_view view(const rapidjson::Value& text)
{
    return {text.GetString(), text.GetStringLength()};
}

}  // namespace

SchemaObject::SchemaObject(const Json& json, std::string where)
    : m_json(json), m_where(std::move(where))
{
    if (!json.IsObject()) {
        throw SourceError(fmt::format("{} : un objet entre accolades est attendu.", m_where));
    }
    std::set<std::string_view> names;
    for (const auto& member : json.GetObject()) {
        if (!names.insert(view(member.name)).second) {
            fail(view(member.name), "ce membre y est deux fois");
        }
    }
}

const SchemaObject::Json* SchemaObject::find(std::string_view name) const
{
    for (const auto& member : m_json.GetObject()) {
        if (view(member.name) == name) {
            return &member.value;
        }
    }
    return nullptr;
}

std::string SchemaObject::text(std::string_view name) const
{
    const Json* const json = find(name);
    if (json == nullptr) {
        return {};
    }
    if (!json->IsString()) {
        fail(name, "un texte est attendu");
    }
    return std::string(view(*json));
}

std::string SchemaObject::required_text(std::string_view name) const
{
    std::string found = text(name);
    if (found.empty()) {
        fail(name, "il manque");
    }
    return found;
}

bool SchemaObject::boolean(std::string_view name, bool otherwise) const
{
    const Json* const json = find(name);
    if (json != nullptr && !json->IsBool()) {
        fail(name, "true ou false est attendu, sans guillemets");
    }
    return json == nullptr ? otherwise : json->GetBool();
}

std::optional<std::uint64_t> SchemaObject::count(std::string_view name) const
{
    const Json* const json = find(name);
    if (json == nullptr) {
        return std::nullopt;
    }
    if (!json->IsUint64()) {
        fail(name, "un nombre entier, nul ou positif, est attendu");
    }
    return json->GetUint64();
}

std::optional<double> SchemaObject::number(std::string_view name) const
{
    const Json* const json = find(name);
    if (json == nullptr) {
        return std::nullopt;
    }
    if (!json->IsNumber()) {
        fail(name, "un nombre est attendu");
    }
    return json->GetDouble();
}

std::vector<std::string> SchemaObject::texts(std::string_view name, bool one_alone) const
{
    const Json* const json = find(name);
    if (json != nullptr && one_alone && json->IsString()) {
        return {std::string(view(*json))};
    }
    std::vector<std::string> found;
    for (const Json& item : list(name)) {
        if (!item.IsString()) {
            fail(name, "une liste de textes est attendue");
        }
        found.emplace_back(view(item));
    }
    return found;
}

std::span<const SchemaObject::Json> SchemaObject::list(std::string_view name) const
{
    const Json* const json = find(name);
    if (json == nullptr) {
        return {};
    }
    if (!json->IsArray()) {
        fail(name, "une liste entre crochets est attendue");
    }
    return {json->Begin(), json->Size()};
}

void SchemaObject::fail(std::string_view name, const std::string& what) const
{
    throw SourceError(fmt::format("{}, « {} » : {}.", m_where, shortened(name), what));
}

void SchemaObject::refuse_unknown(std::span<const std::string_view> keywords,
                                  std::span<const std::string_view> annotations) const
{
    for (const auto& member : m_json.GetObject()) {
        const std::string_view name = view(member.name);
        if (std::ranges::find(keywords, name) == keywords.end() &&
            std::ranges::find(annotations, name) == annotations.end()) {
            const std::vector<std::string> known(keywords.begin(), keywords.end());
            const std::string nearest = nearest_spelling(name, known);
            fail(name, fmt::format("ce mot-clé n’est pas compris, et l’ignorer laisserait passer "
                                   "ce qu’il interdit{}",
                                   nearest.empty()
                                       ? std::string()
                                       : fmt::format(" ; vouliez-vous dire « {} » ?", nearest)));
        }
    }
}

std::string scalar_text(const rapidjson::Value& json, const std::string& where)
{
    if (json.IsString()) {
        return std::string(view(json));
    }
    if (json.IsBool()) {
        return json.GetBool() ? "true" : "false";
    }
    if (json.IsInt64()) {
        return std::to_string(json.GetInt64());
    }
    if (json.IsUint64()) {
        return std::to_string(json.GetUint64());
    }
    if (json.IsDouble() && std::isfinite(json.GetDouble())) {
        std::string out;
        append_number(out, json.GetDouble());
        return out;
    }
    throw SourceError(where + " : un texte, un nombre, true ou false est attendu.");
}

}  // namespace parvis::datasets
