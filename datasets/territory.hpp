// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/boundary_facts.hpp"
#include "datasets/commune_history.hpp"
#include "datasets/row_issue.hpp"
#include "datasets/site.hpp"
#include "geo/layer_check.hpp"
#include "geo/locator.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::datasets {

/// A commune of the territory (commune, Gemeinde).
struct Commune {
    std::string key;   ///< "FR_76540": country and national code
    std::string code;  ///< "76540"
    std::string name;
    geo::Geometry geometry;
    double area_m2 = 0;  ///< 0 when limits are schematic
};

/// An area of a level: a pole, canton, Landkreis.
struct LevelArea {
    std::string id;                         ///< slug of the name: "val-de-seine"
    std::string name;                       ///< "Val-de-Seine"
    std::vector<std::string> communes;      ///< keys of communes wholly in it, sorted
    std::vector<std::string> cut_communes;  ///< keys of communes it shares with others, sorted
    geo::Geometry geometry;                 ///< its own area, or the union of its whole communes
};

/// A level above the commune: poles, cantons, Landkreise. Either dated sets of communes, or areas
/// of their own, or learnt from a dataset's own column (see Territory).
struct Level {
    std::string id;          ///< "pole": name of the property on every row
    std::string collection;  ///< "poles"
    Texts name, plural;
    std::string source_text;                      ///< where membership comes from, shown on pages
    std::string valid_from, valid_to;             ///< ISO dates, "" if open
    std::string learnt_dataset, learnt_property;  ///< membership learnt from rows, or ""
    /// The country that has this level (LU has cantons, DE has Landkreise); "" where all have it.
    /// Communes of the others are not concerned: they have no area, not an unknown one.
    std::string country;
    bool own_areas = false;        ///< areas of their own: a row lies where its geometry lies
    std::vector<LevelArea> areas;  ///< by id
    static constexpr std::string_view unknown = "inconnu";
};

/// The communes and levels that one site serves, from territory.toml. Immutable once read.
class Territory {
public:
    std::string id, country;  ///< "FR"; the first layer's, where there are several
    Texts name;
    /// Where limits come from, one layer per country, in the order of territory.toml.
    std::vector<CommuneLayer> layers;
    std::vector<BoundarySeam> seams;  ///< between the layers of two countries
    /// Date of the perimeter of the communes: of the layer whose codes `history` follows, else of
    /// the first.
    std::string communes_vintage;
    bool schematic = false;  ///< limits are drawn, not official: no areas are published
    Texts commune_name, commune_plural;
    std::vector<Commune> communes;  ///< by key
    std::vector<Level> levels;
    std::vector<RowIssue> issues;  ///< repaired geometry, duplicate keys, communes without a pole …
    geo::LayerCheck layer;
    /// Denominators of crossings: dataset and property; several where each country has its own.
    std::vector<std::pair<std::string, std::string>> populations;
    std::vector<std::string> works_datasets, equipment_datasets;

    [[nodiscard]] const geo::Locator& locator() const { return *m_locator; }
    [[nodiscard]] const Commune* commune(std::string_view key) const;  ///< nullptr if unknown
    [[nodiscard]] const Commune* commune_by_code(std::string_view country,
                                                 std::string_view code) const;
    /// Whether the territory has communes of that country.
    [[nodiscard]] bool has_country(std::string_view code) const;
    /// Whether a commune may lie in an area of the level: false where its country has no such
    /// level.
    [[nodiscard]] static bool concerns(const Level& level, std::string_view commune_key);
    /// Area id of a commune in a level; `Level::unknown` when it has none or is cut.
    [[nodiscard]] std::string_view area_of(const Level& level, std::string_view commune_key) const;

    /// What codes meant over time; nullptr where territory.toml names no file of movements.
    std::shared_ptr<const CommuneHistory> history;
    std::string history_country;  ///< whose codes it follows

    std::shared_ptr<const geo::Locator> m_locator;
};

/// Reads territory.toml and its files; repairs geometry, checks keys, gaps and overlaps.
/// Levels learnt from a dataset have no areas yet: see learn_level().
/// @throws SourceError naming file, line, column and what to do.
[[nodiscard]] Territory read_territory(const Site& site);

/// Fills a level from (commune key, area name) pairs of a dataset's rows: a commune whose rows name
/// one area lies in it; several areas cut it; none leaves it unknown.
void learn_level(Territory& territory, Level& level,
                 const std::vector<std::pair<std::string, std::string>>& pairs);

/// "Val-de-Seine" -> "val-de-seine": lower-case ASCII letters, digits and '-' (ICU
/// transliteration).
[[nodiscard]] std::string slug(std::string_view text);
/// "Date début du chantier" -> "date_debut_du_chantier": the same with '_'; a leading digit gets
/// "c_".
[[nodiscard]] std::string snake_case(std::string_view text);

}  // namespace parvis::datasets
