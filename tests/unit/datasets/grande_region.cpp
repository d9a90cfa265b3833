// SPDX-License-Identifier: EUPL-1.2
// The site datasets/sites/grande-region on the real files of four countries.
#include "datasets/commune_code.hpp"
#include "datasets/ingest.hpp"
#include "datasets/source.hpp"
#include "datasets/territory.hpp"
#include "geo/measure.hpp"
#include "scratch_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

using namespace parvis;
using namespace parvis::datasets;

namespace {

std::filesystem::path data_folder()
{
    if (const char* set = std::getenv("PARVIS_SHARED_DATA")) {
        return set;
    }
    return std::filesystem::path(PARVIS_SOURCE_DIR).parent_path() / "shared" / "data";
}

boost::test_tools::assertion_result has_region(boost::unit_test::test_unit_id)
{
    boost::test_tools::assertion_result result(
        std::filesystem::exists(data_folder() / "communes/be-municipalities.topojson") &&
        std::filesystem::exists(data_folder() / "equipment/hospitals-lu.csv"));
    result.message() << "SKIPPED: no real files in " << data_folder().string()
                     << " (set PARVIS_SHARED_DATA)";
    return result;
}

std::filesystem::path site_folder()
{
    return std::filesystem::path(PARVIS_SOURCE_DIR) / "datasets/sites/grande-region";
}

/// Read once: it takes seconds in a debug build.
const Territory& region()
{
    static const Territory territory = [] {
        ::setenv("PARVIS_DATA", data_folder().c_str(), 1);
        return read_territory(read_site(site_folder()));
    }();
    return territory;
}

std::size_t times(const std::string& text, std::string_view word)
{
    std::size_t count = 0;
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        ++count;
    }
    return count;
}

/// Features of a GeoJSON file, by its text alone.
std::size_t features(const char* file)
{
    std::string text = test::content_of(data_folder() / "communes" / file);
    std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; });
    return times(text, R"("type":"Feature",)");
}

std::size_t communes_of(const std::string& country)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(region().communes, [&](const Commune& commune) {
            return country_of_key(commune.key) == country;
        }));
}

/// Hospitals of one country's file by the country of the commune that holds them, "-" for none.
std::map<std::string, std::set<std::string>> hospitals(const std::string& country)
{
    SourceOptions options;
    options.file = data_folder() / "equipment" / ("hospitals-" + country + ".csv");
    const auto source = open_source(options);
    const auto column = [&](const char* name) {
        return static_cast<std::size_t>(std::ranges::find(source->columns(), name) -
                                        source->columns().begin());
    };
    const std::size_t id = column("id"), lon = column("lon"), lat = column("lat");
    std::map<std::string, std::set<std::string>> found;
    SourceRow row;
    while (source->next(row)) {
        const geo::LonLat at{std::stod(std::string(row.cells[lon])),
                             std::stod(std::string(row.cells[lat]))};
        const auto& locator = region().locator();
        const std::uint32_t area = locator.locate(at);
        const std::string where =
            area == geo::Locator::nowhere ? "-" : std::string(country_of_key(locator.keys()[area]));
        found[where].emplace(row.cells[id]);
    }
    return found;
}

