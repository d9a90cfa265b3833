// SPDX-License-Identifier: EUPL-1.2
#include "datasets/ingest.hpp"

#include "geo/error.hpp"
#include "scratch_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>

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

BOOST_AUTO_TEST_CASE(the_establishments_of_montpellier_read_alike_from_csv_and_shapefile)
{
    const IngestReport table =
        check_real(herault, "equipment/montpellier-etablissements-2014.csv", R"(
kind = "equipment"
key = ["numero"]
[place]
commune = "CODCOMM,C,6"
[columns.numero]
from = "FID_eqpt_2,N,9,0"
[columns.nom]
from = "LIBEL,C,254"
)");
    BOOST_TEST(table.manifest.counts.read == 1024U);
    // Its commune codes are the tax office's ("340172" for 34172): published without a place, and
    // said so; one row has "34000", which looks like a commune elsewhere.
    BOOST_TEST(table.manifest.counts.kept == 1023U);
    BOOST_TEST(table.manifest.counts.outside == 1U);
    BOOST_TEST(table.manifest.counts.rejected == 0U);
    BOOST_TEST(table.manifest.issues.at("commune_code_unknown") == 1022U);
    BOOST_TEST(table.manifest.source.encoding == "windows-1252");

    const IngestReport shapes =
        check_real(herault, "equipment/montpellier-etablissements-2014-shp-lambert93.zip", R"(
kind = "equipment"
key = ["numero"]
[place]
geometry = "file"
[columns.numero]
from = "FID_eqpt_2"
[columns.nom]
from = "LIBEL"
)");
    BOOST_TEST(shapes.manifest.counts.read == 1024U);
    BOOST_TEST(shapes.manifest.counts.kept + shapes.manifest.counts.outside == 1024U);
    BOOST_TEST(!shapes.manifest.source.operation.empty());
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
