// SPDX-License-Identifier: EUPL-1.2
#include "datasets/ingest.hpp"

#include "datasets/stored_features.hpp"
#include "geo/error.hpp"
#include "scratch_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <map>

using namespace parvis::datasets;
using parvis::test::ScratchFolder;

namespace {

/// The folder of real files: PARVIS_SHARED_DATA, or shared/data beside the source tree.
std::filesystem::path data_folder()
{
    if (const char* set = std::getenv("PARVIS_SHARED_DATA")) {
        return set;
    }
    return std::filesystem::path(PARVIS_SOURCE_DIR).parent_path() / "shared" / "data";
}

/// Says loudly that a test did not run.
boost::test_tools::assertion_result has_real_files(boost::unit_test::test_unit_id)
{
    boost::test_tools::assertion_result result(std::filesystem::exists(data_folder() / "works"));
    result.message() << "SKIPPED: no real files in " << data_folder().string()
                     << " (set PARVIS_SHARED_DATA)";
    return result;
}

/// Communes of a real GeoJSON file as a territory without poles.
Territory territory_of(const ScratchFolder& site, const std::string& file)
{
    site.write("parvis.toml", "name.fr = \"Test\"\nsentence.fr = \"Test\"\npublisher = \"Test\"\n");
    site.write("territory.toml",
               "id = \"test\"\ncountry = \"FR\"\nname.fr = \"Test\"\n[communes]\nname.fr = "
               "\"commune\"\nplural.fr = \"communes\"\nsource = \"" +
                   (data_folder() / "communes" / file).string() +
                   "\"\ncode = \"code\"\nlabel = \"nom\"\nvintage = "
                   "\"2018-01-01\"\nlicence = \"etalab-2.0\"\norigin = \"IGN\"\n");
    return read_territory(read_site(site.path()));
}

IngestReport check_real(const std::string& communes, const std::string& source,
                        const std::string& rest)
{
    const ScratchFolder site;
    const Territory territory = territory_of(site, communes);
    const auto file =
        site.write("datasets/reel.toml", "title.fr = \"Réel\"\nsource = \"" +
                                             (data_folder() / source).string() + "\"\n" + rest);
    return check(read_definition(file, "etalab-2.0"), territory, {}, Date{2026, 11, 22});
}

constexpr const char* herault = "communes-34-herault.geojson";

}  // namespace

BOOST_AUTO_TEST_SUITE(real_files, *boost::unit_test::precondition(has_real_files))

BOOST_AUTO_TEST_CASE(the_works_of_toulouse_are_all_kept_and_placed)
{
    const IngestReport report =
        check_real("communes-31-haute-garonne.geojson", "works/toulouse-chantiers-2014.json", R"(
kind = "road_works"
key = ["numero"]
[place]
lon = "LatLng.lng"
lat = "LatLng.lat"
[columns.numero]
from = "id"
[columns.voie]
[columns.debut]
from = "datedebut"
[columns.fin]
from = "datefin"
)");

    BOOST_TEST((report.manifest.counts == Counts{3948, 3948, 0, 0, 0, 0}));
}

BOOST_AUTO_TEST_CASE(the_works_of_paris_are_outside_of_haute_garonne_every_one)
{
    const IngestReport report =
        check_real("communes-31-haute-garonne.geojson", "works/paris-chantiers-2025-11-22.csv", R"(
kind = "road_works"
key = ["numero"]
[place]
geojson = "geo_shape"
[columns.numero]
from = "Référence Chantier"
[columns.debut]
from = "Date début du chantier"
[columns.fin]
from = "Date fin du chantier"
)");

    const Counts& counts = report.manifest.counts;
    BOOST_TEST(counts.read == 5452U);
    BOOST_TEST(counts.rejected == 0U);
    BOOST_TEST(counts.unplaced == 1U);
    BOOST_TEST(counts.outside == 5451U);
}

BOOST_AUTO_TEST_CASE(the_works_of_paris_are_kept_every_one_in_paris)
{
    const ScratchFolder site;
    site.write("paris.geojson",
               R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":)"
               R"("75056","nom":"Paris"},"geometry":{"type":"Polygon","coordinates":[[[2.2,48.8],)"
               R"([2.5,48.8],[2.5,48.92],[2.2,48.92],[2.2,48.8]]]}}]})");
    site.write("parvis.toml", "name.fr = \"Test\"\nsentence.fr = \"Test\"\npublisher = \"Test\"\n");
    site.write("territory.toml",
               "id = \"test\"\ncountry = \"FR\"\nname.fr = \"Test\"\n[communes]\nname.fr = "
               "\"commune\"\nplural.fr = \"communes\"\nsource = \"paris.geojson\"\ncode = "
               "\"code\"\nlabel = \"nom\"\nvintage = \"2025-01-01\"\nlicence = "
               "\"etalab-2.0\"\norigin = \"dessin\"\n");
    const Territory territory = read_territory(read_site(site.path()));
    const auto file =
        site.write("datasets/reel.toml",
                   "title.fr = \"Chantiers\"\nsource = \"" +
                       (data_folder() / "works/paris-chantiers-2025-11-22.csv").string() + R"("
kind = "road_works"
key = ["numero"]
others = "keep"
[place]
geojson = "geo_shape"
[columns.numero]
from = "Référence Chantier"
[columns.debut]
from = "Date début du chantier"
[columns.fin]
from = "Date fin du chantier"
)");
    const IngestReport report =
        check(read_definition(file, "etalab-2.0"), territory, {}, Date{2025, 11, 22});

    const Counts& counts = report.manifest.counts;
    BOOST_TEST(counts.read == 5452U);
    BOOST_TEST(counts.kept + counts.outside + counts.rejected == counts.read);
    BOOST_TEST(counts.rejected == 0U);
    BOOST_TEST(counts.outside == 0U);
    BOOST_TEST(counts.unplaced == 1U);  // no geometry: said, kept
    BOOST_TEST(report.manifest.issues.at("unplaced") == 1U);
    BOOST_TEST(report.manifest.source.encoding == "UTF-8");
    BOOST_TEST(report.manifest.source.separator == ";");
}

