// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/document_operations.hpp"

#include "publish/api/link.hpp"
#include "publish/comment_query.hpp"
#include "publish/cross/crossing.hpp"
#include "publish/formats/difference_query.hpp"
#include "publish/formats/vector_export.hpp"
#include "publish/near.hpp"
#include "publish/report/edition.hpp"
#include "publish/site/works_query.hpp"
#include "publish/works/change_query.hpp"
#include "publish/works/clash_query.hpp"
#include "publish/works/feed_query.hpp"

#include <set>
#include <string>
#include <utility>

namespace parvis::publish {

PathParameter collection_variable(const Publication& publication)
{
    PathParameter variable{"collectionId", "Nom du jeu de données", "jeu"};
    for (const auto& [id, dataset] : publication.datasets) {
        variable.values.push_back(id);
        variable.example = variable.values.front();
    }
    return variable;
}

namespace {

/// The reports of the site; nothing where it has none, for no address could be tried.
std::vector<Operation> report_operations(const Publication& publication)
{
    const auto reports = report::shelved_reports(publication.site.data());
    if (reports.empty()) {
        return {};
    }
    const auto& first = reports.front();
    const PathParameter place{"placeId", "Clé du lieu, ou « territoire »", first.newest.place};
    const PathParameter year{"year", "Année du rapport", first.newest.year};
    const std::vector<std::string_view> types{media::html, media::json, "application/pdf",
                                              "application/vnd.oasis.opendocument.text",
                                              media::csv};
    Operation newest{"/reports/{placeId}/{year}",
                     "report",
                     "Un rapport d'activité, dans sa dernière édition",
                     "lieux",
                     types,
                     {place, year}};
    newest.formats = {"html", "json", "pdf", "odt", "csv"};
    Operation edition = newest;
    edition.path += "/{edition}";
    edition.id = "reportEdition";
    edition.summary = "Une édition d'un rapport, telle qu'elle a été publiée";
    edition.variables.push_back(
        {"edition", "Numéro de l'édition", std::to_string(first.editions.front())});
    return {{"/reports/{placeId}",
             "placeReports",
             "Les rapports d'activité d'un lieu",
             "lieux",
             {media::json, media::html},
             {place}},
            std::move(newest),
            std::move(edition)};
}

/// Road works in the formats of others: each feed, and what it lacks.
void add_feeds(std::vector<Operation>& all, const Publication& publication)
{
    PathParameter name{"feed", "Nom du flux", "cifs"};
    for (const auto& facts : works::feeds()) {
        name.values.emplace_back(facts.name);
        all.push_back({"/works/feeds/" + std::string(facts.name),
                       "feed_" + std::string(facts.name),
                       "Les chantiers pour " + std::string(facts.for_whom),
                       "lieux",
                       {facts.media_type.substr(0, facts.media_type.find(';'))},
                       {},
                       works::feed_parameters(publication)});
        all.back().has_format = false;
    }
    all.push_back({"/works/feeds/{feed}/undelivered",
                   "undelivered",
                   "Les chantiers qu'un flux ne prend pas, et pourquoi",
                   "lieux",
                   {media::json, media::html},
                   {name},
                   works::feed_parameters(publication)});
    all.push_back({"/works/clashes",
                   "clashes",
                   "Les chantiers qui se gênent, à coordonner",
                   "lieux",
                   {media::json, media::csv, media::html},
                   {},
                   works::clash_parameters(publication)});
}

}  // namespace

std::vector<Operation> documents(const Publication& publication, const PathParameter& collection)
{
    const std::vector page{media::json, media::html};
    std::vector<Operation> all{
        {"/", "landing", "Accueil de l'API", "api", page},
        {"/api", "api", "Cette description", "api", {media::openapi, media::html}},
        {"/conformance", "conformance", "Classes de conformité", "api", page},
        {"/collections", "collections", "Tous les jeux de données", "api", page},
        {"/collections/{collectionId}",
         "collection",
         "Un jeu de données",
         "api",
         page,
         {collection}},
        {"/collections/{collectionId}/schema",
         "schema",
         "Schéma des objets d'un jeu",
         "api",
         {media::schema, media::html},
         {collection}},
        {"/collections/{collectionId}/queryables",
         "queryables",
         "Ce que « filter » peut nommer dans un jeu",
         "api",
         {media::schema, media::html},
         {collection}},
        {"/collections/{collectionId}/sortables",
         "sortables",
         "Ce que « sortby » peut nommer dans un jeu",
         "api",
         {media::schema, media::html},
         {collection}},
        {"/functions", "functions", "Fonctions des filtres", "api", page},
        {"/collections/{collectionId}/versions",
         "versions",
         "Toutes les versions d'un jeu",
         "api",
         page,
         {collection}},
        {"/collections/{collectionId}/versions/diff",
         "diff",
         "Ce qui change entre deux versions d'un jeu",
         "api",
         {media::json, media::csv, media::html},
         {collection},
         difference_parameters()},
        {"/comments",
         "comments",
         "Les commentaires (W3C Web Annotation, Atom)",
         "api",
         {media::annotations, media::atom, media::html},
         {},
         comment_parameters(publication)},
        {"/catalogue",
         "catalogue",
         "Le catalogue des jeux de données (DCAT), avec ce qui est dit d'eux (DQV)",
         "api",
         {media::json_ld, media::turtle, media::html}},
        {"/reports", "reports", "Les rapports d'activité publiés", "lieux", page},
        {"/works",
         "works",
         "Les chantiers en cours et à venir, ou ceux d'un lieu, d'une période, d'un état",
         "lieux",
         page,
         {},
         site::works_parameters(publication)},
        {"/works/feeds", "feeds", "Les flux de chantiers", "lieux", page},
        {"/works/changes",
         "works-changes",
         "Ce qui a changé des chantiers depuis un numéro : mises à jour et disparitions, dans "
         "l'ordre",
         "lieux",
         {media::json},
         {},
         works::change_parameters(publication, works::ChangeAddress::changes)},
        {"/works/stream",
         "works-stream",
         "Les chantiers en continu (Server-Sent Events) : « work » pour chacun, « snapshot-end », "
         "puis « change » et « gone » ; reprend par Last-Event-ID, même après un redémarrage",
         "lieux",
         {"text/event-stream"},
         {},
         works::change_parameters(publication, works::ChangeAddress::stream),
         false},
        {"/recherche",
         "search",
         "Recherche d'un lieu ou d'un objet",
         "lieux",
         {media::html},
         {},
         {{"q", "Mots cherchés", R"({"type":"string"})"}}},
        {"/cross",
         "cross",
         "Mesures croisées par lieu",
         "lieux",
         {media::json, media::geojson, media::csv, media::xlsx, media::html},
         {},
         cross::cross_parameters()},
        {"/near",
         "near",
         "Les objets les plus proches d'un point ou d'un lieu, à vol d'oiseau",
         "lieux",
         {media::geojson, media::csv, media::html},
         {},
         near_parameters(publication)},
        {"/health",
         "health",
         "Ce qui est servi, pour l'exploitant",
         "exploitation",
         {media::json},
         {},
         {},
         false}};
    for (Operation& operation : report_operations(publication)) {
        all.push_back(std::move(operation));
    }
    add_feeds(all, publication);
    return all;
}

Operation downloads(const Publication& publication, const PathParameter& collection)
{
    Operation operation{
        "/downloads/{collectionId}/{version}/{file}",
        "download",
        "Un fichier d'une version, tel quel",
        "fichiers",
        {media::geojson_seq, media::csv, media::csvw, media::json, media::geopackage}};
    operation.has_format = false;
    std::set<std::string> names{"manifest.json", "table.csv-metadata.json"};
    std::string version = "1";
    for (const auto& [id, dataset] : publication.datasets) {
        if (has_ready_geopackage(dataset->manifest())) {
            names.insert(id + ".gpkg");
        }
        for (const auto& file : dataset->manifest().files) {
            names.insert(file.name);
        }
        if (id == collection.example) {
            version = std::to_string(dataset->manifest().version);
        }
    }
    operation.variables = {collection,
                           {"version", "Numéro de la version", version},
                           {"file", "Nom du fichier", "manifest.json",
                            std::vector<std::string>(names.begin(), names.end())}};
    return operation;
}

}  // namespace parvis::publish
