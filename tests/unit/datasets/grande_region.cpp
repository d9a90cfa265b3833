// SPDX-License-Identifier: EUPL-1.2
// The site datasets/sites/grande-region on the real files of four countries.
#include "datasets/commune_code.hpp"
#include "datasets/ingest.hpp"
#include "datasets/source.hpp"
#include "datasets/territory.hpp"
#include "geo/measure.hpp"
#include "geo/visit.hpp"
#include "scratch_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
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

bool any_postcode(std::string_view) { return true; }
bool of_three_departements(std::string_view code)
{
    return code.starts_with("54") || code.starts_with("57") || code.starts_with("67");
}
/// 1300 to 1499 and 4000 to 7999.
bool is_walloon(std::string_view code)
{
    return code.size() == 4 &&
           ((code >= "1300" && code < "1500") || (code >= "4000" && code < "8000"));
}

/// Hospitals of one country's file whose postcode fits, by the country of the commune that holds
/// them, "-" for none.
std::map<std::string, std::set<std::string>>
hospitals(const std::string& country, bool (*fits)(std::string_view) = any_postcode)
{
    SourceOptions options;
    options.file = data_folder() / "equipment" / ("hospitals-" + country + ".csv");
    const auto source = open_source(options);
    const auto column = [&](const char* name) {
        return static_cast<std::size_t>(std::ranges::find(source->columns(), name) -
                                        source->columns().begin());
    };
    const std::size_t id = column("id"), lon = column("lon"), lat = column("lat"),
                      postcode = column("postcode");
    std::map<std::string, std::set<std::string>> found;
    SourceRow row;
    while (source->next(row)) {
        if (!fits(row.cells[postcode])) {
            continue;
        }
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

/// Where the hospitals of all four files are that no commune holds.
std::vector<geo::LonLat> hospitals_outside()
{
    std::vector<geo::LonLat> places;
    for (const char* country : {"fr", "be", "de", "lu"}) {
        SourceOptions options;
        options.file = data_folder() / "equipment" / (std::string("hospitals-") + country + ".csv");
        const auto source = open_source(options);
        const auto& columns = source->columns();
        const auto lon = std::ranges::find(columns, "lon") - columns.begin();
        const auto lat = std::ranges::find(columns, "lat") - columns.begin();
        SourceRow row;
        while (source->next(row)) {
            const geo::LonLat at{std::stod(std::string(row.cells[static_cast<std::size_t>(lon)])),
                                 std::stod(std::string(row.cells[static_cast<std::size_t>(lat)]))};
            if (region().locator().locate(at) == geo::Locator::nowhere) {
                places.push_back(at);
            }
        }
    }
    return places;
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

BOOST_AUTO_TEST_CASE(hospitals_with_a_postcode_of_the_region_lie_in_its_communes)
{
    const auto france = hospitals("fr", of_three_departements);
    const auto wallonia = hospitals("be", is_walloon);

    BOOST_TEST(france.at("FR").size() == 246U);
    // One is at 46.62 N 2.45 E, the middle of France, though its address is in Metz.
    BOOST_TEST((france.at("-") == std::set<std::string>{"570001016"}));
    BOOST_TEST(france.size() == 2U);
    BOOST_TEST(wallonia.at("BE").size() == 97U);
    BOOST_TEST(wallonia.size() == 1U);
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
    const std::vector<geo::LonLat> outside = hospitals_outside();
    const std::uint64_t inside = counts.read - outside.size();
    BOOST_TEST(inside == 539U);
    // Those outside that are kept have a vertex of a commune within 20 km and a little more; those
    // that are not have none: vertices are under 4 km apart.
    const std::uint64_t kept_outside = counts.kept - inside;
    std::uint64_t surely = 0;
    std::uint64_t perhaps = 0;
    std::vector<geo::LonLat> vertices;
    for (const Commune& commune : region().communes) {
        geo::for_each_polygon(commune.geometry, [&](const geo::Polygon& polygon) {
            vertices.insert(vertices.end(), polygon.rings.front().begin(),
                            polygon.rings.front().end());
        });
    }
    for (const geo::LonLat at : outside) {
        double nearest = 1e9;
        for (const geo::LonLat v : vertices) {
            if (std::abs(v.lat - at.lat) < 0.25 && std::abs(v.lon - at.lon) < 0.4) {
                nearest = std::min(nearest, geo::distance_m(at, v));
            }
        }
        surely += nearest <= 20'000 ? 1U : 0U;
        perhaps += nearest <= 22'000 ? 1U : 0U;
    }
    BOOST_TEST(kept_outside >= surely);
    BOOST_TEST(kept_outside <= perhaps);
    BOOST_TEST(surely > 400U);
}

BOOST_AUTO_TEST_SUITE_END()
