// SPDX-License-Identifier: EUPL-1.2
#include "datasets/cross_tally.hpp"

#include "datasets/figure_period.hpp"
#include "datasets/recomposition.hpp"
#include "datasets/stored_features.hpp"

#include <fmt/format.h>
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace parvis::datasets {

namespace {

/// The published version of a dataset, or nothing.
struct Published {
    std::filesystem::path folder;
    Manifest manifest;
};

std::optional<Published> published(const Register& reg, const std::string& dataset)
{
    const std::optional<VersionRecord> record = reg.published(dataset);
    if (!record) {
        return std::nullopt;
    }
    Published found;
    found.folder = version_folder(reg.data(), dataset, record->version);
    found.manifest = read_manifest(found.folder / "manifest.json");
    return found;
}

const Property* property_of(const Manifest& manifest, std::string_view name)
{
    const auto found = std::ranges::find(manifest.properties, name, &Property::name);
    return found == manifest.properties.end() ? nullptr : &*found;
}

std::string text_of(const Value& value)
{
    const auto* text = std::get_if<std::string>(&value);
    return text == nullptr ? std::string{} : *text;
}

std::optional<Date> date_of(const Value& value)
{
    const auto* day = std::get_if<Date>(&value);
    return day == nullptr ? std::nullopt : std::optional{*day};
}

std::optional<double> number_of(const Value& value)
{
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        return static_cast<double>(*whole);
    }
    const auto* number = std::get_if<double>(&value);
    return number == nullptr ? std::nullopt : std::optional{*number};
}

/// A period or other value as a text that sorts.
std::string period_of(const Value& value)
{
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        return std::to_string(*whole);
    }
    const std::optional<Date> day = date_of(value);
    return day ? to_text(*day) : text_of(value);
}

std::string lower_case(std::string_view text)
{
    icu::UnicodeString letters = icu::UnicodeString::fromUTF8(
        icu::StringPiece{text.data(), static_cast<std::int32_t>(text.size())});
    std::string lower;
    letters.toLower(icu::Locale::getFrench()).toUTF8String(lower);
    return lower;
}

/// The territory's places, and where each row of a version counts.
class Places {
public:
    Places(const Territory& territory, CrossTally& tally) : m_territory{&territory}, m_tally{&tally}
    {
        for (const Level& level : territory.levels) {
            m_names.push_back(level.id);
        }
    }

    /// Properties that say where a row is: commune, then each level.
    [[nodiscard]] std::vector<std::string> properties() const
    {
        std::vector<std::string> names{"commune"};
        names.insert(names.end(), m_names.begin(), m_names.end());
        return names;
    }

    /// The commune that the row counts for; nullptr for a row without a place.
    PlaceTally* commune(const std::vector<Value>& values)
    {
        const std::string key = text_of(values[0]);
        if (key.empty()) {
            return nullptr;
        }
        if (m_territory->commune(key) == nullptr) {
            ++m_tally->strange_communes;
            return nullptr;
        }
        return &m_tally->communes[key];
    }
    /// The area of a level that it counts for: its own word for it. Unknown is a place too; nullptr
    /// for a row that the level does not concern: of another country, outside the territory.
    PlaceTally* area(std::size_t level, const std::vector<Value>& values)
    {
        const std::string id = text_of(values[1 + level]);
        return id.empty() ? nullptr : &m_tally->levels[level][known_area(level, id)];
    }

    [[nodiscard]] std::string known_area(std::size_t level, const std::string& id) const
    {
        const std::vector<LevelArea>& areas = m_territory->levels[level].areas;
        const bool known = std::ranges::find(areas, id, &LevelArea::id) != areas.end();
        return known ? id : std::string{Level::unknown};
    }

    [[nodiscard]] std::size_t levels() const { return m_names.size(); }

private:
    const Territory* m_territory;
    CrossTally* m_tally;
    std::vector<std::string> m_names;
};

/// One work, at the places it touches.
struct Work {
    WorkState state = WorkState::unknown;
    std::optional<double> length_m;
};

void touch(PlaceTally& place, const Work& work, double share)
{
    if (work.state == WorkState::ended || work.state == WorkState::cancelled) {
        return;
    }
    ++place.touching;
    if (work.state == WorkState::active || work.state == WorkState::paused) {
        if (work.length_m) {
            place.active_length_m += *work.length_m * share;
        } else {
            ++place.without_length;
        }
    }
}

