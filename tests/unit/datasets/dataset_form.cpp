// SPDX-License-Identifier: EUPL-1.2
// A form filled from a version, sent back unchanged, gives the same rows: for every way of writing
// a value and a place that a definition knows.
#include "datasets/dataset_form.hpp"

#include "datasets/column_choice.hpp"
#include "datasets/form_workbook.hpp"
#include "datasets/ingest.hpp"
#include "datasets/version.hpp"
#include "datasets/version_difference.hpp"
#include "geo/error.hpp"
#include "grid_site.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

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
        write_workbook(file, form, {"choses", "Choses", "une chose", "Test", "", ""});
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
