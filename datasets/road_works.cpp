// SPDX-License-Identifier: EUPL-1.2
#include "datasets/road_works.hpp"

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

Codes codes(std::initializer_list<std::pair<const char*, const char*>> list)
{
    Codes made;
    for (const auto& [code, label] : list) {
        made.emplace_back(code, Texts{{"fr", label}});
    }
    return made;
}

std::vector<ModelColumn> make()
{
    const auto text = [](const char* name, const char* label) {
        return column(name, ValueType::text, label);
    };
    ModelColumn start = column("debut", ValueType::date, "Début");
    ModelColumn end = column("fin", ValueType::date, "Fin");
    start.refuses_invalid = end.refuses_invalid = true;
    return {
        text("numero", "Numéro"),
        text("titre", "Titre"),
        text("nature", "Nature des travaux"),
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
        text("horaires", "Horaires"),
        column("effet", ValueType::text, "Effet sur la circulation", {},
               codes({{"rue_barree", "rue barrée"},
                      {"sens_barre", "un sens barré"},
                      {"alternat", "circulation alternée"},
                      {"voie_reduite", "voie réduite"},
                      {"stationnement", "stationnement supprimé"},
                      {"trottoir", "trottoir occupé"},
                      {"piste_cyclable", "piste cyclable occupée"},
                      {"gene", "gêne de la circulation"},
                      {"aucun", "aucun effet"}})),
        column("sens", ValueType::text, "Sens concerné", {},
               codes({{"deux_sens", "les deux sens"},
                      {"sens_du_trace", "le sens du tracé"},
                      {"sens_inverse", "le sens inverse du tracé"}})),
        text("maitre_ouvrage", "Maître d’ouvrage"),
        text("entreprise", "Entreprise"),
        column("cout_eur", ValueType::number, "Coût", "EUR"),
        text("deviation", "Déviation"),
        text("arrete", "Arrêté"),
        text("contact_service", "Service à contacter"),
        text("commentaire_source", "Commentaire de la source"),
    };
}

}  // namespace

const std::vector<ModelColumn>& road_works_columns()
{
    static const std::vector<ModelColumn> columns = make();
    return columns;
}

}  // namespace parvis::datasets
