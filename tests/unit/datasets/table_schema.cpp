// SPDX-License-Identifier: EUPL-1.2
#include "geo/error.hpp"
#include "schema_trial.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <vector>

using namespace parvis;
using namespace parvis::datasets;
using namespace parvis::test;

namespace {

/// A field of a schema, its texts that fit and its texts that do not.
struct TypeCase {
    const char* field;  ///< members of the field behind its name
    std::vector<const char*> good, bad;
};

const std::vector<TypeCase> type_cases{
    {R"("type":"string")", {"a", " ", "0"}, {}},
    {R"("type":"string","format":"email")",
     {"nom@commune.fr", "a.b+c@d.e.fr"},
     {"nom", "@commune.fr", "nom@commune", "a@b@c.fr", "a b@c.fr", "a@.fr", "a@fr."}},
    {R"("type":"string","format":"uri")",
     {"https://commune.fr/x", "mailto:a@b.fr", "urn:isbn:1"},
     {"commune.fr", "www.commune.fr/x", "https:/commune.fr", "http://", "http://a b", ":x", "1:x"}},
    {R"("type":"string","format":"uuid")",
     {"b2f8e9c0-1234-4abc-8def-0123456789ab"},
     {"b2f8e9c012344abc8def0123456789ab", "b2f8e9c0-1234-4abc-8def-0123456789ag", "x"}},
    {R"("type":"string","format":"binary")", {"YQ==", "YWI=", "YWJj"}, {"YQ", "Y===", "é==="}},
    {R"("type":"number")",
     {"1", "-1.5", "+2", ".5", "5.", "1e6", "1E-3", "NaN", "INF", "-INF"},
     {"1,5", "1 000", "x", "-", ".", "1e", "1.2.3", " 1", "1 ", "0x10", "inf", "--1"}},
    {R"("type":"number","decimalChar":",","groupChar":" ")",
     {"1,5", "1 234,5", "12"},
     {"1.5", "1,2,3", "a"}},
    {R"("type":"number","bareNumber":false)", {"95 %", "€ 12.5", "7"}, {"%", "douze"}},
    {R"("type":"integer")", {"0", "-12", "+3", "007"}, {"1.0", "1e3", "", "1 000", "douze"}},
    {R"("type":"integer","groupChar":".")", {"1.000", "12"}, {"1,000"}},
    {R"("type":"boolean")", {"true", "FALSE", "1", "0"}, {"oui", "vrai", "2", "tRue"}},
    {R"("type":"boolean","trueValues":["oui"],"falseValues":["non"])",
     {"oui", "non"},
     {"true", "Oui", "1"}},
    {R"("type":"date")",
     {"2024-02-29", "0001-01-01"},
     {"2023-02-29", "29/02/2024", "2024-2-9", "2024-02-30", "2024-13-01", "2024-02-29T00:00:00"}},
    {R"("type":"date","format":"%d/%m/%Y")", {"29/02/2024"}, {"2024-02-29", "30/02/2024", "x"}},
    {R"("type":"date","format":"any")", {"2024-02-29", "29/02/2024"}, {"hier", "2024"}},
    {R"("type":"time")", {"03:00:00", "23:59:59"}, {"3:00", "24:00:00", "03:60:00", "03:00", "x"}},
    {R"("type":"time","format":"%Hh%M")", {"14h30"}, {"14:30", "25h00", "14h60"}},
    {R"("type":"datetime")",
     {"2025-10-22T12:50:21Z", "2025-10-22T12:50:21", "2025-10-22T12:50:21.5+02:00"},
     {"2025-10-22", "2025-10-22 12:50:21", "2025-02-30T12:50:21Z", "2025-10-22T25:00:00Z",
      "2025-10-22T12:50:21+2", "2025-10-22T12:50:21ZZ"}},
    {R"("type":"datetime","format":"%d/%m/%Y %H:%M")", {"22/10/2025 12:50"}, {"22/10/2025"}},
    {R"("type":"year")", {"2024", "-0044", "12024"}, {"24", "2024-01", "an"}},
    {R"("type":"yearmonth")", {"2024-01"}, {"2024", "2024-13", "2024-00", "2024-1"}},
    {R"("type":"duration")",
     {"P1Y", "P1Y2M3DT4H5M6.5S", "PT1S", "P2W", "-P1D"},
     {"1Y", "P", "PT", "P1DT", "P1S", "P1M1Y", "P1.5Y", "PT1"}},
    {R"("type":"geopoint")", {"5.42,43.53", "5.42, 43.53"}, {"5.42", "43;5", "200,10", "10,95"}},
    {R"("type":"geopoint","format":"array")", {"[7.48, 48.34]"}, {"7.48, 48.34", "[1]", "[1,2,3]"}},
    {R"("type":"geopoint","format":"object")",
     {R"({"lon":7,"lat":48})"},
     {R"({"lon":7})", "[7,48]", R"({"lon":"7","lat":"48"})"}},
    {R"("type":"geojson")",
     {R"({"type":"Point","coordinates":[1,2]})",
      R"({"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2]}})"},
     {"Point", "[1,2]", R"({"type":"Point"})", R"({"type":"Line","coordinates":[[1,2],[3,4]]})",
      R"({"type":"Point","coordinates":[1]})"}},
    {R"("type":"geojson","format":"topojson")",
     {R"({"type":"Topology"})"},
     {R"({"type":"Point","coordinates":[1,2]})"}},
    {R"("type":"object")", {"{}", R"({"a":1})"}, {"[]", "{", "a"}},
    {R"("type":"array")", {"[]", "[1,2]"}, {"{}", "1,2"}},
    {R"("type":"list","itemType":"integer","delimiter":";")", {"1", "1;2"}, {"1;a", "1,2", "1;"}},
    {R"("type":"any")", {"x", "1"}, {}},
};

