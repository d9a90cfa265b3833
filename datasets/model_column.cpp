// SPDX-License-Identifier: EUPL-1.2
#include "datasets/model_column.hpp"

#include "datasets/demographics.hpp"
#include "datasets/equipment.hpp"
#include "datasets/road_works.hpp"

namespace parvis::datasets {

const std::vector<ModelColumn>& model_columns(Kind kind)
{
    static const std::vector<ModelColumn> none;
    switch (kind) {
    case Kind::road_works:
        return road_works_columns();
    case Kind::equipment:
        return equipment_columns();
    case Kind::demographics:
        return demographics_columns();
    case Kind::general:
    case Kind::communes:
    case Kind::level:
    case Kind::crossing:
        break;
    }
    return none;
}

const ModelColumn* model_column(Kind kind, std::string_view name)
{
    for (const ModelColumn& column : model_columns(kind)) {
        if (column.property.name == name) {
            return &column;
        }
    }
    return nullptr;
}

Property sample_property()
{
    Property property;
    property.name = "donnee_exemple";
    property.type = ValueType::boolean;
    property.label = {{"fr", "Donnée d’exemple"}};
    property.description = {{"fr",
                             "Vrai : la ligne, ou une partie de ses valeurs, est inventée pour "
                             "la démonstration."}};
    property.derived = true;
    return property;
}

Property absent_property()
{
    Property property;
    property.name = "absent_depuis";
    property.type = ValueType::date;
    property.label = {{"fr", "Absent du dernier fichier depuis"}};
    property.description = {{"fr",
                             "Jour depuis lequel la ligne n’est plus dans le fichier reçu : à "
                             "confirmer. Vide pour les lignes qui y sont."}};
    property.derived = true;
    return property;
}

}  // namespace parvis::datasets