void tally_works(const Territory& territory, const Published& version, Date day, CrossTally& tally)
{
    const DatasetFacts& facts = version.manifest.facts;
    Places places{territory, tally};
    std::vector<std::string> wanted = places.properties();
    const std::size_t own = wanted.size();
    wanted.insert(wanted.end(), {facts.start_property, facts.end_property, "etat_declare",
                                 "longueur_m", "communes_parts"});
    for (const Level& level : territory.levels) {
        wanted.push_back(level.collection + "_parts");
    }
    tally.works_from.push_back(facts.id);
    tally.lengths_known |= property_of(version.manifest, "longueur_m") != nullptr;

    StoredFeatures rows{version.folder, version.manifest, wanted};
    StoredFeatures::Row row;
    while (rows.next(row)) {
        Work work;
        work.state = state_on(date_of(row.values[own]), date_of(row.values[own + 1]),
                              text_of(row.values[own + 2]), day);
        work.length_m = number_of(row.values[own + 3]);
        const auto count = [&](PlaceTally* main, const Value& parts, const auto& place_of) {
            if (main != nullptr) {
                ++main->works[work.state];
            }
            const auto* list = std::get_if<std::vector<Part>>(&parts);
            if (list == nullptr || list->empty()) {
                if (main != nullptr) {
                    touch(*main, work, 1.0);
                }
                return;
            }
            for (const Part& part : *list) {
                if (PlaceTally* place = place_of(part.area)) {
                    touch(*place, work, part.share);
                }
            }
        };
        count(places.commune(row.values), row.values[own + 4], [&](const std::string& key) {
            return territory.commune(key) == nullptr ? nullptr : &tally.communes[key];
        });
        for (std::size_t i = 0; i < places.levels(); ++i) {
            count(places.area(i, row.values), row.values[own + 5 + i], [&](const std::string& id) {
                return &tally.levels[i][places.known_area(i, id)];
            });
        }
    }
}

/// Column and label of a family of equipment.
std::pair<std::string, Texts> family_column(const std::string& family, const Property* property,
                                            const DatasetFacts& facts)
{
    if (property == nullptr) {
        // A dataset of one kind of thing: its title says which.
        return {"equipements_" + snake_case(text_in(facts.title, "fr")), facts.title};
    }
    if (family.empty()) {
        return {"equipements_sans_famille", {{"fr", "Équipements sans famille indiquée"}}};
    }
    for (const auto& [code, label] : property->values) {
        if (code == family) {
            return {"equipements_" + snake_case(family), label};
        }
    }
    return {"equipements_" + snake_case(family), {{"fr", family}}};
}

void tally_equipment(const Territory& territory, const Published& version, CrossTally& tally)
{
    Places places{territory, tally};
    std::vector<std::string> wanted = places.properties();
    const std::size_t own = wanted.size();
    wanted.emplace_back("famille");
    const Property* property = property_of(version.manifest, "famille");
    const std::string& id = version.manifest.facts.id;
    tally.equipment_from.push_back(id);

    StoredFeatures rows{version.folder, version.manifest, wanted};
    StoredFeatures::Row row;
    while (rows.next(row)) {
        auto [column, label] =
            family_column(text_of(row.values[own]), property, version.manifest.facts);
        if (PlaceTally* commune = places.commune(row.values)) {
            ++commune->equipment[column];
        }
        for (std::size_t i = 0; i < places.levels(); ++i) {
            if (PlaceTally* area = places.area(i, row.values)) {
                ++area->equipment[column];
            }
        }
        Family& family = tally.families[std::move(column)];
        if (family.from.empty() || family.from.back() != id) {
            family.from.push_back(id);
        }
        if (family.label.empty()) {
            family.label = std::move(label);
        }
    }
}

/// Adds a word to "a ; b", once.
void add_words(std::string& words, const std::string& more)
{
    if (words.empty()) {
        words = more;
    } else if (!more.empty() && words.find(more) == std::string::npos) {
        words += " ; " + more;
    }
}

/// "population municipale 2022 (population.population_municipale, en vigueur en 2025)".
std::string said_of(const Territory& territory, const std::string& dataset,
                    const Property& property, const std::string& words, const std::string& vintage)
{
    std::string about = dataset + "." + property.name;
    constexpr std::array legal{"population_municipale", "population_comptee_a_part",
                               "population_totale"};
    const bool is_year = vintage.size() == 4 &&
                         std::ranges::all_of(vintage, [](char c) { return c >= '0' && c <= '9'; });
    if (vintage.empty()) {
        about += ", millésime non précisé";
    } else if (is_year && territory.has_country("FR") &&
               std::ranges::find(legal, property.name) != legal.end()) {
        // INSEE: the populations of year N are in force from 1 January N + 3 (RULES.md §7).
        constexpr int years_to_force = 3;
        about += fmt::format(", en vigueur en {}", std::stoi(vintage) + years_to_force);
    }
    return fmt::format("{} ({})", words, about);
}

