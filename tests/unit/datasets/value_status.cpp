// SPDX-License-Identifier: EUPL-1.2
#include "checked_files.hpp"
#include "datasets/csv_text.hpp"
#include "datasets/version.hpp"
#include "geo/error.hpp"

#include <boost/test/unit_test.hpp>

using namespace parvis;
using namespace parvis::datasets;
using namespace parvis::test;

namespace {

constexpr const char* toml = R"(
kind = "general"
title.fr = "Revenus"
source = "fichiers/revenus.csv"
key = ["code"]
[columns.code]
[columns.revenu]
type = "number"
status = { "s" = "Q", "nd" = "O" }
)";
constexpr const char* data = "code;revenu\n1;21500,5\n2;s\n3;nd\n4;\n5;0\n6;S\n";

}  // namespace

BOOST_AUTO_TEST_SUITE(value_status)

BOOST_AUTO_TEST_CASE(secret_not_available_blank_and_0_stay_four_things)
{
    const Checked checked = check_files(toml, data, "revenus.csv");

    BOOST_TEST((checked.value(0, "revenu") == Value{21500.5}));
    BOOST_TEST((checked.value(0, "revenu_statut") == Value{}));
    BOOST_TEST((checked.value(1, "revenu") == Value{}));
    BOOST_TEST(checked.text(1, "revenu_statut") == "Q");
    BOOST_TEST((checked.value(2, "revenu") == Value{}));
    BOOST_TEST(checked.text(2, "revenu_statut") == "O");
    BOOST_TEST((checked.value(3, "revenu") == Value{}));
    BOOST_TEST((checked.value(3, "revenu_statut") == Value{}));
    BOOST_TEST((checked.value(4, "revenu") == Value{0.0}));
    BOOST_TEST((checked.value(4, "revenu_statut") == Value{}));
    // Only the declared words count: "S" is no number, and said so.
    BOOST_TEST((checked.codes() == std::vector<std::string>{"number_invalid"}));
}

BOOST_AUTO_TEST_CASE(a_usual_word_for_secret_is_followed_by_the_setting_that_says_so)
{
    const std::string plain = replaced(toml, "status = { \"s\" = \"Q\", \"nd\" = \"O\" }\n", "");
    const Checked checked =
        check_files(plain, "code;revenu\n1;s\n2;n.d.\n3;beaucoup\n4;12\n5;Secret\n", "revenus.csv");
    const auto says = [&](std::size_t issue, std::string_view words) {
        const std::string& message = checked.report.first_issues.at(issue).message;
        BOOST_TEST(message.find(words) != std::string::npos, message);
    };
    BOOST_TEST(checked.report.first_issues.size() == 4U);
    says(0, "« s » n’est pas un nombre");
    says(0, "Si « s » veut dire secret : status = { \"s\" = \"Q\" } dans la définition.");
    says(1, "Si « n.d. » veut dire non disponible : status = { \"n.d.\" = \"O\" }");
    BOOST_TEST(checked.report.first_issues.at(2).message.find("status") == std::string::npos);
    says(3, "Si « Secret » veut dire secret : status = { \"Secret\" = \"Q\" }");

    // The setting that is proposed does what it says.
    const Checked mended = check_files(replaced(toml, "{ \"s\" = \"Q\"", "{ \"n.d.\" = \"O\""),
                                       "code;revenu\n1;n.d.\n2;12\n", "revenus.csv");
    BOOST_TEST(mended.text(0, "revenu_statut") == "O");
}

BOOST_AUTO_TEST_CASE(rows_of_geojson_and_csv_have_the_status_and_never_a_0)
{
    const Checked checked = check_files(toml, data, "revenus.csv");
    const auto& properties = checked.report.manifest.properties;
    std::string geojson, csv;
    append_geojson(geojson, checked.report.first_features.at(1), properties);
    append_csv_row(csv, checked.report.first_features.at(1));

    BOOST_TEST(geojson.find("\"revenu\":null") != std::string::npos, geojson);
    BOOST_TEST(geojson.find("\"revenu_statut\":\"Q\"") != std::string::npos, geojson);
    BOOST_TEST(csv.starts_with("2,2,,Q"), csv);
}

BOOST_AUTO_TEST_CASE(a_blank_may_be_declared_too_and_a_required_value_may_be_hidden)
{
    const Checked checked = check_files(
        replaced(toml, "\"nd\" = \"O\" }", "\"\" = \"O\" }\nrequired = true"), data, "revenus.csv");

    BOOST_TEST(checked.text(1, "revenu_statut") == "Q");
    BOOST_TEST(checked.report.manifest.counts.rejected == 2U);  // "nd" and "S" are no numbers now
    BOOST_TEST(checked.text(2, "code") == "4");
    BOOST_TEST(checked.text(2, "revenu_statut") == "O");
}

BOOST_AUTO_TEST_CASE(a_letter_that_sdmx_does_not_have_is_refused)
{
    BOOST_CHECK_EXCEPTION(check_files(replaced(toml, "\"Q\"", "\"Z\""), data, "revenus.csv"),
                          SourceError, [](const SourceError& error) {
                              return std::string(error.what()).find("CL_OBS_STATUS") !=
                                     std::string::npos;
                          });
}

BOOST_AUTO_TEST_CASE(the_column_of_statuses_is_a_closed_list_with_words)
{
    const Checked checked = check_files(toml, data, "revenus.csv");
    const auto& properties = checked.report.manifest.properties;
    const auto status = std::ranges::find(properties, "revenu_statut", &Property::name);
    BOOST_REQUIRE(status != properties.end());
    BOOST_TEST(status->values.size() == 2U);
    BOOST_TEST(text_in(status->values.at(0).second, "fr") == "secret");
}

BOOST_AUTO_TEST_SUITE_END()
