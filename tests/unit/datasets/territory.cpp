// SPDX-License-Identifier: EUPL-1.2
#include "datasets/territory.hpp"

#include "geo/error.hpp"
#include "grid_site.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>

using namespace parvis::datasets;
using parvis::test::GridSite;

namespace {

std::int64_t issues(const Territory& territory, std::string_view code)
{
    return std::ranges::count(territory.issues, code, &RowIssue::code);
}

std::filesystem::path data_folder()
{
    if (const char* set = std::getenv("PARVIS_SHARED_DATA")) {
        return set;
    }
    return std::filesystem::path(PARVIS_SOURCE_DIR).parent_path() / "shared" / "data";
}

boost::test_tools::assertion_result has_communes(boost::unit_test::test_unit_id)
{
    boost::test_tools::assertion_result result(std::filesystem::exists(data_folder() / "communes"));
    result.message() << "SKIPPED: no real files in " << data_folder().string();
    return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(territory)

BOOST_AUTO_TEST_CASE(a_grid_has_its_communes_poles_and_areas)
{
    const GridSite site;

    const Territory territory = site.read();

    BOOST_TEST(territory.communes.size() == 9U);
    BOOST_TEST(territory.commune_by_code("FR", "01005")->name == "E");
    BOOST_TEST(territory.commune("FR_01005")->area_m2 > 80e6);
    BOOST_TEST(territory.commune("FR_99999") == nullptr);
    const Level& pole = territory.levels.at(0);
    BOOST_TEST(pole.areas.size() == 2U);
    BOOST_TEST(pole.areas[0].id == "nord");
    BOOST_TEST(pole.areas[0].communes.size() == 3U);
    BOOST_TEST(territory.area_of(pole, "FR_01008") == "sud");
    BOOST_TEST(territory.area_of(pole, "FR_01009") == "inconnu");
    BOOST_TEST(issues(territory, "commune_without_area") == 1);
    BOOST_TEST(territory.layer.gaps.empty());
    BOOST_TEST(territory.layer.overlaps.empty());
    BOOST_TEST(territory.locator().keys().at(territory.locator().locate({1.15, 43.15})) ==
               "FR_01005");
}

BOOST_AUTO_TEST_CASE(a_hole_and_an_overlap_are_reported_with_their_size)
{
    const GridSite site;
    std::string features;
    for (int i = 0; i < 9; ++i) {
        if (i != 4) {
            features += (features.empty() ? "" : ",") +
                        GridSite::boundary(GridSite::code(i), "x", GridSite::square(i));
        }
    }
    features +=
        "," +
        GridSite::boundary(
            "01005", "E",
            R"({"type":"Polygon","coordinates":[[[1.15,43.1],[1.25,43.1],[1.25,43.2],[1.15,43.2],[1.15,43.1]]]})");
    site.write_boundaries(features);

    const Territory territory = site.read();

    BOOST_TEST(territory.layer.gaps.size() == 1U);
    BOOST_TEST(territory.layer.overlaps.size() == 1U);
    BOOST_TEST(issues(territory, "layer_gap") == 1);
    BOOST_TEST(issues(territory, "layer_overlap") == 1);
}

BOOST_AUTO_TEST_CASE(a_bow_tie_is_repaired_and_a_second_key_is_dropped_and_both_are_said)
{
    const GridSite site;
    std::string features = GridSite::boundary(
        "01001", "A",
        R"({"type":"Polygon","coordinates":[[[1,43.2],[1.1,43.3],[1.1,43.2],[1,43.3],[1,43.2]]]})");
    features += "," + GridSite::boundary("1002", "B", GridSite::square(1));
    features += "," + GridSite::boundary("01002", "B", GridSite::square(1));
    features += "," + GridSite::boundary("01003", "C", R"({"type":"Point","coordinates":[1,43]})");
    site.write_boundaries(features);

    const Territory territory = site.read();

    BOOST_TEST(territory.communes.size() == 2U);
    BOOST_TEST(issues(territory, "geometry_repaired") == 1);
    BOOST_TEST(issues(territory, "commune_code_zero_lost") == 1);
    BOOST_TEST(issues(territory, "commune_duplicate") == 1);
    BOOST_TEST(issues(territory, "geometry_broken") == 1);
    BOOST_TEST(issues(territory, "commune_without_boundary") == 7);
}

BOOST_AUTO_TEST_CASE(a_boundary_without_a_line_in_the_table_is_left_out_and_counted)
{
    const GridSite site;
    site.folder.write("communes.csv", "code,nom,pole\n01001,A,Nord\n01002,B,Nord\n");

    const Territory territory = site.read();

    BOOST_TEST(territory.communes.size() == 2U);
    BOOST_TEST(issues(territory, "boundary_without_commune") == 1);
}

BOOST_AUTO_TEST_CASE(schematic_limits_have_no_area)
{
    GridSite site;
    site.communes += "schematic = true\n";

    BOOST_TEST(site.read().communes.front().area_m2 == 0);
}

BOOST_AUTO_TEST_CASE(areas_of_their_own_may_cut_a_commune)
{
    GridSite site;
    // West holds the first column and half of the second one.
    site.folder.write(
        "secteurs.geojson",
        "{\"type\":\"FeatureCollection\",\"features\":[" +
            GridSite::boundary(
                "1", "Ouest",
                R"({"type":"Polygon","coordinates":[[[1,43],[1.15,43],[1.15,43.3],[1,43.3],[1,43]]]})") +
            "," +
            GridSite::boundary(
                "2", "Est",
                R"({"type":"Polygon","coordinates":[[[1.15,43],[1.3,43],[1.3,43.3],[1.15,43.3],[1.15,43]]]})") +
            "]}");
    site.level = "[[level]]\nid = \"secteur\"\ncollection = \"secteurs\"\nname.fr = \"secteur\"\n"
                 "plural.fr = \"secteurs\"\nsource = \"secteurs.geojson\"\nlabel = \"nom\"\n";

    const Territory territory = site.read();

    const Level& level = territory.levels.at(0);
    BOOST_TEST(level.own_areas);
    BOOST_TEST(level.areas.at(0).id == "est");
    BOOST_TEST(level.areas.at(0).communes.size() == 3U);
    BOOST_TEST(level.areas.at(0).cut_communes.size() == 3U);
    BOOST_TEST(territory.area_of(level, "FR_01001") == "ouest");
    BOOST_TEST(territory.area_of(level, "FR_01002") == "inconnu");
}

BOOST_AUTO_TEST_CASE(a_learnt_level_knows_whole_cut_and_unknown_communes)
{
    GridSite site;
    site.level =
        "[[level]]\nid = \"pole\"\ncollection = \"poles\"\nname.fr = \"pôle\"\nplural.fr = "
        "\"pôles\"\nlearnt_from = \"chantiers\"\nlearnt_property = \"pole\"\n";
    Territory territory = site.read();
    BOOST_TEST(territory.levels[0].areas.empty());
    std::vector<std::pair<std::string, std::string>> pairs;
    for (int i = 0; i < 5; ++i) {
        pairs.emplace_back("FR_" + GridSite::code(i), i < 3 ? "Val de Seine" : "Sud");
        pairs.emplace_back("FR_" + GridSite::code(i), i < 3 ? "Val-de-Seine" : "Sud");
    }
    pairs.emplace_back("FR_01006", "Sud");
    pairs.emplace_back("FR_01006", "Est");
    pairs.emplace_back("FR_01006", "Val de Seine");
    pairs.emplace_back("FR_01007", "");
    pairs.emplace_back("FR_01007", "inconnu");
    pairs.emplace_back("FR_31555", "Sud");

    learn_level(territory, territory.levels[0], pairs);

    const Level& pole = territory.levels[0];
    BOOST_TEST(pole.areas.size() == 3U);
    BOOST_TEST(pole.areas[2].id == "val-de-seine");
    BOOST_TEST(pole.areas[2].name == "Val de Seine");
    BOOST_TEST(pole.areas[2].communes.size() == 3U);
    BOOST_TEST(pole.areas[2].cut_communes.size() == 1U);
    BOOST_TEST(pole.areas[0].communes.empty());
    BOOST_TEST(parvis::geo::is_empty(pole.areas[0].geometry));
    BOOST_TEST(territory.area_of(pole, "FR_01006") == "inconnu");
    BOOST_TEST(territory.area_of(pole, "FR_01007") == "inconnu");
    BOOST_TEST(issues(territory, "commune_without_area") == 3);
    learn_level(territory, territory.levels[0], pairs);
    BOOST_TEST(issues(territory, "commune_without_area") == 3);
}

BOOST_AUTO_TEST_CASE(each_bad_definition_is_one_sentence_with_file_and_key)
{
    const std::string start = "vintage = \"2026-01-01\"\norigin = \"x\"\n";
    const std::string good =
        start + "source = \"limites.geojson\"\ncode = \"code\"\nlabel = \"nom\"\n";
    const std::string level = "[[level]]\nid = \"pole\"\ncollection = \"poles\"\nname.fr = \"p\"\n"
                              "plural.fr = \"p\"\n";
    const std::vector<std::tuple<std::string, std::string, std::vector<std::string>>> cases{
        {start + "code = \"code\"\nlabel = \"nom\"\n", "", {"communes.source", "manque"}},
        {start + "source = \"x.geojson\"\nlabel = \"nom\"\n", "", {"x.geojson", "n'existe pas"}},
        {start + "source = \"limites.geojson\"\ncode = \"cod\"\nlabel = \"nom\"\n",
         "",
         {"communes.code", "« cod »", "« code »"}},
        {good + "crs = \"EPSG:999999\"\n", "", {"communes.crs", "EPSG:999999"}},
        {good + "only = [\"123\"]\n", "", {"communes.only", "123"}},
        {good + "only = [\"99999\"]\n", "", {"aucune commune"}},
        {good + "tabel = \"communes.csv\"\n", "", {"communes.tabel", "« table »"}},
        {good, level + "column = \"nope\"\n", {"level.column", "nope"}},
        {good, level, {"by_country, source ou learnt_from"}},
        {good, level + "column = \"nom\"\n" + level + "column = \"nom\"\n", {"deux niveaux"}},
        {good, "[[level]]\nid = \"Pôle\"\n", {"level.id", "Pôle"}},
        {good, "[[level]]\nid = \"pole\"\ncollection = \"works\"\n", {"level.collection"}},
    };
    for (const auto& [communes, levels, words] : cases) {
        GridSite site;
        site.communes = communes;
        site.level = levels;
        BOOST_TEST_CONTEXT(communes + levels)
        {
            BOOST_CHECK_EXCEPTION(
                static_cast<void>(site.read()), parvis::SourceError,
                [&words = words](const parvis::SourceError& problem) {
                    const std::string sentence = problem.what();
                    BOOST_TEST_MESSAGE(sentence);
                    return sentence.find("territory.toml, ligne ") != std::string::npos &&
                           std::ranges::all_of(words, [&](const std::string& word) {
                               return sentence.find(word) != std::string::npos;
                           });
                });
        }
    }
}

BOOST_AUTO_TEST_CASE(the_37_communes_of_toulouse_metropole_cover_their_ground,
                     *boost::unit_test::precondition(has_communes))
{
    ::setenv("PARVIS_DATA", data_folder().c_str(), 1);
    Site site;
    site.folder = std::filesystem::path(PARVIS_SOURCE_DIR) / "datasets" / "sites" / "toulouse";

    const Territory territory = read_territory(site);

    BOOST_TEST(territory.communes.size() == 37U);
    BOOST_TEST(territory.layer.overlaps.empty());
    BOOST_TEST(territory.layer.gaps.empty());
    BOOST_TEST(issues(territory, "geometry_repaired") == 0);
    double area_m2 = 0;
    for (const Commune& commune : territory.communes) {
        area_m2 += commune.area_m2;
    }
    BOOST_TEST(area_m2 > 455e6);
    BOOST_TEST(area_m2 < 465e6);
}

BOOST_AUTO_TEST_SUITE_END()
