// SPDX-License-Identifier: EUPL-1.2
#include "datasets/commune_history.hpp"

#include "datasets/dataset_definition.hpp"
#include "datasets/ingest.hpp"
#include "datasets/source.hpp"
#include "geo/error.hpp"
#include "tests/unit/datasets/grid_site.hpp"
#include "tests/unit/datasets/scratch_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <map>
#include <set>

using namespace parvis;
using namespace parvis::datasets;
using parvis::test::GridSite;
using parvis::test::ScratchFolder;

namespace {

using Codes = std::vector<std::string>;

CommuneHistory history_of(const std::string& lines)
{
    const ScratchFolder folder;
    folder.write("mouvements.csv", "MOD,DATE_EFF,TYPECOM_AV,COM_AV,TYPECOM_AP,COM_AP\n" + lines);
    return CommuneHistory::read(folder.path() / "mouvements.csv");
}

// Bois-Guillaume and Bihorel, one commune in 2012 and 2013 (INSEE, COG).
const std::string bihorel = "32,2012-01-01,COM,76095,COMD,76095\n"
                            "32,2012-01-01,COM,76095,COM,76108\n"
                            "32,2012-01-01,COM,76108,COM,76108\n"
                            "32,2012-01-01,COM,76108,COMD,76108\n"
                            "21,2014-01-01,COMD,76095,COM,76095\n"
                            "21,2014-01-01,COM,76108,COM,76095\n"
                            "21,2014-01-01,COM,76108,COM,76108\n"
                            "21,2014-01-01,COMD,76108,COM,76108\n";

std::filesystem::path real_file(const char* name)
{
    const char* const given = std::getenv("PARVIS_SHARED_DATA");
    const std::filesystem::path data =
        given != nullptr ? std::filesystem::path{given}
                         : std::filesystem::path{PARVIS_SOURCE_DIR} / ".." / "shared" / "data";
    return data / "cog" / name;
}

boost::test_tools::assertion_result has_movements(boost::unit_test::test_unit_id)
{
    boost::test_tools::assertion_result result(
        std::filesystem::exists(real_file("mouvements-communes.csv")));
    result.message() << "SKIPPED: no real movements of communes (set PARVIS_SHARED_DATA)";
    return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(commune_history)

BOOST_AUTO_TEST_CASE(the_same_code_means_another_ground_after_a_merger_and_after_its_end)
{
    const CommuneHistory history = history_of(bihorel);
    const Date y2011{2011, 6, 1}, y2013{2013, 6, 1}, y2015{2015, 6, 1};

    BOOST_TEST(history.at("76108", y2011) != history.at("76108", y2013));
    BOOST_TEST(history.at("76108", y2013) != history.at("76108", y2015));
    BOOST_TEST(history.at("76095", y2013) == nullptr);
    BOOST_TEST(!history.moved("76540"));

    const auto merged = history.translate("76095", y2011, y2013);
    BOOST_TEST(merged.codes == Codes{"76108"}, boost::test_tools::per_element());
    BOOST_TEST(!merged.same_ground);
    const auto divided = history.translate("76108", y2013, y2015);
    BOOST_TEST(divided.codes == (Codes{"76095", "76108"}), boost::test_tools::per_element());
    const auto made_of = history.translate("76108", y2013, y2011);
    BOOST_TEST(made_of.codes == (Codes{"76095", "76108"}), boost::test_tools::per_element());
    BOOST_TEST(history.translate("76095", y2013, y2015).codes.empty());
    const auto never = history.translate("76540", y2011, y2015);
    BOOST_TEST(never.codes == Codes{"76540"}, boost::test_tools::per_element());
    BOOST_TEST(never.same_ground);
}

BOOST_AUTO_TEST_CASE(a_day_of_movement_belongs_to_what_begins)
{
    const CommuneHistory history = history_of(bihorel);
    BOOST_TEST(history.at("76095", Date{2011, 12, 31}) != nullptr);
    BOOST_TEST(history.at("76095", Date{2012, 1, 1}) == nullptr);
    BOOST_TEST(history.at("76095", Date{2014, 1, 1}) != nullptr);
}

BOOST_AUTO_TEST_CASE(a_change_of_code_or_of_name_leaves_the_ground_as_it_is)
{
    const CommuneHistory history = history_of("41,2018-01-01,COM,14513,COM,50649\n"
                                              "10,2019-01-01,COM,50649,COM,50649\n");
    const auto moved = history.translate("14513", Date{2017, 1, 1}, Date{2026, 1, 1});
    BOOST_TEST(moved.codes == Codes{"50649"}, boost::test_tools::per_element());
    BOOST_TEST(moved.same_ground);
    const auto back = history.translate("50649", Date{2026, 1, 1}, Date{2017, 1, 1});
    BOOST_TEST(back.codes == Codes{"14513"}, boost::test_tools::per_element());
    BOOST_TEST(history.perimeters().size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_chain_is_followed_to_its_end)
{
    const CommuneHistory history = history_of("33,1973-01-01,COM,14447,COM,14624\n"
                                              "33,1973-01-01,COM,14624,COM,14624\n"
                                              "33,1990-01-01,COM,14624,COM,14697\n"
                                              "33,1990-01-01,COM,14697,COM,14697\n"
                                              "32,2014-01-01,COM,14697,COM,14472\n"
                                              "32,2014-01-01,COM,14472,COM,14472\n");
    const auto end = history.translate("14447", Date{1970, 1, 1}, Date{2020, 1, 1});
    BOOST_TEST(end.codes == Codes{"14472"}, boost::test_tools::per_element());
    const auto all = history.translate("14472", Date{2020, 1, 1}, Date{1970, 1, 1});
    BOOST_TEST(all.codes == (Codes{"14447", "14472", "14624", "14697"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_file_of_movements_is_refused_by_name)
{
    const ScratchFolder folder;
    folder.write("a.csv", "MOD,DATE_EFF\n10,2019-01-01\n");
    BOOST_CHECK_EXCEPTION((void)CommuneHistory::read(folder.path() / "a.csv"), SourceError,
                          [](const SourceError& error) {
                              return std::string{error.what()}.find("« TYPECOM_AV »") !=
                                     std::string::npos;
                          });
    BOOST_CHECK_EXCEPTION((void)history_of("32,le 1er mai,COM,01001,COM,01002\n"), SourceError,
                          [](const SourceError& error) {
                              return std::string{error.what()}.find("ligne 2") != std::string::npos;
                          });
}

BOOST_AUTO_TEST_CASE(the_communes_of_2026_lead_back_to_those_of_2018_and_forth_again,
                     *boost::unit_test::precondition(has_movements))
{
    const CommuneHistory history = CommuneHistory::read(real_file("mouvements-communes.csv"));
    SourceOptions options;
    options.file = real_file("communes.csv");
    options.format = "csv";
    const auto source = open_source(options);
    SourceRow row;
    const Date then{2018, 1, 1}, now{2026, 1, 1};
    std::set<std::string> of_2026, of_2018;
    while (source->next(row)) {
        if (row.cells[0] == "COM") {
            of_2026.emplace(row.cells[1]);
        }
    }
    BOOST_TEST(of_2026.size() == 34'875U);
    std::set<std::string> lost;
    for (const std::string& code : of_2026) {
        const auto before = history.translate(code, now, then);
        of_2018.insert(before.codes.begin(), before.codes.end());
        bool returns = !before.codes.empty();
        for (const std::string& old : before.codes) {
            const auto after = history.translate(old, then, now);
            returns &= std::ranges::find(after.codes, code) != after.codes.end();
        }
        if (!returns) {
            lost.insert(code);
        }
    }
    // INSEE counts 35,357 communes on 2018-01-01, 35,228 of them in metropolitan France.
    BOOST_TEST(of_2018.size() == 35'357U);
    for (const std::string& code : of_2018) {
        for (const std::string& today : history.translate(code, then, now).codes) {
            if (!of_2026.contains(today)) {
                lost.insert(today);
            }
        }
    }
    BOOST_TEST(lost == std::set<std::string>{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(codes_of_another_date_are_counted_where_their_ground_is_today)
{
    GridSite site;
    // 01001 took 01901 in; 01902 was divided between 01002 and 01003; 01904 is 01004 today.
    site.folder.write("mouvements.csv", "MOD,DATE_EFF,TYPECOM_AV,COM_AV,TYPECOM_AP,COM_AP\n"
                                        "32,2019-01-01,COM,01001,COM,01001\n"
                                        "32,2019-01-01,COM,01901,COM,01001\n"
                                        "31,2020-01-01,COM,01902,COM,01002\n"
                                        "31,2020-01-01,COM,01902,COM,01003\n"
                                        "31,2020-01-01,COM,01002,COM,01002\n"
                                        "41,2021-01-01,COM,01904,COM,01004\n"
                                        "31,2021-01-01,COM,01905,COM,02001\n"
                                        "31,2021-01-01,COM,01905,COM,02002\n");
    site.communes += "movements = \"mouvements.csv\"\n";
    site.folder.write("fichiers/population.csv", "insee,hab\n01001,100\n01901,20\n01902,30\n"
                                                 "01904,40\n01005,50\n01999,1\n01905,9\n");
    const std::string toml = "kind = \"demographics\"\ntitle.fr = \"Population\"\n"
                             "source = \"fichiers/population.csv\"\n[place]\n"
                             "commune = \"insee\"\ncommune_vintage = 2018-01-01\n"
                             "[columns.population_municipale]\nfrom = \"hab\"\n";
    const auto definition =
        read_definition(site.folder.write("datasets/population.toml", toml), "etalab-2.0");

    const IngestReport report = check(definition, site.read());

    std::map<std::string, std::string> said;
    for (const RowIssue& issue : report.first_issues) {
        said[issue.value] = issue.code;
    }
    const std::map<std::string, std::string> expected{{"01001", "commune_perimeter_changed"},
                                                      {"01901", "commune_code_recomposed"},
                                                      {"01902", "commune_code_divided"},
                                                      {"01904", "commune_code_recomposed"},
                                                      {"01999", "outside_territory"},
                                                      // divided among communes that are not ours
                                                      {"01905", "outside_territory"}};
    BOOST_TEST((said == expected));
    std::map<std::string, std::int64_t> people;
    for (const Feature& feature : report.first_features) {
        const auto value = [&](std::string_view name) -> const Value& {
            const auto& properties = report.manifest.properties;
            return feature.values.at(static_cast<std::size_t>(
                std::ranges::find(properties, name, &Property::name) - properties.begin()));
        };
        const auto* commune = std::get_if<std::string>(&value("commune_code"));
        people[commune == nullptr ? "" : *commune] +=
            std::get<std::int64_t>(value("population_municipale"));
    }
    const std::map<std::string, std::int64_t> counted{
        {"01001", 120}, {"", 30}, {"01004", 40}, {"01005", 50}};
    BOOST_TEST((people == counted));
}

BOOST_AUTO_TEST_CASE(a_date_for_codes_needs_the_movements)
{
    GridSite site;
    site.folder.write("fichiers/population.csv", "insee,hab\n01001,100\n");
    const auto definition = read_definition(
        site.folder.write("datasets/population.toml",
                          "kind = \"demographics\"\ntitle.fr = \"P\"\nsource = "
                          "\"fichiers/population.csv\"\n[place]\ncommune = \"insee\"\n"
                          "commune_vintage = 2018-01-01\n[columns.population_municipale]\n"
                          "from = \"hab\"\n"),
        "etalab-2.0");
    BOOST_CHECK_EXCEPTION((void)check(definition, site.read()), SourceError,
                          [](const SourceError& error) {
                              const std::string said = error.what();
                              return said.find("movements") != std::string::npos &&
                                     said.find("2018-01-01") != std::string::npos &&
                                     said.find("2026-01-01") != std::string::npos;
                          });
    // Codes of the territory's own day need to follow nothing.
    const auto of_today = read_definition(
        site.folder.write("datasets/population.toml",
                          "kind = \"demographics\"\ntitle.fr = \"P\"\nsource = "
                          "\"fichiers/population.csv\"\n[place]\ncommune = \"insee\"\n"
                          "commune_vintage = 2026-01-01\n[columns.population_municipale]\n"
                          "from = \"hab\"\n"),
        "etalab-2.0");
    BOOST_TEST(check(of_today, site.read()).manifest.counts.kept == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
