// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/work_operations.hpp"

#include "datasets/entered_works.hpp"
#include "datasets/road_works.hpp"
#include "publish/api/token_operation.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>
#include <vector>

namespace parvis::publish {

namespace {

using datasets::JsonText;
using datasets::ValueType;
using datasets::WorkAction;

constexpr std::string_view one_work =
    R"({"application/json":{"schema":{"$ref":"#/components/schemas/Work"}}})";
constexpr std::string_view of_works = "chantiers saisis";

std::vector<ParameterText> dataset_parameter()
{
    return {{"dataset", "Le jeu de chantiers saisis, si le jeton en a plusieurs",
             R"({"type":"string"})"}};
}

const PathParameter& work_variable()
{
    static const PathParameter variable{"workId", "Numéro du chantier", "2026-0001"};
    return variable;
}

std::string writing(std::string_view id, std::string_view summary, std::string_view description,
                    std::string_view body, bool needs_body)
{
    TokenOperation operation{id, summary, description, of_works, one_work};
    operation.body = body;
    operation.needs_body = needs_body;
    operation.has_if_match = true;
    operation.parameters = dataset_parameter();
    operation.problems = {"400", "401", "403", "404", "409", "412", "413", "415", "422"};
    return token_operation(operation, &work_variable());
}

std::string reading(std::string_view id, std::string_view summary, std::string_view content,
                    const PathParameter* variable, std::string_view description = {})
{
    TokenOperation operation{id, summary, description, of_works, content};
    operation.parameters = dataset_parameter();
    operation.problems = {"401", "403", "404"};
    return token_operation(operation, variable);
}

using Methods = std::vector<std::pair<std::string_view, std::string>>;

void write_path(JsonText& json, const std::string& path, const Methods& methods)
{
    json.key(path);
    json.start_object();
    for (const auto& [method, description] : methods) {
        json.key(method);
        json.raw(description);
    }
    json.end_object();
}

std::string_view step_words(WorkAction action)
{
    switch (action) {
    case WorkAction::publish:
        return "Publier un brouillon";
    case WorkAction::start:
        return "Dire qu'un chantier a commencé (« day », sinon aujourd'hui), ou qu'il reprend";
    case WorkAction::pause:
        return "Suspendre un chantier (« why »)";
    case WorkAction::extend:
        return "Prolonger un chantier (« fin », « why »)";
    case WorkAction::end:
        return "Dire qu'un chantier est terminé (« day », sinon aujourd'hui)";
    case WorkAction::cancel:
        return "Annuler un chantier qui n'a pas commencé (« why »)";
    case WorkAction::reopen:
        return "Rouvrir un chantier dit terminé (« why » ; « fin », sinon celle d'avant)";
    case WorkAction::change:
        break;
    }
    return {};
}

/// What a member may be; null takes it away.
std::string member_schema(const datasets::Property& property)
{
    if (!property.values.empty()) {
        JsonText json;
        json.start_object();
        json.member("type", "string");
        json.member("nullable", true);
        json.key("enum");
        json.start_array();
        for (const auto& [code, label] : property.values) {
            json.text(code);
        }
        json.null();
        json.end_array();
        json.end_object();
        return json.take();
    }
    switch (property.type) {
    case ValueType::boolean:
        return R"({"type":"boolean","nullable":true})";
    case ValueType::integer:
        return R"({"type":"integer","nullable":true})";
    case ValueType::number:
        return R"({"type":"number","nullable":true})";
    case ValueType::date:
        return R"({"type":"string","format":"date","nullable":true})";
    default:
        return R"({"type":"string","nullable":true})";
    }
}

}  // namespace

std::string post_work()
{
    TokenOperation operation{
        "addWork",
        "Saisir un chantier, avec un jeton",
        "Un brouillon, ou publié tout de suite (« publish »). Les membres sont les colonnes du "
        "modèle, et « geometry » (GeoJSON, ou une voie et ses numéros : \"12 à 40 rue Garibaldi, "
        "Sotteville\", où le site a une couche de voies). Ce qui est faux est dit d'un coup, "
        "membre par membre : "
        "422. Un lieu hors des communes du jeton : 403. Ni nom, ni adresse, ni numéro de "
        "téléphone. Les jetons viennent de « parvis token new --role source ».",
        of_works,
        one_work,
        "201"};
    operation.body = "WorkWords";
    operation.parameters = dataset_parameter();
    operation.problems = {"400", "401", "403", "404", "413", "415", "422"};
    return token_operation(operation, nullptr);
}

void write_work_paths(JsonText& json)
{
    write_path(json, "/works/entered",
               {{"get", reading("enteredWorks", "Les chantiers saisis qu'un jeton peut voir",
                                R"({"application/json":{"schema":{"type":"object","required":)"
                                R"(["works"],"properties":{"works":{"type":"array","items":{)"
                                R"("$ref":"#/components/schemas/Work"}}}}}})",
                                nullptr)}});
    write_path(
        json, "/works/{workId}",
        {{"get",
          reading("enteredWork", "Un chantier saisi, avec un jeton", one_work, &work_variable(),
                  "Sans jeton, un chantier publié : 303 vers sa ligne, page ou JSON.")},
         {"put", writing("putWork", "Récrire un chantier, avec un jeton",
                         "Tous ses membres : ceux qui manquent disparaissent.", "WorkWords", true)},
         {"patch", writing("patchWork", "Changer quelques membres d'un chantier",
                           "Ceux qui sont envoyés ; null en retire un.", "WorkWords", true)}});
    write_path(json, "/works/{workId}/history",
               {{"get", reading("workHistory", "Qui a changé quoi, quand et pourquoi",
                                R"({"application/json":{"schema":{"$ref":)"
                                R"("#/components/schemas/WorkHistory"}}})",
                                &work_variable())}});
    for (const WorkAction action : datasets::work_actions) {
        if (action == WorkAction::change) {
            continue;
        }
        const std::string name(name_of(action));
        write_path(json, "/works/{workId}/" + name,
                   {{"post", writing(name + "Work", step_words(action),
                                     "409 où ce n'est pas possible : « actions » du chantier dit "
                                     "ce qui l'est.",
                                     "WorkStepWords", action == WorkAction::extend)}});
    }
}

std::string work_schemas()
{
    std::string members;
    for (const auto& column : datasets::road_works_columns()) {
        if (!datasets::is_set_by_steps(column.property.name)) {
            members +=
                fmt::format(R"("{}":{},)", column.property.name, member_schema(column.property));
        }
    }
    return R"("WorkWords":{"type":"object","additionalProperties":false,"properties":{)" + members +
           R"("geometry":{"nullable":true,"anyOf":[{"type":"object"},{"type":"string"}]},"dataset":{"type":"string"},)"
           R"("why":{"type":"string"},"publish":{"type":"boolean"}}},)"
           R"("WorkStepWords":{"type":"object","additionalProperties":false,"properties":{)"
           R"("day":{"type":"string","format":"date"},"fin":{"type":"string","format":"date"},)"
           R"("why":{"type":"string"},"dataset":{"type":"string"}}},)"
           R"("Work":{"type":"object","required":["id","dataset","step","revision","public",)"
           R"("members","actions","links"],"properties":{"id":{"type":"string"},"dataset":{"type":)"
           R"("string"},"step":{"type":"string","enum":["draft","published","started","paused",)"
           R"("ended","cancelled"]},"revision":{"type":"integer"},"public":{"type":"boolean"},)"
           R"("members":{"type":"object"},"actions":{"type":"array","items":{"type":"string"}},)"
           R"("doubts":{"type":"array","items":{"type":"string"}},"unsettled":{"type":"string"},)"
           R"("links":{"$ref":"#/components/schemas/Links"}}},)"
           R"("WorkHistory":{"type":"object","required":["id","changes"],"properties":{"id":{)"
           R"("type":"string"},"changes":{"type":"array","items":{"type":"object","required":[)"
           R"("revision","at","action","step","who","why","members"],"properties":{"revision":{)"
           R"("type":"integer"},"at":{"type":"string","format":"date-time"},"action":{"type":)"
           R"("string"},"step":{"type":"string"},"who":{"type":"string"},"way":{"type":"string"},)"
           R"("why":{"type":"string"},"members":{"type":"array","items":{"type":"object",)"
           R"("properties":{"name":{"type":"string"},"from":{"type":"string"},"to":{"type":)"
           R"("string"}}}}}}}}},)";
}

}  // namespace parvis::publish