/// The latest population of each commune that a dataset has. A dataset of several periods gives its
/// latest period only, so that figures of different years never meet in one sum; where each country
/// has its own dataset, all kinds and vintages are said. A commune counts in the first that has it.
void tally_population(const Territory& territory, const std::string& name, const Published& version,
                      CrossTally& tally)
{
    const Manifest& manifest = version.manifest;
    const Property* property = property_of(manifest, name);
    if (property == nullptr) {
        tally.missing.push_back(manifest.facts.id + "." + name);
        return;
    }
    struct Figure {
        std::string commune, period, origin;
        std::vector<std::string> parts;
        std::optional<double> inhabitants;
    };
    std::vector<Figure> figures;
    FigurePeriods periods;
    StoredFeatures rows{version.folder,
                        manifest,
                        {"commune", name, manifest.facts.figure_period,
                         std::string{origin_property}, std::string{origin_parts_property}}};
    StoredFeatures::Row row;
    while (rows.next(row)) {
        std::string key = text_of(row.values[0]);
        const std::optional<double> inhabitants = number_of(row.values[1]);
        const auto* parts = std::get_if<std::vector<std::string>>(&row.values[4]);
        figures.push_back({std::move(key), period_of(row.values[2]), text_of(row.values[3]),
                           parts == nullptr ? std::vector<std::string>{} : *parts, inhabitants});
        if (inhabitants) {
            periods.add(figures.back().period);
        }
    }
    if (periods.are_mixed()) {
        tally.missing.push_back(manifest.facts.id + "." + property->name +
                                " (périodes de longueurs différentes)");
        return;
    }
    if (!tally.population) {
        tally.population.emplace();
    }
    Population& population = *tally.population;
    for (const auto& [language, text] : property->no_sum) {
        population.no_sum.emplace(language, text);
    }
    std::map<std::string, std::int64_t> by_commune;
    Recomposition recomposition;
    const std::string latest = periods.latest();
    for (const Figure& figure : figures) {
        if (figure.period != latest) {
            continue;
        }
        recomposition.add(figure.commune, figure.origin, figure.parts,
                          figure.inhabitants.has_value());
        if (figure.inhabitants && !figure.commune.empty()) {
            // Communes that have merged since are several rows of one.
            by_commune[figure.commune] += std::llround(*figure.inhabitants);
        }
    }
    recomposition.finish();
    for (const auto& [key, gathered] : recomposition.communes()) {
        const std::string_view reason = text_in(property->no_sum, "fr");
        const std::string why =
            reason.empty()
                ? gathered.why()
                : fmt::format("{} et ne se recompose pas ({} d’alors)", reason, gathered.listed());
        if (!why.empty()) {
            by_commune.erase(key);
            population.incomplete.emplace_back(key, why);
        }
    }
    const std::string vintage = property->vintage.empty() ? latest : property->vintage;
    const std::string_view label = text_in(property->label, "fr");
    std::string words = lower_case(label.empty() ? property->name : label);
    if (!vintage.empty() && words.find(vintage) == std::string::npos) {
        words += " " + vintage;
    }
    for (const auto& [commune, inhabitants] : by_commune) {
        if (population.by_commune.emplace(commune, inhabitants).second) {
            population.source_of.emplace(commune, manifest.facts.id);
        }
    }
    population.sources.emplace_back(manifest.facts.id, words);
    add_words(population.words, words);
    add_words(population.said, said_of(territory, manifest.facts.id, *property, words, vintage));
    add_words(population.vintage, vintage);
    tally.population_from.push_back(manifest.facts.id);
}

}  // namespace

std::int64_t PlaceTally::all_works() const
{
    std::int64_t all = 0;
    for (const auto& [state, count] : works) {
        all += count;
    }
    return all;
}

std::int64_t PlaceTally::all_equipment() const
{
    std::int64_t all = 0;
    for (const auto& [column, count] : equipment) {
        all += count;
    }
    return all;
}

CrossTally tally(const Territory& territory, const Register& reg, Date day)
{
    CrossTally tally;
    tally.levels.resize(territory.levels.size());
    const auto with = [&](const std::string& dataset, const auto& count) {
        std::optional<Published> version = published(reg, dataset);
        if (!version) {
            tally.missing.push_back(dataset);
            return;
        }
        count(*version);
        tally.inputs.push_back(std::move(version->manifest));
    };
    for (const auto& [dataset, property] : territory.populations) {
        with(dataset, [&, name = property](const Published& version) {
            tally_population(territory, name, version, tally);
        });
    }
    for (const std::string& dataset : territory.works_datasets) {
        with(dataset,
             [&](const Published& version) { tally_works(territory, version, day, tally); });
    }
    for (const std::string& dataset : territory.equipment_datasets) {
        with(dataset,
             [&](const Published& version) { tally_equipment(territory, version, tally); });
    }
    return tally;
}

}  // namespace parvis::datasets
