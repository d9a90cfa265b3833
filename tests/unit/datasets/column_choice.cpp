// SPDX-License-Identifier: EUPL-1.2
// Columns of one file chosen in the place of those that the definition names.
#include "datasets/column_choice.hpp"

#include "datasets/ingest.hpp"
#include "geo/error.hpp"
#include "grid_site.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace parvis;
using namespace parvis::datasets;
using namespace parvis::test;

namespace {

struct Works {
    GridSite site;
    Territory territory = site.read();

    Works()
    {
        site.folder.write("fichiers/t.csv", "n;quoi;début;où\n1;Pont;2026-01-01;\"43.25, 1.05\"\n");
        site.folder.write("datasets/t.toml",
                          "kind = \"road_works\"\ntitle.fr = \"T\"\nsource = \"fichiers/t.csv\"\n"
                          "separator = \";\"\nkey = [\"numero\"]\n[place]\npoint = \"place\"\n"
                          "[columns.numero]\nfrom = \"n\"\n[columns.titre]\nfrom = \"titre\"\n"
                          "[columns.debut]\nfrom = \"debut\"\n");
    }
    [[nodiscard]] DatasetDefinition definition() const
    {
        return read_definition(site.folder / "datasets/t.toml", "etalab-2.0");
    }
};

const std::vector<ColumnChoice> right{{"titre", "quoi"}, {"debut", "début"}, {"place.point", "où"}};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(column_choice, Works)

BOOST_AUTO_TEST_CASE(a_definition_says_what_it_reads_and_the_file_what_it_has)
{
    const auto uses = column_uses(definition());
    BOOST_TEST_REQUIRE(uses.size() == 4U);
    BOOST_TEST(uses[0].slot == "numero");
    BOOST_TEST(uses[0].required);
    BOOST_TEST(uses[1].column == "titre");
    BOOST_TEST(!uses[1].required);
    BOOST_TEST(uses[3].slot == "place.point");

    const auto columns = columns_of_file(definition());
    BOOST_TEST_REQUIRE(columns.size() == 4U);
    BOOST_TEST(columns[1].name == "quoi");
    BOOST_TEST_REQUIRE(columns[1].examples.size() == 1U);
    BOOST_TEST(columns[1].examples[0] == "Pont");
}

BOOST_AUTO_TEST_CASE(chosen_columns_are_read_and_the_version_says_so)
{
    DatasetDefinition chosen = definition();
    BOOST_CHECK_THROW(static_cast<void>(check(chosen, territory)), SourceError);

    choose_columns(chosen, right);
    const IngestReport report = check(chosen, territory);

    BOOST_TEST(report.manifest.counts.kept == 1U);
    BOOST_TEST(std::get<std::string>(report.first_features.at(0).values.at(1)) == "Pont");
    BOOST_TEST(std::ranges::count_if(report.manifest.source.guessed, [](const auto& sentence) {
                   return sentence.find("choisie pour ce fichier") != std::string::npos;
               }) == 3);
}

BOOST_AUTO_TEST_CASE(a_value_may_be_left_empty_but_not_one_that_rows_are_known_by)
{
    DatasetDefinition chosen = definition();
    choose_columns(chosen, {{"titre", ""}, {"debut", "début"}, {"place.point", "où"}});
    const IngestReport report = check(chosen, territory);
    BOOST_TEST(report.manifest.counts.kept == 1U);
    BOOST_TEST(std::holds_alternative<std::monostate>(report.first_features.at(0).values.at(1)));

    BOOST_CHECK_THROW(choose_columns(chosen, {{"numero", ""}}), SourceError);
    BOOST_CHECK_THROW(choose_columns(chosen, {{"place.point", ""}}), SourceError);
}

BOOST_AUTO_TEST_CASE(a_code_of_commune_may_lack_where_coordinates_say_the_place)
{
    DatasetDefinition both = definition();
    both.commune_code = "insee";
    both.commune_country = "FR";
    choose_columns(both, {{"place.commune", ""}});
    BOOST_TEST(both.commune_code == "");
    BOOST_TEST(both.commune_country == "");

    DatasetDefinition codes = definition();
    codes.commune_code = "insee";
    codes.point.clear();
    BOOST_CHECK_THROW(choose_columns(codes, {{"place.commune", ""}}), SourceError);
}

BOOST_AUTO_TEST_CASE(what_is_not_there_cannot_be_chosen)
{
    DatasetDefinition chosen = definition();
    for (const char* slot : {"cout_eur", "place.lon", "place.level.pole", "source", ""}) {
        BOOST_CHECK_THROW(choose_columns(chosen, {{slot, "quoi"}}), SourceError);
    }
    choose_columns(chosen, {{"titre", "../../etc/passwd"}});
    BOOST_CHECK_THROW(static_cast<void>(check(chosen, territory)), SourceError);
}

BOOST_AUTO_TEST_CASE(what_to_write_so_that_it_lasts_is_toml)
{
    BOOST_TEST(toml_of({{"titre", "l\"objet\\"},
                        {"place.lon", "x"},
                        {"place.lat", "y"},
                        {"place.level.pole", "Pôle"},
                        {"fin", ""}}) ==
               "[columns.titre]\nfrom = \"l\\\"objet\\\\\"\n[place]\nlon = \"x\"\nlat = \"y\"\n"
               "[place.level]\npole = \"Pôle\"\n");
    BOOST_TEST(toml_of({{"titre", "a\nb"}}) == "[columns.titre]\nfrom = \"a\\u000Ab\"\n");
}

BOOST_AUTO_TEST_CASE(a_file_of_another_format_is_not_held_to_the_form_of_the_datasets_own)
{
    DatasetDefinition given = definition();
    const auto own = given.source;
    given.source = "x.xlsx";
    fit_to_file(given, own);
    BOOST_TEST(given.separator == "");

    DatasetDefinition same = definition();
    same.source = "x.CSV";
    fit_to_file(same, own);
    BOOST_TEST(same.separator == ";");
}

BOOST_AUTO_TEST_SUITE_END()
