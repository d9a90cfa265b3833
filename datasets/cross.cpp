// SPDX-License-Identifier: EUPL-1.2
#include "datasets/cross.hpp"

#include "datasets/commune_code.hpp"
#include "datasets/cross_columns.hpp"
#include "datasets/cross_tally.hpp"
#include "datasets/licence.hpp"
#include "datasets/stored_features.hpp"
#include "datasets/version.hpp"
#include "geo/measure.hpp"

#include <fmt/format.h>
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace parvis::datasets {

namespace {

/// The server crosses when the day changes, and an ingest at its end: whoever comes second waits.
constexpr std::chrono::seconds patience{30};

std::string capitalised(std::string_view text)
{
    icu::UnicodeString letters = icu::UnicodeString::fromUTF8(
        icu::StringPiece{text.data(), static_cast<std::int32_t>(text.size())});
    const std::int32_t second = letters.moveIndex32(0, 1);
    icu::UnicodeString first = letters.tempSubStringBetween(0, second);
    letters.replaceBetween(0, second, first.toUpper(icu::Locale::getFrench()));
    std::string capital;
    letters.toUTF8String(capital);
    return capital;
}

Texts capitalised(const Texts& texts)
{
    Texts capital;
    for (const auto& [language, text] : texts) {
        capital.emplace(language, capitalised(text));
    }
    return capital;
}

Property column(std::string name, ValueType type, Texts label, std::string description)
{
    Property property;
    property.name = std::move(name);
    property.type = type;
    property.label = std::move(label);
    property.description = {{"fr", std::move(description)}};
    property.derived = true;
    return property;
}

Manifest manifest_of(const Territory& territory, const CrossTally& tally, Date day,
                     std::string_view publisher)
{
    Manifest manifest;
    manifest.cause = "crossing";
    manifest.reference_date = to_text(day);
    manifest.source.format = "croisement";
    DatasetFacts& facts = manifest.facts;
    std::vector<std::string> licences;
    std::string limits;
    for (const CommuneLayer& layer : territory.layers) {
        licences.push_back(layer.licence);
        limits += (limits.empty() ? "" : " ; ") +
                  (territory.layers.size() > 1 ? sentence_of(layer) : layer.origin);
    }
    for (const Manifest& input : tally.inputs) {
        licences.push_back(input.facts.licence);
    }
    facts.licence = combined_licence(licences);
    facts.producer = publisher;
    facts.origin = "Calculé par Parvis. Limites : " + limits;
    for (const Manifest& input : tally.inputs) {
        manifest.inputs.push_back(fmt::format("{}@{}", input.facts.id, input.version));
        facts.origin += fmt::format(" ; {}", text_in(input.facts.title, "fr"));
        facts.sample |= input.facts.sample;
        facts.updated = std::max(facts.updated, input.facts.updated);
    }
    facts.origin += ".";
    std::string note;
    if (territory.schematic) {
        note += "Limites schématiques : aucune superficie n'est publiée. ";
    }
    if (!tally.missing.empty()) {
        note += "Pas compté, parce que pas encore publié ou pas comparable : ";
        for (std::size_t i = 0; i < tally.missing.size(); ++i) {
            note += (i == 0 ? "" : ", ") + tally.missing[i];
        }
        note += ".";
    }
    while (note.ends_with(' ')) {
        note.pop_back();
    }
    if (!note.empty()) {
        facts.note = {{"fr", note}};
    }
    return manifest;
}

const PlaceTally& at(const std::map<std::string, PlaceTally>& places, std::string_view key)
{
    static const PlaceTally nothing;
    const auto found = places.find(std::string{key});
    return found == places.end() ? nothing : found->second;
}

std::vector<Property> properties_of(const std::vector<Property>& identity,
                                    const std::vector<CrossColumn>& columns)
{
    std::vector<Property> properties = identity;
    for (const CrossColumn& cross : columns) {
        properties.push_back(cross.property);
    }
    return properties;
}

void add_values(Feature& feature, const std::vector<CrossColumn>& columns, const CrossPlace& place)
{
    for (const CrossColumn& cross : columns) {
        feature.values.push_back(cross.value(place));
    }
}

std::optional<std::int64_t> population_of(const CrossTally& tally, const std::string& commune)
{
    if (!tally.population) {
        return std::nullopt;
    }
    const auto found = tally.population->by_commune.find(commune);
    return found == tally.population->by_commune.end() ? std::nullopt
                                                       : std::optional{found->second};
}

/// The dataset that a commune's population is of, or "".
std::string population_source_of(const CrossTally& tally, const std::string& commune)
{
    if (!tally.population) {
        return {};
    }
    const auto found = tally.population->source_of.find(commune);
    return found == tally.population->source_of.end() ? std::string{} : found->second;
}

/// Areas of a level that a commune has a part in.
std::vector<std::string> areas_touched(const Level& level, const std::string& commune)
{
    std::vector<std::string> ids;
    for (const LevelArea& area : level.areas) {
        if (std::ranges::binary_search(area.communes, commune) ||
            std::ranges::binary_search(area.cut_communes, commune)) {
            ids.push_back(area.id);
        }
    }
    return ids;
}

/// Whether communes of the level may be cut, so that they list their areas.
bool may_cut(const Level& level) { return level.own_areas || !level.learnt_dataset.empty(); }

std::string area_name(const Level& level, const std::vector<std::string>& touched,
                      std::string_view whole)
{
    const auto found = std::ranges::find(level.areas, whole, &LevelArea::id);
    if (found != level.areas.end()) {
        return found->name;
    }
    return touched.size() > 1
               ? fmt::format("partagée entre {} {}", touched.size(), text_in(level.plural, "fr"))
               : std::string{Level::unknown};
}

std::vector<Property> commune_identity(const Territory& territory)
{
    std::vector<Property> identity{
        column("commune", ValueType::text, {{"fr", "Commune (clé)"}},
               "Pays et code officiel, tels que FR_76540."),
        column("commune_code", ValueType::text, {{"fr", "Code de la commune"}},
               "Code officiel de la commune dans son pays."),
        column("commune_nom", ValueType::text, {{"fr", "Commune"}}, "Nom de la commune.")};
    if (territory.layers.size() > 1) {
        identity.push_back(column("commune_type", ValueType::text, {{"fr", "Nom de ce niveau"}},
                                  "Comment une commune s'appelle dans son pays."));
    }
    for (const Level& level : territory.levels) {
        const std::string name{text_in(level.name, "fr")};
        identity.push_back(column(level.id, ValueType::text, capitalised(level.name),
                                  fmt::format("Identifiant ({}) ; « inconnu » sans appartenance "
                                              "connue ou si la commune est partagée.",
                                              name)));
        identity.push_back(column(level.id + "_nom", ValueType::text, capitalised(level.name),
                                  fmt::format("Nom ({}).", name)));
        if (!level.country.empty()) {
            identity.end()[-2].description = identity.back().description = {
                {"fr", fmt::format("Seulement en {} ; vide ailleurs. « inconnu » si la commune y "
                                   "est partagée ou sans appartenance connue.",
                                   country_name(level.country))}};
        }
        if (may_cut(level)) {
            identity.push_back(
                column(snake_case(level.collection), ValueType::list, capitalised(level.plural),
                       "Tous ceux dont la commune fait partie, en tout ou en partie."));
        }
    }
    return identity;
}

Feature commune_feature(const Territory& territory, const Commune& commune)
{
    Feature feature;
    feature.id = commune.key;
    feature.geometry = commune.geometry;
    feature.values = {commune.key, commune.code, commune.name};
    if (territory.layers.size() > 1) {
        const auto layer = std::ranges::find(territory.layers, country_of_key(commune.key),
                                             &CommuneLayer::country);
        feature.values.emplace_back(std::string{text_in(layer->name, "fr")});
    }
    for (const Level& level : territory.levels) {
        if (!Territory::concerns(level, commune.key)) {
            feature.values.resize(feature.values.size() + (may_cut(level) ? 3 : 2));
            continue;
        }
        const std::string_view whole = territory.area_of(level, commune.key);
        std::vector<std::string> touched = areas_touched(level, commune.key);
        feature.values.emplace_back(std::string{whole});
        feature.values.emplace_back(area_name(level, touched, whole));
        if (may_cut(level)) {
            feature.values.emplace_back(std::move(touched));
        }
    }
    return feature;
}

/// What was found wrong with the territory goes with its communes.
void write_issues(const Territory& territory, const CrossTally& tally, VersionWriter& writer,
                  Manifest& manifest)
{
    std::vector<RowIssue> issues = territory.issues;
    if (tally.strange_communes > 0) {
        issues.push_back(
            {0, Severity::warning, "commune_code_unknown", "commune", "", "",
             fmt::format("{} lignes publiées sont dans une commune que le territoire ne "
                         "connaît plus : elles ne sont pas comptées. Relancez parvis "
                         "ingest.",
                         tally.strange_communes)});
    }
    if (tally.population) {
        for (const auto& [key, why] : tally.population->incomplete) {
            issues.push_back({0, Severity::warning, "population_incomplete", "population", "", key,
                              fmt::format("{} : sa population n’est pas connue, {}.",
                                          territory.commune(key)->name, why)});
        }
    }
    for (const RowIssue& issue : issues) {
        writer.write(issue);
        ++manifest.issues[issue.code];
        if (issue.severity == Severity::rejected) {
            ++manifest.counts.rejected;
        }
    }
}

std::optional<Manifest> commit(VersionWriter writer, Manifest manifest, std::uint64_t rows,
                               Register& reg)
{
    manifest.counts.kept = rows;
    manifest.counts.read = rows + manifest.counts.rejected;
    return writer.commit(manifest, reg) ? std::optional{std::move(manifest)} : std::nullopt;
}

std::optional<Manifest> write_communes(const Territory& territory, const CrossTally& tally,
                                       Register& reg, Date day, std::string_view publisher)
{
    const std::vector<CrossColumn> columns = cross_columns(territory, tally);
    Manifest manifest = manifest_of(territory, tally, day, publisher);
    DatasetFacts& facts = manifest.facts;
    facts.id = "communes";
    facts.kind = Kind::communes;
    facts.title = capitalised(territory.commune_plural);
    facts.description = {
        {"fr", fmt::format("Une ligne par commune de {} : population, superficie, équipements et "
                           "chantiers, croisés par lieu.",
                           text_in(territory.name, "fr"))}};
    facts.row = {{"fr", "une commune"}};
    manifest.boundaries = territory.layers;
    manifest.seams = territory.seams;
    facts.key = {"commune"};
    facts.title_property = "commune_nom";

    VersionWriter writer{reg.data(), facts.id, properties_of(commune_identity(territory), columns),
                         patience};
    for (const Commune& commune : territory.communes) {
        Feature feature = commune_feature(territory, commune);
        CrossPlace place;
        place.population = population_of(tally, commune.key);
        place.population_source = population_source_of(tally, commune.key);
        place.area_m2 = territory.schematic ? std::nullopt : std::optional{commune.area_m2};
        place.tally = &at(tally.communes, commune.key);
        add_values(feature, columns, place);
        writer.write(feature);
    }
    write_issues(territory, tally, writer, manifest);
    return commit(std::move(writer), std::move(manifest), territory.communes.size(), reg);
}

CrossPlace level_place(const Territory& territory, const CrossTally& tally, const Level& level,
                       const LevelArea& area, const std::map<std::string, PlaceTally>& places)
{
    CrossPlace place;
    place.tally = &at(places, area.id);
    const bool whole = area.cut_communes.empty() && !area.communes.empty();
    // Equipment is placed by its commune: of a commune that several areas share, none knows its
    // own.
    place.equipment_known = level.own_areas || area.cut_communes.empty();
    if (whole && tally.population &&
        (tally.population->no_sum.empty() || area.communes.size() == 1)) {
        std::int64_t inhabitants = 0;
        bool complete = true;
        for (const std::string& key : area.communes) {
            const std::optional<std::int64_t> own = population_of(tally, key);
            complete &= own.has_value();
            inhabitants += own.value_or(0);
        }
        // A sum without one of its communes is a wrong figure, not a smaller one.
        place.population = complete ? std::optional{inhabitants} : std::nullopt;
        const std::string source = population_source_of(tally, area.communes.front());
        const bool same = std::ranges::all_of(area.communes, [&](const std::string& key) {
            return population_source_of(tally, key) == source;
        });
        place.population_source = same ? source : std::string{};
    }
    if (!territory.schematic) {
        if (level.own_areas) {
            place.area_m2 = geo::area_m2(area.geometry);
        } else if (whole) {
            double area_m2 = 0;
            for (const std::string& key : area.communes) {
                area_m2 += territory.commune(key)->area_m2;
            }
            place.area_m2 = area_m2;
        }
    }
    return place;
}

std::vector<Property> level_identity(const Level& level)
{
    return {
        column(level.id, ValueType::text, capitalised(level.name), "Identifiant."),
        column(level.id + "_nom", ValueType::text, capitalised(level.name), "Nom."),
        column("communes", ValueType::integer, {{"fr", "Communes entières"}},
               "Nombre de communes qui y sont tout entières ; s'additionne."),
        column(
            "communes_coupees", ValueType::list, {{"fr", "Communes partagées"}},
            "Communes dont une partie seulement y est ; là, population et ratios sont inconnus.")};
}

/// Communes that no area of the level has a part in.
std::int64_t communes_without(const Territory& territory, const Level& level)
{
    return std::ranges::count_if(territory.communes, [&](const Commune& commune) {
        return Territory::concerns(level, commune.key) && areas_touched(level, commune.key).empty();
    });
}

std::optional<Manifest> write_level(const Territory& territory, const CrossTally& tally,
                                    std::size_t index, Register& reg, Date day,
                                    std::string_view publisher)
{
    const Level& level = territory.levels[index];
    const std::map<std::string, PlaceTally>& places = tally.levels[index];
    const std::vector<CrossColumn> columns = cross_columns(territory, tally);
    Manifest manifest = manifest_of(territory, tally, day, publisher);
    DatasetFacts& facts = manifest.facts;
    facts.id = level.collection;
    facts.kind = Kind::level;
    facts.level = level.id;
    facts.title = capitalised(level.plural);
    facts.description = {
        {"fr",
         fmt::format("{} de {} : population, superficie, équipements et chantiers, croisés par "
                     "lieu.{}{}",
                     capitalised(text_in(level.plural, "fr")), text_in(territory.name, "fr"),
                     level.source_text.empty() ? "" : " ", level.source_text)}};
    facts.row = level.name;
    facts.key = {level.id};
    facts.title_property = level.id + "_nom";

    VersionWriter writer{reg.data(), facts.id, properties_of(level_identity(level), columns),
                         patience};
    std::uint64_t rows = 0;
    for (const LevelArea& area : level.areas) {
        Feature feature;
        feature.id = area.id;
        feature.geometry = area.geometry;
        feature.values = {area.id, area.name, static_cast<std::int64_t>(area.communes.size()),
                          area.cut_communes};
        add_values(feature, columns, level_place(territory, tally, level, area, places));
        writer.write(feature);
        ++rows;
    }
    const std::int64_t without = communes_without(territory, level);
    const PlaceTally& unknown = at(places, Level::unknown);
    if (without > 0 || unknown.all_works() > 0 || unknown.all_equipment() > 0 ||
        unknown.touching > 0) {
        const std::string id{Level::unknown};
        Feature feature;
        feature.id = id;
        feature.values = {id, id, without, std::vector<std::string>{}};
        CrossPlace place;
        place.tally = &unknown;
        add_values(feature, columns, place);
        writer.write(feature);
        ++rows;
    }
    return commit(std::move(writer), std::move(manifest), rows, reg);
}

}  // namespace

std::vector<Manifest> cross_territory(const Territory& territory, Register& reg, Date day,
                                      std::string_view publisher)
{
    const CrossTally tallied = tally(territory, reg, day);
    std::vector<Manifest> written;
    if (std::optional<Manifest> communes =
            write_communes(territory, tallied, reg, day, publisher)) {
        written.push_back(*std::move(communes));
    }
    for (std::size_t i = 0; i < territory.levels.size(); ++i) {
        if (std::optional<Manifest> level =
                write_level(territory, tallied, i, reg, day, publisher)) {
            written.push_back(*std::move(level));
        }
    }
    return written;
}

void learn_levels(Territory& territory, const Register& reg)
{
    for (Level& level : territory.levels) {
        if (level.learnt_dataset.empty()) {
            continue;
        }
        const std::optional<VersionRecord> record = reg.published(level.learnt_dataset);
        if (!record) {
            continue;
        }
        const std::filesystem::path folder =
            version_folder(reg.data(), level.learnt_dataset, record->version);
        // Published rows carry the area's id under the level's name; its words are beside.
        const std::string property =
            level.learnt_property == level.id ? level.id + "_nom" : level.learnt_property;
        StoredFeatures rows{folder, read_manifest(folder / "manifest.json"), {"commune", property}};
        std::vector<std::pair<std::string, std::string>> pairs;
        StoredFeatures::Row row;
        while (rows.next(row)) {
            const auto* commune = std::get_if<std::string>(&row.values[0]);
            const auto* area = std::get_if<std::string>(&row.values[1]);
            if (commune != nullptr && area != nullptr) {
                pairs.emplace_back(*commune, *area);
            }
        }
        learn_level(territory, level, pairs);
    }
}

}  // namespace parvis::datasets
