// SPDX-License-Identifier: EUPL-1.2
#include "datasets/cross.hpp"
#include "datasets/ingest.hpp"
#include "datasets/manifest.hpp"
#include "datasets/stored_features.hpp"
#include "datasets/version.hpp"
#include "geo/error.hpp"
#include "geo/measure.hpp"
#include "two_countries.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>

using namespace parvis;
using namespace parvis::datasets;
using parvis::test::TwoCountries;
namespace tt = boost::test_tools;

namespace {

constexpr Date some_day{2026, 11, 22};

std::string problem_of(const TwoCountries& site)
{
    try {
        static_cast<void>(site.read());
    } catch (const SourceError& error) {
        return error.what();
    }
    return "(nothing)";
}

bool says(const std::string& text, std::initializer_list<const char*> words)
{
    BOOST_TEST_MESSAGE(text);
    return std::all_of(words.begin(), words.end(),
                       [&](const char* word) { return text.find(word) != std::string::npos; });
}

std::string area_of(const Territory& territory, const char* level, const char* commune)
{
    const auto found = std::ranges::find(territory.levels, level, &Level::id);
    return std::string(territory.area_of(*found, commune));
}

/// Rows of points.csv (id, x, y, code, cc) at the two countries' site.
DatasetDefinition points(const TwoCountries& site, const std::string& place,
                         const std::string& rows, const std::string& top = "")
{
    site.folder.write("points.csv", "id,x,y,code,cc\n" + rows);
    const auto file =
        site.folder.write("datasets/points.toml",
                          "kind = \"equipment\"\ntitle.fr = \"Points\"\nsource = "
                          "\"points.csv\"\nkey = [\"numero\"]\n" +
                              top + "[place]\n" + place +
                              "[columns.numero]\nfrom = \"id\"\n[columns.nom]\nfrom = \"id\"\n");
    return read_definition(file, "etalab-2.0");
}

/// "a>FR_57001 b>-": each row's commune.
std::string communes_of(const IngestReport& report)
{
    std::string text;
    const auto& properties = report.manifest.properties;
    const auto at = static_cast<std::size_t>(
        std::ranges::find(properties, "commune", &Property::name) - properties.begin());
    for (const Feature& feature : report.first_features) {
        const auto* key = std::get_if<std::string>(&feature.values[at]);
        text += (text.empty() ? "" : " ") + feature.id + ">" + (key == nullptr ? "-" : *key);
    }
    return text;
}

std::int64_t issues(const IngestReport& report, std::string_view code)
{
    return std::ranges::count(report.first_issues, code, &RowIssue::code);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(countries)

BOOST_AUTO_TEST_CASE(two_layers_are_one_territory_with_keys_of_their_countries)
{
    const TwoCountries site;

    const Territory territory = site.read();

    BOOST_TEST(territory.communes.size() == 6U);
    BOOST_TEST_REQUIRE(territory.layers.size() == 2U);
    BOOST_TEST(territory.layers[0].communes == 3U);
    BOOST_TEST(territory.layers[1].communes == 3U);
    BOOST_TEST(territory.commune("FR_54003")->name == "Nord");
    BOOST_TEST(territory.commune_by_code("LU", "0101")->name == "Bas");
    BOOST_TEST(territory.commune_by_code("FR", "0101") == nullptr);
    BOOST_TEST(text_in(territory.layers[1].name, "fr") == "Gemeng");
    BOOST_TEST(territory.has_country("LU"));
    BOOST_TEST(!territory.has_country("DE"));
}

BOOST_AUTO_TEST_CASE(levels_of_one_country_leave_the_others_alone)
{
    const TwoCountries site;

    const Territory territory = site.read();

    BOOST_TEST(area_of(territory, "pays", "FR_57001") == "france");
    BOOST_TEST(area_of(territory, "pays", "LU_0203") == "luxembourg");
    BOOST_TEST(area_of(territory, "canton", "LU_0102") == "sud");
    BOOST_TEST(area_of(territory, "departement", "FR_54003") == "meurthe-et-moselle");
    BOOST_TEST(territory.levels[1].areas.size() == 2U);
    BOOST_TEST(territory.levels[2].areas[1].communes.size() == 2U);
    BOOST_TEST(!Territory::concerns(territory.levels[1], "FR_57001"));
    // Not one commune of the other country is said to lack a canton.
    BOOST_TEST(std::ranges::count(territory.issues, "commune_without_area", &RowIssue::code) == 0);
}

BOOST_AUTO_TEST_CASE(the_seam_is_measured_and_said_and_the_layers_own_faults_are_not_its)
{
    const TwoCountries site;

    const Territory territory = site.read();

    BOOST_TEST_REQUIRE(territory.seams.size() == 1U);
    const BoundarySeam& seam = territory.seams.front();
    BOOST_TEST((seam.countries == std::vector<std::string>{"FR", "LU"}));
    const geo::Polygon overlap{
        {{{1.19, 43.0}, {1.2, 43.0}, {1.2, 43.1}, {1.19, 43.1}, {1.19, 43.0}}}};
    const geo::Polygon gap{{{{1.2, 43.1}, {1.21, 43.1}, {1.21, 43.2}, {1.2, 43.2}, {1.2, 43.1}}}};
    BOOST_TEST(seam.overlaps == 1U);
    BOOST_TEST(seam.gaps == 1U);
    BOOST_TEST(seam.overlap_m2 == geo::area_m2(geo::Geometry{overlap}), tt::tolerance(1e-6));
    BOOST_TEST(seam.gap_m2 == geo::area_m2(geo::Geometry{gap}), tt::tolerance(1e-6));
    BOOST_TEST(territory.layers[0].gaps + territory.layers[0].overlaps == 0U);
    const auto said = std::ranges::find(territory.issues, "layer_seam", &RowIssue::code);
    BOOST_TEST_REQUIRE((said != territory.issues.end()));
    BOOST_TEST(says(said->message, {"France – Luxembourg", "1 trou ", "1 recouvrement"}));
    BOOST_TEST(says(territory.issues.back().message, {"plus petite clé"}));
    // In the overlap the smallest key wins, whoever comes first in the file.
    const auto& locator = territory.locator();
    BOOST_TEST(locator.keys()[locator.locate({1.195, 43.05})] == "FR_57002");
    BOOST_TEST(locator.locate({1.205, 43.15}) == geo::Locator::nowhere);
}

BOOST_AUTO_TEST_CASE(codes_are_of_the_country_that_the_dataset_or_the_row_says)
{
    const TwoCountries site;
    const Territory territory = site.read();
    const std::string rows = "a,,,57001,FR\nb,,,0203,LU\nc,,,LU_0101,\nd,,,0101,FR\ne,,,57001,CH\n";

    const auto by_column = check(
        points(site, "commune = \"code\"\ncountry_column = \"cc\"\n", rows, "outside = \"keep\"\n"),
        territory, {}, some_day);
    BOOST_TEST(communes_of(by_column) == "a>FR_57001 b>LU_0203 c>LU_0101 d>- e>-");

    const auto constant =
        check(points(site, "commune = \"code\"\ncountry = \"LU\"\n", rows, "outside = \"keep\"\n"),
              territory, {}, some_day);
    BOOST_TEST(communes_of(constant) == "a>- b>LU_0203 c>LU_0101 d>LU_0101 e>-");

    const auto unsaid = check(points(site, "commune = \"code\"\n", rows), territory, {}, some_day);
    BOOST_TEST(communes_of(unsaid) == "a>- b>- c>LU_0101 d>- e>-");
    BOOST_TEST(issues(unsaid, "commune_code_unknown") == 4);
    BOOST_TEST(says(unsaid.first_issues.front().message, {"de quel pays", "country_column"}));
}

BOOST_AUTO_TEST_CASE(a_code_of_the_neighbour_contradicts_the_place)
{
    const TwoCountries site;
    const Territory territory = site.read();

    const auto report = check(points(site,
                                     "lon = \"x\"\nlat = \"y\"\ncommune = \"code\"\n"
                                     "country_column = \"cc\"\n",
                                     "a,1.05,43.05,57001,FR\nb,1.05,43.05,0101,LU\n"
                                     "c,1.25,43.25,57001,FR\n"),
                              territory, {}, some_day);

    BOOST_TEST(communes_of(report) == "a>FR_57001 b>FR_57001 c>LU_0203");
    BOOST_TEST(issues(report, "commune_contradicts_place") == 2);
}

BOOST_AUTO_TEST_CASE(rows_outside_are_kept_as_far_as_the_dataset_says)
{
    const TwoCountries site;
    const Territory territory = site.read();

    // From the east side at 1.3: 8 km, 24 km, and no place at all.
    const auto report = check(points(site, "lon = \"x\"\nlat = \"y\"\n",
                                     "in,1.25,43.05,,\nnear,1.4,43.05,,\nfar,1.6,43.05,,\nno,,,,\n",
                                     "outside = \"keep\"\noutside_km = 20\n"),
                              territory, {}, some_day);

    BOOST_TEST(communes_of(report) == "in>LU_0101 near>- no>-");
    BOOST_TEST((report.manifest.counts == Counts{4, 3, 1, 0, 1, 2}));
}

BOOST_AUTO_TEST_CASE(crossed_communes_know_their_country_and_their_levels)
{
    TwoCountries site;
    site.extra = "[cross]\nequipment = [\"points\"]\npopulation = [\"fr.population_municipale\", "
                 "\"lu.population_municipale\"]\n";
    const Territory territory = site.read();
    Register reg(site.folder / "data");
    static_cast<void>(ingest(points(site, "lon = \"x\"\nlat = \"y\"\n",
                                    "a,1.05,43.05,,\nb,1.25,43.05,,\nc,1.25,43.25,,\n"
                                    "near,1.4,43.05,,\n",
                                    "outside = \"keep\"\n"),
                             territory, reg, "ingest", {}, some_day));
    for (const auto& [id, country, row, year] :
         {std::tuple("fr", "FR", "57001,100\n57002,50\n54003,7\n", "2023"),
          std::tuple("lu", "LU", "0101,30\n", "2020")}) {
        site.folder.write(std::string(id) + ".csv", std::string("code,pop\n") + row);
        const auto file = site.folder.write(
            std::string("datasets/") + id + ".toml",
            fmt::format("kind = \"demographics\"\ntitle.fr = \"P\"\nsource = \"{}.csv\"\n"
                        "[place]\ncommune = \"code\"\ncountry = \"{}\"\n"
                        "[columns.population_municipale]\nfrom = \"pop\"\nvintage = \"{}\"\n",
                        id, country, year));
        static_cast<void>(
            ingest(read_definition(file, "CC0-1.0"), territory, reg, "ingest", {}, some_day));
    }

    const auto written = cross_territory(territory, reg, some_day, "Test");

    BOOST_TEST_REQUIRE(written.size() == 4U);
    const Manifest& communes = written.front();
    BOOST_TEST((communes.boundaries == territory.layers));
    BOOST_TEST((communes.seams == territory.seams));
    BOOST_TEST(says(communes.facts.origin,
                    {"France", "licence etalab-2.0", "Luxembourg", "licence CC0-1.0", "Gemengen"}));
    BOOST_TEST(communes.facts.licence == "etalab-2.0");
    const auto folder = version_folder(reg.data(), "communes", communes.version);
    BOOST_TEST((read_manifest(folder / "manifest.json").boundaries == territory.layers));
    BOOST_TEST((read_manifest(folder / "manifest.json").seams == territory.seams));

    std::map<std::string, std::vector<std::string>> rows;
    StoredFeatures stored{folder,
                          communes,
                          {"commune_type", "pays", "canton", "departement", "equipements",
                           "population", "population_source"}};
    StoredFeatures::Row row;
    while (stored.next(row)) {
        for (const Value& value : row.values) {
            const auto* text = std::get_if<std::string>(&value);
            const auto* number = std::get_if<std::int64_t>(&value);
            rows[row.id].push_back(text != nullptr     ? *text
                                   : number != nullptr ? std::to_string(*number)
                                                       : "-");
        }
    }
    using Row = std::vector<std::string>;
    BOOST_TEST((rows["FR_57001"] == Row{"commune", "france", "-", "moselle", "1", "100", "fr"}));
    BOOST_TEST((rows["LU_0101"] == Row{"Gemeng", "luxembourg", "sud", "-", "1", "30", "lu"}));
    BOOST_TEST((rows["LU_0203"] == Row{"Gemeng", "luxembourg", "nord", "-", "1", "-", "-"}));
    const auto population = std::ranges::find(communes.properties, "population", &Property::name);
    BOOST_TEST(says(population->vintage, {"2023", "2020"}));

    // The cantons know nothing of France, nor of what lies outside: no row "inconnu".
    const auto cantons =
        std::ranges::find_if(written, [](const Manifest& m) { return m.facts.id == "cantons"; });
    BOOST_TEST(cantons->counts.kept == 2U);
    const auto countries_row =
        std::ranges::find_if(written, [](const Manifest& m) { return m.facts.id == "pays"; });
    BOOST_TEST(countries_row->counts.kept == 2U);
}

BOOST_AUTO_TEST_CASE(codes_left_out_are_said_and_must_be_there)
{
    const TwoCountries site;
    const auto with = [&](const std::string& key) {
        std::string text = TwoCountries::layers;
        text.replace(text.find("vintage = \"2018-01-01\""), 0, key + "\n");
        site.folder.write("territory.toml", text);
        return read_territory(read_site(site.folder.path()));
    };

    const Territory territory = with("except = [\"57002\"]");

    BOOST_TEST(territory.communes.size() == 5U);
    const auto said =
        std::ranges::find(territory.issues, "boundary_without_commune", &RowIssue::code);
    BOOST_TEST_REQUIRE((said != territory.issues.end()));
    BOOST_TEST(says(said->message, {"57002"}));
    BOOST_CHECK_EXCEPTION(static_cast<void>(with("except = [\"57009\"]")), SourceError,
                          [](const SourceError& error) {
                              return says(error.what(), {"except", "57009"});
                          });
}

BOOST_AUTO_TEST_CASE(what_cannot_be_is_one_sentence_with_its_key)
{
    TwoCountries site;
    const std::string level = "[[level]]\nid = \"a\"\ncollection = \"as\"\nname.fr = \"a\"\n"
                              "plural.fr = \"as\"\n";

    site.extra = level + "code_prefix = 2\n";
    BOOST_TEST(says(problem_of(site), {"plusieurs pays", "country"}));
    site.extra = level + "country = \"DE\"\ncode_prefix = 2\n";
    BOOST_TEST(says(problem_of(site), {"level.country", "DE"}));
    site.extra = level + "country = \"LU\"\ncode_prefix = 0\n";
    BOOST_TEST(says(problem_of(site), {"level.code_prefix"}));
    site.extra = level + "country = \"LU\"\ncolumn = \"nom\"\n";
    BOOST_TEST(says(problem_of(site), {"level.column", "nom", "lu.geojson"}));
    site.extra = level + "country = \"FR\"\ncode_prefix = 2\nnames = { 57 = \"Moselle\" }\n";
    BOOST_TEST(says(problem_of(site), {"level.names", "« 54 »"}));
    site.extra = "[[communes]]\ncountry = \"LU\"\nsource = \"lu.geojson\"\ncode = \"lau\"\n"
                 "label = \"name\"\nvintage = \"2023\"\norigin = \"x\"\n";
    BOOST_TEST(says(problem_of(site), {"communes.country", "déjà une couche"}));
    site.extra = "[[communes]]\nsource = \"lu.geojson\"\ncode = \"lau\"\n"
                 "label = \"name\"\nvintage = \"2023\"\norigin = \"x\"\n";
    BOOST_TEST(says(problem_of(site), {"communes.country", "deux lettres"}));
    site.extra = "[[communes]]\ncountry = \"BE\"\nsource = \"lu.geojson\"\ncode = \"lau\"\n"
                 "label = \"name\"\nvintage = \"2023\"\norigin = \"x\"\nlicence = \"Secrète\"\n";
    BOOST_TEST(says(problem_of(site), {"communes.licence", "licence_url"}));
}

BOOST_AUTO_TEST_CASE(several_files_are_one_source_and_issues_name_their_file)
{
    const TwoCountries site;
    const Territory territory = site.read();
    site.folder.write("b.csv", "id,x,y,code,cc\nb,1.25,43.05,,\nwrong,east,north,,\n");
    const auto definition = [&] {
        points(site, "lon = \"x\"\nlat = \"y\"\n", "a,1.05,43.05,,\n");
        std::string text = parvis::test::content_of(site.folder / "datasets/points.toml");
        text.replace(text.find("\"points.csv\""), 12, "[\"points.csv\", \"b.csv\"]");
        return read_definition(site.folder.write("datasets/points.toml", text), "etalab-2.0");
    }();

    const auto report = check(definition, territory, {}, some_day);

    BOOST_TEST(communes_of(report) == "a>FR_57001 b>LU_0101");
    BOOST_TEST((report.manifest.counts == Counts{3, 2, 0, 1, 0, 0}));
    BOOST_TEST(report.manifest.source.name == "points.csv + b.csv");
    BOOST_TEST(report.manifest.source.sha256.size() == 64U);
    BOOST_TEST_REQUIRE(report.first_issues.size() == 1U);
    BOOST_TEST(report.first_issues[0].line == 3U);
    BOOST_TEST(report.first_issues[0].message.starts_with("b.csv : "));

    site.folder.write("b.csv", "id,x,y,code\nb,1.25,43.05,\n");
    BOOST_CHECK_EXCEPTION(static_cast<void>(check(definition, territory, {}, some_day)),
                          SourceError, [](const SourceError& error) {
                              return says(error.what(), {"b.csv", "points.csv", "colonnes"});
                          });
}

BOOST_AUTO_TEST_SUITE_END()
