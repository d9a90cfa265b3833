// SPDX-License-Identifier: EUPL-1.2
// Every format that a commune may have, from the file to its rows; and the traps of each.
#include "checked_files.hpp"
#include "datasets/source.hpp"
#include "geo/error.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <xlsxwriter.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <ostream>

using namespace parvis;
using namespace parvis::datasets;
using namespace parvis::test;

namespace {

std::string fixture(const std::string& name)
{
    std::ifstream file(std::string(PARVIS_SOURCE_DIR) + "/tests/fixtures/geo/" + name,
                       std::ios::binary);
    BOOST_REQUIRE(file.good());
    return {std::istreambuf_iterator<char>(file), {}};
}

/// A file with its own places, nothing else said of it.
std::string toml_for(const std::string& file, const std::string& rest)
{
    return "kind = \"general\"\ntitle.fr = \"Lieux\"\nsource = \"fichiers/" + file +
           "\"\noutside = \"keep\"\n" + rest;
}

Checked check_fixture(const std::string& name, const std::string& rest)
{
    return check_files(toml_for(name, rest), fixture(name), name.c_str());
}

std::string refusal(const std::string& name, const std::string& data, const std::string& rest)
{
    try {
        const Checked checked = check_files(toml_for(name, rest), data, name.c_str());
        return "kept " + std::to_string(checked.report.manifest.counts.kept);
    } catch (const SourceError& error) {
        return error.what();
    }
}

bool says(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

bool is_said(const std::vector<std::string>& sentences, std::string_view part)
{
    return std::ranges::any_of(sentences,
                               [&](const std::string& sentence) { return says(sentence, part); });
}

const RowIssue& issue(const Checked& checked, std::string_view code)
{
    const auto& issues = checked.report.first_issues;
    const auto found = std::ranges::find(issues, code, &RowIssue::code);
    BOOST_REQUIRE(found != issues.end());
    return *found;
}

constexpr const char* code_and_name = "[columns.code]\n[columns.nom]\n";

struct Way {
    const char* file;
    const char* columns;
    std::size_t rows;
};
std::ostream& operator<<(std::ostream& out, const Way& way) { return out << way.file; }

const Way with_places[] = {
    {"lieux.geojson", code_and_name, 3},
    {"lieux-shp.zip", code_and_name, 3},
    {"lieux.gpkg", code_and_name, 3},
    {"lieux.kml", "[columns.code]\n[columns.nom]\nfrom = \"Name\"\n", 2},
    {"lieux.gml", code_and_name, 2},
};

std::string utf16(std::string_view latin, bool little)
{
    std::string out = little ? "\xFF\xFE" : "\xFE\xFF";
    for (const char c : latin) {
        out += little ? std::string{c, '\0'} : std::string{'\0', c};
    }
    return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(formats)

BOOST_DATA_TEST_CASE(a_file_with_places_needs_no_word_on_them_and_keeps_its_codes,
                     boost::unit_test::data::make(with_places), way)
{
    const Checked checked = check_fixture(way.file, way.columns);

    BOOST_TEST(checked.report.manifest.counts.read == way.rows);
    BOOST_TEST(checked.report.manifest.counts.kept == way.rows);
    BOOST_TEST(checked.text(0, "code") == "01001");
    BOOST_TEST(checked.text(0, "nom") == "École");
    BOOST_TEST(!geo::is_empty(checked.report.first_features.at(0).geometry));
}

BOOST_AUTO_TEST_CASE(a_gpx_of_one_track_is_that_track)
{
    const Checked checked = check_fixture("lieux.gpx", "[columns.nom]\nfrom = \"name\"\n");

    BOOST_TEST(checked.report.manifest.counts.kept == 1U);
    BOOST_TEST(checked.text(0, "nom") == "Boucle de l’étang");
}

BOOST_AUTO_TEST_CASE(a_gml_leaves_nothing_beside_it)
{
    const ScratchFolder folder;
    SourceOptions options;
    options.file = folder.write("lieux.gml", fixture("lieux.gml"));
    const auto source = open_source(options);

    BOOST_TEST(source->crs() == "EPSG:2154");
    BOOST_TEST(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

BOOST_AUTO_TEST_CASE(a_dxf_without_a_pinned_system_is_refused_and_with_one_is_read)
{
    const std::string columns = "[columns.calque]\nfrom = \"Layer\"\n";
    const std::string refused = refusal("plan.dxf", fixture("plan.dxf"), columns);
    BOOST_TEST(says(refused, "un DXF ne dit pas dans quel système"), refused);

    const Checked pinned = check_fixture("plan.dxf", "crs = \"EPSG:2154\"\n" + columns);
    BOOST_TEST(pinned.report.manifest.counts.kept > 0U);
    BOOST_TEST(pinned.text(0, "calque") == "VOIRIE");
}

BOOST_AUTO_TEST_CASE(lines_of_geojson_are_read_and_a_broken_one_costs_itself_alone)
{
    const std::string good =
        R"({"type":"Feature","properties":{"code":"01001"},"geometry":{"type":"Point","coordinates":[1.05,43.15]}})";
    const Checked checked =
        check_files(toml_for("l.geojsonl", "[columns.code]\n"),
                    good + "\n\n{\"type\":\"Feature\",\n\x1e" + good + "\r\n", "l.geojsonl");

    BOOST_TEST((checked.report.manifest.counts == Counts{3, 2, 0, 1, 0, 0}));
    BOOST_TEST(issue(checked, "row_not_json").line == 3U);
    BOOST_TEST(checked.text(1, "commune") == checked.text(0, "commune"));
    BOOST_TEST(checked.report.manifest.source.format == "GeoJSON, un objet par ligne");
}

BOOST_AUTO_TEST_CASE(lines_of_plain_json_are_rows_too)
{
    const Checked checked =
        check_files(toml_for("l.ndjson", "[columns.code]\n"),
                    "{\"code\":\"01001\",\"n\":1}\n{\"code\":\"01002\"}", "l.ndjson");

    BOOST_TEST(checked.report.manifest.counts.kept == 2U);
    BOOST_TEST(checked.text(1, "code") == "01002");
}

BOOST_AUTO_TEST_CASE(any_encoding_gives_the_same_accents_and_is_said)
{
    const std::string latin = "code;nom\n01001;\xC9"
                              "cole\n";
    const std::string utf8 = "code;nom\n01001;École\n";
    for (const auto& [data, encoding] :
         {std::pair(utf8, "UTF-8"), std::pair("\xEF\xBB\xBF" + utf8, "UTF-8"),
          std::pair(latin, "windows-1252"), std::pair(utf16(latin, true), "UTF-16LE"),
          std::pair(utf16(latin, false), "UTF-16BE")}) {
        const Checked checked = check_files(toml_for("a.csv", code_and_name), data, "a.csv");
        BOOST_TEST(checked.text(0, "nom") == "École", encoding);
        BOOST_TEST(checked.text(0, "code") == "01001", encoding);
        BOOST_TEST(checked.report.manifest.source.encoding == encoding);
    }
}

BOOST_AUTO_TEST_CASE(the_header_of_dbase_gives_names_and_types)
{
    const std::string data = "NUM,N,9,0;NOM,C,254;PRIX,N,19,11;JOUR,D,8;OUVERT,L,1\n"
                             "7;École;12,5;2024-01-31;oui\n";
    const Checked checked = check_files(toml_for("d.csv", "others = \"keep\"\n"), data, "d.csv");

    BOOST_TEST((checked.value(0, "num") == Value{std::int64_t{7}}));
    BOOST_TEST(checked.text(0, "nom") == "École");
    BOOST_TEST((checked.value(0, "prix") == Value{12.5}));
    BOOST_TEST((checked.value(0, "jour") == Value{Date{2024, 1, 31}}));
    BOOST_TEST((checked.value(0, "ouvert") == Value{true}));
    BOOST_TEST(is_said(checked.report.manifest.source.guessed, "en-tête de dBase reconnu"));

    // The whole name in the definition is understood too, and a type that is pinned wins.
    const Checked pinned =
        check_files(toml_for("d.csv", "[columns.numero]\nfrom = \"NUM,N,9,0\"\ntype = \"text\"\n"),
                    data, "d.csv");
    BOOST_TEST(pinned.text(0, "numero") == "7");
    // One column that is not so named: commas are part of the names.
    BOOST_TEST(says(refusal("d.csv", "NUM,N,9,0;nom\n7;x\n", "[columns.num]\nfrom = \"NUM\"\n"),
                    "« NUM,N,9,0 »"));
}

BOOST_AUTO_TEST_CASE(a_workbook_tells_its_header_row_and_the_traps_of_each_row)
{
    const Checked checked = check_fixture(
        "pieges.xlsx", "[columns.code]\nwidth = 5\n[columns.nom]\n[columns.places]\ntype = "
                       "\"integer\"\n[columns.jour]\ntype = \"date\"\n[columns.quartier]\n");

    BOOST_TEST(checked.report.manifest.counts.kept == 3U);
    BOOST_TEST(is_said(checked.report.manifest.source.guessed, "en-tête reconnu à la ligne 3"));
    BOOST_TEST(is_said(checked.report.manifest.source.guessed, "« Équipements de la ville »"));
    const RowIssue& merged = issue(checked, "cell_merged");
    BOOST_TEST(merged.line == 5U);
    BOOST_TEST(merged.column == "quartier");
    BOOST_TEST(says(merged.message, "« Nord »"), merged.message);
    const RowIssue& formula = issue(checked, "formula_without_value");
    BOOST_TEST(formula.column == "places");
    BOOST_TEST(says(formula.message, "C5"), formula.message);
    const RowIssue& zero = issue(checked, "code_zero_lost");
    BOOST_TEST(says(zero.message, "« 01002 »"), zero.message);
    BOOST_TEST(checked.text(1, "code") == "1002");  // never mended in silence
    const RowIssue& serial = issue(checked, "date_invalid");
    BOOST_TEST(says(serial.message, "2024-02-01"), serial.message);
    BOOST_TEST((checked.value(0, "jour") == Value{Date{2024, 1, 31}}));
    BOOST_TEST(checked.report.first_issues.size() == 4U);
}

BOOST_AUTO_TEST_CASE(a_form_is_read_wherever_its_sheets_were_moved_and_under_a_title)
{
    const ScratchFolder folder;
    const std::string file = folder / "modele.xlsx";
    lxw_workbook* const book = workbook_new(file.c_str());
    lxw_worksheet* const help = workbook_add_worksheet(book, "Aide Parvis");
    worksheet_merge_range(help, 2, 0, 2, 1, "fusionnées", nullptr);
    lxw_worksheet* const rows = workbook_add_worksheet(book, "choses");
    const auto write = [&](lxw_row_t row, std::initializer_list<const char*> cells) {
        lxw_col_t column = 0;
        for (const char* cell : cells) {
            worksheet_write_string(rows, row, column++, cell, nullptr);
        }
    };
    write(0, {"Équipements, relevé de juin"});
    write(1, {"e", "2020", "2021"});
    write(2, {"A", "x", "1998"});
    write(3, {"B", "y", "1887"});
    worksheet_merge_range(rows, 4, 1, 4, 2, "z", nullptr);
    BOOST_REQUIRE(workbook_close(book) == LXW_NO_ERROR);

    const Checked checked = check_files(
        toml_for("modele.xlsx", "[columns.code]\nfrom = \"e\"\n[columns.nom]\nfrom = \"2020\"\n"
                                "[columns.an]\nfrom = \"2021\"\n"),
        content_of(file), "modele.xlsx");

    BOOST_TEST(is_said(checked.report.manifest.source.guessed, "en-tête lu à la ligne 2"));
    BOOST_TEST(checked.report.manifest.counts.kept == 3U);
    BOOST_TEST(checked.text(0, "code") == "A");
    BOOST_TEST(checked.text(1, "an") == "1887");
    BOOST_TEST((checked.codes() == std::vector<std::string>{"cell_merged"}));
    BOOST_TEST(issue(checked, "cell_merged").line == 5U);
}

BOOST_AUTO_TEST_CASE(days_counted_from_1904_are_read_so_and_said)
{
    const Checked checked =
        check_fixture("depuis-1904.xlsx", "[columns.code]\n[columns.jour]\ntype = \"date\"\n");

    BOOST_TEST((checked.value(0, "jour") == Value{Date{2024, 1, 31}}));
    BOOST_TEST((checked.value(1, "jour") == Value{Date{2024, 2, 1}}));  // a text stays as it is
    BOOST_TEST((checked.codes() == std::vector<std::string>{"date_1904"}));
}

BOOST_AUTO_TEST_CASE(an_xls_of_old_is_read_like_an_xlsx)
{
    const Checked checked = check_fixture(
        "titre.xls", "[columns.code]\nwidth = 5\n[columns.nom]\n[columns.jour]\ntype = \"date\"\n");

    BOOST_TEST(checked.report.manifest.counts.kept == 5U);
    BOOST_TEST(is_said(checked.report.manifest.source.guessed, "en-tête reconnu à la ligne 3"));
    BOOST_TEST((checked.value(0, "jour") == Value{Date{2024, 1, 31}}));
    BOOST_TEST(says(issue(checked, "code_zero_lost").message, "« 01002 »"));
    BOOST_TEST(says(issue(checked, "date_invalid").message, "2024-01-31"));
}

BOOST_AUTO_TEST_CASE(an_ods_tells_its_merged_cells)
{
    const Checked checked = check_fixture("pieges.ods", "[columns.code]\n[columns.nom]\n");

    BOOST_TEST(checked.report.manifest.counts.kept == 2U);
    const RowIssue& merged = issue(checked, "cell_merged");
    BOOST_TEST(merged.line == 3U);
    BOOST_TEST(says(merged.message, "« École »"), merged.message);
}

BOOST_AUTO_TEST_CASE(what_a_column_looks_like_is_said_and_changes_nothing)
{
    const Checked checked = check_files(
        toml_for("t.csv", "[columns.code]\n[columns.places]\n[columns.jour]\n[columns.nom]\n"),
        "code,places,jour,nom\n01001,12,2024-01-31,A\n01002,\"1,5\",31/01/2024,B\n1003,4,2024-02-"
        "01,7\n",
        "t.csv");

    BOOST_TEST(checked.text(1, "places") == "1,5");
    BOOST_TEST(is_said(checked.report.hints, "« places » : ses 3 valeurs sont toutes des nombres"));
    BOOST_TEST(is_said(checked.report.hints, "type = \"number\""));
    BOOST_TEST(is_said(checked.report.hints, "« jour » : ses 3 valeurs sont toutes des dates"));
    BOOST_TEST(is_said(checked.report.hints, "« code » : codes de 5 chiffres"));
    BOOST_TEST(is_said(checked.report.hints, "width = 5"));
    BOOST_TEST(checked.report.hints.size() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
