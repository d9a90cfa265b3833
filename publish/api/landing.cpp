// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/landing.hpp"

#include "publish/api/link.hpp"

namespace parvis::publish {

std::string landing_json(const Publication& publication, const std::string& base_url)
{
    const auto& site = publication.site;
    datasets::JsonText json;
    json.start_object();
    json.member("title", datasets::text_in(site.name, "fr"));
    json.member("description", datasets::text_in(site.sentence, "fr"));
    if (!site.notice.empty()) {
        json.member("notice", datasets::text_in(site.notice, "fr"));
    }
    json.member("publisher", site.publisher);
    json.member("contact", site.contact);
    json.member("today", datasets::to_text(publication.today));
    json.member("attribution", site.publisher);
    write_links(
        json,
        {{base_url + "/", "self", media::json, "Ce document"},
         {base_url + "/?f=html", "alternate", media::html, "Cette page pour les personnes"},
         {base_url + "/api", "service-desc", media::openapi, "Description de l'API (OpenAPI)"},
         {base_url + "/api?f=html", "service-doc", media::html, "Mode d'emploi de l'API"},
         {base_url + "/conformance", "conformance", media::json, "Classes de conformité"},
         {base_url + "/collections", "data", media::json, "Jeux de données"},
         {base_url + "/functions", "http://www.opengis.net/def/rel/ogc/1.0/functions", media::json,
          "Fonctions des filtres"},
         {base_url + "/tiles", "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector",
          media::json, "Tuiles vectorielles des communes et des niveaux"},
         {base_url + "/tileMatrixSets", "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes",
          media::json, "Grilles de tuiles"},
         {base_url + "/styles", "http://www.opengis.net/def/rel/ogc/1.0/styles", media::json,
          "Styles de cartes"},
         {base_url + "/comments", "related", media::annotations, "Commentaires"},
         {base_url + "/comments?f=atom", "related", media::atom, "Fil des commentaires (Atom)"},
         {base_url + "/catalogue", "related", media::json_ld, "Catalogue (DCAT)"},
         {base_url + "/works", "related", media::json, "Chantiers en cours"}});
    json.end_object();
    return json.take();
}

std::string conformance_json()
{
    datasets::JsonText json;
    json.start_object();
    json.key("conformsTo");
    json.start_array();
    for (const auto* name : {"core", "oas30", "html", "geojson"}) {
        json.text(std::string("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/") + name);
    }
    json.text("http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs");
    for (const auto* name : {"queryables", "filter", "features-filter"}) {
        json.text(std::string("http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/") + name);
    }
    for (const auto* name : {"schemas", "queryables", "sortables"}) {
        json.text(std::string("http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/") + name);
    }
    for (const auto* name :
         {"6/1.0/conf/properties", "6/1.0/conf/properties-features", "7/1.0/conf/zoom-level",
          "7/1.0/conf/zoom-level-features", "8/1.0/conf/sortables", "8/1.0/conf/sorting",
          "8/1.0/conf/features-sorting", "9/1.0/conf/text-search",
          "9/1.0/conf/features-text-search"}) {
        json.text(std::string("http://www.opengis.net/spec/ogcapi-features-") + name);
    }
    for (const auto* name :
         {"cql2-text", "cql2-json", "basic-cql2", "advanced-comparison-operators",
          "case-insensitive-comparison", "accent-insensitive-comparison", "basic-spatial-functions",
          "basic-spatial-functions-plus", "spatial-functions", "temporal-functions",
          "array-functions", "property-property", "functions", "arithmetic"}) {
        json.text(std::string("http://www.opengis.net/spec/cql2/1.0/conf/") + name);
    }
    for (const auto* name : {"core", "tileset", "tilesets-list", "dataset-tilesets",
                             "geodata-tilesets", "collections-selection", "mvt"}) {
        json.text(std::string("http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/") + name);
    }
    for (const auto* name : {"tilematrixset", "json-tilematrixset"}) {
        json.text(std::string("http://www.opengis.net/spec/tms/2.0/conf/") + name);
    }
    json.end_array();
    json.end_object();
    return json.take();
}

}  // namespace parvis::publish
