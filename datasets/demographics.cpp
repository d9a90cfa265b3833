// SPDX-License-Identifier: EUPL-1.2
#include "datasets/demographics.hpp"

namespace parvis::datasets {
namespace {

ModelColumn people(std::string name, std::string label, std::string description)
{
    ModelColumn made;
    made.property.name = std::move(name);
    made.property.type = ValueType::integer;
    made.property.label = {{"fr", std::move(label)}};
    made.property.description = {{"fr", std::move(description)}};
    made.property.unit = "hab.";
    return made;
}

std::vector<ModelColumn> make()
{
    ModelColumn homes = people("logements", "Logements", "Nombre de logements.");
    homes.property.unit = "logements";
    ModelColumn households = people("menages", "Ménages", "Nombre de ménages.");
    households.property.unit = "ménages";
    ModelColumn year = people("annee", "Année", "Année de référence de la ligne.");
    year.property.unit.clear();
    ModelColumn total =
        people("population_totale", "Population totale",
               "Population au sens légal : elle compte deux fois certaines personnes et ne "
               "s’additionne pas.");
    total.property.no_sum = {{"fr", "elle compte deux fois certaines personnes"}};
    year.property.no_sum = {{"fr", "c’est une année"}};
    return {
        people("population_municipale", "Population municipale",
               "Population au sens statistique : elle s’additionne d’une commune à l’autre."),
        people("population_comptee_a_part", "Population comptée à part",
               "Personnes rattachées à la commune qui vivent ailleurs."),
        std::move(total),
        households,
        homes,
        year,
    };
}

}  // namespace

const std::vector<ModelColumn>& demographics_columns()
{
    static const std::vector<ModelColumn> columns = make();
    return columns;
}

}  // namespace parvis::datasets
