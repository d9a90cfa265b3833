// SPDX-License-Identifier: EUPL-1.2
#include "datasets/manifest.hpp"

#include "geo/error.hpp"
#include "scratch_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace parvis;
using namespace parvis::datasets;
using parvis::test::ScratchFolder;

namespace {

/// A manifest with something in every member.
Manifest full_manifest()
{
    Manifest manifest;
    DatasetFacts& facts = manifest.facts;
    facts.id = "chantiers";
    facts.kind = Kind::road_works;
    facts.level = "pole";
    facts.title = {{"fr", "Chantiers « en cours »"}, {"de", "Baustellen"}};
    facts.description = {{"fr", "Ligne 1\nligne 2 \"citée\""}};
    facts.row = {{"fr", "un chantier"}};
    facts.note = {{"fr", "chantiers de 2014"}};
    facts.licence = "etalab-2.0";
    facts.licence_url = "https://example.org/licence?a=1&b=2";
    facts.producer = "Métropole";
    facts.origin = "fichier\tplat";
    facts.updated = "2026-11-22";
    facts.sample = true;
    facts.key = {"numero", "commune_code"};
    facts.figure_measure = "mesure";
    facts.figure_place = "lieu";
    facts.figure_period = "annee";
    facts.figure_value = "valeur";
    facts.title_property = "titre";
    facts.start_property = "debut";
    facts.end_property = "fin";
    manifest.version = 7;
    manifest.created = "2026-11-22T16:00:00Z";
    manifest.cause = "upload";
    manifest.reference_date = "2014-12-01";
    manifest.source = {"chantiers.csv",
                       std::string(64, 'a'),
                       12'345'678'901,
                       "CSV",
                       "windows-1252",
                       ";",
                       "EPSG:2154",
                       "Inverse of Lambert-93",
                       0.1,
                       {"séparateur « ; » reconnu"},
                       "travaux",
                       "2.1",
                       std::string(64, 'b')};
    manifest.counts = {10, 7, 2, 1, 3, 4};
    manifest.issues = {{"date_invalid", 1}, {"commune_contradicts_place", 4}};
    manifest.extent = geo::Box{-1.1234567, 43.1, 0.30000000000000004, 49.5};
    manifest.interval_start = "2014-01-01";
    manifest.interval_end = "2014-12-31";
    manifest.properties = {
        {"effet",
         ValueType::text,
         {{"fr", "Effet"}},
         {{"fr", "Ce qui gêne"}},
         "",
         "2026",
         {{"rue_barree", {{"fr", "rue barrée"}}}, {"alternat", {}}},
         false,
         {},
         {}},
        {"longueur_m", ValueType::number, {{"fr", "Longueur"}}, {}, "m", "", {}, true, {}, {}},
        {"chantiers",
         ValueType::integer,
         {{"fr", "Chantiers"}},
         {},
         "",
         "",
         {},
         true,
         {"chantiers", "chantiers_de_l_etat"},
         {{"fr", "un chantier touche parfois plusieurs lieux"}}}};
    manifest.not_published = {"telephone", "mail"};
    manifest.inputs = {"chantiers@3"};
    manifest.files = {{"features.geojsonl", 17, std::string(64, 'b')},
                      {"table.csv", 0, std::string(64, 'c')}};
    return manifest;
}

Manifest reread(const std::string& json)
{
    const ScratchFolder folder;
    test::put(folder / "manifest.json", json);
    return read_manifest(folder / "manifest.json");
}

std::string replaced(std::string text, const std::string& what, const std::string& by)
{
    const std::size_t at = text.find(what);
    BOOST_REQUIRE_NE(at, std::string::npos);
    return text.replace(at, what.size(), by);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(manifest)

BOOST_AUTO_TEST_CASE(a_manifest_reads_back_the_same)
{
    for (const Manifest& manifest : {Manifest{}, full_manifest()}) {
        const std::string json = to_json(manifest);
        const Manifest back = reread(json);

        BOOST_TEST(to_json(back) == json);
        BOOST_TEST(back.facts.title == manifest.facts.title);
        BOOST_TEST((back.properties == manifest.properties));
        BOOST_TEST((back.counts == manifest.counts));
        BOOST_TEST((back.extent == manifest.extent));
        BOOST_TEST((back.issues == manifest.issues));
        BOOST_TEST(back.source.bytes == manifest.source.bytes);
    }
}

BOOST_AUTO_TEST_CASE(every_kind_has_a_name_that_reads_back)
{
    for (const Kind kind : {Kind::road_works, Kind::equipment, Kind::demographics, Kind::general,
                            Kind::communes, Kind::level}) {
        Manifest manifest = full_manifest();
        manifest.facts.kind = kind;
        BOOST_TEST((reread(to_json(manifest)).facts.kind == kind));
    }
}

BOOST_AUTO_TEST_CASE(a_manifest_cut_off_anywhere_is_refused)
{
    const std::string json = to_json(full_manifest());
    for (std::size_t length = 0; length + 2 < json.size(); length += 41) {
        BOOST_CHECK_THROW(static_cast<void>(reread(json.substr(0, length))), StoreError);
    }
}

BOOST_AUTO_TEST_CASE(a_changed_byte_is_refused_or_read_as_it_stands_but_never_crashes)
{
    const std::string json = to_json(full_manifest());
    std::mt19937 random(5);
    for (int i = 0; i < 500; ++i) {
        std::string broken = json;
        broken[random() % broken.size()] =
            static_cast<char>(static_cast<unsigned char>(random() % 256));
        try {
            BOOST_TEST(to_json(reread(broken)).size() > 0U);
        } catch (const StoreError&) {
        }
    }
}

BOOST_AUTO_TEST_CASE(nothing_is_dropped_or_guessed)
{
    const std::string json = to_json(full_manifest());
    const std::pair<std::string, std::string> changes[] = {
        {"\"version\": 7", "\"version\": \"7\""},
        {"\"version\": 7", "\"version\": -7"},
        {"\"version\": 7", "\"version\": 5000000000"},
        {"\"version\": 7", "\"versions\": 7"},
        {"\"version\": 7", "\"version\": 7, \"version\": 8"},
        {"\"version\": 7", "\"version\": 7, \"unknown\": 8"},
        {"\"kept\": 7", "\"kept\": 7.5"},
        {"\"kind\": \"road_works\"", "\"kind\": \"roads\""},
        {"\"type\": \"number\"", "\"type\": \"float\""},
        {"\"sample\": true", "\"sample\": 1"},
        {"\"manifest_format\": 1", "\"manifest_format\": 2"},
        {"\"accuracy_m\": 0.1", "\"accuracy_m\": \"0.1\""},
    };
    for (const auto& [what, by] : changes) {
        BOOST_TEST_CONTEXT(by)
        {
            BOOST_CHECK_THROW(static_cast<void>(reread(replaced(json, what, by))), StoreError);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_message_names_the_file_and_the_member)
{
    const std::string broken = replaced(to_json(full_manifest()), "\"kept\": 7", "\"kept\": true");
    try {
        static_cast<void>(reread(broken));
        BOOST_FAIL("accepted");
    } catch (const StoreError& error) {
        const std::string message = error.what();
        BOOST_TEST(message.find("manifest.json") != std::string::npos);
        BOOST_TEST(message.find("counts.kept") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_million_brackets_do_not_overflow_the_stack)
{
    BOOST_CHECK_THROW(static_cast<void>(reread(std::string(1'000'000, '['))), StoreError);
}

BOOST_AUTO_TEST_SUITE_END()
