// SPDX-License-Identifier: EUPL-1.2
// Every format is read back by GDAL, which others wrote: same rows, same values, same places, and
// the comments, source and licence that must not be lost.
#include "tests/unit/publish/written_formats.hpp"

using namespace parvis;
using namespace parvis::datasets;
using namespace parvis::publish;
using namespace parvis::test;

BOOST_FIXTURE_TEST_SUITE(formats, Formats)

BOOST_AUTO_TEST_CASE(a_geopackage_has_every_row_and_its_comments_and_source_as_tables)
{
    const auto file = write_items_vector(page(), geo::WrittenFormat::geopackage, folder.path());
    check(read(file, geo::VectorFormat::geopackage, "chantiers"), page());

    const auto comments = cells(file, geo::VectorFormat::geopackage, "commentaires");
    BOOST_REQUIRE(comments.size() == 2U);
    const auto first = std::vector<std::string>(comments[0].begin(), comments[0].begin() + 6);
    BOOST_TEST((first == std::vector<std::string>{"", "", "Direction de la voirie", "",
                                                  "2026-03-03", "Un hiver sans gel."}));
    BOOST_TEST(comments[0].size() == comment_columns().size());
    BOOST_TEST(comments[1][0] == "c-7");
    const auto source = cells(file, geo::VectorFormat::geopackage, "source");
    BOOST_TEST(source[0][1] == "Chantiers");
    BOOST_TEST(std::any_of(source.begin(), source.end(), [](const auto& line) {
        return line[0] == "Licence" && line[1] == "Licence Ouverte 2.0";
    }));
    BOOST_TEST(std::any_of(source.begin(), source.end(),
                           [](const auto& line) { return line[0] == "Avertissement"; }));

    // The same answer is the same bytes: its ETag is a strong one.
    const ScratchFolder again;
    BOOST_TEST((bytes_of(write_items_vector(page(), geo::WrittenFormat::geopackage,
                                            again.path())) == bytes_of(file)));
}

BOOST_AUTO_TEST_CASE(a_flatgeobuf_has_every_row_with_a_place_and_says_how_many_have_none)
{
    auto asked = page();
    const auto all = asked.selection.rows.size();
    leave_out_unplaced(asked);
    BOOST_TEST(asked.left_out > 0U);
    BOOST_TEST(asked.left_out + asked.selection.rows.size() == all);
    const auto file = write_items_vector(asked, geo::WrittenFormat::flatgeobuf, folder.path());
    const auto rows = read(file, geo::VectorFormat::flatgeobuf);
    check(rows, asked);
    const auto& head = rows.at(std::string(dataset->feature_id(asked.selection.rows.front())));
    BOOST_TEST(head.values.at("source").ends_with(
        std::to_string(asked.left_out) + " objets sans lieu manquent, ce format n'en prend pas"));
    // Never in silence, as GDAL would.
    const ScratchFolder other;
    BOOST_CHECK_THROW(write_items_vector(page(), geo::WrittenFormat::flatgeobuf, other.path()),
                      Error);
}

