// SPDX-License-Identifier: EUPL-1.2
// A form filled from a version, sent back unchanged, gives the same rows: for every way of writing
// a value and a place that a definition knows.
#include "datasets/dataset_form.hpp"

#include "datasets/column_choice.hpp"
#include "datasets/form_workbook.hpp"
#include "datasets/ingest.hpp"
#include "datasets/source.hpp"
#include "datasets/version.hpp"
#include "datasets/version_difference.hpp"
#include "geo/error.hpp"
#include "geo/vector_file.hpp"
#include "grid_site.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <ostream>

using namespace parvis;
using namespace parvis::datasets;
using namespace parvis::test;
namespace fs = std::filesystem;

namespace {

struct Way {
    const char* name;
    const char* definition;
    const char* file;
    const char* data;
    std::size_t rows;
};
std::ostream& operator<<(std::ostream& out, const Way& way) { return out << way.name; }

constexpr const char* general = "kind = \"general\"\ntitle.fr = \"Choses\"\noutside = \"keep\"\n";

const Way ways[] = {
    {"texts of every kind, codes, lists of values", R"(
key = ["code"]
[place]
lon = "x"
lat = "y"
[columns.code]
[columns.nom]
from = "Nom complet"
[columns.oui]
type = "boolean"
[columns.nombre]
type = "number"
[columns.entier]
type = "integer"
[columns.jour]
type = "date"
format = "%d/%m/%Y"
[columns.instant]
type = "datetime"
[columns.mots]
type = "list"
list_separator = "|"
[columns.genre]
values = [["Grande chose", "grande"], ["Petite chose", "petite"], ["petite", "petite"]]
[columns.effet]
from = "texte libre"
contains = [["barrée", "barree"], ["alternat", "alternat"]]
[columns.revenu]
type = "number"
status = { "s" = "Q", "nd" = "O" }
)",
     "choses.csv",
     "code;Nom complet;oui;nombre;entier;jour;instant;mots;genre;texte libre;revenu;x;y\n"
     "0012;=1+1;oui;1234,5;12;01/02/2026;2026-07-01 12:30;a|b c|d;Grande "
     "chose;rue barrée;s;1.05;43.25\n"
     "0013;+33 1 23;non;0,1;-3;31/12/1899;2026-01-01T00:00:00Z;seul;petite;alternat "
     "demain;nd;1.15;43.25\n"
     "0014;-moins;;0.3333333333333333;9007199254740993;29/02/2024;;;Petite "
     "chose;;12;1.2512345;43.1512345\n"
     "0015;@arobase;vrai;1e300;;;;;;;0;1.25;43.05\n"
     "0016;\"deux\nlignes; et \"\"guillemets\"\"\";;;;;;;;;;1.05;43.05\n"
     "0017;«été» 日本;;100000000000000000;1;01/03/1900;;;;;;;\n",
     6},
    {"columns kept as they are", R"(
key = ["code"]
others = "keep"
[place]
point = "où"
[columns.code]
)",
     "choses.csv",
     "code,Autre colonne,où,2ᵉ\nA,texte,\"43.25, 1.05\",007\nB,,\"43.15, 1.15\",\nC,x,,8\n", 3},
    {"metres of Lambert 93", R"(
key = ["code"]
crs = "EPSG:2154"
[place]
lon = "x"
lat = "y"
[columns.code]
)",
     "choses.csv",
     "code,x,y\nA,440000.123,6230000.987\nB,441234.5678,6231111.1111\nC,442000,6232000\n", 3},
    {"longitude before latitude, in one column", R"(
key = ["code"]
[place]
point = "p"
order = "lon,lat"
[columns.code]
)",
     "choses.csv", "code;p\nA;1.05, 43.25\nB;1.1512345, 43.25\n", 2},
    {"shapes in text", R"(
key = ["code"]
[place]
wkt = "tracé"
[columns.code]
)",
     "choses.csv",
     "code;tracé\nA;LINESTRING (1.01 43.25, 1.1234567 43.26)\nB;POLYGON ((1.01 43.01, 1.02 43.01, "
     "1.02 43.02, 1.01 43.01))\nC;MULTIPOINT (1.01 43.01, 1.02 43.02)\n",
     3},
    {"GeoJSON in text, in metres", R"(
key = ["code"]
crs = "EPSG:2154"
[place]
geojson = "g"
[columns.code]
)",
     "choses.csv",
     "code;g\nA;\"{\"\"type\"\":\"\"LineString\"\",\"\"coordinates\"\":[[440000,6230000],[441000.5,"
     "6230500.25]]}\"\n",
     1},
    {"shapes of the file's own", R"(
key = ["code"]
[columns.code]
[columns.mots]
type = "list"
)",
     "choses.geojson",
     R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":"A","mots":["un","deux"]},"geometry":{"type":"LineString","coordinates":[[1.01,43.25],[1.12,43.26]]}},
{"type":"Feature","properties":{"code":"B","mots":[]},"geometry":{"type":"Point","coordinates":[1.05,43.05]}},
{"type":"Feature","properties":{"code":"C"},"geometry":null}]})",
     3},
    {"columns named by years, a letter, one alone", R"(
key = ["an"]
[place]
lon = "2020"
lat = "2021"
[columns.an]
from = "2019"
[columns.lettre]
from = "E"
type = "number"
[columns.e]
)",
     "choses.csv", "2019;2020;2021;E;e\n1;1.05;43.25;12;a\n2;1.15;43.25;;b\n", 2},
    {"texts that a workbook escapes, lists with the separator in them", R"(
key = ["code"]
[columns.code]
[columns.nom]
[columns.code_a]
from = "_x0041_"
[columns.mots]
type = "list"
[columns.barres]
type = "list"
list_separator = "|"
)",
     "choses.geojson",
     R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":"A","nom":"a\r\nb","mots":["a;b","c"],"barres":["a|b","c;d"]},"geometry":null},
{"type":"Feature","properties":{"code":"B","nom":"v\u000bw\u0001","mots":["un","[\"x\"","deux\""]},"geometry":null},
{"type":"Feature","properties":{"code":"C","nom":"_x0041_ _x005F_x0041_","_x0041_":"_x0041\u000b","mots":["[1]","[\"x\"]"]},"geometry":null},
{"type":"Feature","properties":{"code":"D","nom":"\ufffe\uffff","mots":["a, b","c\r\nd"],"barres":["a","b"]},"geometry":null},
{"type":"Feature","properties":{"code":"E","nom":"lu\rrien\tqu’un","mots":["\ud83c\udf33;","\\"]},"geometry":null}]})",
     5},
    {"codes of communes", R"(
key = ["code"]
[place]
commune = "insee"
[place.level]
pole = "pôle"
[columns.code]
)",
     "choses.csv", "code;insee;pôle\nA;01001;Nord\nB;01009;\nC;01004;Sud\n", 3},
};

