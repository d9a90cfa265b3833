// SPDX-License-Identifier: EUPL-1.2
// What a schema says while a dataset is read.
#include "checked_files.hpp"
#include "geo/error.hpp"

#include <boost/test/unit_test.hpp>

using namespace parvis;
using namespace parvis::datasets;
using namespace parvis::test;

namespace {

using Codes = std::vector<std::string>;

constexpr const char* schema_json = R"({"name":"points","version":"1.2","fields":[
  {"name":"id"},{"name":"nom","constraints":{"maxLength":6}},{"name":"capacite"},{"name":"lon"},
  {"name":"lat"},{"name":"insee","constraints":{"pattern":"[0-9]{5}"}}]})";

Checked check_with(const std::string& schema, const std::string& rule, std::string_view data)
{
    const ScratchFolder site;
    site.write("fichiers/points.csv", data);
    site.write("schemas/points.json", schema);
    const auto toml =
        replaced(points_toml, "key =", "schema = \"schemas/points.json\"\n" + rule + "\nkey =");
    Checked checked;
    checked.report = check(read_definition(site.write("datasets/points.toml", toml), "etalab-2.0"),
                           drawn_territory(), {}, some_day);
    return checked;
}

constexpr const char* rows = "id,nom,capacite,lon,lat,insee\n"
                             "a,Mairie,12,1.05,43.15,01003\n"
                             "b,Mairies,12,1.05,43.15,01003\n";

}  // namespace

BOOST_AUTO_TEST_SUITE(schema_ingest)

BOOST_AUTO_TEST_CASE(a_schema_doubts_rows_and_keeps_them_unless_told_otherwise)
{
    const Checked checked = check_with(schema_json, "", rows);

    BOOST_TEST(checked.report.manifest.counts.kept == 2U);
    BOOST_TEST((checked.codes() == Codes{"schema_max_length"}));
    BOOST_TEST(checked.report.first_issues.front().line == 3U);
    BOOST_TEST((checked.report.first_issues.front().severity == Severity::warning));
    BOOST_TEST(checked.report.manifest.source.schema == "points");
    BOOST_TEST(checked.report.manifest.source.schema_version == "1.2");
    BOOST_TEST(checked.report.manifest.source.schema_sha256.size() == 64U);
}

BOOST_AUTO_TEST_CASE(with_reject_the_row_is_refused)
{
    const Checked checked = check_with(schema_json, "schema_rule = \"reject\"", rows);

    BOOST_TEST(checked.report.manifest.counts.kept == 1U);
    BOOST_TEST(checked.report.manifest.counts.rejected == 1U);
    BOOST_TEST((checked.codes() == Codes{"schema_max_length"}));
}

BOOST_AUTO_TEST_CASE(a_column_that_must_be_there_refuses_the_file_only_with_reject)
{
    const std::string needs = replaced(schema_json, "{\"name\":\"id\"}",
                                       "{\"name\":\"id\"},{\"name\":\"rue\",\"constraints\":"
                                       "{\"required\":true}}");

    const Checked warned = check_with(needs, "", rows);
    BOOST_TEST((warned.codes() == Codes{"schema_column_missing", "schema_max_length"}));
    BOOST_TEST(warned.report.first_issues.front().line == 1U);
    BOOST_TEST(warned.report.manifest.counts.kept == 2U);
    BOOST_CHECK_THROW(static_cast<void>(check_with(needs, "schema_rule = \"reject\"", rows)),
                      SourceError);
}

BOOST_AUTO_TEST_CASE(a_foreign_key_is_refused_with_the_command_that_checks_it)
{
    const std::string keyed = replaced(
        schema_json, "\"fields\":[",
        R"("foreignKeys":[{"fields":"nom","reference":{"resource":"","fields":"id"}}],"fields":[)");

    BOOST_CHECK_EXCEPTION(
        static_cast<void>(check_with(keyed, "", rows)), SourceError, [](const SourceError& error) {
            return std::string(error.what()).find("parvis check FICHIER") != std::string::npos;
        });
}

BOOST_AUTO_TEST_CASE(a_rule_without_a_schema_is_an_error_of_the_definition)
{
    BOOST_CHECK_THROW(static_cast<void>(check_files(
                          replaced(points_toml, "key =", "schema_rule = \"warn\"\nkey ="), rows)),
                      SourceError);
}

BOOST_AUTO_TEST_SUITE_END()
