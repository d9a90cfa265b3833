// SPDX-License-Identifier: EUPL-1.2
#include "datasets/cross_columns.hpp"

#include "datasets/additivity.hpp"
#include "datasets/model_column.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace parvis::datasets {

namespace {

using Columns = std::vector<CrossColumn>;

Property column(std::string name, ValueType type, std::string label, std::string description,
                std::string unit = {})
{
    Property property;
    property.name = std::move(name);
    property.type = type;
    property.label = {{"fr", std::move(label)}};
    property.description = {{"fr", std::move(description)}};
    property.unit = std::move(unit);
    property.derived = true;
    return property;
}

/// A count of what touches a place: the same thing counts at several.
Property not_added(Property property)
{
    property.no_sum = {{"fr", "un chantier touche parfois plusieurs lieux"}};
    return property;
}

double rounded(double value, double steps) { return std::round(value * steps) / steps; }

std::optional<double> ratio(double value, std::optional<double> by)
{
    return by && *by > 0 ? std::optional{value / *by} : std::nullopt;
}

Value number(std::optional<double> value, double steps)
{
    return value ? Value{rounded(*value, steps)} : Value{};
}

/// Six digits that count, however small it is: a rate of 0.0087 is not 0.01.
Value significant(std::optional<double> value)
{
    if (!value || *value == 0) {
        return value ? Value{0.0} : Value{};
    }
    constexpr int digits = 6;
    const double power = std::ceil(std::log10(std::abs(*value)));
    return Value{rounded(*value, std::pow(10.0, digits - power))};
}

std::optional<double> square_km(const CrossPlace& place)
{
    constexpr double m2 = 1e6;
    return place.area_m2 ? std::optional{*place.area_m2 / m2} : std::nullopt;
}

void add_population(Columns& columns, const Territory& territory, const CrossTally& tally)
{
    const std::string said = tally.population ? tally.population->said : "population";
    const std::string vintage = tally.population ? tally.population->vintage : "";
    const std::vector<std::string>& from = tally.population_from;
    Property population = column("population", ValueType::integer, "Population",
                                 fmt::format("Nombre d'habitants : {}.", said), "hab.");
    population.vintage = vintage;
    population.from = from;
    if (tally.population) {
        population.no_sum = tally.population->no_sum;
    }
    columns.push_back({population, [](const CrossPlace& place) {
                           return place.population ? Value{*place.population} : Value{};
                       }});
    if (from.size() > 1) {
        Property source =
            column("population_source", ValueType::text, "Source de la population",
                   "Jeu de données dont est la population ; chaque pays a le sien. Vide quand elle "
                   "n'est pas connue, ou de plusieurs.");
        for (const auto& [id, label] : tally.population->sources) {
            source.values.emplace_back(id, Texts{{"fr", label}});
        }
        source.from = from;
        columns.push_back({std::move(source), [](const CrossPlace& place) {
                               return place.population_source.empty()
                                          ? Value{}
                                          : Value{place.population_source};
                           }});
    }
    Property area =
        column("superficie_km2", ValueType::number, "Superficie",
               territory.schematic ? "Inconnue : les limites de ce site sont schématiques."
                                   : "Surface géodésique des limites, en kilomètres carrés.",
               "km²");
    std::vector<std::string> vintages;
    for (const CommuneLayer& layer : territory.layers) {
        if (std::ranges::find(vintages, layer.vintage) == vintages.end()) {
            vintages.push_back(layer.vintage);
        }
    }
    area.vintage = fmt::format("{}", fmt::join(vintages, ", "));
    columns.push_back(
        {area, [](const CrossPlace& place) { return number(square_km(place), 1000); }});
    Property density = column(
        "densite_hab_km2", ValueType::number, "Densité",
        fmt::format("Habitants par kilomètre carré : {}, surface des limites.", said), "hab./km²");
    density.vintage = vintage;
    density.from = from;
    density.no_sum = reason_not_to_add(density.name, density.unit);
    columns.push_back(
        {density, [](const CrossPlace& place) {
             return place.population
                        ? number(ratio(static_cast<double>(*place.population), square_km(place)),
                                 10)
                        : Value{};
         }});
}

void add_equipment(Columns& columns, const CrossTally& tally)
{
    const bool known = !tally.equipment_from.empty();
    Property all = column("equipements", ValueType::integer, "Équipements",
                          "Nombre d'équipements dont c'est le lieu ; s'additionne.");
    all.from = tally.equipment_from;
    columns.push_back({std::move(all), [known](const CrossPlace& place) {
                           return known && place.equipment_known
                                      ? Value{place.tally->all_equipment()}
                                      : Value{};
                       }});
    for (const auto& [name, counted] : tally.families) {
        const std::string text{text_in(counted.label, "fr")};
        Property family =
            column(name, ValueType::integer, "Équipements : " + text,
                   fmt::format("Nombre d'équipements de la famille « {} » ; s'additionne.", text));
        family.from = counted.from;
        columns.push_back({std::move(family), [name = name](const CrossPlace& place) {
                               if (!place.equipment_known) {
                                   return Value{};
                               }
                               const auto found = place.tally->equipment.find(name);
                               return Value{found == place.tally->equipment.end() ? std::int64_t{0}
                                                                                  : found->second};
                           }});
    }
    const std::string said = tally.population ? tally.population->said : "population";
    Property rate = column(
        "equipements_pour_1000_hab", ValueType::number, "Équipements pour 1\u202f000 habitants",
        fmt::format("Équipements pour 1\u202f000 habitants : {} ; ne s'additionne pas.", said));
    rate.vintage = tally.population ? tally.population->vintage : "";
    rate.no_sum = {{"fr", "c'est un rapport"}};
    rate.from = tally.equipment_from;
    rate.from.insert(rate.from.end(), tally.population_from.begin(), tally.population_from.end());
    columns.push_back({std::move(rate), [known](const CrossPlace& place) {
                           if (!known || !place.equipment_known || !place.population) {
                               return Value{};
                           }
                           const auto count = static_cast<double>(place.tally->all_equipment());
                           return significant(
                               ratio(1000 * count, static_cast<double>(*place.population)));
                       }});
}

void add_works(Columns& columns, const CrossTally& tally)
{
    const bool known = !tally.works_from.empty();
    const auto add = [&](Property property, std::function<Value(const CrossPlace&)> value) {
        property.from = tally.works_from;
        columns.push_back({std::move(property), std::move(value)});
    };
    const auto count = [&](const char* name, const char* label, const char* description,
                           std::optional<WorkState> state) {
        add(column(name, ValueType::integer, label, description), [known,
                                                                   state](const CrossPlace& place) {
            if (!known) {
                return Value{};
            }
            if (!state) {
                return Value{place.tally->all_works()};
            }
            const auto in = [&](WorkState one) {
                const auto found = place.tally->works.find(one);
                return found == place.tally->works.end() ? std::int64_t{0} : found->second;
            };
            // Paused, a work is still there.
            return Value{in(*state) + (*state == WorkState::active ? in(WorkState::paused) : 0)};
        });
    };
    count("chantiers", "Chantiers",
          "Nombre de chantiers dont c'est le lieu principal, dans tous les états ; s'additionne.",
          std::nullopt);
    count("chantiers_en_cours", "Chantiers en cours",
          "Chantiers en cours ou suspendus le jour de référence, par lieu principal ; "
          "s'additionne.",
          WorkState::active);
    count("chantiers_prevus", "Chantiers prévus",
          "Chantiers qui commencent après le jour de référence, par lieu principal ; s'additionne.",
          WorkState::planned);
    count("chantiers_termines", "Chantiers terminés",
          "Chantiers terminés le jour de référence, par lieu principal ; s'additionne.",
          WorkState::ended);
    count("chantiers_annules", "Chantiers annulés",
          "Chantiers déclarés annulés, par lieu principal ; s'additionne.", WorkState::cancelled);
    count("chantiers_etat_inconnu", "Chantiers d'état inconnu",
          "Chantiers dont les dates ne disent pas l'état, par lieu principal ; s'additionne.",
          WorkState::unknown);
    add(not_added(
            column("chantiers_touchant", ValueType::integer, "Chantiers qui touchent ce lieu",
                   "Chantiers ni terminés ni annulés dont une partie au moins est ici. Un chantier "
                   "touche parfois plusieurs lieux : ne s'additionne pas.")),
        [known](const CrossPlace& place) {
            return known ? Value{place.tally->touching} : Value{};
        });
    const bool lengths = tally.lengths_known;
    add(column("chantiers_longueur_m", ValueType::number, "Longueur en chantier",
               "Mètres de voie en chantier le jour de référence : la part de chaque chantier en "
               "cours qui est ici, pour ceux dont la longueur est connue ; s'additionne. Les "
               "autres sont comptés à part (chantiers_sans_longueur).",
               "m"),
        [lengths](const CrossPlace& place) {
            return lengths ? Value{rounded(place.tally->active_length_m, 10)} : Value{};
        });
    add(not_added(column(
            "chantiers_sans_longueur", ValueType::integer, "Chantiers sans longueur connue",
            "Chantiers en cours le jour de référence dont une partie au moins est ici et dont "
            "la longueur n'est pas connue (un point, par exemple) ; ne s'additionne pas.")),
        [known](const CrossPlace& place) {
            return known ? Value{place.tally->without_length} : Value{};
        });
}

}  // namespace

std::vector<CrossColumn> cross_columns(const Territory& territory, const CrossTally& tally)
{
    Columns columns;
    add_population(columns, territory, tally);
    if (!territory.equipment_datasets.empty()) {
        add_equipment(columns, tally);
    }
    if (!territory.works_datasets.empty()) {
        add_works(columns, tally);
    }
    const auto invented = [](const Manifest& input) { return input.facts.sample; };
    if (std::any_of(tally.inputs.begin(), tally.inputs.end(), invented)) {
        columns.push_back({sample_property(), [](const CrossPlace&) { return Value{true}; }});
    }
    return columns;
}

}  // namespace parvis::datasets
