// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/service/served_site.hpp"

#include <boost/test/unit_test.hpp>
#include <rapidjson/document.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

using namespace parvis;
using namespace parvis::test;
using parvis::publish::Request;
using parvis::publish::Response;

namespace {

/// Every "href" of a document, wherever it stands, with its declared type.
void collect_links(const rapidjson::Value& value, std::map<std::string, std::string>& links)
{
    if (value.IsArray()) {
        for (const auto& item : value.GetArray()) {
            collect_links(item, links);
        }
    } else if (value.IsObject()) {
        // What has variables is filled in by tile_routes; a schema only says that there is one.
        if (value.HasMember("href") && value["href"].IsString() && !value.HasMember("templated")) {
            links[value["href"].GetString()] =
                value.HasMember("type") ? value["type"].GetString() : "";
        }
        for (const auto& member : value.GetObject()) {
            collect_links(member.value, links);
        }
    }
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(routes, Served)

BOOST_AUTO_TEST_CASE(every_link_of_every_document_resolves_to_its_type)
{
    std::map<std::string, std::string> links{
        {base + "/", ""}, {base + "/comments", ""}, {base + "/communes/FR_76001", ""}};
    std::set<std::string> seen;
    bool more = true;
    while (more) {
        more = false;
        const auto now = links;
        for (const auto& [href, type] : now) {
            if (!href.starts_with(base) || type == "text/html" || !seen.insert(href).second) {
                continue;
            }
            BOOST_TEST_CONTEXT(href)
            {
                const auto response = get(own(href));
                BOOST_TEST(response.status == 200);
                if (!type.empty()) {
                    BOOST_TEST(response.content_type.substr(0, type.size()) == type);
                }
                rapidjson::Document document;
                document.Parse(response.bytes().data(), response.bytes().size());
                if (response.content_type.find("json") != std::string::npos &&
                    response.content_type.find("json-seq") == std::string::npos &&
                    response.file.empty()) {
                    BOOST_REQUIRE(!document.HasParseError());
                    collect_links(document, links);
                    more = true;
                }
            }
        }
    }
    BOOST_TEST(seen.size() > 25U);
}

BOOST_AUTO_TEST_CASE(pages_joined_are_the_whole_in_order_while_new_versions_land)
{
    for (const auto* start :
         {"/collections/chantiers/items?limit=7",
          "/collections/chantiers/items?limit=7&bbox=1.03,49.4,1.2,49.6",
          "/collections/chantiers/items?limit=7&effet=alternat&etat=en_cours",
          "/collections/chantiers/items?limit=7&sortby=-cout_eur,titre,etat",
          "/collections/chantiers/items?limit=7&q=rue,quai&sortby=-fin&bbox=1.03,49.4,1.2,49.6"}) {
        const auto version = snapshot("chantiers")->manifest().version;
        auto page = json(start);
        const auto matched = page["numberMatched"].GetUint();
        const auto expected = ids_of(
            json(std::string(start).replace(std::string(start).find("limit=7"), 7, "limit=10000")));
        std::vector<std::string> walked = ids_of(page);
        bool landed = false;
        for (auto next = link_of(page, "next"); !next.empty(); next = link_of(page, "next")) {
            if (!landed) {
                publish(works_facts(), works_properties(), works(90, 100 + version));
                refresh();
                landed = true;
            }
            page = json(own(next));
            const auto more = ids_of(page);
            walked.insert(walked.end(), more.begin(), more.end());
            BOOST_TEST(page["numberMatched"].GetUint() == matched);
            BOOST_TEST(page["numberReturned"].GetUint() == more.size());
            BOOST_TEST(page["version"].GetUint() == version);
        }
        BOOST_TEST(walked == expected, boost::test_tools::per_element());
        BOOST_TEST(walked.size() == matched);
        publish(works_facts(), works_properties(), works(250, 5 + version));
        refresh();
    }
}

BOOST_AUTO_TEST_CASE(a_walk_may_change_its_limit_on_the_way)
{
    auto page = json("/collections/chantiers/items?limit=10");
    auto next = own(link_of(page, "next"));
    next.replace(next.find("limit=10"), 8, "limit=10000");

    const auto rest = json(next);

    BOOST_TEST(rest["numberReturned"].GetUint() == 240U);
    BOOST_TEST(link_of(rest, "next").empty());
    BOOST_TEST(rest["numberMatched"].GetUint() == 250U);
}

BOOST_AUTO_TEST_CASE(a_version_that_is_gone_is_410_with_a_way_to_start_again)
{
    publish(works_facts(), works_properties(), works(10, 77));
    refresh();
    std::filesystem::remove_all(store().version_file("chantiers", 1, "table.csv")->parent_path());
    // This store may hold the old version open still; another has never opened it.
    parvis::publish::Store other(site());
    other.refresh(datasets::Instant{1'795'000'000});

    const auto response = service::answer(
        request_for("/collections/chantiers/items?limit=5&version=1&after=5"), other, base);

    BOOST_TEST(response.status == 410);
    rapidjson::Document problem;
    problem.Parse(response.body.c_str());
    BOOST_TEST(link_of(problem, "start") == base + "/collections/chantiers/items?limit=5");
}

BOOST_AUTO_TEST_CASE(what_is_made_while_serving_stands_first_in_the_properties)
{
    const auto page = json("/collections/chantiers/items?limit=250");
    for (const auto& feature : page["features"].GetArray()) {
        BOOST_TEST(feature["properties"].MemberBegin()->name.GetString() == "etat");
    }
    BOOST_TEST(page["at"].GetString() == "2026-11-22");
    BOOST_TEST(page.HasMember("avertissement"));
    BOOST_TEST(page["attribution"].GetString() ==
               "Petite Métropole — Chantiers, mise à jour du 2026-11-20, Licence Ouverte 2.0");
}

BOOST_AUTO_TEST_CASE(a_limit_above_the_largest_is_clamped_and_said)
{
    const auto page = json("/collections/chantiers/items?limit=20000");
    BOOST_TEST(page["limitApplied"].GetInt() == 10000);
    BOOST_TEST(page.HasMember("limitNote"));
}

BOOST_AUTO_TEST_CASE(bad_requests_are_problems_that_name_every_parameter)
{
    const auto response = get("/collections/chantiers/items?limit=0&bbox=1,2&zut=3");
    BOOST_TEST(response.status == 400);
    BOOST_TEST(response.content_type == "application/problem+json");
    rapidjson::Document problem;
    problem.Parse(response.body.c_str());
    BOOST_TEST(problem["parameters"].Size() == 3U);
    for (const auto& [target, status] :
         {std::pair{"/collections/chantiers/items?zut=1", 400},
          {"/collections/rien/items", 404},
          {"/collections/rien", 404},
          {"/collections/chantiers/items/c-999", 404},
          {"/rien", 404},
          {"/rien/du/tout", 404},
          {"/communes/FR_1", 404},
          {"/collections?zut=1", 400},
          {"/collections/chantiers/items?f=pdf", 400},
          {"/?f=csv", 400},
          {"/downloads/chantiers/1/..", 404},
          {"/downloads/chantiers/9/table.csv", 404},
          {"/downloads/chantiers/1/.lock", 404},
          {"/assets/rien.js", 404},
          {"/collections/chantiers/items?version=99", 404},
          {"/collections/chantiers/items/c-1?version=99", 404},
          {"/collections/chantiers/items/c-1?at=demain", 400},
          {"/collections/communes/items?at=2026-11-22", 400},
          {"/collections/communes/items/FR_76001?at=2026-11-22", 400},
          {"/health?zut=1", 400}}) {
        BOOST_TEST_CONTEXT(target) { BOOST_TEST(get(target).status == status); }
    }
}

BOOST_AUTO_TEST_CASE(a_search_shows_the_first_twelve_and_counts_all)
{
    std::string accents;
    for (int i = 0; i < 200; ++i) {
        accents += "%C3%A9";
    }
    BOOST_TEST(get("/recherche?q=" + accents).status == 200);
    BOOST_TEST(get("/recherche?q=" + accents + "e", "text/html").status == 400);

    const std::string page(get("/recherche?q=rue").bytes());

    std::set<std::string> shown;
    for (auto at = page.find("/collections/chantiers/items/"); at != page.npos;
         at = page.find("/collections/chantiers/items/", at + 1)) {
        shown.insert(page.substr(at, page.find('"', at) - at));
    }
    BOOST_TEST(shown.size() == 12U);
    const auto rows = works(250, 5);
    const auto streets = std::count_if(rows.begin(), rows.end(), [](const auto& row) {
        return row.values[1] == datasets::Value{std::string("Rue du Bac")};
    });
    BOOST_TEST(page.find(std::to_string(streets) + " réponses") != page.npos);
}

BOOST_AUTO_TEST_CASE(health_says_when_something_is_not_served_as_published)
{
    const auto health = [&](int status) {
        const auto response = get("/health");
        BOOST_TEST(response.status == status);
        rapidjson::Document document;
        document.Parse(response.bytes().data(), response.bytes().size());
        return std::string(document["status"].GetString()) + " " +
               (document.HasMember("fault") ? document["fault"].GetString() : "");
    };
    BOOST_TEST(health(200) == "ok ");

    publish(works_facts(), works_properties(), works(7, 6));
    const auto first = store().version_file("chantiers", 1, "manifest.json").value();
    const auto second = first.parent_path().parent_path() / "2";
    std::filesystem::rename(second, second.string() + ".away");
    BOOST_TEST(store().refresh({1'795'000'000}).has_value());
    BOOST_TEST(health(200) == "degraded version_unreadable");

    std::filesystem::rename(second.string() + ".away", second);
    BOOST_TEST(!store().refresh({1'795'000'001}).has_value());
    BOOST_TEST(health(200) == "ok ");
}

BOOST_AUTO_TEST_CASE(health_is_unavailable_while_nothing_is_served)
{
    parvis::test::SmallSite empty;
    empty.refresh();

    const auto response = service::answer(request_for("/health"), empty.store(), base);

    BOOST_TEST(response.status == 503);
    BOOST_TEST(response.body.find("\"empty\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_parameter_given_twice_is_refused_at_every_address)
{
    for (const std::string path :
         {"/", "/api", "/conformance", "/collections", "/collections/chantiers",
          "/collections/chantiers/schema", "/collections/chantiers/sortables",
          "/collections/chantiers/versions", "/collections/chantiers/items",
          "/collections/chantiers/items/c-1", "/comments", "/works", "/tiles",
          "/tiles/WebMercatorQuad", "/tileMatrixSets", "/styles", "/styles/chantiers",
          "/communes/FR_76001"}) {
        BOOST_TEST_CONTEXT(path)
        {
            BOOST_TEST(get(path + "?f=json").status == 200);
            const auto twice = get(path + "?f=json&f=json");
            BOOST_TEST(twice.status == 400);
            BOOST_TEST(twice.body.find("deux fois") != std::string::npos);
        }
    }
    BOOST_TEST(get("/recherche?q=a&q=b", "application/json, text/html;q=0.5").status == 400);
}

BOOST_AUTO_TEST_CASE(a_filter_is_kept_by_the_links_and_counts_exactly)
{
    const std::string filter = "filter=cout_eur%20%3E%2010%20AND%20S_INTERSECTS(geom,feature("
                               "'communes','FR_76001'))";
    const std::string items = "/collections/chantiers/items";
    const auto whole = ids_of(json(items + "?limit=10000&" + filter));
    BOOST_TEST(whole.size() > 10U);
    std::vector<std::string> walked;
    auto page = json(items + "?limit=4&" + filter);
    for (;;) {
        BOOST_TEST(page["numberMatched"].GetUint64() == whole.size());
        const auto ids = ids_of(page);
        walked.insert(walked.end(), ids.begin(), ids.end());
        const auto next = link_of(page, "next");
        if (next.empty()) {
            break;
        }
        page = json(own(next));
    }
    BOOST_TEST(walked == whole, boost::test_tools::per_element());
    const auto csv = get(items + "?f=csv&" + filter).body;
    BOOST_TEST(static_cast<std::size_t>(std::ranges::count(csv, '\n')) >= whole.size());
    BOOST_TEST(get(items + "?f=html&" + filter).status == 200);

    const auto wrong = get(items + "?filter=cout_eu%20%3E%2010");
    BOOST_TEST(wrong.status == 400);
    BOOST_TEST(wrong.body.find("\"name\":\"filter\"") != std::string::npos);
    BOOST_TEST(wrong.body.find("à la position 1 (devant") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(queryables_and_functions_say_what_a_filter_can_name)
{
    const auto queryables = json("/collections/chantiers/queryables");
    for (const char* name : {"id", "geometry", "etat", "cout_eur", "services"}) {
        BOOST_TEST(queryables["properties"].HasMember(name), name);
        const auto asked =
            get("/collections/chantiers/items?filter=" + std::string(name) + "%20IS%20NOT%20NULL");
        BOOST_TEST(asked.status == 200, name);
    }
    BOOST_TEST(!queryables["additionalProperties"].GetBool());
    BOOST_TEST(
        link_of(json("/collections/chantiers"), "http://www.opengis.net/def/rel/ogc/1.0/queryables")
            .ends_with("/collections/chantiers/queryables"));
    const auto functions = json("/functions");
    BOOST_TEST(functions["functions"].Size() == 2U);
    BOOST_TEST(std::string(functions["functions"][1]["returns"][0].GetString()) == "boolean");
}

BOOST_AUTO_TEST_CASE(a_version_that_does_not_exist_yet_is_not_found)
{
    const auto response = get("/collections/chantiers/items?version=2");
    BOOST_TEST(response.status == 404);
    BOOST_TEST(response.body.find("pas encore de version 2") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_page_before_ends_where_this_one_begins)
{
    for (const std::string query :
         {"limit=7", "limit=7&bbox=1.03,49.4,1.2,49.6", "limit=7&effet=alternat",
          "limit=7&at=2026-12-24&etat=en_cours", "limit=7&sortby=etat,-debut",
          "limit=7&sortby=-titre&properties=titre"}) {
        std::vector<std::vector<std::string>> pages;
        std::string target = "/collections/chantiers/items?" + query;
        auto page = json(target);
        BOOST_TEST(link_of(page, "prev").empty());
        for (;;) {
            pages.push_back(ids_of(page));
            if (link_of(page, "next").empty()) {
                break;
            }
            page = json(own(link_of(page, "next")));
        }
        BOOST_TEST(pages.size() > 2U);
        publish(works_facts(), works_properties(), works(90, 100));
        refresh();
        for (auto back = pages.rbegin() + 1; back != pages.rend(); ++back) {
            page = json(own(link_of(page, "prev")));
            BOOST_TEST(ids_of(page) == *back, boost::test_tools::per_element());
        }
        BOOST_TEST(link_of(page, "prev").empty());
        publish(works_facts(), works_properties(), works(250, 5));
        refresh();
    }
}

BOOST_AUTO_TEST_CASE(a_page_before_that_has_fewer_rows_is_a_short_one)
{
    const auto page = json("/collections/chantiers/items?limit=7&after=3");
    const auto before = json(own(link_of(page, "prev")));
    BOOST_TEST(before["numberReturned"].GetUint() == 3U);
    BOOST_TEST(link_of(before, "prev").empty());
}

BOOST_AUTO_TEST_CASE(a_table_says_in_its_headers_what_a_page_says_of_itself)
{
    const auto header = [](const Response& response, std::string_view name) {
        const auto found = std::find_if(response.headers.begin(), response.headers.end(),
                                        [&](const auto& pair) { return pair.first == name; });
        return found == response.headers.end() ? std::string() : found->second;
    };
    const auto part = get("/collections/chantiers/items?f=csv&limit=100&after=100");
    BOOST_TEST(header(part, "OGC-NumberMatched") == "250");
    BOOST_TEST(header(part, "OGC-NumberReturned") == "100");
    BOOST_TEST(
        header(part, "Link") ==
        "<" + base +
            "/collections/chantiers/items?limit=100&after=100&f=csvw>; rel=\"describedby\"; "
            "type=\"application/csvm+json\", <" +
            base +
            "/collections/chantiers/items?f=csv&limit=100&version=1&at=2026-11-22&after=0>; "
            "rel=\"prev\", <" +
            base +
            "/collections/chantiers/items?f=csv&limit=100&version=1&at=2026-11-22&after=200>; "
            "rel=\"next\", <" +
            base +
            "/collections/chantiers>; rel=\"describedby\", "
            "<https://www.etalab.gouv.fr/licence-ouverte-open-licence>; rel=\"license\"");
    BOOST_TEST(header(part, "Parvis-Limit-Applied").empty());
    const auto clamped = get("/collections/chantiers/items?f=csv&limit=20000");
    BOOST_TEST(header(clamped, "Parvis-Limit-Applied") == "10000");
}

BOOST_AUTO_TEST_CASE(an_old_version_is_read_with_the_comments_of_today)
{
    publish(works_facts(), works_properties(), works(10, 77));
    refresh();
    const std::string target = "/collections/chantiers/items/c-3?version=1";
    BOOST_TEST(get(target).body.find("Retardé") == std::string::npos);
    datasets::Comment said;
    said.id = "un";
    said.target.dataset = "chantiers";
    said.target.key = "c-3";
    said.text = {{"fr", "Retardé par la pluie."}};
    said.author = "Voirie";
    said.date = {2026, 11, 2};

    comment({said});
    refresh();

    BOOST_TEST(get(target).body.find("Retardé") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_format_is_what_f_says_else_what_accept_prefers)
{
    const std::string browser =
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";
    const std::string items = "/collections/chantiers/items";
    for (const auto& [target, accept, type] :
         {std::tuple{items, std::string(), "application/geo+json"},
          {items, "*/*", "application/geo+json"},
          {items, "application/json", "application/geo+json"},
          {items, "application/geo+json;q=0.5, text/csv",
           "text/csv; charset=utf-8; header=present"},
          {items, "application/*, text/csv;q=0.9", "application/geo+json"},
          {items + "?f=csv", browser, "text/csv; charset=utf-8; header=present"},
          {items + "?f=geojson", "text/csv", "application/geo+json"},
          {std::string("/collections"), "application/json", "application/json"},
          {std::string("/api"), "application/vnd.oai.openapi+json;version=3.0",
           "application/vnd.oai.openapi+json;version=3.0"},
          {std::string("/"), browser, "text/html; charset=utf-8"},
          {items, browser, "text/html; charset=utf-8"}}) {
        BOOST_TEST_CONTEXT(target << " with " << accept)
        {
            const auto response = get(target, accept);
            BOOST_TEST(response.status == 200);
            BOOST_TEST(response.content_type == type);
        }
    }
    BOOST_TEST(get(items, "image/png").status == 406);
    BOOST_TEST(
        get(items, "application/json;q=0, application/geo+json;q=0, text/html;q=0, text/csv;q=0")
            .status == 406);
}

BOOST_AUTO_TEST_CASE(the_same_answer_twice_is_304_until_something_changes)
{
    const std::string target = "/collections/chantiers/items?limit=3";
    const auto first = get(target);
    BOOST_REQUIRE(!first.etag.empty());
    auto again = request_for(target);
    again.headers.emplace_back("if-none-match", "\"" + first.etag + "\"");
    BOOST_TEST(service::answer(again, store(), base).status == 304);
    BOOST_TEST(get("/collections/chantiers/items?limit=4").etag != first.etag);
    BOOST_TEST(service::answer(request_for(target), store(), "https://a.example").etag !=
               first.etag);
    BOOST_TEST(get(target + "&f=csv").etag != first.etag);
    BOOST_TEST(get(target + "&at=2026-12-24").etag != first.etag);

    publish(works_facts(), works_properties(), works(9, 1));
    refresh();

    BOOST_TEST(service::answer(again, store(), base).status == 200);
}

BOOST_AUTO_TEST_CASE(a_filter_of_works_that_names_nothing_is_a_problem_and_an_empty_field_is_none)
{
    const auto status = [&](const std::string& query) {
        return get("/works?" + query, "text/html").status;
    };
    BOOST_TEST(status("commune=FR_76001&etat=tous&at=2026-12-24&page=1") == 200);
    BOOST_TEST(status("commune=&etat=&at=&page=") == 200);
    for (const std::string query : {"commune=FR_99999", "etat=demain", "at=hier", "page=0",
                                    "page=2x", "arrondissement=nord", "etat=prevu&etat=prevu"}) {
        BOOST_TEST_CONTEXT(query) { BOOST_TEST(status(query) == 400); }
    }
    BOOST_TEST(get("/works?etat=prevu", "application/json").status == 200);
    BOOST_TEST(get("/works?etat=demain", "application/json").status == 400);
}

BOOST_AUTO_TEST_CASE(other_methods_are_refused_with_what_is_allowed)
{
    auto request = request_for("/collections");
    request.method = "DELETE";
    const auto response = service::answer(request, store(), base);
    BOOST_TEST(response.status == 405);
    BOOST_TEST(std::any_of(response.headers.begin(), response.headers.end(),
                           [](const auto& header) { return header.first == "Allow"; }));
    request.method = "HEAD";
    BOOST_TEST(service::answer(request, store(), base).status == 200);
}

BOOST_AUTO_TEST_CASE(items_come_in_any_system_that_the_collection_lists_and_say_which)
{
    const auto content_crs = [](const Response& response) {
        const auto found =
            std::find_if(response.headers.begin(), response.headers.end(),
                         [](const auto& pair) { return pair.first == "Content-Crs"; });
        return found == response.headers.end() ? std::string() : found->second;
    };
    const auto collection = json("/collections/communes");
    BOOST_TEST(collection["crs"].Size() == 6U);
    BOOST_TEST((collection["crs"][0] == collection["storageCrs"]));
    const std::string items = "/collections/communes/items";
    for (const auto& uri : collection["crs"].GetArray()) {
        const std::string crs = uri.GetString();
        BOOST_TEST_CONTEXT(crs)
        {
            for (const auto& path : {items, items + "/FR_76001"}) {
                const auto response = get(path + "?crs=" + crs);
                BOOST_TEST(response.status == 200);
                BOOST_TEST(content_crs(response) == "<" + crs + ">");
            }
            BOOST_TEST(json(items + "?bbox-crs=" + crs + "&bbox=0,0,9999999,9999999")
                           .HasMember("features"));
        }
    }
    BOOST_TEST(content_crs(get(items)) == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>");
    const auto urn = get(items + "?crs=urn:ogc:def:crs:EPSG::4326");
    BOOST_TEST(content_crs(urn) == "<urn:ogc:def:crs:EPSG::4326>");
    BOOST_TEST(get(items + "?f=csv&crs=EPSG:2154").status == 400);
    const auto turned = json(items + "/FR_76000?crs=EPSG:4326");
    const auto& corner = turned["geometry"]["coordinates"][0][0];
    BOOST_TEST(corner[0].GetDouble() == 49.4);
    BOOST_TEST(corner[1].GetDouble() == 1.0);
}

BOOST_AUTO_TEST_CASE(a_collection_alone_is_the_same_as_in_the_list)
{
    const auto list = json("/collections");
    BOOST_TEST(link_of(list, "self") == base + "/collections");
    for (const auto& collection : list["collections"].GetArray()) {
        const auto alone = json(std::string("/collections/") + collection["id"].GetString());
        BOOST_TEST((alone == collection));
        BOOST_TEST(!link_of(collection, "items").empty());
    }
}

BOOST_AUTO_TEST_CASE(the_boxes_of_the_conformance_suite_are_answered)
{
    for (const auto* box : {"-1.5,50.0,1.5,53.0", "-80,-5,-70,5", "177.0000000,65,-177,70",
                            "-180,85,180,90", "-180,-90,180,-85", "-.5791800,.5000000,1.1,49.5"}) {
        const auto page = json(std::string("/collections/chantiers/items?bbox=") + box);
        BOOST_TEST_CONTEXT(box) { BOOST_TEST(page.HasMember("features")); }
    }
}

BOOST_AUTO_TEST_SUITE_END()
