// SPDX-License-Identifier: EUPL-1.2
#include "datasets/road_works.hpp"

#include "datasets/work_hours.hpp"

#include <utility>

namespace parvis::datasets {
namespace {

using Codes = std::vector<std::pair<std::string, Texts>>;

ModelColumn column(std::string name, ValueType type, std::string label, std::string unit = {},
                   Codes values = {})
{
    ModelColumn made;
    made.property.name = std::move(name);
    made.property.type = type;
    made.property.label = {{"fr", std::move(label)}};
    made.property.unit = std::move(unit);
    made.property.values = std::move(values);
    return made;
}

ModelColumn within(double least, double most, ModelColumn column)
{
    column.least = least;
    column.most = most;
    return column;
}

Codes codes(std::initializer_list<std::pair<const char*, const char*>> list)
{
    Codes made;
    for (const auto& [code, label] : list) {
        made.emplace_back(code, Texts{{"fr", label}});
    }
    return made;
}

/// The ten of the schema infos-travaux, and what other sources tell apart beside them.
Codes categories()
{
    return codes({{"voirie", "voirie"},
                  {"eau", "eau potable"},
                  {"assainissement", "assainissement"},
                  {"gaz", "gaz"},
                  {"electricite", "électricité"},
                  {"telecom", "télécommunications"},
                  {"chauffage", "chauffage urbain"},
                  {"climatisation", "climatisation"},
                  {"eclairage", "éclairage public"},
                  {"amenagement", "aménagement"},
                  {"batiment", "bâtiment"},
                  {"espaces_verts", "espaces verts"},
                  {"evenement", "événement"},
                  {"autre", "autre"}});
}

/// What traffic feels, where and how much.
void add_effects(std::vector<ModelColumn>& columns)
{
    columns.push_back(column("effet", ValueType::text, "Effet sur la circulation", {},
                             codes({{"rue_barree", "rue barrée"},
                                    {"sens_barre", "un sens barré"},
                                    {"alternat", "circulation alternée"},
                                    {"voie_reduite", "voie réduite"},
                                    {"chaussee_retrecie", "chaussée rétrécie"},
                                    {"vitesse_reduite", "vitesse réduite"},
                                    {"poids_lourds", "interdit aux poids lourds"},
                                    {"stationnement", "stationnement supprimé"},
                                    {"trottoir", "trottoir occupé"},
                                    {"piste_cyclable", "piste cyclable occupée"},
                                    {"gene", "gêne de la circulation"},
                                    {"aucun", "aucun effet"}})));
    columns.push_back(column("sens", ValueType::text, "Sens concerné", {},
                             codes({{"deux_sens", "les deux sens"},
                                    {"sens_du_trace", "le sens du tracé"},
                                    {"sens_inverse", "le sens inverse du tracé"}})));
    columns.push_back(column("cote", ValueType::text, "Côté de la voie", {},
                             codes({{"droite", "à droite du tracé"},
                                    {"gauche", "à gauche du tracé"},
                                    {"deux_cotes", "des deux côtés"}})));
    const auto lanes = [](const char* name, const char* label) {
        return within(0, 20, column(name, ValueType::integer, label));
    };
    const auto number = [](const char* name, const char* label, const char* unit) {
        return column(name, ValueType::number, label, unit);
    };
    columns.push_back(lanes("voies_fermees", "Files fermées"));
    columns.push_back(lanes("voies", "Files en temps normal"));
    columns.push_back(within(5, 130, number("vitesse_kmh", "Vitesse limitée à", "km/h")));
    columns.push_back(within(0.5, 100, number("tonnage_t", "Interdit au-dessus de", "t")));
    columns.push_back(within(0, 50, number("largeur_m", "Largeur laissée libre", "m")));
}

std::vector<ModelColumn> make()
{
    const auto text = [](const char* name, const char* label) {
        return column(name, ValueType::text, label);
    };
    const auto usual = [&](const char* name, const char* label,
                           std::string (*form)(std::string_view), const char* example) {
        ModelColumn made = text(name, label);
        made.usual = form;
        made.example = example;
        return made;
    };
    ModelColumn start = column("debut", ValueType::date, "Début");
    ModelColumn end = column("fin", ValueType::date, "Fin");
    start.refuses_invalid = end.refuses_invalid = true;
    std::vector<ModelColumn> columns{
        text("numero", "Numéro"),
        text("titre", "Titre"),
        text("chantier", "Chantier dont cette ligne est une phase"),
        text("phase", "Phase"),
        text("nature", "Nature des travaux"),
        column("categorie", ValueType::text, "Catégorie", {}, categories()),
        text("description", "Description"),
        text("voie", "Voie"),
        column("etat_declare", ValueType::text, "État déclaré", {},
               codes({{"prevu", "prévu"},
                      {"accorde", "accordé"},
                      {"en_cours", "en cours"},
                      {"suspendu", "suspendu"},
                      {"termine", "terminé"},
                      {"annule", "annulé"}})),
        start,
        end,
        column("debut_exact", ValueType::instant, "Début, à l’heure près"),
        column("fin_exacte", ValueType::instant, "Fin, à l’heure près"),
        column("debut_confirme", ValueType::boolean, "Début constaté"),
        column("fin_confirmee", ValueType::boolean, "Fin constatée"),
        text("horaires", "Horaires"),
        usual("heure_debut", "Heure de début, chaque jour", usual_clock, "08:30"),
        usual("heure_fin", "Heure de fin, chaque jour", usual_clock, "17:00"),
        usual("jours", "Jours de la semaine", usual_week_days, "du lundi au vendredi, ou lu ma me"),
    };
    add_effects(columns);
    for (ModelColumn& one : std::vector<ModelColumn>{
             text("maitre_ouvrage", "Maître d’ouvrage"),
             text("entreprise", "Entreprise"),
             within(0, 1e11, column("cout_eur", ValueType::number, "Coût", "EUR")),
             text("deviation", "Déviation"),
             text("arrete", "Arrêté"),
             column("reception", ValueType::date, "Réception des travaux"),
             column("revetement_neuf", ValueType::boolean, "Revêtement refait"),
             column("urgent", ValueType::boolean, "Travaux urgents"),
             text("contact_service", "Service à contacter"),
             text("commentaire_source", "Commentaire de la source"),
         }) {
        columns.push_back(std::move(one));
    }
    return columns;
}

}  // namespace

const std::vector<ModelColumn>& road_works_columns()
{
    static const std::vector<ModelColumn> columns = make();
    return columns;
}

}  // namespace parvis::datasets
