// SPDX-License-Identifier: EUPL-1.2
#include "service/problem.hpp"

#include "datasets/json_text.hpp"

#include <algorithm>

namespace parvis::service {

const std::vector<ProblemPolicy>& problem_policies()
{
    static const std::vector<ProblemPolicy> policies{
        {ProblemKind::bad_parameter, 400, "parametre-invalide", "Paramètre invalide"},
        {ProblemKind::unknown_parameter, 400, "parametre-inconnu", "Paramètre inconnu"},
        {ProblemKind::bad_request, 400, "requete-invalide", "Requête invalide"},
        {ProblemKind::not_found, 404, "adresse-inconnue", "Adresse inconnue"},
        {ProblemKind::no_such_collection, 404, "jeu-inconnu", "Jeu de données inconnu"},
        {ProblemKind::no_such_feature, 404, "objet-inconnu", "Objet inconnu"},
        {ProblemKind::no_such_version, 404, "version-inconnue", "Version inconnue"},
        {ProblemKind::version_gone, 410, "version-disparue", "Version qui n'est plus conservée"},
        {ProblemKind::unauthorized, 401, "jeton-refuse", "Jeton manquant ou refusé"},
        {ProblemKind::wrong_method, 405, "methode-refusee", "Méthode non prise en charge ici"},
        {ProblemKind::not_acceptable, 406, "format-indisponible", "Format indisponible"},
        {ProblemKind::length_required, 411, "longueur-manquante", "Longueur manquante"},
        {ProblemKind::body_too_large, 413, "envoi-trop-grand", "Envoi trop volumineux"},
        {ProblemKind::unsupported_media_type, 415, "type-refuse", "Type d'envoi refusé"},
        {ProblemKind::unusable_file, 422, "fichier-inutilisable", "Fichier inutilisable"},
        {ProblemKind::unusable_comment, 422, "commentaire-inutilisable", "Commentaire refusé"},
        {ProblemKind::contacts_found, 409, "coordonnees-a-confirmer", "Coordonnées à confirmer"},
        {ProblemKind::unusable_work, 422, "chantier-inutilisable", "Chantier refusé"},
        {ProblemKind::work_changed, 412, "chantier-change", "Chantier changé entre-temps"},
        {ProblemKind::conflict, 409, "conflit", "Pas dans cet état"},
        {ProblemKind::no_such_comment, 404, "commentaire-inconnu", "Commentaire inconnu"},
        {ProblemKind::comment_withdrawn, 410, "commentaire-retire", "Commentaire retiré"},
        {ProblemKind::changes_gone, 410, "changements-oublies",
         "Changements qui ne sont plus gardés"},
        {ProblemKind::bad_range, 416, "plage-invalide", "Plage d'octets invalide"},
        {ProblemKind::forbidden, 403, "acces-refuse", "Accès refusé"},
        {ProblemKind::too_many_requests, 429, "trop-de-requetes", "Trop de requêtes"},
        {ProblemKind::unavailable, 503, "indisponible", "Service momentanément indisponible"},
        {ProblemKind::failure, 500, "erreur-interne", "Erreur interne"},
    };
    return policies;
}

const ProblemPolicy& policy_of(ProblemKind kind)
{
    const auto& policies = problem_policies();
    const auto found =
        std::find_if(policies.begin(), policies.end(),
                     [&](const ProblemPolicy& policy) { return policy.kind == kind; });
    return found == policies.end() ? policies.back() : *found;
}

publish::Response problem_response(const Problem& problem)
{
    const auto& policy = policy_of(problem.kind);
    datasets::JsonText json;
    json.start_object();
    json.member("type", "urn:parvis:probleme:" + std::string(policy.type));
    json.member("title", policy.title);
    json.member("status", std::int64_t{policy.status});
    json.member("detail", problem.detail);
    if (!problem.request_id.empty()) {
        json.member("requestId", problem.request_id);
    }
    for (const auto& [name, value] : problem.members) {
        json.key(name);
        json.raw(value);
    }
    if (!problem.parameters.empty()) {
        json.key("parameters");
        json.start_array();
        for (const auto& parameter : problem.parameters) {
            json.start_object();
            json.member("name", parameter.name);
            json.member("value", parameter.value);
            json.member("reason", parameter.reason);
            json.end_object();
        }
        json.end_array();
    }
    if (!problem.links.empty()) {
        json.key("links");
        json.start_array();
        for (const auto& [rel, href] : problem.links) {
            json.start_object();
            json.member("rel", rel);
            json.member("href", href);
            json.end_object();
        }
        json.end_array();
    }
    json.end_object();

    publish::Response response;
    response.status = policy.status;
    response.content_type = "application/problem+json";
    response.headers = problem.headers;
    response.headers.emplace_back("Content-Language", "fr");
    response.body = json.take();
    return response;
}

}  // namespace parvis::service
