// SPDX-License-Identifier: EUPL-1.2
// What items can be asked beside filters: order, facets, clusters, searches with a body, formats.
#include "datasets/sha256.hpp"
#include "publish/search_body.hpp"
#include "service/items_formats.hpp"
#include "service/ready_answer.hpp"
#include "tests/unit/service/served_site.hpp"

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>
#include <fstream>
#include <map>
#include <set>

using namespace parvis;
using namespace parvis::test;
using parvis::publish::Response;

namespace {

const std::string items = "/collections/chantiers/items";

struct Asked : Served {
    Response post(const std::string& target, const std::string& body,
                  const std::string& accept = "")
    {
        auto request = request_for(target, accept);
        request.method = "POST";
        request.body = body;
        return service::answer(request, store(), base);
    }
    rapidjson::Document posted(const std::string& body)
    {
        const auto response = post("/collections/chantiers/search", body);
        BOOST_TEST(response.status == 200, response.body);
        rapidjson::Document document;
        document.Parse(response.bytes().data(), response.bytes().size());
        BOOST_REQUIRE(!document.HasParseError());
        return document;
    }
    /// Names of the parameters that a problem speaks of.
    static std::multiset<std::string> blamed(const Response& response)
    {
        BOOST_TEST(response.status == 400);
        rapidjson::Document problem;
        problem.Parse(response.body.c_str());
        BOOST_REQUIRE(!problem.HasParseError());
        std::multiset<std::string> names;
        if (problem.HasMember("parameters")) {
            for (const auto& parameter : problem["parameters"].GetArray()) {
                names.insert(parameter["name"].GetString());
                BOOST_TEST(parameter["reason"].GetStringLength() > 0U);
            }
        }
        return names;
    }
    static std::string header(const Response& response, std::string_view name)
    {
        const auto found = std::find_if(response.headers.begin(), response.headers.end(),
                                        [&](const auto& pair) { return pair.first == name; });
        return found == response.headers.end() ? std::string() : found->second;
    }
};

using Names = std::multiset<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(items_answers, Asked)

BOOST_AUTO_TEST_CASE(sortables_are_what_sortby_takes)
{
    const auto sortables = json("/collections/chantiers/sortables");
    std::set<std::string> names;
    for (const auto& member : sortables["properties"].GetObject()) {
        const std::string name = member.name.GetString();
        names.insert(name);
        BOOST_TEST(get(items + "?sortby=-" + name).status == 200, name);
    }
    BOOST_TEST(!names.contains("services"));
    BOOST_TEST(names.contains("etat"));
    BOOST_TEST(names.contains("id"));
    for (const auto* name : {"services", "communes_parts", "geometry", "zut"}) {
        BOOST_TEST((blamed(get(items + "?sortby=" + name)) == Names{"sortby"}));
    }
    BOOST_TEST(
        link_of(json("/collections/chantiers"), "http://www.opengis.net/def/rel/ogc/1.0/sortables")
            .ends_with("/collections/chantiers/sortables"));
}

BOOST_AUTO_TEST_CASE(several_faults_are_told_at_once)
{
    BOOST_TEST(
        (blamed(get(items + "?sortby=zut&q=&properties=zut&zoom-level=99&facets=cout_eur&"
                            "cluster=x&limit=0&zut=1")) ==
         Names{"sortby", "q", "properties", "zoom-level", "facets", "cluster", "limit", "zut"}));
    BOOST_TEST((blamed(get(items + "?cluster=5&limit=3&sortby=id&after=1&properties=titre&"
                                   "zoom-level=2&crs=EPSG:2154")) ==
                Names{"limit", "sortby", "after", "properties", "zoom-level", "crs"}));
    BOOST_TEST((blamed(get(items + "?f=csv&crs=EPSG:2154&facets=etat&cluster=3")) ==
                Names{"crs"}));  // cluster and crs are refused before the format is looked at
    BOOST_TEST((blamed(get(items + "?f=xlsx&facets=etat")) == Names{"facets"}));
    BOOST_TEST((blamed(get(items + "?f=jsonfg&cluster=3")) == Names{"cluster"}));
    BOOST_TEST((blamed(get(items + "?f=kml&crs=EPSG:2154")) == Names{"crs"}));
}

BOOST_AUTO_TEST_CASE(chosen_properties_hold_for_one_item_too)
{
    const auto item = json(items + "/c-1?properties=rang");
    BOOST_TEST(item["properties"].MemberCount() == 1U);
    BOOST_TEST(item["geometry"].IsNull());
    const auto simple = json("/collections/communes/items/FR_76001?zoom-level=3");
    BOOST_TEST(simple["geometry"]["type"].GetString() == "Polygon");
}

BOOST_AUTO_TEST_CASE(facets_count_all_that_matches_and_not_the_page)
{
    const auto page =
        json(items + "?limit=3&facets=commune,effet,etat,services,ouvert,rang&" + "effet=alternat");
    const auto all = json(items + "?limit=10000&effet=alternat");
    const auto& facets = page["facets"];
    for (const std::string name : {"commune", "effet", "etat", "services", "ouvert", "rang"}) {
        std::map<std::string, unsigned> expected;
        unsigned missing = 0;
        for (const auto& feature : all["features"].GetArray()) {
            const auto& value = feature["properties"][name.c_str()];
            if (value.IsNull()) {
                ++missing;
            } else if (value.IsArray()) {
                for (const auto& member : value.GetArray()) {
                    ++expected[member.GetString()];
                }
            } else {
                ++expected[value.IsString() ? value.GetString()
                           : value.IsBool() ? (value.GetBool() ? "true" : "false")
                                            : std::to_string(value.GetInt())];
            }
        }
        std::map<std::string, unsigned> counted;
        unsigned before = 100000;
        const auto& facet = facets[name.c_str()];
        for (const auto& bucket : facet["buckets"].GetArray()) {
            counted[bucket["value"].GetString()] = bucket["count"].GetUint();
            BOOST_TEST(bucket["count"].GetUint() <= before);
            before = bucket["count"].GetUint();
        }
        BOOST_TEST_CONTEXT(name)
        {
            BOOST_TEST((counted == expected));
            BOOST_TEST(facet["missing"].GetUint() == missing);
            BOOST_TEST(facet["property"].GetString() == name);
        }
    }
    BOOST_TEST(facets["effet"]["buckets"][0]["title"].GetString() == "Alternat");
    BOOST_TEST(page["numberReturned"].GetUint() == 3U);
    BOOST_TEST(!link_of(page, "next").empty());
    BOOST_TEST(json(own(link_of(page, "next"))).HasMember("facets"));
    const auto many = json(items + "?limit=1&facets=numero");
    const auto& numbers = many["facets"]["numero"];
    BOOST_TEST(numbers["buckets"].Size() == 100U);
    BOOST_TEST(numbers["otherValues"].GetUint() == 150U);
    BOOST_TEST(numbers["otherCount"].GetUint() == 150U);
    BOOST_TEST((blamed(get(items + "?facets=etat,etat")) == Names{"facets"}));
}

BOOST_AUTO_TEST_CASE(every_row_with_a_place_is_in_exactly_one_cluster)
{
    const auto all = json(items + "?limit=10000&filter=rang%20%3E%203");
    unsigned placed = 0;
    for (const auto& feature : all["features"].GetArray()) {
        placed += feature["geometry"].IsNull() ? 0U : 1U;
    }
    std::size_t before = 0;
    for (int zoom = 0; zoom <= 22; zoom += 2) {
        const auto page =
            json(items + "?cluster=" + std::to_string(zoom) + "&filter=rang%20%3E%203");
        unsigned rows = 0;
        std::set<std::string> ids;
        for (const auto& feature : page["features"].GetArray()) {
            const auto& properties = feature["properties"];
            BOOST_TEST(ids.insert(feature["id"].GetString()).second);
            rows += properties.HasMember("nombre") ? properties["nombre"].GetUint() : 1;
            if (properties.HasMember("nombre")) {
                const auto& box = feature["bbox"];
                const auto& at = feature["geometry"]["coordinates"];
                BOOST_TEST(box[0].GetDouble() <= at[0].GetDouble() + 1e-7);
                BOOST_TEST(at[0].GetDouble() <= box[2].GetDouble() + 1e-7);
                // 64 of 256 pixels.
                BOOST_TEST(box[2].GetDouble() - box[0].GetDouble() <= 90 / std::exp2(zoom) + 1e-9);
            }
        }
        BOOST_TEST_CONTEXT("zoom " << zoom)
        {
            BOOST_TEST(rows == placed);
            BOOST_TEST(page["clustered"].GetUint() == placed);
            BOOST_TEST(page["withoutPlace"].GetUint() == all["numberMatched"].GetUint() - placed);
            BOOST_TEST(page["numberMatched"].GetUint() == all["numberMatched"].GetUint());
            BOOST_TEST(page["features"].Size() == page["numberReturned"].GetUint());
            BOOST_TEST(ids.size() >= before);
        }
        before = ids.size();
    }
    BOOST_TEST(json(items + "?cluster=0")["features"].Size() == 1U);
    BOOST_TEST(json(items + "?cluster=4&facets=etat").HasMember("facets"));
}

BOOST_AUTO_TEST_CASE(a_search_with_a_body_is_the_same_question_as_an_address)
{
    const auto by_address = ids_of(
        json(items + "?limit=20&sortby=-cout_eur,titre&bbox=1.03,49.4,1.2,49.6&commune=FR_76001&"
                     "commune=FR_76002&filter=rang%20%3E%202&q=rue,quai"));
    BOOST_TEST(by_address.size() > 3U);
    const auto page =
        posted(R"({"limit":20,"sortby":["-cout_eur","titre"],"bbox":[1.03,49.4,1.2,49.6],)"
               R"("commune":["FR_76001","FR_76002"],"q":["rue","quai"],)"
               R"("filter":{"op":">","args":[{"property":"rang"},2]}})");
    BOOST_TEST(ids_of(page) == by_address, boost::test_tools::per_element());
    const auto text = posted(R"({"limit":"20","sortby":"-cout_eur,titre","filter":"rang > 2",)"
                             R"("bbox":"1.03,49.4,1.2,49.6","q":"rue,quai",)"
                             R"("commune":["FR_76001","FR_76002"]})");
    BOOST_TEST(ids_of(text) == by_address, boost::test_tools::per_element());
    BOOST_TEST(posted("{}")["numberMatched"].GetUint() == 250U);
    BOOST_TEST(posted(R"({"effet":null})")["numberMatched"].GetUint() ==
               json(items + "?effet=")["numberMatched"].GetUint());
    // The pages that follow are addresses.
    const auto first = posted(R"({"limit":100})");
    BOOST_TEST(json(own(link_of(first, "next")))["numberReturned"].GetUint() == 100U);
    BOOST_TEST(link_of(first, "self").find("/items?limit=100") != std::string::npos);

    const auto table = post("/collections/chantiers/search?f=csv", R"({"limit":2})");
    BOOST_TEST(std::count(table.body.begin(), table.body.end(), '\n') >= 3);
    BOOST_TEST(table.etag.empty());
    BOOST_TEST(post("/collections/chantiers/search", R"({"f":"csv"})")
                   .content_type.starts_with("text/csv"));
}

BOOST_AUTO_TEST_CASE(a_search_too_long_for_an_address_goes_on_by_bodies)
{
    std::string list;
    for (int i = 0; i < 2000; ++i) {
        list += fmt::format("{}\"c-{}\"", i == 0 ? "" : ",", i);
    }
    auto page =
        posted(R"({"limit":60,"sortby":"-rang","filter":{"op":"in","args":[{"property":"id"},[)" +
               list + "]]}}");
    std::vector<std::string> walked = ids_of(page);
    for (;;) {
        const rapidjson::Value* next = nullptr;
        for (const auto& link : page["links"].GetArray()) {
            if (std::string_view(link["rel"].GetString()) == "next") {
                next = &link;
            }
        }
        if (next == nullptr) {
            break;
        }
        BOOST_TEST((*next)["method"].GetString() == "POST");
        BOOST_TEST((*next)["href"].GetString() == base + "/collections/chantiers/search");
        rapidjson::StringBuffer buffer;
        rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
        (*next)["body"].Accept(writer);
        page = posted(buffer.GetString());
        const auto more = ids_of(page);
        walked.insert(walked.end(), more.begin(), more.end());
    }
    BOOST_TEST(walked == ids_of(json(items + "?sortby=-rang&limit=10000")),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_wrong_in_a_body_names_its_member)
{
    const std::string search = "/collections/chantiers/search";
    BOOST_TEST((blamed(post(search, R"({"limit":0,"zut":1,"bbox":{"a":1},"sortby":[[1]]})")) ==
                Names{"bbox", "sortby"}));
    BOOST_TEST((blamed(post(search, R"({"limit":0,"zut":1,"sortby":"zut"})")) ==
                Names{"limit", "zut", "sortby"}));
    BOOST_TEST((blamed(post(search, R"({"filter":{"op":"zut","args":[]}})")) == Names{"filter"}));
    BOOST_TEST((blamed(post(search, R"({"limit":1,"limit":2})")) == Names{"limit"}));
    BOOST_TEST(
        (blamed(post(search, R"({"sortby":["-titre"],"sortby":["id"]})")) == Names{"sortby"}));
    BOOST_TEST((blamed(post(search, R"({"q":["a,b"]})")) == Names{"q"}));
    BOOST_TEST((blamed(post(search, R"({"commune":[]})")) == Names{"commune"}));
    BOOST_TEST((blamed(post(search + "?limit=3", "{}")) == Names{"limit"}));
    for (const std::string body : {"", "[]", "3", "{", R"({"a":})", "\"\xff\""}) {
        BOOST_TEST_CONTEXT(body) { BOOST_TEST((blamed(post(search, body)) == Names{})); }
    }
    BOOST_TEST(post(search, std::string(100'000, '[')).status == 400);
    BOOST_TEST(get(search).status == 405);
    BOOST_TEST(header(get(search), "Allow") == "POST, OPTIONS");
    BOOST_TEST(post(items, "{}").status == 405);
    BOOST_TEST(post("/collections/rien/search", "{}").status == 404);
}

BOOST_AUTO_TEST_CASE(every_format_is_had_by_name_and_by_accept)
{
    for (const auto& offer : service::items_offers()) {
        const std::string name(service::name_of(offer.format));
        const std::string type(offer.media_type);
        BOOST_TEST_CONTEXT(name)
        {
            const auto named = get(items + "?f=" + name);
            BOOST_TEST(named.status == 200);
            BOOST_TEST(named.content_type.starts_with(type));
            const auto accepted = get(items, type);
            BOOST_TEST(accepted.status == 200);
            BOOST_TEST(accepted.content_type.starts_with(type));
            // Nothing that matches is a whole answer too.
            const auto none = get(items + "?effet=alternat&effet=alternat&rang=99&f=" + name);
            BOOST_TEST(none.status == 200);
            if (none.make_file) {
                const ScratchFolder folder;
                BOOST_TEST(std::filesystem::file_size(none.make_file(folder.path())) > 0U);
            }
        }
    }
    BOOST_TEST(get(items + "?f=pdf").status == 400);
    BOOST_TEST(get(items, "application/pdf").status == 406);
}

BOOST_AUTO_TEST_CASE(a_file_has_all_rows_unless_told_and_a_limit)
{
    publish(works_facts(), works_properties(), works(100'001, 8));
    refresh();
    BOOST_TEST((blamed(get(items + "?f=xlsx")) == Names{"f"}));
    BOOST_TEST(get(items + "?f=xlsx&limit=10").status == 200);
    BOOST_TEST(get(items + "?f=gpkg").status == 200);
    const auto placed = get(items + "?f=fgb&limit=1000");
    const auto lacking = std::stoul(header(placed, "Parvis-Rows-Without-Place"));
    BOOST_TEST(lacking > 0U);
    BOOST_TEST(header(placed, "OGC-NumberReturned") == std::to_string(1000 - lacking));
    const auto table = get(items + "?f=csv-fr");
    BOOST_TEST(header(table, "OGC-NumberReturned") == "100001");
    std::size_t lines = 0;
    table.write_body([&](std::string_view piece) {
        lines += static_cast<std::size_t>(std::count(piece.begin(), piece.end(), '\n'));
    });
    BOOST_TEST(lines >= 100'002U);  // some titles have two lines
}

BOOST_AUTO_TEST_CASE(an_answer_without_rows_says_all_the_same_where_licence_and_comments_are)
{
    for (const std::string format : {"csv", "csv-fr", "geojsonseq", "shp", "kml", "xlsx", "gpkg"}) {
        const auto none = get(items + "?rang=99&f=" + format);
        BOOST_TEST_CONTEXT(format)
        {
            BOOST_TEST(header(none, "OGC-NumberMatched") == "0");
            // A table has a description of its columns besides.
            const std::string columns = format == "csv"
                                            ? "<" + base + items +
                                                  "?rang=99&f=csvw>; rel=\"describedby\"; "
                                                  "type=\"application/csvm+json\", "
                                            : "";
            BOOST_TEST(
                header(none, "Link") ==
                columns + "<" + base +
                    "/collections/chantiers>; rel=\"describedby\", "
                    "<https://www.etalab.gouv.fr/licence-ouverte-open-licence>; rel=\"license\"");
        }
    }
}

BOOST_AUTO_TEST_CASE(a_format_of_places_is_refused_where_there_is_none)
{
    auto rows = communes();
    for (auto& row : rows) {
        row.geometry = {};
    }
    auto facts = communes_facts();
    facts.id = "population";
    facts.kind = datasets::Kind::general;
    publish(facts, communes_properties(), rows);
    refresh();

    const auto refused = get("/collections/population/items?f=fgb");
    BOOST_TEST((blamed(refused) == Names{"f"}));
    for (const auto* other : {"gpkg", "csv"}) {
        BOOST_TEST(refused.body.find(other) != std::string::npos);
        BOOST_TEST(get("/collections/population/items?f=" + std::string(other)).status == 200);
    }
    BOOST_TEST((blamed(get(items + "?properties=titre&f=fgb")) == Names{"f"}));
    BOOST_TEST(get(items + "?properties=titre,geometry&f=fgb").status == 200);
    BOOST_TEST(get(items + "?rang=99&f=fgb").status == 200);  // nothing is left out of nothing
    const auto offered = [&](const std::string& id, std::string_view accept) {
        const auto body = get("/collections/" + id, accept).body;
        return body.find("f=fgb") != std::string::npos;
    };
    for (const auto* accept : {"application/json", "text/html"}) {
        BOOST_TEST(offered("chantiers", accept));
        BOOST_TEST(!offered("population", accept));
    }
}

BOOST_AUTO_TEST_CASE(a_page_shows_the_chosen_properties_and_refuses_what_it_cannot_do)
{
    const auto has = [](const std::string& page, std::string_view text) {
        return page.find(text) != std::string::npos;
    };
    const auto heads = [&](const std::string& query) {
        const auto page = get(items + query, "text/html");
        BOOST_TEST(page.status == 200);
        const auto from = page.body.find("id=\"tableau\"");
        const auto to = page.body.find("</thead>", from);
        return page.body.substr(from, to - from);
    };
    const auto whole = heads("?limit=3");
    const auto chosen = heads("?limit=3&properties=rang,commune");
    BOOST_TEST(has(whole, ">Coût<"));
    BOOST_TEST(has(whole, ">Rang<"));
    BOOST_TEST(has(whole, ">État<"));
    BOOST_TEST(!has(chosen, ">Coût<"));
    BOOST_TEST(has(chosen, ">Rang<"));
    BOOST_TEST(has(chosen, ">Commune<"));
    BOOST_TEST(!has(chosen, ">État<"));
    BOOST_TEST(has(heads("?limit=3&properties=rang,etat"), ">État<"));

    for (const auto& [query, blame] :
         {std::pair<std::string, std::string>{"?zoom-level=7", "zoom-level"},
          {"/c-1?zoom-level=7", "zoom-level"},
          {"/c-1?properties=rang", "properties"}}) {
        const auto refused = get(items + query + "&f=html");
        BOOST_TEST(refused.status == 400, query);
        BOOST_TEST(has(refused.body, blame), query);
    }
    for (const auto& target :
         {items + "?zoom-level=7&properties=rang", items + "/c-1?zoom-level=7&properties=rang"}) {
        BOOST_TEST(get(own(link_of(json(target), "alternate"))).status == 200);
    }
}

BOOST_AUTO_TEST_CASE(a_browser_sees_a_page_wherever_a_program_sees_data)
{
    for (const std::string& target :
         {std::string("/cross?level=communes"),
          std::string("/near?lon=1.1&lat=49.5&dataset=chantiers"), items + "/c-1/around",
          std::string("/functions"), std::string("/conformance"),
          std::string("/collections/chantiers/schema"),
          std::string("/collections/chantiers/queryables"),
          std::string("/collections/chantiers/sortables")}) {
        BOOST_TEST_CONTEXT(target)
        {
            const auto page = get(target, "text/html");
            BOOST_TEST(page.status == 200);
            BOOST_TEST(page.content_type == "text/html; charset=utf-8");
            BOOST_TEST(page.body.find("<h1>") != std::string::npos);
            BOOST_TEST(get(target).content_type.find("json") != std::string::npos);
            BOOST_TEST(get(target, "image/png").status == 406);
        }
    }
    const auto crossed = get("/cross?level=communes&measure=combien:count(chantiers)", "text/html");
    BOOST_TEST(crossed.body.find("<th scope=\"col\" class=\"number\">combien</th>") !=
               std::string::npos);
    BOOST_TEST(crossed.body.find("<a href=\"/communes/FR_76001\">") != std::string::npos);
    const auto hostile = get(
        "/near?lon=1.1&lat=49.5&where=titre%3D%27%3Cscript%3E%27&dataset=chantiers", "text/html");
    BOOST_TEST(hostile.body.find("<script>") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_whole_file_says_its_sum_and_its_age)
{
    const auto collection = json("/collections/chantiers");
    unsigned files = 0;
    unsigned made = 0;
    for (const auto& link : collection["links"].GetArray()) {
        if (std::string_view(link["rel"].GetString()) != "enclosure") {
            continue;
        }
        const auto download = get(own(link["href"].GetString()));
        const auto hex = datasets::sha256_hex_of_file(download.file);
        if (link.HasMember("sha256")) {
            BOOST_TEST(hex == link["sha256"].GetString());
            BOOST_TEST(std::filesystem::file_size(download.file) == link["length"].GetUint64());
            ++files;
        } else {
            ++made;  // when first asked for: nobody knew its sum before
        }
        const auto digest = header(download, "Repr-Digest");
        BOOST_TEST(digest.starts_with("sha-256=:"));
        BOOST_TEST(digest.size() == 9U + 44U + 1U);  // 32 bytes in base64
        BOOST_TEST(digest == service::repr_digest(hex));
        BOOST_TEST(download.last_modified.value_or(0) > 0);
    }
    BOOST_TEST(files >= 2U);
    BOOST_TEST(made == 2U);
}

BOOST_AUTO_TEST_CASE(any_parameters_read_back_from_the_body_they_were_written_to)
{
    const publish::Parameters parameters{
        {"limit", "3"},
        {"commune", "a\"b"},
        {"commune", ""},
        {"filter", R"({"op":"isNull","args":[{"property":"id"}]})"},
        {"filter-lang", "cql2-json"}};
    const auto read =
        publish::parse_search_body(publish::search_body(parameters), publish::items_parameters({}));
    BOOST_TEST((std::get<publish::Parameters>(read) == parameters));
}

BOOST_AUTO_TEST_SUITE_END()
