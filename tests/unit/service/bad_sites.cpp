// SPDX-License-Identifier: EUPL-1.2
// What `parvis check` says of a small site whose files are bad: the same run and the same report.
#include "geo/error.hpp"
#include "service/ingest_run.hpp"
#include "service/outcome_report.hpp"
#include "tests/unit/datasets/two_countries.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace parvis;
using parvis::test::TwoCountries;

namespace {

/// What the terminal shows of each dataset.
struct Said final : service::RunFollower {
    std::string text;

    void starts(const std::string&, const std::string&) override {}
    void reads(const datasets::Manifest&, std::optional<double>) override {}
    void ends(const service::DatasetOutcome& one) override
    {
        text += service::report_text(one, "fr");
    }
};

/// A site of two countries whose LU file has one commune more, and one dataset of points.
struct BadSite {
    TwoCountries site;

    BadSite()
    {
        static_cast<void>(site.read());  // writes territory.toml
        dataset("x,y\n1.05,43.05\n", "OGC:CRS84");
    }
    void commune(const std::string& geometry) const
    {
        site.write(
            "lu.geojson",
            TwoCountries::square(R"("lau":"0101","name":"Bas","canton":"Sud")", 1.19, 43.0, 1.3,
                                 43.1) +
                R"(,{"type":"Feature","properties":{"lau":"0999","name":"Mauvaise","canton":"Sud"},"geometry":)" +
                geometry + "}");
    }
    void dataset(const std::string& rows, const std::string& crs) const
    {
        site.folder.write("points.csv", rows);
        site.folder.write("datasets/points.toml",
                          "kind = \"general\"\ntitle.fr = \"Points\"\nsource = \"points.csv\"\n"
                          "crs = \"" +
                              crs +
                              "\"\n[place]\nlon = \"x\"\nlat = \"y\"\n[columns.est]\nfrom = "
                              "\"x\"\ntype = \"text\"\n");
    }
    [[nodiscard]] std::string check() const
    {
        service::Command command;
        command.task = service::Task::check;
        command.site = site.folder.path();
        try {
            Said said;
            const auto outcome = service::run_ingest(command, &said);
            return said.text + service::report_text(outcome);
        } catch (const Error& error) {
            return error.what();
        }
    }
};

bool says(const std::string& text, std::initializer_list<const char*> words)
{
    BOOST_TEST_MESSAGE(text);
    return std::all_of(words.begin(), words.end(),
                       [&](const char* word) { return text.find(word) != std::string::npos; });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bad_sites)

BOOST_AUTO_TEST_CASE(a_good_site_says_nothing_of_the_kind)
{
    const std::string text = BadSite().check();

    BOOST_TEST(says(text, {"gardées 1", "Couture France – Luxembourg"}));
    BOOST_TEST(text.find("0999") == std::string::npos);
    BOOST_TEST(text.find("réparée") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_commune_that_crosses_itself_is_repaired_and_named)
{
    const BadSite bad;
    bad.commune(
        R"({"type":"Polygon","coordinates":[[[2,43],[2.1,43.1],[2.1,43],[2,43.1],[2,43]]]})");

    BOOST_TEST(says(bad.check(), {"lu.geojson : les limites de Mauvaise (0999) étaient invalides",
                                  "réparées", "m²"}));
}

BOOST_AUTO_TEST_CASE(an_empty_geometry_leaves_the_commune_out_by_name)
{
    const std::pair<const char*, const char*> cases[] = {
        {"null", "la géométrie manque"},
        {R"({"type":"Polygon","coordinates":[]})", "un polygone n’a pas de contour"},
        {R"({"type":"MultiPolygon","coordinates":[]})", "« coordinates » est vide"}};
    for (const auto& [empty, why] : cases) {
        const BadSite bad;
        bad.commune(empty);

        BOOST_TEST(says(bad.check(), {"lu.geojson : les limites de Mauvaise (0999) ne sont pas "
                                      "utilisables",
                                      why}));
    }
}

BOOST_AUTO_TEST_CASE(coordinates_that_are_no_numbers_are_refused_by_line)
{
    BadSite bad;
    bad.dataset("x,y\nNaN,NaN\n1.05,inf\n1.05,43.05\n", "OGC:CRS84");

    BOOST_TEST(says(bad.check(), {"gardées 1", "refusées 2", "ligne 2", "« NaN »", "ligne 3",
                                  "« inf »", "ne sont pas deux nombres"}));

    bad.commune(R"({"type":"Polygon","coordinates":[[[NaN,43],[2.1,43.1],[2.1,43],[NaN,43]]]})");
    BOOST_TEST(says(bad.check(), {"lu.geojson, ligne 1, colonne 341", "JSON"}));
    // Too large for a number of the machine, so infinite.
    bad.commune(R"({"type":"Polygon","coordinates":[[[2,43],[2.1,43],[2.1,1e999],[2,43]]]})");
    BOOST_TEST(says(bad.check(), {"lu.geojson, ligne 1, colonne 361", "JSON"}));
    bad.commune(R"({"type":"Polygon","coordinates":[[[2,43],[2.1,43],[2.1,500],[2,43]]]})");
    BOOST_TEST(says(bad.check(), {"Mauvaise (0999)", "ne sont pas sur Terre"}));
}

BOOST_AUTO_TEST_CASE(a_system_without_a_path_to_wgs_84_is_named_where_it_stands)
{
    const BadSite bad;
    bad.dataset("x,y\n1,2\n", "IAU_2015:30100");

    BOOST_TEST(says(bad.check(), {"points.toml", "aucun passage connu", "« IAU_2015:30100 »"}));

    std::string text = TwoCountries::layers;
    text.replace(text.find("code = \"lau\""), 0, "crs = \"EPSG:5720\"\n");
    bad.site.folder.write("territory.toml", text);
    BOOST_TEST(says(bad.check(), {"territory.toml, ligne ", "communes.crs", "aucun passage connu",
                                  "« EPSG:5720 »"}));
}

BOOST_AUTO_TEST_SUITE_END()