BOOST_AUTO_TEST_CASE(coordinates_of_a_file_are_in_the_system_that_was_asked)
{
    const auto asked = page({{"crs", "http://www.opengis.net/def/crs/EPSG/0/2154"}});
    const auto file = write_items_vector(asked, geo::WrittenFormat::geopackage, folder.path());
    geo::VectorFile source(file, geo::VectorFormat::geopackage, {"chantiers", ""});
    BOOST_TEST(source.crs().value() == "EPSG:2154");
    const auto rows = read(file, geo::VectorFormat::geopackage, "chantiers");
    std::size_t placed = 0;
    for (const auto& [id, row] : rows) {
        if (const auto* point = std::get_if<geo::Point>(&row.geometry)) {
            BOOST_TEST(point->at.lon > 500'000);
            BOOST_TEST(point->at.lon < 600'000);
            BOOST_TEST(point->at.lat > 6'900'000);
            BOOST_TEST(point->at.lat < 7'000'000);
            ++placed;
        }
    }
    BOOST_TEST(placed > 30U);
}

BOOST_AUTO_TEST_CASE(a_shapefile_has_every_row_once_and_beside_it_all_that_it_cuts)
{
    const auto asked = page();
    const auto file = write_items_vector(asked, geo::WrittenFormat::shapefile, folder.path());
    BOOST_TEST(file.filename() == "chantiers.zip");
    std::set<std::string> ids;
    std::map<std::string, geo::Geometry> shapes;
    for (const auto* layer : {"chantiers_points", "chantiers_lignes", "chantiers_surfaces"}) {
        for (const auto& [id, row] : read(file, geo::VectorFormat::shapefile, layer)) {
            BOOST_TEST(ids.insert(id).second);
            shapes[id] = row.geometry;
            const auto text = row.values.find("code_du__1");
            BOOST_TEST((text == row.values.end() || text->second == std::string(254, 'e')));
            BOOST_TEST(row.values.at("code_du_se").starts_with("01"));
        }
    }
    std::size_t unplaced = 0;
    for (const auto row : asked.selection.rows) {
        const std::string id(dataset->feature_id(row));
        BOOST_TEST(ids.contains(id) == dataset->bounds(row).has_value());
        unplaced += ids.contains(id) ? 0U : 1U;
        if (const auto* line = std::get_if<geo::Line>(&shapes[id])) {
            BOOST_TEST((geo::Geometry{*line} == dataset->geometry(row)));
        }
    }
    BOOST_TEST(unplaced > 0U);
    // The rest of the archive, as the maker left it beside.
    const auto content = folder.path() / "contenu";
    BOOST_TEST(std::filesystem::exists(content / "chantiers_sans_lieu.dbf"));
    BOOST_TEST(bytes_of(content / "chantiers.csv") == items_csv(asked));
    const auto comments = bytes_of(content / "commentaires.txt");
    BOOST_TEST(comments.find("c-7 — Direction de la voirie, 2026-03-03") != std::string::npos);
    BOOST_TEST(comments.find("Un hiver sans gel.") != std::string::npos);
    const auto about = bytes_of(content / "LISEZMOI.txt");
    BOOST_TEST(about.find("Licence : Licence Ouverte 2.0") != std::string::npos);
    BOOST_TEST(about.find("code_du__1 : code_du_service_payeur — Code") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_kml_has_every_row_and_names_what_may_be_done_with_it)
{
    const auto asked = page();
    const auto file =
        written("works.kml", [&](const BodySink& sink) { write_items_kml(asked, sink); });
    auto rows = read(file, geo::VectorFormat::kml);
    check(rows, asked, true);
    const auto text = bytes_of(file);
    BOOST_TEST(text.find("Licence : Licence Ouverte 2.0") != std::string::npos);
    BOOST_TEST(text.find("<description>Direction de la voirie, ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_sequence_has_every_row_and_says_once_what_it_is)
{
    const auto asked = page();
    const auto file = written("works.geojsonl",
                              [&](const BodySink& sink) { write_items_geojson_seq(asked, sink); });
    geo::VectorFile source(file, geo::VectorFormat::geojson, {});
    geo::VectorFile::Row row;
    std::size_t count = 0;
    while (source.next(row)) {
        ++count;
    }
    BOOST_TEST(count == asked.selection.rows.size());

    const auto text = bytes_of(file);
    BOOST_TEST(std::count(text.begin(), text.end(), '\x1e') == static_cast<std::ptrdiff_t>(count));
    rapidjson::Document first;
    first.Parse(text.substr(1, text.find('\n') - 1).c_str());
    BOOST_REQUIRE(!first.HasParseError());
    BOOST_TEST(first["jeu"]["licence"].IsString());
    BOOST_TEST(first["jeu"]["commentaires"].Size() == 1U);
    BOOST_TEST(text.find("Le pont a été fermé.") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_workbook_has_typed_cells_and_sheets_for_what_is_said)
{
    const auto asked = page();
    const auto file = write_items_xlsx(asked, folder.path());
    const auto rows = cells(file, geo::VectorFormat::xlsx, "Données");
    const ExportTable table(asked, Positions::in_columns);
    BOOST_REQUIRE(rows.size() == asked.selection.rows.size() + 1);
    for (std::size_t i = 0; i < table.columns().size(); ++i) {
        BOOST_TEST(rows[0][i] == table.columns()[i].name);
    }
    for (std::size_t i = 1; i < rows.size(); ++i) {
        for (std::size_t c = 0; c < rows[i].size(); ++c) {
            const auto& column = table.columns()[c];
            auto expected = text_of(table.value(asked.selection.rows[i - 1], column, i == 1));
            if (column.type == ValueType::boolean && !expected.empty()) {
                expected = expected == "true" ? "1" : "0";
            }
            if (column.name == "vu" && !expected.empty()) {
                // An hour ahead in winter: a cell has no zone.
                const auto local = parse_instant(expected)->seconds + 3600;
                expected = to_text(Instant{local});
                expected.pop_back();
            }
            BOOST_TEST_CONTEXT(i << " " << column.name) { BOOST_TEST(rows[i][c] == expected); }
        }
    }
    BOOST_TEST(cells(file, geo::VectorFormat::xlsx, "Commentaires").size() == 3U);
    BOOST_TEST(cells(file, geo::VectorFormat::xlsx, "Colonnes").size() ==
               dataset->manifest().properties.size() + 1);
    BOOST_TEST(cells(file, geo::VectorFormat::xlsx, "Source")[1][1] == "Chantiers");
}

BOOST_AUTO_TEST_CASE(a_workbook_of_real_rows_warns_of_no_invented_ones_and_its_texts_come_back)
{
    auto facts = works_facts();
    facts.sample = false;
    facts.title = {{"fr", "Chantiers _x0041_\r\n\x0bréels"}};
    SmallSite::publish(facts, works_properties(), works(3, 21));
    refresh();
    dataset = snapshot("chantiers");

    const auto file = write_items_xlsx(page(), folder.path());

    const auto source = cells(file, geo::VectorFormat::xlsx, "Source");
    BOOST_TEST(source[1][1] == text_in(facts.title, "fr"));
    BOOST_TEST(std::none_of(source.begin(), source.end(),
                            [](const auto& line) { return line[0] == "Avertissement"; }));
}

BOOST_AUTO_TEST_CASE(a_text_longer_than_a_cell_goes_on_in_another_sheet)
{
    std::string text;
    for (int i = 0; i < 40'000; ++i) {
        text += i % 2 == 0 ? "é" : "a";
    }
    auto rows = works(2, 4);
    rows[0].values[1] = Value{text};
    SmallSite::publish(works_facts(), works_properties(), rows);
    refresh();
    dataset = snapshot("chantiers");
    const auto file = write_items_xlsx(page(), folder.path());
    const auto data = cells(file, geo::VectorFormat::xlsx, "Données");
    const auto more = cells(file, geo::VectorFormat::xlsx, "Suites");
    const auto& cell = data[1][3];
    const auto mark = cell.find(" … (suite");
    BOOST_REQUIRE(mark != std::string::npos);
    BOOST_REQUIRE(more.size() == 2U);
    BOOST_TEST(more[1][0] == "Données, ligne 2, colonne 4");
    BOOST_TEST((cell.substr(0, mark) + more[1][1] == text));
}

BOOST_AUTO_TEST_CASE(a_table_for_a_french_spreadsheet_is_what_it_takes_for_the_same)
{
    auto rows = works(3, 9);
    rows[0].values = {Value{"00123"},
                      Value{"=SOMME(A1)"},
                      Value{Date{2026, 1, 5}},
                      Value{},
                      Value{},
                      Value{"alternat"},
                      Value{1234.5},
                      Value{std::int64_t{-7}},
                      Value{true},
                      Value{std::vector<std::string>{"eau", "gaz"}},
                      Value{std::vector<Part>{{"FR_76001", 0.25}}},
                      Value{"21760540000123"}};
    rows[0].geometry = geo::Point{{1.5, 49.25}};
    SmallSite::publish(works_facts(), works_properties(), rows);
    refresh();
    dataset = snapshot("chantiers");
    const auto text = items_csv(page(), CsvDialect::french_spreadsheet);
    BOOST_TEST(text.starts_with("\xEF\xBB\xBFid;etat;numero;titre;debut;"));
    const auto line = text.substr(text.find("\r\n") + 2,
                                  text.find("\r\n", text.find("\r\n") + 2) - text.find("\r\n") - 2);
    BOOST_TEST(line.starts_with("c-0;en_cours;\"=\"\"00123\"\"\";'=SOMME(A1);05/01/2026;;;alternat;"
                                "1234,5;-7;VRAI;\"eau; gaz\";FR_76001 0.25;"
                                "\"=\"\"21760540000123\"\"\";1,5;49,25;;"),
               line);
}

BOOST_AUTO_TEST_CASE(chosen_properties_and_simplified_places_hold_in_every_format)
{
    const auto asked = page({{"properties", "titre,geometry"}, {"zoom-level", "9"}});
    const auto file = write_items_vector(asked, geo::WrittenFormat::geopackage, folder.path());
    const auto rows = read(file, geo::VectorFormat::geopackage, "chantiers");
    BOOST_TEST(rows.size() == asked.selection.rows.size());
    for (const auto row : asked.selection.rows) {
        const auto& found = rows.at(std::string(dataset->feature_id(row)));
        BOOST_TEST(!found.values.contains("cout_eur"));
        BOOST_TEST(!found.values.contains("etat"));
        BOOST_TEST(geo::to_wkt(found.geometry) ==
                   geo::to_wkt(geo::on_zoom_grid(dataset->geometry(row), 9)));
    }
    const auto plain = page({{"properties", "titre"}});
    const auto table = items_csv(plain);
    BOOST_TEST(table.starts_with("id,titre,commentaire,commentaire_jeu,source,licence\r\n"));
    rapidjson::Document json;
    json.Parse(items_geojson(plain).c_str());
    BOOST_REQUIRE(!json.HasParseError());
    for (const auto& feature : json["features"].GetArray()) {
        BOOST_TEST(feature["geometry"].IsNull());
        const bool commented = std::string_view(feature["id"].GetString()) == "c-7";
        BOOST_TEST(feature["properties"].MemberCount() == (commented ? 2U : 1U));
        BOOST_TEST(feature["properties"].HasMember("titre"));
    }
}

BOOST_AUTO_TEST_CASE(json_fg_says_time_type_and_place)
{
    const auto asked = page({{"crs", "http://www.opengis.net/def/crs/EPSG/0/2154"}});
    rapidjson::Document json;
    json.Parse(items_geojson(asked, JsonFlavour::json_fg).c_str());
    BOOST_REQUIRE(!json.HasParseError());
    BOOST_TEST(json["featureType"].GetString() == "chantiers");
    BOOST_TEST(json["coordRefSys"].GetString() == "http://www.opengis.net/def/crs/EPSG/0/2154");
    rapidjson::SizeType index = 0;
    for (const auto row : asked.selection.rows) {
        const auto& feature = json["features"][index++];
        const auto start = dataset->text(row, *dataset->property("debut"));
        const auto end = dataset->text(row, *dataset->property("fin"));
        if (start.empty() && end.empty()) {
            BOOST_TEST(feature["time"].IsNull());
        } else {
            BOOST_TEST(feature["time"]["interval"][0].GetString() ==
                       (start.empty() ? ".." : start));
            BOOST_TEST(feature["time"]["interval"][1].GetString() == (end.empty() ? ".." : end));
        }
        BOOST_TEST(feature["place"].IsNull() == !dataset->bounds(row).has_value());
        if (const auto point = dataset->geometry(row); std::holds_alternative<geo::Point>(point)) {
            BOOST_TEST(feature["geometry"]["coordinates"][0].GetDouble() ==
                       std::get<geo::Point>(point).at.lon);
            BOOST_TEST(feature["place"]["coordinates"][0].GetDouble() > 100'000);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
