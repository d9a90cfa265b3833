// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/source_operations.hpp"

#include "publish/api/link.hpp"
#include "publish/own_file.hpp"

#include <string>
#include <vector>

namespace parvis::publish {

PathParameter source_variable(const Publication& publication)
{
    PathParameter variable{"datasetId", "Nom d'un jeu qui a un fichier", ""};
    for (const auto& [id, dataset] : publication.datasets) {
        if (has_own_file(publication, id)) {
            variable.values.push_back(id);
            variable.example = variable.values.front();
        }
    }
    return variable;
}

Operation form(const PathParameter& dataset)
{
    return {"/datasets/{datasetId}/model.xlsx",
            "form",
            "Le classeur à remplir d'un jeu : ses colonnes, ses listes et les lignes publiées",
            "dépôt",
            {media::xlsx},
            {dataset},
            {},
            false};
}

void write_source(datasets::JsonText& json, const PathParameter& dataset)
{
    json.key("/datasets/{datasetId}/source");
    json.start_object();
    json.key("put");
    json.start_object();
    json.member("operationId", "putSource");
    json.member("summary", "Déposer le fichier d'un jeu, avec un jeton");
    json.member("description",
                "Le corps est le fichier lui-même. Il est lu et vérifié, gardé sur le disque, puis "
                "publié, ou mis en attente si le jeu demande une approbation. Un fichier dont rien "
                "n'est à garder ne change rien : 422, avec le compte rendu. Les jetons viennent de "
                "« parvis token new ».");
    json.member("tags", std::vector<std::string>{"dépôt"});
    json.key("security");
    json.raw(R"([{"token":[]}])");
    json.key("parameters");
    json.start_array();
    write_variable(json, dataset);
    write_parameter(json, {"name", "Nom du fichier, si Content-Disposition ne le donne pas",
                           R"({"type":"string"})", false, false, "travaux.csv"});
    write_parameter(json, {"draft", "true : garder la version sans la publier",
                           R"({"type":"boolean","default":false})"});
    write_parameter(json, {"accept_shrink",
                           "true : publier aussi un fichier qui a perdu beaucoup de lignes",
                           R"({"type":"boolean","default":false})"});
    json.end_array();
    json.key("requestBody");
    json.raw(
        R"({"required":true,"content":{"*/*":{"schema":{"type":"string","format":"binary"}}}})");
    json.key("responses");
    json.raw(
        R"({"200":{"description":"Le même fichier que celui de la dernière version : rien de )"
        R"(nouveau","content":{"application/json":{"schema":{"$ref":)"
        R"("#/components/schemas/Deposit"}}}},"201":{"description":"Une version nouvelle, publiée )"
        R"(ou en attente","content":{"application/json":{"schema":{"$ref":)"
        R"("#/components/schemas/Deposit"}}}},"401":{"$ref":"#/components/responses/Problem"},)"
        R"("403":{"$ref":"#/components/responses/Problem"},"404":{"$ref":)"
        R"("#/components/responses/Problem"},"411":{"$ref":"#/components/responses/Problem"},)"
        R"("413":{"$ref":"#/components/responses/Problem"},"415":{"$ref":)"
        R"("#/components/responses/Problem"},"422":{"$ref":"#/components/responses/Problem"},)"
        R"("default":{"$ref":"#/components/responses/Problem"}})");
    json.end_object();
    json.end_object();
}

}  // namespace parvis::publish
