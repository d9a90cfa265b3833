// SPDX-License-Identifier: EUPL-1.2
// What became of a commune's code: the page, the document, and the way on from a code that is gone.
#include "service/perimeter_command.hpp"
#include "service/routes.hpp"
#include "service/site_clock.hpp"
#include "tests/unit/datasets/scratch_folder.hpp"
#include "tests/unit/service/served_site.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>

using namespace parvis;
using namespace parvis::test;

namespace {

/// The communes of SmallSite, with what their codes have meant: FR_76001 took FR_76801 in,
/// FR_76802 was divided between FR_76000 and FR_76001, FR_76803 is FR_76002 today, FR_76804 went to
/// a commune of another territory.
struct MovedCommunes {
    MovedCommunes()
    {
        folder.write("parvis.toml", "name.fr = \"Petite\"\npublisher = \"Test\"\n");
        folder.write("territory.toml",
                     "id = \"t\"\ncountry = \"FR\"\nname.fr = \"Petite\"\n[communes]\n"
                     "vintage = \"2026-01-01\"\nmovements = \"mouvements.csv\"\n");
        folder.write("mouvements.csv",
                     "MOD,DATE_EFF,TYPECOM_AV,COM_AV,LIBELLE_AV,TYPECOM_AP,COM_AP,LIBELLE_AP\n"
                     "32,2016-01-01,COM,76001,Bourg,COM,76001,Bourg-Neuf\n"
                     "32,2016-01-01,COM,76801,Hameau,COM,76001,Bourg-Neuf\n"
                     "31,2017-01-01,COM,76802,Deux Rives,COM,76000,Rive\n"
                     "31,2017-01-01,COM,76802,Deux Rives,COM,76001,Bourg-Neuf\n"
                     "31,2017-01-01,COM,76001,Bourg-Neuf,COM,76001,Bourg-Neuf\n"
                     "31,2017-01-01,COM,76000,Rive,COM,76000,Rive\n"
                     "41,2017-01-01,COM,76803,Autre Rive,COM,76002,Autre Rive\n"
                     "41,2018-01-01,COM,76805,Loin,COM,27001,Loin\n");
        site.emplace(datasets::read_site(folder.path()));
        datasets::Register reg{site->data()};
        datasets::VersionWriter writer{site->data(), "communes", SmallSite::communes_properties()};
        datasets::Manifest manifest;
        manifest.facts = SmallSite::communes_facts();
        for (const auto& row : SmallSite::communes()) {
            writer.write(row);
        }
        manifest.counts.read = manifest.counts.kept = SmallSite::communes().size();
        BOOST_REQUIRE(writer.commit(manifest, reg));
        store.emplace(*site);
        BOOST_REQUIRE(!store->refresh({1'795'000'000}));
    }
    publish::Response get(std::string_view target, std::string_view accept = "")
    {
        return service::answer(request_for(target, accept), *store, base);
    }
    static std::string location(const publish::Response& response)
    {
        for (const auto& [name, value] : response.headers) {
            if (name == "Location") {
                return value;
            }
        }
        return "";
    }

    ScratchFolder folder;
    std::optional<datasets::Site> site;
    std::optional<publish::Store> store;
};

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(perimeter_routes, MovedCommunes)

BOOST_AUTO_TEST_CASE(a_code_that_was_merged_leads_to_the_commune_that_has_its_ground)
{
    const auto page = get("/communes/FR_76801", "text/html");
    BOOST_TEST(page.status == 303);
    BOOST_TEST(location(page) == base + "/communes/FR_76001");
    BOOST_TEST(has(page.bytes(), "Hameau (76801) n’est plus une commune depuis le 2016-01-01"));
    BOOST_TEST(has(page.bytes(), "href=\"/communes/FR_76001\""));
    const auto document = get("/communes/FR_76801");
    BOOST_TEST(document.status == 303);
    BOOST_TEST(has(document.bytes(), "\"exists\":false"));
    // The same ground under another code has moved for good.
    BOOST_TEST(get("/communes/FR_76803").status == 301);
    const auto bare = get("/communes/76001");
    BOOST_TEST(bare.status == 301);
    BOOST_TEST(location(bare) == base + "/communes/FR_76001");
    BOOST_TEST(get("/communes/FR_76001").status == 200);
}

BOOST_AUTO_TEST_CASE(divided_ground_lists_its_heirs)
{
    const auto page = get("/communes/FR_76802", "text/html");
    BOOST_TEST(page.status == 300);
    BOOST_TEST(location(page).empty());
    BOOST_TEST(has(page.bytes(), "est partagé entre"));
    BOOST_TEST(has(page.bytes(), "href=\"/communes/FR_76000\""));
    BOOST_TEST(has(page.bytes(), "href=\"/communes/FR_76001\""));
}

BOOST_AUTO_TEST_CASE(a_code_of_nowhere_and_one_of_another_territory_are_not_found)
{
    BOOST_TEST(get("/communes/FR_99999").status == 404);
    const auto far = get("/communes/FR_76805");
    BOOST_TEST(far.status == 404);
    BOOST_TEST(has(far.bytes(), "27001"));
    BOOST_TEST(get("/communes/FR_99999/perimeters").status == 404);
    BOOST_TEST(get("/poles/FR_76801/perimeters").status == 404);
    BOOST_TEST(get("/communes/FR_76801/perimeters?x=1").status == 400);
}

BOOST_AUTO_TEST_CASE(the_perimeters_of_a_code_are_told_with_days_and_movements)
{
    const auto response = get("/communes/FR_76001/perimeters");
    BOOST_TEST(response.status == 200);
    rapidjson::Document document;
    document.Parse(response.bytes().data(), response.bytes().size());
    BOOST_REQUIRE(!document.HasParseError());
    BOOST_TEST(document["exists"].GetBool());
    const auto perimeters = document["perimeters"].GetArray();
    BOOST_REQUIRE(perimeters.Size() == 3U);
    BOOST_TEST(perimeters[0]["from"].IsNull());
    BOOST_TEST(perimeters[0]["to"].GetString() == std::string{"2016-01-01"});
    BOOST_TEST(perimeters[0]["name"].GetString() == std::string{"Bourg"});
    BOOST_TEST(perimeters[1]["began"]["mod"].GetString() == std::string{"32"});
    BOOST_TEST(perimeters[1]["predecessors"].Size() == 2U);
    BOOST_TEST(get("/communes/FR_76801/perimeters").status == 200);

    const auto page = get("/communes/FR_76001", "text/html");
    BOOST_TEST(has(page.bytes(), "Histoire du périmètre"));
    BOOST_TEST(has(page.bytes(), "/communes/FR_76801/perimeters?f=html"));
    BOOST_TEST(!has(get("/collections/communes", "text/html").bytes(), "Histoire du périmètre"));
}

BOOST_AUTO_TEST_CASE(the_command_says_the_same)
{
    service::Command command;
    command.site = folder.path();
    command.code = "FR_76801";
    std::ostringstream out, errors;
    BOOST_TEST(service::tell_perimeter(command, out, errors) == 0);
    BOOST_TEST(has(out.str(), "son sol est dans Bourg-Neuf (76001)"));
    BOOST_TEST(has(out.str(), "jusqu’au 2015-12-31 : Hameau (76801)"));
    command.at = "2017-06-01";
    out.str("");
    BOOST_TEST(service::tell_perimeter(command, out, errors) == 0);
    BOOST_TEST(has(out.str(), "aucune commune n’avait le code 76801"));
    command.at = "hier";
    BOOST_TEST(service::tell_perimeter(command, out, errors) == 2);
    folder.write("territory.toml", "id = \"t\"\ncountry = \"FR\"\nname.fr = \"Petite\"\n");
    command.at = "";
    BOOST_TEST(service::tell_perimeter(command, out, errors) == 1);
    BOOST_TEST(has(errors.str(), "movements"));
}

BOOST_AUTO_TEST_SUITE_END()