/// What is wrong with a schema, and what its error has to say.
struct FaultCase {
    const char* schema;
    const char* said;
};

const FaultCase fault_cases[]{
    {"", "ligne 1, colonne 1"},
    {"{\"fields\":\n [}", "ligne 2, colonne 3"},
    {"[]", "un objet entre accolades"},
    {"{}", "ni un schéma de table"},
    {R"({"resources":[]})", "Data Package"},
    {R"({"fields":[]})", "de 1 à 10000 champs"},
    {R"({"fields":[{"type":"string"}]})", "champ 1, « name » : il manque"},
    {R"({"fields":[{"name":"a"},{"name":"b","constraint":{}}]})",
     "champ 2 « b », « constraint » : ce mot-clé n’est pas compris"},
    {R"({"fields":[{"name":"a","constraints":{"maxlength":5}}]})",
     "« maxlength » : ce mot-clé n’est pas compris, et l’ignorer laisserait passer ce qu’il "
     "interdit ; vouliez-vous dire « maxLength » ?"},
    {R"({"fields":[{"name":"a","constraints":{"jsonSchema":{}}}]})", "« jsonSchema »"},
    {R"({"fields":[{"name":"a"}],"missingValue":[""]})", "missingValues"},
    {R"({"fields":[{"name":"a","type":"text"}]})", "le type « text » n’existe pas"},
    {R"({"fields":[{"name":"a","type":"date","format":"JJ/MM"}]})", "le format « JJ/MM »"},
    {R"({"fields":[{"name":"a","type":"date","format":"%q"}]})", "le format « %q »"},
    {R"({"fields":[{"name":"a","constraints":{"pattern":"(a"}}]})", "ne se compile pas"},
    {R"({"fields":[{"name":"a","constraints":{"minimum":1}}]})",
     "« minimum » : il ne s’applique pas au type « string »"},
    {R"({"fields":[{"name":"a","type":"date","constraints":{"minimum":"hier"}}]})",
     "« hier » n’est pas une date"},
    {R"({"fields":[{"name":"a","type":"integer","constraints":{"enum":["x"]}}]})",
     "« x » n’est pas un nombre entier"},
    {R"({"fields":[{"name":"a","constraints":{"enum":[]}}]})", "aucune valeur ne serait permise"},
    {R"({"fields":[{"name":"a","constraints":{"required":"true"}}]})", "sans guillemets"},
    {R"({"fields":[{"name":"a","constraints":{"minLength":3,"maxLength":2}}]})", "il dépasse"},
    {R"({"fields":[{"name":"a"},{"name":"a"}]})", "deux champs s’appellent « a »"},
    {R"({"fields":[{"name":"a","name":"b"}]})", "deux fois"},
    {R"({"fields":[{"name":"a"}],"primaryKey":"b"})", "« b » n’est pas un champ"},
    {R"({"fields":[{"name":"a"}],"foreignKeys":[{"fields":"a","reference":{"resource":"rues","fields":"id"}}]})",
     "renvoie au fichier « rues »"},
    {R"({"fields":[{"name":"a"}],"custom_checks":[{"name":"italian","params":{"column":"a"}}]})",
     "« italian » n’est pas connue"},
    {R"({"fields":[{"name":"a"}],"fieldsMatch":"loose"})", "possibles : exact"},
};

std::string codes_of(const std::vector<RowIssue>& issues)
{
    std::string codes;
    for (const RowIssue& issue : issues) {
        codes += fmt::format("{}{}@{}:{}", codes.empty() ? "" : " ", issue.code, issue.column,
                             issue.line);
    }
    return codes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(table_schema)

BOOST_AUTO_TEST_CASE(a_type_takes_what_it_means_and_nothing_else)
{
    for (const TypeCase& one : type_cases) {
        const Schema schema =
            parse_schema(fmt::format(R"({{"fields":[{{"name":"a",{}}}]}})", one.field), "s.json");
        const SchemaField& field = std::get<TableSchema>(schema.rules).fields.front();
        for (const char* text : one.good) {
            BOOST_TEST_CONTEXT(one.field << " " << text)
            BOOST_TEST(read_field(field, text).fits);
        }
        for (const char* text : one.bad) {
            BOOST_TEST_CONTEXT(one.field << " " << text)
            BOOST_TEST(!read_field(field, text).fits);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_schema_that_cannot_be_kept_is_refused_and_says_where)
{
    for (const FaultCase& one : fault_cases) {
        BOOST_TEST_CONTEXT(one.schema)
        BOOST_CHECK_EXCEPTION(static_cast<void>(parse_schema(one.schema, "s.json")), SourceError,
                              [&](const SourceError& error) {
                                  const std::string said = error.what();
                                  BOOST_TEST_INFO(said);
                                  const bool fits = said.starts_with("s.json") &&
                                                    said.find(one.said) != said.npos;
                                  BOOST_TEST(fits);
                                  return fits;
                              });
    }
}

BOOST_AUTO_TEST_CASE(a_schema_nested_ten_thousand_deep_is_an_error_and_no_crash)
{
    const std::string deep(10'000, '[');

    BOOST_CHECK_THROW(static_cast<void>(parse_schema("{\"fields\":" + deep, "s")), SourceError);
    BOOST_CHECK_THROW(static_cast<void>(parse_schema(
                          "{\"fields\":" + deep + std::string(10'000, ']') + "}", "s")),
                      SourceError);
    std::string not_nested;
    for (int i = 0; i < 10'000; ++i) {
        not_nested += R"({"items":)";
    }
    BOOST_CHECK_THROW(
        static_cast<void>(parse_schema(not_nested + "{}" + std::string(10'000, '}'), "s")),
        SourceError);
}

BOOST_AUTO_TEST_CASE(a_pattern_means_the_whole_cell_and_gives_up_in_time)
{
    const Pattern either("[0-9]{5}|2[AB][0-9]{3}", Pattern::Reach::whole);
    BOOST_TEST((either.look_at("2A004") == Pattern::Verdict::fits));
    BOOST_TEST((either.look_at("760001") == Pattern::Verdict::differs));
    BOOST_TEST((either.look_at("76000\n") == Pattern::Verdict::differs));

    const Pattern digits("^\\d{14}$", Pattern::Reach::part);
    BOOST_TEST((digits.look_at("abc") == Pattern::Verdict::differs));
    BOOST_TEST((digits.look_at("79889944900036\n") == Pattern::Verdict::differs));
    BOOST_TEST((Pattern("\\u00C0", Pattern::Reach::whole).look_at("À") == Pattern::Verdict::fits));

    const Pattern greedy("^(([a-z])+.)+[A-Z]([a-z])+$", Pattern::Reach::whole);
    BOOST_TEST((greedy.look_at(std::string(60, 'a')) == Pattern::Verdict::undecided));
}

BOOST_AUTO_TEST_CASE(every_constraint_is_an_issue_of_its_column)
{
    const Trial trial(R"({"fields":[
      {"name":"id","type":"integer","constraints":{"unique":true}},
      {"name":"nom","constraints":{"required":true,"minLength":3,"maxLength":5}},
      {"name":"genre","constraints":{"enum":["parc","gare"]}},
      {"name":"code","constraints":{"pattern":"\\d{5}"}},
      {"name":"part","type":"number","constraints":{"minimum":0,"exclusiveMaximum":1}},
      {"name":"jour","type":"date","constraints":{"minimum":"2024-01-01","maximum":"2024-12-31"}}
    ],"missingValues":["","nd"]})",
                      {"id", "nom", "genre", "code", "part", "jour"});

    BOOST_TEST(trial.codes({"1", "Rouen", "parc", "76000", "0.5", "2024-05-13"}) == "");
    BOOST_TEST(trial.codes({"2", "Été", "gare", "", "nd", ""}) == "");
    BOOST_TEST(trial.codes({"1", "Rouen", "parc", "76000", "0", ""}) == "schema_unique@id");
    BOOST_TEST(trial.codes({"3", "nd", "", "", "", ""}) == "schema_required@nom");
    BOOST_TEST(trial.codes({"4", "ab", "", "", "", ""}) == "schema_min_length@nom");
    BOOST_TEST(trial.codes({"5", "Rouens", "", "", "", ""}) == "schema_max_length@nom");
    BOOST_TEST(trial.codes({"6", "Rouen", "Gare", "", "", ""}) == "schema_enum@genre");
    BOOST_TEST(trial.codes({"7", "Rouen", "", "7600", "", ""}) == "schema_pattern@code");
    BOOST_TEST(trial.codes({"8", "Rouen", "", "", "1", ""}) == "schema_maximum@part");
    BOOST_TEST(trial.codes({"9", "Rouen", "", "", "-0.1", ""}) == "schema_minimum@part");
    BOOST_TEST(trial.codes({"9a", "Rouen", "", "", "x", "2023-12-31"}) ==
               "schema_type@id schema_type@part schema_minimum@jour");
    BOOST_TEST(trial.codes({"10", "Rouen", "", "", "NaN", ""}) ==
               "schema_minimum@part schema_maximum@part");
}

BOOST_AUTO_TEST_CASE(keys_are_told_with_the_line_that_had_them_first)
{
    Trial trial(R"({"fields":[{"name":"rue"},{"name":"no"},{"name":"parent"}],
                 "primaryKey":["rue","no"],
                 "foreignKeys":[{"fields":"parent","reference":{"resource":"","fields":"rue"}}]})",
                {"rue", "no", "parent"});

    BOOST_TEST(trial.codes({"a", "1", ""}) == "");
    BOOST_TEST(trial.codes({"a", "2", "b"}) == "");
    BOOST_TEST(trial.codes({"a", "1", "z"}) == "schema_primary_key@rue, no");
    BOOST_TEST(trial.last().front().message.find("à la ligne 2") != std::string::npos);
    BOOST_TEST(trial.codes({"b", "", ""}) == "schema_primary_key@no");
    BOOST_TEST(codes_of(trial.at_the_end()) == "schema_foreign_key@parent:4");
}

BOOST_AUTO_TEST_CASE(columns_that_are_missing_unknown_moved_or_nearly_right_are_said)
{
    const char* const fields = R"("fields":[{"name":"nom","constraints":{"required":true}},
                                {"name":"code_insee"},{"name":"type"}])";
    const auto header = [&](const std::string& more, std::vector<std::string> columns) {
        return Trial(fmt::format("{{{}{}}}", fields, more), std::move(columns)).header();
    };
    BOOST_TEST(header("", {"nom", "code_insee", "type"}) == "");
    BOOST_TEST(header("", {"Nom", "CODE INSEE", "type"}) ==
               "schema_column_spelling@Nom! schema_column_spelling@CODE INSEE!");
    BOOST_TEST(header("", {"nom", "type"}) == "schema_column_missing@code_insee");
    BOOST_TEST(header("", {"code_insee", "type"}) == "schema_column_missing@nom!");
    BOOST_TEST(header("", {"nom", "code_inse", "type"}) ==
               "schema_column_missing@code_insee schema_column_unknown@code_inse");
    BOOST_TEST(header("", {"type", "nom", "code_insee"}) == "schema_column_order@type");
    BOOST_TEST(header(R"(,"fieldsMatch":"exact")", {"nom", "type", "x"}) ==
               "schema_column_missing@code_insee! schema_column_unknown@x!");
    BOOST_TEST(header(R"(,"fieldsMatch":["equal"])", {"type", "nom", "code_insee"}) == "");
    BOOST_TEST(header(R"(,"fieldsMatch":"subset")", {"nom", "code_insee", "type", "x"}) == "");
    BOOST_TEST(header(R"(,"fieldsMatch":"superset")", {"nom", "x"}) == "schema_column_unknown@x!");
    BOOST_TEST(header(R"(,"fieldsMatch":"partial")", {"nom", "x"}) == "");
}

BOOST_AUTO_TEST_CASE(the_checks_of_french_schemas_are_made)
{
    Trial trial(R"({"fields":[{"name":"siret"},{"name":"siren"},{"name":"annee"},
                {"name":"votants","type":"integer"},{"name":"pour","type":"integer"},
                {"name":"contre","type":"integer"},{"name":"rna"}],"custom_checks":[
      {"name":"french-siret-value","params":{"column":"siret"}},
      {"name":"french-siren-value","params":{"column":"siren"}},
      {"name":"year-interval-value","params":{"column":"annee","allow-year-only":"yes"}},
      {"name":"cohesive-columns-value","params":{"column":"pour","othercolumns":["contre"]}},
      {"name":"compare-columns-value","params":{"column":"votants","op":">=","column2":"pour"}},
      {"name":"sum-columns-value","params":{"column":"votants","columns":["pour","contre"]}},
      {"name":"one-of-required","params":{"column1":"siren","column2":"rna"}}]})",
                {"siret", "siren", "annee", "votants", "pour", "contre", "rna"});

    BOOST_TEST(trial.codes({"79889944900036", "798899449", "2019/2021", "3", "2", "1", ""}) == "");
    BOOST_TEST(trial.codes({"35600000000048", "356000000", "2019", "", "", "", ""}) == "");
    BOOST_TEST(trial.codes({"79889944900037", "", "", "", "", "", "W1"}) == "schema_siret@siret");
    BOOST_TEST(trial.codes({"", "798899448", "", "", "", "", ""}) == "schema_siren@siren");
    BOOST_TEST(trial.codes({"", "", "2021/2019", "", "", "", "W1"}) ==
               "schema_year_interval@annee");
    BOOST_TEST(trial.codes({"", "", "", "", "2", "", "W1"}) == "schema_together@contre");
    BOOST_TEST(trial.codes({"", "", "", "2", "3", "-1", "W1"}) == "schema_compared@votants");
    BOOST_TEST(trial.codes({"", "", "", "4", "2", "1", "W1"}) == "schema_sum@votants");
    BOOST_TEST(trial.codes({"", "", "", "", "", "", ""}) == "schema_one_of@siren");
}

BOOST_AUTO_TEST_SUITE_END()
