// SPDX-License-Identifier: EUPL-1.2
#include "geo/vector_file.hpp"

#include "geo/error.hpp"
#include "geometry_output.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace parvis::geo;

namespace {

std::string fixture(const std::string& name)
{
    return std::string(PARVIS_GEO_FIXTURES) + "/" + name;
}

/// Rows as text, one a line: number, cells between bars, WKT.
std::vector<std::string> rows_of(const std::string& name, VectorFormat format,
                                 const VectorOptions& options = {})
{
    VectorFile file(fixture(name), format, options);
    VectorFile::Row row;
    std::vector<std::string> rows;
    while (file.next(row)) {
        std::string text = std::to_string(row.number) + ":";
        for (const auto& value : row.values) {
            text += " " + value.value_or("null") + " |";
        }
        rows.push_back(is_empty(row.geometry) ? text : text + " " + to_wkt(row.geometry));
    }
    return rows;
}

std::string refusal(const std::string& name, VectorFormat format, const VectorOptions& options = {})
{
    try {
        const VectorFile file(name, format, options);
    } catch (const parvis::SourceError& error) {
        return error.what();
    }
    return "";
}

bool says(const std::string& message, const std::string& part)
{
    return message.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(vector_file)

BOOST_AUTO_TEST_CASE(geojson_values_stay_as_they_are_written)
{
    const VectorFile file(fixture("lieux.geojson"), VectorFormat::geojson, {});

    BOOST_TEST((file.columns() ==
                std::vector<std::string>{"code", "nom", "places", "cout", "ouvert", "jour"}));
    BOOST_TEST(file.crs().value_or("") == "EPSG:4326");
    BOOST_TEST(file.row_count().value_or(0) == 3U);
    const std::vector<std::string> expected = {
        "1: 01001 | École | 12 | 1.5 | true | 2024/01/31 | POINT (1.5 43.5)",
        "2: 01002 | null | null | 0.1 | false | null | POINT (1.25 43.25)",
        "3: 2A004 | Mairie | 9007199254740993 | 300000 | null | 2024/02/01 |",
    };
    BOOST_TEST(rows_of("lieux.geojson", VectorFormat::geojson) == expected,
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(geojson_with_one_feature_a_line_is_geojson_too)
{
    VectorFile file(fixture("lieux.geojsonl"), VectorFormat::geojson, {});
    VectorFile::Row row;

    BOOST_TEST_REQUIRE(file.next(row));
    BOOST_TEST(to_wkt(row.geometry) == "POINT (1.5 43.5)");
    BOOST_TEST_REQUIRE(file.next(row));
    BOOST_TEST(to_wkt(row.geometry) == "LINESTRING (1 43, 2 44)");
    BOOST_TEST(row.geometry_problem.empty());
    BOOST_TEST_REQUIRE(file.next(row));
    BOOST_TEST(is_empty(row.geometry));
    BOOST_TEST(says(row.geometry_problem, "GEOMETRYCOLLECTION"));
    BOOST_TEST(!file.next(row));
}

BOOST_AUTO_TEST_CASE(a_zipped_shapefile_is_read_with_its_crs_and_accents)
{
    const VectorFile file(fixture("lieux-shp.zip"), VectorFormat::shapefile, {});

    BOOST_TEST(file.crs().value_or("") == "EPSG:2154");
    const auto rows = rows_of("lieux-shp.zip", VectorFormat::shapefile);
    BOOST_TEST_REQUIRE(rows.size() == 3U);
    BOOST_TEST(rows[0].starts_with("1: 01001 | École | 12 | 1.5 | POINT (578642.48"));
    BOOST_TEST(rows[2] == "3: 2A004 | Mairie | 9007199254740993 | 300000 |");
}

BOOST_AUTO_TEST_CASE(latin_1_bytes_of_a_shapefile_without_encoding_become_utf_8)
{
    const auto rows = rows_of("sans-encodage-shp.zip", VectorFormat::shapefile);

    BOOST_TEST_REQUIRE(rows.size() == 3U);
    BOOST_TEST(rows[0].starts_with("1: 01001 | École |"));
}

BOOST_AUTO_TEST_CASE(a_geopackage_is_read_and_its_layer_chosen)
{
    const auto rows = rows_of("lieux.gpkg", VectorFormat::geopackage);
    BOOST_TEST_REQUIRE(rows.size() == 3U);
    BOOST_TEST(rows[1].starts_with("2: 01002 | null | null | 0.1 | false | null | POINT (557803"));

    BOOST_TEST(rows_of("deux-couches.gpkg", VectorFormat::geopackage, {"autres", ""}).size() == 3U);
    const std::string several = refusal(fixture("deux-couches.gpkg"), VectorFormat::geopackage);
    BOOST_TEST(says(several, "« lieux », « autres »"));
    const std::string unknown =
        refusal(fixture("deux-couches.gpkg"), VectorFormat::geopackage, {"rues", ""});
    BOOST_TEST(says(unknown, "« rues »"));
}

BOOST_AUTO_TEST_CASE(topojson_arcs_become_polygons_of_the_named_layer)
{
    const std::vector<std::string> expected = {
        "1: null | 01001 | Ouest | POLYGON ((1 0, 1 1, 0 1, 0 0, 1 0))",
        "2: null | 01002 | Est | POLYGON ((1 0, 2 0, 2 1, 1 1, 1 0))",
    };
    BOOST_TEST(rows_of("communes.topojson", VectorFormat::topojson, {"communes", ""}) == expected,
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(spreadsheets_give_all_rows_the_header_included_as_text)
{
    const std::vector<std::string> expected = {
        "1: code | nom | places | jour |",
        "2: 01001 | École | 12 | 2024-01-31 |",
        "3: 01002 | null | 0 | 2024-02-01 |",
        "4: 2A004 | Mairie | 30 | 2024-03-01 |",
    };
    BOOST_TEST(rows_of("lieux.xlsx", VectorFormat::xlsx) == expected,
               boost::test_tools::per_element());
    BOOST_TEST(rows_of("lieux.ods", VectorFormat::ods) == expected,
               boost::test_tools::per_element());
    BOOST_TEST(VectorFile(fixture("lieux.ods"), VectorFormat::ods, {}).columns().empty());
    BOOST_TEST(!VectorFile(fixture("lieux.xlsx"), VectorFormat::xlsx, {}).crs().has_value());
}

BOOST_AUTO_TEST_CASE(a_title_above_the_header_does_not_shift_row_numbers)
{
    const auto rows = rows_of("titre.xlsx", VectorFormat::xlsx);

    BOOST_TEST_REQUIRE(rows.size() == 5U);
    BOOST_TEST(rows[3] == "4: code | nom | places |");
}

BOOST_DATA_TEST_CASE(names_that_are_no_local_files_are_refused_unopened,
                     boost::unit_test::data::make<std::string>(
                         {"/vsicurl/http://127.0.0.1:9/x.geojson", "/vsizip/x.zip", "/vsistdin/",
                          "http://127.0.0.1:9/x.geojson", "https://127.0.0.1/x", "ftp://x/y",
                          "WFS:http://127.0.0.1:9/"}),
                     name)
{
    BOOST_TEST(says(refusal(name, VectorFormat::geojson), "fichier de cet ordinateur"));
}

BOOST_DATA_TEST_CASE(a_disguised_or_broken_file_is_one_clear_sentence,
                     boost::unit_test::data::make<std::string>({"deguise.csv", "deguise.geojson",
                                                                "lieux.gpkg", "lieux.xlsx"}),
                     name)
{
    const std::string message = refusal(fixture(name), VectorFormat::geojson);

    BOOST_TEST(says(message, name));
    BOOST_TEST(says(message, "ne se lit pas comme GeoJSON"));
}

BOOST_AUTO_TEST_CASE(missing_files_folders_and_empty_archives_are_named)
{
    BOOST_TEST(says(refusal("rien.geojson", VectorFormat::geojson), "introuvable"));
    BOOST_TEST(says(refusal(PARVIS_GEO_FIXTURES, VectorFormat::shapefile), "pas un fichier"));
    BOOST_TEST(says(refusal(fixture("vide.zip"), VectorFormat::shapefile), "aucun fichier .shp"));
}

BOOST_AUTO_TEST_CASE(an_empty_file_is_refused)
{
    const auto path = std::filesystem::temp_directory_path() / "parvis-vide.geojson";
    std::ofstream(path).close();

    BOOST_TEST(says(refusal(path.string(), VectorFormat::geojson), "ne se lit pas"));
    std::filesystem::remove(path);
}

BOOST_AUTO_TEST_SUITE_END()
