// SPDX-License-Identifier: EUPL-1.2
#include "datasets/equipment.hpp"

namespace parvis::datasets {
namespace {

ModelColumn column(std::string name, ValueType type, std::string label, std::string unit = {})
{
    ModelColumn made;
    made.property.name = std::move(name);
    made.property.type = type;
    made.property.label = {{"fr", std::move(label)}};
    made.property.unit = std::move(unit);
    return made;
}

std::vector<ModelColumn> make()
{
    ModelColumn name = column("nom", ValueType::text, "Nom");
    name.required = true;
    return {
        column("numero", ValueType::text, "Numéro"),
        name,
        column("famille", ValueType::text, "Famille"),
        column("type", ValueType::text, "Type"),
        column("adresse", ValueType::text, "Adresse"),
        column("capacite", ValueType::integer, "Capacité"),
        column("capacite_unite", ValueType::text, "Unité de la capacité"),
        column("horaires", ValueType::text, "Horaires"),
        column("tarif", ValueType::text, "Tarif"),
        column("contact_service", ValueType::text, "Service à contacter"),
        column("communes_desservies", ValueType::list, "Communes desservies"),
        column("annee", ValueType::integer, "Année des chiffres"),
        column("cout_annuel_eur", ValueType::number, "Coût annuel", "EUR"),
        column("frequentation", ValueType::integer, "Fréquentation annuelle"),
    };
}

}  // namespace

const std::vector<ModelColumn>& equipment_columns()
{
    static const std::vector<ModelColumn> columns = make();
    return columns;
}

}  // namespace parvis::datasets
