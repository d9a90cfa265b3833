// SPDX-License-Identifier: EUPL-1.2
// Days, numbers and lengths that no work has: said, and not published.
#include "checked_files.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace parvis::datasets;
using namespace parvis::test;

BOOST_AUTO_TEST_SUITE(works_bounds)

BOOST_AUTO_TEST_CASE(what_is_impossible_is_said_and_left_empty)
{
    const std::string toml = works_toml(R"(
[columns.debut]
[columns.fin]
[columns.debut_exact]
[columns.voies_fermees]
[columns.voies]
[columns.vitesse_kmh]
[columns.largeur_m]
[columns.tonnage_t]
[columns.cout_eur]
)");
    const std::string at = "POINT (1.05 43.05)\n";
    const Checked checked = check_files(
        toml,
        "numero;debut;fin;debut_exact;voies_fermees;voies;vitesse_kmh;largeur_m;tonnage_t;"
        "cout_eur;wkt\n"
        "1;0001-01-01;2026-07-03;;2;2;130;50;100;0;" +
            at +  // the largest that there are
            "2;2026-07-01;9999-12-31;;;;;;;;" + at + "3;1899-12-31;2200-01-01;;;;;;;;" +
            at +                                      // neither is known: refused
            "4;1900-01-01;2199-12-31;;;;;;;;" + at +  // possible, and doubtful
            "5;;2026-07-03;9999-12-31T10:00;9;2;-30;9999;0;-5;" + at +
            "6;2026-07-01;2036-07-01;;21;;131;-1;101;;" + at);
    std::vector<std::pair<std::uint64_t, std::string>> said;
    for (const RowIssue& issue : checked.report.first_issues) {
        said.emplace_back(issue.line, issue.column + " " + issue.code);
    }
    const std::vector<std::pair<std::uint64_t, std::string>> expected{
        {2, "debut date_invalid"},
        {3, "fin date_invalid"},
        {4, " required_missing"},
        {4, "debut date_invalid"},
        {4, "fin date_invalid"},
        {5, "fin period_doubtful"},
        {6, "debut_exact date_invalid"},
        {6, "vitesse_kmh number_impossible"},
        {6, "largeur_m number_impossible"},
        {6, "tonnage_t number_impossible"},
        {6, "cout_eur number_impossible"},
        {6, "voies_fermees lanes_contradict"},
        {7, "voies_fermees number_impossible"},
        {7, "vitesse_kmh number_impossible"},
        {7, "largeur_m number_impossible"},
        {7, "tonnage_t number_impossible"}};
    for (const auto& [line, what] : said) {
        BOOST_TEST_MESSAGE(line << " " << what);
    }
    BOOST_TEST((said == expected));
    BOOST_TEST(checked.report.manifest.counts.kept == 5U);
    BOOST_TEST((std::get<Date>(checked.value(0, "fin")) == Date{2026, 7, 3}));
    const auto is_empty = [&](std::size_t row, const char* name) {
        return std::holds_alternative<std::monostate>(checked.value(row, name));
    };
    BOOST_TEST(is_empty(0, "debut"));
    BOOST_TEST(is_empty(1, "fin"));
    BOOST_TEST(!is_empty(0, "voies_fermees"));
    BOOST_TEST(is_empty(3, "voies_fermees"));
    BOOST_TEST(is_empty(3, "vitesse_kmh"));
    BOOST_TEST(!is_empty(3, "voies"));
}

BOOST_AUTO_TEST_SUITE_END()
