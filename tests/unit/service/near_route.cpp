// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/publish/near_site.hpp"
#include "tests/unit/service/served_site.hpp"

using namespace parvis;
using namespace parvis::test;

namespace {

struct NearServed : NearSite {
    NearServed() { publish_works(1); }
    /// So many works that go on, one that ended and one without a place.
    void publish_works(int active)
    {
        auto works_are = works_facts();
        works_are.title_property = "numero";
        const auto at = *things[0].at;
        const geo::Geometry street = geo::Line{{at, {at.lon + 0.001, at.lat}}};
        std::vector<Feature> works{
            {"w2", street, {std::string{"w2"}, Date{2026, 1, 1}, Date{2026, 2, 1}}},
            {"w3", std::monostate{}, {std::string{"w3"}, Date{2026, 11, 1}, Value{}}}};
        for (int i = 0; i < active; ++i) {
            const std::string id = i == 0 ? "w1" : "w" + std::to_string(i + 10);
            works.push_back({id, street, {id, Date{2026, 11, 1}, Date{2026, 12, 1}}});
        }
        publish(works_are,
                {property("numero", ValueType::text), property("debut", ValueType::date),
                 property("fin", ValueType::date)},
                works);
        refresh();
    }
    publish::Response get(std::string_view target, std::string_view accept = "")
    {
        return service::answer(request_for(target, accept), store(), base);
    }
    rapidjson::Document json(std::string_view target)
    {
        const auto response = get(target);
        rapidjson::Document document;
        document.Parse(response.bytes().data(), response.bytes().size());
        BOOST_TEST_CONTEXT(target) { BOOST_REQUIRE(!document.HasParseError()); }
        return document;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(near_route, NearServed)

BOOST_AUTO_TEST_CASE(the_nearest_things_are_answered_as_geojson_and_csv)
{
    const auto near = json("/near?lon=1.1&lat=49.1&limit=2&where=type%20%3D%20'Piscine'");
    BOOST_TEST(near["numberReturned"].GetInt() == 2);
    BOOST_TEST(near["features"][0]["properties"]["type"].GetString() == "Piscine");
    BOOST_TEST(get("/near?lon=1.1&lat=49.1").content_type == "application/geo+json");
    const auto csv = get("/near?place=" + commune(3) + "&f=csv");
    BOOST_TEST(csv.status == 200);
    BOOST_TEST(csv.body.starts_with("jeu,id,nom,distance_m"));
}

BOOST_AUTO_TEST_CASE(an_answer_without_rows_says_why_and_keeps_source_licence_and_comments)
{
    Comment explained;
    explained.id = "x1";
    explained.target = {"equipements", "", "", "", "", ""};
    explained.text = {{"fr", "Recensés en avril."}};
    explained.author = "Direction des sports";
    explained.date = {2026, 4, 2};
    comment({explained});
    refresh();
    const std::string none =
        "/near?lon=1.1&lat=49.1&dataset=equipements&where=type%20%3D%20'Pisicne'&f=";

    const auto page = get(none + "html");
    BOOST_TEST(page.status == 200);
    for (const auto* words :
         {"Pisicne", "Aucune ligne ne correspond.", "href=\"/collections/equipements\"",
          "Licence Ouverte", "Recensés en avril.", "Direction des sports"}) {
        BOOST_TEST(page.body.find(words) != std::string::npos, words);
    }
    BOOST_TEST(page.body.find("<thead>") == std::string::npos);
    for (const auto* format : {"html", "csv", "geojson"}) {
        const auto headers = get(none + format).headers;
        const std::pair<std::string, std::string> header{"Parvis-Filter-Unknown-Value",
                                                         "type=Pisicne"};
        BOOST_TEST((std::find(headers.begin(), headers.end(), header) != headers.end()), format);
    }
    const auto found = get("/near?lon=1.1&lat=49.1&dataset=equipements&f=html");
    BOOST_TEST(found.body.find("<thead>") != std::string::npos);
    BOOST_TEST(found.body.find("Recensés en avril.") != std::string::npos);
    BOOST_TEST(found.body.find("<p class=\"notice\"") == std::string::npos);
    // What stands in full under the table is no column of it.
    BOOST_TEST(found.body.find("<th scope=\"col\">distance_m</th>") != std::string::npos);
    BOOST_TEST(found.body.find("<th scope=\"col\">source</th>") == std::string::npos);
    BOOST_TEST(found.body.find("<h2 id=\"sources\">") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_bad_parameter_is_a_problem_that_names_it)
{
    for (const auto& [target, name] :
         {std::pair<std::string, std::string>{"/near", "lon"},
          {"/near?lon=1&lat=x", "lat"},
          {"/near?lon=1&lat=49&dataset=zut", "dataset"},
          {"/collections/chantiers/items/w1/around?distance=0", "distance"},
          {"/collections/chantiers/items/w1/around?distance=6000", "distance"},
          {"/collections/chantiers/items/w1/around?at=x", "at"},
          {"/collections/chantiers/items/w1/around?zut=1", "zut"}}) {
        const auto problem = json(target);
        BOOST_TEST(problem["status"].GetInt() == 400);
        BOOST_TEST(problem["parameters"][0]["name"].GetString() == name);
    }
    BOOST_TEST(get("/collections/chantiers/items/w9/around").status == 404);
    BOOST_TEST(get("/collections/zut/items/w9/around").status == 404);
}

BOOST_AUTO_TEST_CASE(what_lies_around_a_work_is_answered_by_dataset)
{
    const auto around = json("/collections/chantiers/items/w1/around");
    BOOST_TEST(around["distance_m"].GetDouble() == 200);
    BOOST_TEST(around["people"]["status"].GetString() == "U");
    BOOST_TEST(around["people"]["note"].GetString() ==
               "Aucune commune du territoire n'est à cette distance.");
    BOOST_REQUIRE(around["datasets"].Size() == 2U);
    const auto& works = around["datasets"][0];
    BOOST_TEST(works["id"].GetString() == "chantiers");
    BOOST_TEST(works["numberMatched"].GetInt() == 1);
    BOOST_TEST(works["items"][0]["id"].GetString() == "w2");
    BOOST_TEST(works["items"][0]["distance_m"].GetDouble() == 0);
    BOOST_TEST(works["items"][0]["etat"].GetString() == "termine");
    const std::string href = works["items"][0]["href"].GetString();
    BOOST_TEST(get(href.substr(base.size())).status == 200);
    BOOST_TEST(around["datasets"][1]["items"][0]["id"].GetString() == "t0");
    BOOST_TEST(around["sample"].GetBool());
    // A work without a place has nothing around it, and nobody is known to live there.
    const auto nowhere = json("/collections/chantiers/items/w3/around");
    BOOST_TEST(nowhere["datasets"].Size() == 0U);
    BOOST_TEST(nowhere["people"]["estimate"].IsNull());
}

BOOST_AUTO_TEST_CASE(pages_say_what_a_work_reaches_and_which_works_are_near_a_place)
{
    const auto work = get("/collections/chantiers/items/w1?f=html").body;
    BOOST_TEST(work.find("À moins de 200") != std::string::npos);
    BOOST_TEST(work.find("/collections/equipements/items/t0") != std::string::npos);
    BOOST_TEST(work.find("/collections/chantiers/items/w2\"") == std::string::npos);  // it ended
    BOOST_TEST(get("/collections/chantiers/items/w3?f=html").body.find("autour") ==
               std::string::npos);
    const auto place = get("/collections/equipements/items/t0?f=html").body;
    BOOST_TEST(place.find("Chantiers en cours à moins de 1") != std::string::npos);
    BOOST_TEST(place.find("/collections/chantiers/items/w1") != std::string::npos);
    BOOST_TEST(place.find(R"(<li class="quiet">)") == std::string::npos);
    publish_works(6);
    const auto crowded = get("/collections/equipements/items/t0?f=html").body;
    BOOST_TEST(crowded.find(R"(<li class="quiet">et 3 autres)") != std::string::npos);
    const auto far = get("/collections/equipements/items/t1?f=html").body;
    BOOST_TEST(far.find("Chantiers en cours à moins") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
