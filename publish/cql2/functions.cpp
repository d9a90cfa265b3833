// SPDX-License-Identifier: EUPL-1.2
#include "publish/cql2/functions.hpp"

#include "datasets/json_text.hpp"
#include "publish/api/link.hpp"

namespace parvis::publish::cql2 {

std::span<const FunctionText> functions()
{
    static const std::vector<FunctionText> table{
        {"feature",
         "La géométrie d'un objet publié, par exemple feature('poles','val-de-seine').",
         "geometry",
         {{"dataset", "Nom du jeu de données", "string"},
          {"id", "Identifiant de l'objet dans ce jeu", "string"}}},
        {"S_DWITHIN",
         "Vrai quand les deux géométries sont à cette distance l'une de l'autre ou plus près : en "
         "mètres géodésiques sur l'ellipsoïde WGS 84, à vol d'oiseau, 0 quand elles se touchent ; "
         "à "
         "1/10000 près, et jusqu'à 200 km.",
         "boolean",
         {{"geometry", "Une géométrie", "geometry"},
          {"other", "Une autre géométrie", "geometry"},
          {"metres", "La distance, en mètres, au plus 200000", "number"}}}};
    return table;
}

std::string functions_json(const std::string& base_url)
{
    datasets::JsonText json;
    const auto types = [&](std::string_view type) {
        json.start_array();
        json.text(type);
        json.end_array();
    };
    json.start_object();
    json.key("functions");
    json.start_array();
    for (const auto& function : functions()) {
        json.start_object();
        json.member("name", function.name);
        json.member("description", function.description);
        json.key("returns");
        types(function.returns);
        json.key("arguments");
        json.start_array();
        for (const auto& argument : function.arguments) {
            json.start_object();
            json.member("title", argument.title);
            json.member("description", argument.description);
            json.key("type");
            types(argument.type);
            json.end_object();
        }
        json.end_array();
        json.end_object();
    }
    json.end_array();
    write_links(json, {{base_url + "/functions", "self", media::json, "Ce document"},
                       {base_url + "/", "root", media::json, "Accueil de l'API"}});
    json.end_object();
    return json.take();
}

}  // namespace parvis::publish::cql2
