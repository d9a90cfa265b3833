// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/publish/small_site.hpp"

#include <cmath>
#include <random>
#include <stdexcept>
#include <utility>

namespace parvis::test {

namespace {

using namespace parvis::datasets;

Property property(std::string name, ValueType type, std::string label)
{
    Property made;
    made.name = std::move(name);
    made.type = type;
    made.label = {{"fr", std::move(label)}};
    return made;
}

Site site_in(const std::filesystem::path& folder)
{
    Site site;
    site.folder = folder;
    site.name = {{"fr", "Petite Métropole"}};
    site.sentence = {{"fr", "Un site pour les tests."}};
    site.publisher = "Petite Métropole";
    site.contact = "donnees@exemple.fr";
    site.reference_date = Date{2026, 11, 22};
    std::filesystem::create_directories(site.data());
    return site;
}

geo::LonLat drawn_position(std::mt19937& random)
{
    // Some on round numbers, so that borders are met exactly.
    std::uniform_int_distribution<int> step(0, random() % 3 == 0 ? 20 : 2000000);
    const int most = step.max();
    return {1.0 + 0.2 * step(random) / most, 49.4 + 0.2 * step(random) / most};
}

geo::LonLat rounded(geo::LonLat p)
{
    return {std::round(p.lon * 1e7) / 1e7, std::round(p.lat * 1e7) / 1e7};
}

geo::Geometry drawn_geometry(std::mt19937& random)
{
    const auto at = rounded(drawn_position(random));
    const double size = 0.001 * (1 + static_cast<double>(random() % 20));
    switch (random() % 6) {
    case 0:
        return {};
    case 1:
        return geo::Line{
            {at, rounded({at.lon + size, at.lat + size}), rounded({at.lon + 2 * size, at.lat})}};
    case 2: {
        const auto far = rounded({at.lon + size, at.lat + size});
        return geo::Polygon{{{at, {far.lon, at.lat}, far, {at.lon, far.lat}, at}}};
    }
    default:
        return geo::Point{at};
    }
}

Value or_null(std::mt19937& random, Value value) { return random() % 6 == 0 ? Value{} : value; }

}  // namespace

SmallSite::SmallSite()
    : m_site(site_in(m_folder.path())), m_register(m_site.data()),
      m_store(std::make_unique<publish::Store>(m_site))
{
}

void SmallSite::publish(const DatasetFacts& facts, const std::vector<Property>& properties,
                        const std::vector<Feature>& rows)
{
    VersionWriter writer(m_site.data(), facts.id, properties);
    for (const auto& row : rows) {
        writer.write(row);
    }
    Manifest manifest;
    manifest.facts = facts;
    manifest.cause = "ingest";
    manifest.properties = properties;
    manifest.counts.read = rows.size();
    manifest.counts.kept = rows.size();
    manifest.source.name = facts.id + ".csv";
    manifest.source.sha256 = std::string(64, 'a');
    if (!writer.commit(manifest, m_register)) {
        throw std::runtime_error("the same rows were published before");
    }
}

void SmallSite::comment(const std::vector<Comment>& comments)
{
    m_register.replace_file_comments(comments);
}

void SmallSite::refresh()
{
    if (const auto error = m_store->refresh(Instant{1'795'000'000})) {
        throw std::runtime_error(*error);
    }
}

std::shared_ptr<const publish::Snapshot> SmallSite::snapshot(const std::string& id) const
{
    return m_store->current()->find(id);
}

DatasetFacts SmallSite::works_facts()
{
    DatasetFacts facts;
    facts.id = "chantiers";
    facts.kind = Kind::road_works;
    facts.title = {{"fr", "Chantiers"}};
    facts.row = {{"fr", "un chantier"}};
    facts.description = {{"fr", "Des chantiers dessinés."}};
    facts.licence = "etalab-2.0";
    facts.producer = "Petite Métropole";
    facts.updated = "2026-11-20";
    facts.sample = true;
    facts.key = {"numero"};
    facts.title_property = "titre";
    facts.start_property = "debut";
    facts.end_property = "fin";
    return facts;
}

std::vector<Property> SmallSite::works_properties()
{
    auto effect = property("effet", ValueType::text, "Effet");
    effect.values = {{"rue_barree", {{"fr", "Rue barrée"}}}, {"alternat", {{"fr", "Alternat"}}}};
    return {property("numero", ValueType::text, "Numéro"),
            property("titre", ValueType::text, "Titre"),
            property("debut", ValueType::date, "Début"),
            property("fin", ValueType::date, "Fin"),
            property("etat_declare", ValueType::text, "État déclaré"),
            effect,
            property("cout_eur", ValueType::number, "Coût"),
            property("rang", ValueType::integer, "Rang"),
            property("ouvert", ValueType::boolean, "Ouvert"),
            property("services", ValueType::list, "Services"),
            property("communes_parts", ValueType::parts, "Communes touchées"),
            property("commune", ValueType::text, "Commune")};
}

std::vector<Feature> SmallSite::works(std::size_t count, std::uint32_t seed)
{
    std::mt19937 random(seed);
    const std::vector<std::string> titles{"Rue du Bac", "Pont \"Flaubert\", rive gauche",
                                          "Ligne une\nligne deux", "Quai 😀 \\ é", "=SOMME(A1)"};
    std::vector<Feature> rows;
    for (std::size_t i = 0; i < count; ++i) {
        const auto start = days(Date{2026, 11, 1}) + static_cast<std::int32_t>(random() % 60) - 20;
        Feature row;
        row.id = "c-" + std::to_string(i);
        row.geometry = drawn_geometry(random);
        const auto commune = "FR_7600" + std::to_string(random() % 3);
        row.values = {
            Value{row.id},
            or_null(random, titles[random() % titles.size()]),
            or_null(random, date_of_days(start)),
            or_null(random, date_of_days(start + static_cast<std::int32_t>(random() % 30))),
            or_null(random, std::string(random() % 8 == 0 ? "annule" : "prevu")),
            or_null(random, std::string(random() % 2 == 0 ? "rue_barree" : "alternat")),
            or_null(random, static_cast<double>(random() % 100) / 4),
            or_null(random, static_cast<std::int64_t>(random() % 10)),
            or_null(random, random() % 2 == 0),
            or_null(random, std::vector<std::string>{"eau", random() % 2 == 0 ? "gaz" : "voirie"}),
            or_null(random, std::vector<Part>{{commune, 0.75}, {"FR_76009", 0.25}}),
            or_null(random, commune)};
        rows.push_back(std::move(row));
    }
    return rows;
}

DatasetFacts SmallSite::communes_facts()
{
    DatasetFacts facts;
    facts.id = "communes";
    facts.kind = Kind::communes;
    facts.title = {{"fr", "Communes"}};
    facts.row = {{"fr", "une commune"}};
    facts.description = {{"fr", "Les communes du territoire."}};
    facts.licence = "etalab-2.0";
    facts.producer = "Petite Métropole";
    facts.updated = "2026-11-20";
    facts.key = {"commune"};
    facts.title_property = "commune_nom";
    return facts;
}

std::vector<Property> SmallSite::communes_properties()
{
    return {property("commune", ValueType::text, "Commune"),
            property("commune_code", ValueType::text, "Code"),
            property("commune_nom", ValueType::text, "Nom"),
            property("pole", ValueType::text, "Pôle"),
            property("pole_nom", ValueType::text, "Nom du pôle"),
            property("population", ValueType::integer, "Population")};
}

std::vector<Feature> SmallSite::communes()
{
    std::vector<Feature> rows;
    for (int i = 0; i < 3; ++i) {
        const double west = 1.0 + 0.06 * i;
        const double east = west + 0.06;
        Feature row;
        row.id = "FR_7600" + std::to_string(i);
        row.geometry =
            geo::Polygon{{{{west, 49.4}, {east, 49.4}, {east, 49.6}, {west, 49.6}, {west, 49.4}}}};
        row.values = {Value{row.id},
                      Value{row.id.substr(3)},
                      Value{"Commune " + std::to_string(i)},
                      Value{std::string("nord")},
                      Value{std::string("Nord")},
                      Value{std::int64_t{1000} * (i + 1)}};
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace parvis::test
