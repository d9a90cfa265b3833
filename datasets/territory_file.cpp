// SPDX-License-Identifier: EUPL-1.2
#include "datasets/commune_code.hpp"
#include "datasets/commune_limits.hpp"
#include "datasets/territory.hpp"
#include "datasets/territory_check.hpp"
#include "datasets/territory_levels.hpp"
#include "datasets/toml_file.hpp"

#include <algorithm>
#include <map>

namespace parvis::datasets {

namespace {

/// Reads every [[communes]] table (or the one [communes]): the layers, in their order.
std::vector<CommuneLimits> read_layers(const TomlTable& root, const Site& site,
                                       Territory& territory)
{
    const std::vector<TomlTable> tables = root.tables("communes");
    if (tables.empty()) {
        root.fail("communes", "cette table manque. Ajoutez [communes] avec source, code et label.");
    }
    const std::string country = root.text_or("country", "");
    if (tables.size() == 1 || !country.empty()) {
        static_cast<void>(root.required_text("country"));
        if (!is_country_code(country)) {
            root.fail("country",
                      "« " + country + " » n'est pas un code de pays de deux lettres, tel que FR.");
        }
    }
    std::vector<CommuneLimits> layers;
    for (const TomlTable& table : tables) {
        CommuneLimits limits = read_commune_limits(table, site.folder, country, territory.issues);
        for (const CommuneLimits& other : layers) {
            if (other.facts.country == limits.facts.country) {
                table.fail("country", "le pays « " + limits.facts.country +
                                          " » a déjà une couche. Réunissez ses communes en une, "
                                          "avec plusieurs fichiers s'il le faut (source = "
                                          "[\"…\", \"…\"]).");
            }
            if (other.history != nullptr && limits.history != nullptr) {
                table.fail("movements", "une autre couche en a déjà un : un seul pays peut en "
                                        "avoir.");
            }
        }
        layers.push_back(std::move(limits));
    }
    return layers;
}

/// Puts the layers together: communes by key, what is said of each layer.
void join_layers(std::vector<CommuneLimits>& layers, Territory& territory)
{
    territory.country = layers.front().facts.country;
    territory.communes_vintage = layers.front().facts.vintage;
    territory.commune_name = layers.front().facts.name;
    territory.commune_plural = layers.front().facts.plural;
    for (CommuneLimits& limits : layers) {
        territory.schematic |= limits.schematic;
        if (limits.history != nullptr) {
            territory.history = limits.history;
            territory.history_country = limits.facts.country;
            territory.communes_vintage = limits.facts.vintage;
        }
        territory.communes.insert(territory.communes.end(),
                                  std::make_move_iterator(limits.communes.begin()),
                                  std::make_move_iterator(limits.communes.end()));
        limits.communes.clear();
        territory.layers.push_back(limits.facts);
    }
    std::ranges::sort(territory.communes, {}, &Commune::key);
}

void read_cross(const TomlTable& root, Territory& territory)
{
    const std::optional<TomlTable> cross = root.table("cross");
    if (!cross) {
        return;
    }
    for (const std::string& population : cross->texts("population")) {
        const std::size_t dot = population.find('.');
        if (dot == 0 || dot == std::string::npos || dot + 1 == population.size()) {
            cross->fail("population",
                        "« " + population +
                            " » doit nommer un jeu de données et une propriété, par exemple "
                            "« population.population_municipale ».");
        }
        territory.populations.emplace_back(population.substr(0, dot), population.substr(dot + 1));
    }
    territory.works_datasets = cross->texts("works");
    territory.equipment_datasets = cross->texts("equipment");
}

}  // namespace

Territory read_territory(const Site& site)
{
    const TomlTable root = TomlTable::open(site.folder / "territory.toml");
    Territory territory;
    territory.id = root.required_text("id");
    territory.name = root.required_languages("name");
    read_cross(root, territory);
    std::vector<CommuneLimits> layers = read_layers(root, site, territory);
    join_layers(layers, territory);
    double tolerance_m2 = layers.front().tolerance_m2;
    for (const CommuneLimits& limits : layers) {
        tolerance_m2 = std::min(tolerance_m2, limits.tolerance_m2);
    }
    check_territory(tolerance_m2, territory);
    read_levels(root, site.folder, layers, territory);
    root.refuse_unknown_keys();
    return territory;
}

}  // namespace parvis::datasets