struct Trial {
    GridSite site;
    Territory territory = site.read();
    Register reg{site.folder / "data"};
    std::vector<Comment> comments{{"c1",
                                   {"choses", "", "", "", "", ""},
                                   {{"fr", "Tout\r\nle jeu."}},
                                   "",
                                   "",
                                   "Voirie",
                                   "",
                                   {2026, 6, 1}}};

    DatasetDefinition define(const Way& way) const
    {
        site.folder.write(std::string("fichiers/") + way.file, way.data);
        const auto file = site.folder.write("datasets/choses.toml",
                                            std::string(general) + "source = \"fichiers/" +
                                                way.file + "\"\n" + way.definition);
        return read_definition(file, "etalab-2.0");
    }
    fs::path form_of(const DatasetDefinition& definition, std::uint32_t version) const
    {
        DatasetForm form(definition, version_folder(reg.data(), "choses", version), false);
        const fs::path file = site.folder / "modele.xlsx";
        FormTitle title{"choses", "Choses", "une chose", "Test", "", ""};
        title.facts = {{"Licence", "Licence Ouverte 2.0"}, {"Producteur", "Voirie"}};
        title.comments = comments;
        write_workbook(file, form, title);
        return file;
    }
    IngestReport read_back(DatasetDefinition definition, const fs::path& file)
    {
        const fs::path own = definition.source;
        definition.source = file;
        fit_to_file(definition, own);
        return ingest(definition, territory, reg, "upload");
    }
};