BOOST_AUTO_TEST_CASE(the_establishments_of_montpellier_have_the_types_of_their_header)
{
    const IngestReport report =
        check_real(herault, "equipment/montpellier-etablissements-2014.csv", R"(
kind = "equipment"
key = ["numero"]
others = "keep"
[place]
commune = "CODCOMM"
[columns.numero]
from = "FID_eqpt_2"
[columns.nom]
from = "LIBEL"
)");
    const auto type_of = [&](std::string_view name) {
        const auto& properties = report.manifest.properties;
        const auto found = std::ranges::find(properties, name, &Property::name);
        BOOST_REQUIRE(found != properties.end());
        return found->type;
    };
    BOOST_TEST(report.manifest.counts.read == 1024U);
    BOOST_TEST(report.manifest.counts.rejected == 0U);
    // Its commune codes are not INSEE's ("340172" for 34172): published without a place, and said
    // so; one row has "34000", which looks like a commune elsewhere.
    BOOST_TEST(report.manifest.counts.kept == 1023U);
    BOOST_TEST(report.manifest.counts.outside == 1U);
    BOOST_TEST(report.manifest.issues.at("commune_code_unknown") == 1022U);
    BOOST_TEST(report.manifest.source.encoding == "windows-1252");
    BOOST_TEST((type_of("cdrue") == ValueType::number));
    BOOST_TEST((type_of("quartier") == ValueType::integer));
    BOOST_TEST((type_of("famille") == ValueType::text));
    BOOST_TEST((type_of("numero") == ValueType::text));
    // Not a value was lost to its type.
    BOOST_TEST(!report.manifest.issues.contains("number_invalid"));
    BOOST_TEST(!report.manifest.issues.contains("encoding_invalid"));
}

BOOST_AUTO_TEST_CASE(the_shapefile_of_montpellier_gives_a_place_to_each_counted_by_commune)
{
    const std::string rest = R"(
kind = "equipment"
key = ["numero"]
outside = "keep"
[columns.numero]
from = "FID_eqpt_2"
[columns.nom]
from = "LIBEL"
)";
    const ScratchFolder site;
    const Territory territory = territory_of(site, herault);
    const auto file = site.write(
        "datasets/reel.toml",
        "title.fr = \"Réel\"\nsource = \"" +
            (data_folder() / "equipment/montpellier-etablissements-2014-shp-lambert93.zip")
                .string() +
            "\"\n" + rest);
    const DatasetDefinition definition = read_definition(file, "etalab-2.0");
    Register reg(site.path() / "data");
    const IngestReport report = ingest(definition, territory, reg, "ingest", {}, Date{2026, 1, 1});
    BOOST_TEST(report.manifest.counts.read == 1024U);
    BOOST_TEST(report.manifest.counts.kept == 1024U);
    BOOST_TEST(report.manifest.counts.unplaced == 0U);
    BOOST_TEST(report.manifest.source.crs == "IGNF:LAMB93");  // as its .prj names Lambert-93
    BOOST_TEST(!report.manifest.source.operation.empty());
    BOOST_TEST(report.hints.empty());
    StoredFeatures rows(reg.data() / "versions/reel/1", report.manifest, {"commune_code"});
    std::map<std::string, int> count;
    for (StoredFeatures::Row row; rows.next(row);) {
        const auto* code = std::get_if<std::string>(&row.values.at(0));
        ++count[code == nullptr ? "" : *code];
    }
    // Counted by GDAL and SpatiaLite over the same two files.
    BOOST_TEST((count == std::map<std::string, int>{{"34116", 1}, {"34123", 1}, {"34172", 1022}}));
}

BOOST_AUTO_TEST_CASE(the_sports_grounds_of_lyon_agree_with_their_own_commune_codes)
{
    const IngestReport report =
        check_real("communes-69-rhone.geojson", "equipment/lyon-equipements-sportifs.geojson", R"(
kind = "equipment"
key = ["numero"]
[place]
commune = "insee"
[columns.numero]
from = "identifiant"
[columns.nom]
)");

    const Counts& counts = report.manifest.counts;
    BOOST_TEST(counts.read == 3244U);
    BOOST_TEST(counts.kept + counts.outside + counts.rejected == 3244U);
    BOOST_TEST(counts.kept > 3200U);
    BOOST_TEST_MESSAGE("commune_contradicts_place: "
                       << (report.manifest.issues.contains("commune_contradicts_place")
                               ? report.manifest.issues.at("commune_contradicts_place")
                               : 0));
}

BOOST_AUTO_TEST_CASE(sites_and_hospitals_elsewhere_in_france_are_counted_apart)
{
    const IngestReport sites = check_real(herault, "equipment/france-services-2024-08.csv", R"(
kind = "equipment"
key = ["numero"]
[place]
lon = "longitude"
lat = "latitude"
[columns.numero]
from = "id_fs"
[columns.nom]
from = "lib_fs"
)");
    BOOST_TEST(sites.manifest.counts.read == 2845U);
    BOOST_TEST(sites.manifest.counts.rejected == 0U);
    BOOST_TEST(sites.manifest.counts.outside > 2700U);
    BOOST_TEST(sites.manifest.counts.kept > 10U);
}

BOOST_AUTO_TEST_SUITE_END()
