// SPDX-License-Identifier: EUPL-1.2
#include "datasets/schema.hpp"

#include "datasets/json_fault.hpp"
#include "datasets/row_issue.hpp"
#include "datasets/sha256.hpp"
#include "geo/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

namespace parvis::datasets {
namespace {

constexpr std::size_t largest = std::size_t{16} << 20U;

std::string text_or(const rapidjson::Value& json, const char* name, std::string otherwise)
{
    const auto found = json.FindMember(name);
    const bool there =
        found != json.MemberEnd() && found->value.IsString() && found->value.GetStringLength() > 0;
    return there ? std::string(found->value.GetString(), found->value.GetStringLength())
                 : std::move(otherwise);
}

[[noreturn]] void refuse_syntax(std::string_view json, const std::string& where,
                                const rapidjson::Document& document)
{
    const std::string_view before = json.substr(0, document.GetErrorOffset());
    const auto line = std::ranges::count(before, '\n') + 1;
    const auto last_break = before.rfind('\n');
    const std::size_t column =
        last_break == std::string_view::npos ? before.size() + 1 : before.size() - last_break;
    throw SourceError(fmt::format("{}, ligne {}, colonne {} : ce schéma n’est pas du JSON bien "
                                  "formé ({}).",
                                  where, line, column, json_fault(document.GetParseError())));
}

}  // namespace

Schema parse_schema(std::string_view json, const std::string& where)
{
    if (json.starts_with("\xEF\xBB\xBF")) {
        json.remove_prefix(3);
    }
    rapidjson::Document document;
    document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(
        json.data(), json.size());
    if (document.HasParseError()) {
        refuse_syntax(json, where, document);
    }
    if (!document.IsObject()) {
        throw SourceError(fmt::format("{} : un schéma est un objet entre accolades.", where));
    }
    Schema schema;
    schema.name = text_or(document, "name", text_or(document, "title", where));
    schema.version = text_or(document, "version", "");
    if (document.HasMember("fields")) {
        schema.rules = read_table_schema(document, where);
        return schema;
    }
    for (const char* word : {"type", "properties", "items", "allOf", "anyOf", "$ref", "required"}) {
        if (document.HasMember(word)) {
            schema.rules = read_json_schema(document, where);
            return schema;
        }
    }
    throw SourceError(fmt::format("{} : ce n’est ni un schéma de table (« fields » manque) ni un "
                                  "JSON Schema (ni « type » ni « properties »){}.",
                                  where,
                                  document.HasMember("resources")
                                      ? " ; dans un Data Package, donnez le schéma d’une de ses "
                                        "ressources, dans un fichier à part"
                                      : ""));
}

Schema read_schema(const std::filesystem::path& file)
{
    std::error_code error;
    const auto status = std::filesystem::status(file, error);
    if (!std::filesystem::is_regular_file(status)) {
        throw SourceError(fmt::format("{} : le schéma ne se trouve pas, ou n’est pas un fichier.",
                                      file.string()));
    }
    std::ifstream stream(file, std::ios::binary);
    std::string json;
    json.resize(largest + 1);
    stream.read(json.data(), static_cast<std::streamsize>(json.size()));
    json.resize(static_cast<std::size_t>(std::max<std::streamsize>(stream.gcount(), 0)));
    if (stream.bad() || (json.empty() && !stream.eof())) {
        throw SourceError(fmt::format("{} : le schéma ne peut pas être lu.", file.string()));
    }
    if (json.size() > largest) {
        throw SourceError(
            fmt::format("{} : un schéma de plus de 16 Mio n’est pas lu.", file.string()));
    }
    Schema schema = parse_schema(json, file.filename().string());
    schema.sha256 = sha256_hex(json);
    return schema;
}

}  // namespace parvis::datasets