std::string level_of(const char* level, const char* commune)
{
    const auto found = std::ranges::find(region().levels, level, &Level::id);
    const std::string_view id = region().area_of(*found, commune);
    const auto area = std::ranges::find(found->areas, id, &LevelArea::id);
    return area == found->areas.end() ? std::string(id) : area->name;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(grande_region, *boost::unit_test::precondition(has_region))

BOOST_AUTO_TEST_CASE(each_country_has_as_many_communes_as_its_files_have_features)
{
    BOOST_TEST(communes_of("FR") == features("communes-54-meurthe-et-moselle.geojson") +
                                        features("communes-57-moselle.geojson") +
                                        features("communes-67-bas-rhin.geojson"));
    BOOST_TEST(communes_of("FR") == 1835U);
    BOOST_TEST(communes_of("LU") == features("lu-communes-epsg4326.geojson"));
    BOOST_TEST(communes_of("LU") == 100U);
    BOOST_TEST(communes_of("DE") == features("de-saarland-gemeinden.geojson") +
                                        features("de-rheinland-pfalz-gemeinden.geojson"));
    BOOST_TEST(communes_of("DE") == 2357U);

    // The Belgian file: properties with a population are municipalities; one Flemish commune is
    // marked as Walloon.
    const std::string text =
        test::content_of(data_folder() / "communes/be-municipalities.topojson");
    std::size_t walloon = 0;
    for (std::size_t at = text.find("\"properties\":{"); at != std::string::npos;
         at = text.find("\"properties\":{", at + 1)) {
        const std::string properties = text.substr(at, text.find('}', at) - at);
        walloon += times(properties, "\"population\":") * times(properties, "Région Walonne");
    }
    BOOST_TEST(walloon == 263U);
    BOOST_TEST(communes_of("BE") == walloon - 1);
    BOOST_TEST(region().commune("BE_33016") == nullptr);
}

BOOST_AUTO_TEST_CASE(levels_have_their_countries_names)
{
    BOOST_TEST(level_of("departement", "FR_57463") == "Moselle");
    BOOST_TEST(level_of("canton", "LU_0304") == "Luxembourg");
    BOOST_TEST(level_of("province", "BE_62063") == "Liège");
    BOOST_TEST(level_of("arrondissement", "BE_62063") == "Arrondissement de Liège");
    BOOST_TEST(level_of("bundesland", "DE_10041100") == "Saarland");
    BOOST_TEST(level_of("landkreis", "DE_10041100") == "Regionalverband Saarbrücken");
    BOOST_TEST(level_of("pays", "DE_07211000") == "Allemagne");
    const std::map<std::string, std::size_t> sizes{{"pays", 4},       {"departement", 3},
                                                   {"canton", 12},    {"province", 5},
                                                   {"bundesland", 2}, {"landkreis", 42}};
    for (const auto& [id, size] : sizes) {
        const auto level = std::ranges::find(region().levels, id, &Level::id);
        BOOST_TEST_CONTEXT(id) { BOOST_TEST(level->areas.size() == size); }
    }
}

BOOST_AUTO_TEST_CASE(every_pair_of_neighbours_has_its_seam)
{
    std::set<std::string> pairs;
    for (const BoundarySeam& seam : region().seams) {
        if (seam.countries.size() == 2) {
            pairs.insert(seam.countries[0] + seam.countries[1]);
            BOOST_TEST_CONTEXT(sentence_of(seam))
            {
                BOOST_TEST(seam.facing_m > 10'000);
                BOOST_TEST(seam.touching_m > 0);
                BOOST_TEST(seam.touching_m < seam.facing_m);
                BOOST_TEST(seam.overlap_m2 > 0);
                BOOST_TEST(seam.gap_m2 > 0);
            }
        }
    }
    BOOST_TEST((pairs == std::set<std::string>{"BEDE", "BEFR", "BELU", "DEFR", "DELU", "FRLU"}));
}

BOOST_AUTO_TEST_CASE(every_hospital_of_luxembourg_lies_in_a_commune_of_luxembourg)
{
    const auto found = hospitals("lu");

    BOOST_TEST(found.size() == 1U);
    BOOST_TEST(found.at("LU").size() == 21U);
}

BOOST_AUTO_TEST_CASE(no_hospital_of_one_country_lies_in_a_commune_of_another)
{
    for (const auto& [country, key] :
         {std::pair("fr", "FR"), std::pair("be", "BE"), std::pair("de", "DE")}) {
        for (const auto& [where, ids] : hospitals(country)) {
            BOOST_TEST_CONTEXT(country << " in " << where << ", such as " << *ids.begin())
            {
                BOOST_TEST((where == key || where == "-"));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(hospitals_up_to_20_km_are_kept_and_those_beyond_are_counted_apart)
{
    const auto definition =
        read_definition((region(), site_folder() / "datasets/hopitaux.toml"), "notspecified");

    const IngestReport report = check(definition, region(), {}, Date{2026, 11, 25});

    const Counts& counts = report.manifest.counts;
    BOOST_TEST(counts.read == 5368U + 272U + 2809U + 21U);
    BOOST_TEST(counts.rejected == 0U);
    BOOST_TEST(counts.kept + counts.outside == counts.read);
    // Kept: those in a commune, and those outside within 20 km of one, by another way: the distance
    // to the nearest vertex of the limits is an upper bound.
    std::size_t inside = 0;
    for (const auto& [country, key] : {std::pair("fr", "FR"), std::pair("be", "BE"),
                                       std::pair("de", "DE"), std::pair("lu", "LU")}) {
        for (const auto& [where, ids] : hospitals(country)) {
            inside += where == "-" ? 0 : ids.size();
        }
    }
    BOOST_TEST(counts.kept > inside);
    BOOST_TEST(counts.kept < 2 * inside);
}

BOOST_AUTO_TEST_SUITE_END()