/// The rows of a sheet: cells between bars; of the help only up to the last one that is filled.
std::vector<std::string> rows_of(const fs::path& file, const std::string& sheet)
{
    geo::VectorFile vector(file, geo::VectorFormat::xlsx, {sheet, "", {}});
    geo::VectorFile::Row row;
    std::vector<std::string> rows;
    while (vector.next(row)) {
        std::string text;
        std::size_t used = row.values.size();
        while (sheet == help_sheet && used > 0 && !row.values[used - 1]) {
            --used;
        }
        for (std::size_t i = 0; i < used; ++i) {
            text += (i == 0 ? "" : "|") + row.values[i].value_or("");
        }
        rows.push_back(text);
    }
    return rows;
}

std::string told(const RowDifference& row)
{
    std::string text = row.id + ":";
    for (const auto& cell : row.cells) {
        text += " " + cell.column + " " + cell.before + " -> " + cell.after;
    }
    return text;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(dataset_form, Trial)

BOOST_DATA_TEST_CASE_F(Trial, a_form_sent_back_unchanged_changes_no_row,
                       boost::unit_test::data::make(ways), way)
{
    const DatasetDefinition definition = define(way);
    const IngestReport first = ingest(definition, territory, reg, "ingest");
    BOOST_TEST_REQUIRE(first.version.has_value());
    BOOST_TEST(first.manifest.counts.kept == way.rows);

    const IngestReport again = read_back(definition, form_of(definition, 1));

    BOOST_TEST(again.manifest.counts.read == way.rows);
    BOOST_TEST_REQUIRE(again.version.has_value());
    std::string differences;
    const auto counts =
        compare_versions(reg.data(), "choses", 1, *again.version,
                         [&](const RowDifference& row) { differences += told(row) + "\n"; });
    BOOST_TEST(differences == "");
    BOOST_TEST(counts.unchanged == way.rows);
    BOOST_TEST(counts.columns_added.empty());
    BOOST_TEST(counts.columns_removed.empty());
}

BOOST_AUTO_TEST_CASE(the_form_itself_is_the_same_for_the_same_version)
{
    const DatasetDefinition definition = define(ways[0]);
    static_cast<void>(ingest(definition, territory, reg, "ingest"));
    const std::string once = content_of(form_of(definition, 1));

    BOOST_TEST(once.size() > 4000U);
    BOOST_TEST((once == content_of(form_of(definition, 1))));
}

BOOST_AUTO_TEST_CASE(without_a_version_it_has_its_header_alone)
{
    const DatasetDefinition definition = define(ways[0]);
    DatasetForm form(definition, std::nullopt, false);
    const fs::path file = site.folder / "vide.xlsx";

    BOOST_TEST(write_workbook(file, form, {"choses", "Choses", "", "", "", ""}) == 0U);

    BOOST_TEST(form.columns().front().name == "code");
    BOOST_TEST(form.columns().front().required);
    BOOST_CHECK_EXCEPTION(read_back(definition, file), SourceError, [](const auto& error) {
        return std::string(error.what()).find("que son en-tête") != std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE(a_column_with_a_list_offers_it)
{
    const DatasetDefinition definition = define(ways[0]);
    const DatasetForm form(definition, std::nullopt, false);
    const auto column = [&](std::string_view name) {
        const auto found = std::ranges::find(form.columns(), name, &FormColumn::name);
        BOOST_REQUIRE(found != form.columns().end());
        return *found;
    };
    const std::vector<std::string> kinds{"Grande chose", "Petite chose"};
    BOOST_TEST(column("genre").choices == kinds, boost::test_tools::per_element());
    BOOST_TEST(column("genre").closed);
    BOOST_TEST(!column("texte libre").closed);
    BOOST_TEST(column("oui").choices.size() == 2U);
    BOOST_TEST(column("revenu").writing.find("« nd »") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_shape_that_no_cell_can_hold_is_refused_with_the_row_that_has_it)
{
    std::string line = "code;tracé\nLONG;LINESTRING (";
    for (int i = 0; i < 3000; ++i) {
        line += fmt::format("{}{} 43.25", i == 0 ? "" : ", ", 1.0 + i * 0.0000123);
    }
    const std::string data = line + ")\n";
    Way way = ways[4];
    way.data = data.c_str();
    const DatasetDefinition definition = define(way);
    static_cast<void>(ingest(definition, territory, reg, "ingest"));

    BOOST_CHECK_EXCEPTION(form_of(definition, 1), SourceError, [](const auto& error) {
        return std::string(error.what()).find("« LONG »") != std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE(the_length_of_a_cell_is_counted_as_spreadsheets_do)
{
    const auto form_with = [&](const std::string& text) {
        const std::string data = "code;nom\nA;" + text + "\n";
        const DatasetDefinition definition =
            define({"long", "key = [\"code\"]\n[columns.code]\n[columns.nom]\n", "choses.csv",
                    data.c_str(), 1});
        const auto report = ingest(definition, territory, reg, "ingest");
        return form_of(definition, report.version.value());
    };
    const auto repeated = [](std::string_view letter, std::size_t times) {
        std::string text;
        for (std::size_t i = 0; i < times; ++i) {
            text += letter;
        }
        return text;
    };
    BOOST_CHECK_NO_THROW(form_with(repeated("é", 32'767)));
    for (const std::string& text : {repeated("é", 32'768), repeated("🌳", 16'384)}) {
        BOOST_CHECK_EXCEPTION(form_with(text), SourceError, [](const auto& error) {
            const std::string said = error.what();
            return said.find("« A »") != std::string::npos &&
                   said.find("a 32768 caractères") != std::string::npos;
        });
    }
}

BOOST_AUTO_TEST_CASE(whose_the_rows_are_and_every_comment_goes_with_them)
{
    const std::string endless = std::string(40'000, 'x') + " fin";
    comments = {{"c1",
                 {"choses", "", "", "", "", ""},
                 {{"fr", "Sur tout."}},
                 "B",
                 "loi",
                 "DGS",
                 "Chef",
                 {2026, 6, 1}},
                {"c2",
                 {"choses", "nom", "A", "", "", ""},
                 {{"fr", "=1+1"}},
                 "",
                 "",
                 "Voirie",
                 "",
                 {2026, 5, 2}},
                {"c3",
                 {"choses", "", "", "piscines", "A", "2025"},
                 {{"fr", endless}},
                 "",
                 "",
                 "Sports",
                 "",
                 {2026, 4, 3}}};
    const DatasetDefinition definition = define(ways[1]);
    static_cast<void>(ingest(definition, territory, reg, "ingest"));
    const fs::path file = form_of(definition, 1);

    const auto rows = rows_of(file, "Commentaires Parvis");
    BOOST_TEST_REQUIRE(rows.size() == 5U);  // one goes on in a second row
    BOOST_TEST(
        rows[1] ==
        "(tout le jeu)|||||Sur tout.|DGS|Chef|2026-06-01|B (rupture de série)|loi ou règlement");
    BOOST_TEST(rows[2] == "A|nom||||=1+1|Voirie||2026-05-02||");
    BOOST_TEST(rows[3].starts_with("||piscines|A|2025|xxx"));
    BOOST_TEST(rows[4].starts_with("||piscines|A|2025|xxx"));
    BOOST_TEST(rows[4].find(" fin|Sports||2026-04-03") != std::string::npos);
    const auto help = rows_of(file, "Aide Parvis");
    BOOST_TEST((std::ranges::find(help, "Licence|Licence Ouverte 2.0") != help.end()));
    BOOST_TEST((std::ranges::find(help, "Producteur|Voirie") != help.end()));
    BOOST_TEST((std::ranges::any_of(help, [](const std::string& row) {
        return row.find("Commentaires Parvis") != std::string::npos &&
               row.find("(3)") != std::string::npos;
    })));
}

BOOST_AUTO_TEST_CASE(more_rows_than_allowed_are_refused)
{
    const DatasetDefinition definition = define(ways[0]);
    static_cast<void>(ingest(definition, territory, reg, "ingest"));
    DatasetForm form(definition, version_folder(reg.data(), "choses", 1), false);

    BOOST_CHECK_THROW(
        write_workbook(site.folder / "x.xlsx", form, {"choses", "", "", "", "", ""}, 5),
        SourceError);
}

BOOST_AUTO_TEST_SUITE_END()
