// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/publish/decoded_tile.hpp"
#include "tests/unit/service/served_site.hpp"

#include <set>
#include <string>

using namespace parvis;
using namespace parvis::test;

namespace {

/// The tile of a zoom around 1.09 E, 49.5 N.
constexpr std::string_view around_rouen = "WebMercatorQuad/8/87/128";

std::string problem_of(const publish::Response& response)
{
    BOOST_TEST(response.content_type == "application/problem+json");
    return std::string(response.bytes());
}

std::string templated(const rapidjson::Value& tileset)
{
    for (const auto& link : tileset["links"].GetArray()) {
        if (link["rel"].GetString() == std::string_view("item")) {
            BOOST_TEST(link["templated"].GetBool());
            return link["href"].GetString();
        }
    }
    return {};
}

std::string filled(std::string address, const std::string& zoom, int row, int column)
{
    const auto replace = [&](const std::string& name, const std::string& value) {
        const auto at = address.find('{' + name + '}');
        BOOST_REQUIRE(at != address.npos);
        address.replace(at, name.size() + 2, value);
    };
    replace("tileMatrix", zoom);
    replace("tileRow", std::to_string(row));
    replace("tileCol", std::to_string(column));
    return address;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(tile_routes, Served)

BOOST_AUTO_TEST_CASE(tiles_are_found_from_the_landing_page_by_their_links_alone)
{
    const auto landing = json("/");
    const std::string rel = "http://www.opengis.net/def/rel/ogc/1.0/";
    const auto collection = json("/collections/chantiers");
    for (const auto& list : {link_of(landing, rel + "tilesets-vector"),
                             link_of(collection, rel + "tilesets-vector")}) {
        const auto tilesets = json(own(list));
        std::set<std::string> grids;
        for (const auto& one : tilesets["tilesets"].GetArray()) {
            BOOST_TEST(one["dataType"].GetString() == "vector");
            const auto tileset = json(own(link_of(one, "self")));
            const auto grid = json(own(link_of(tileset, rel + "tiling-scheme")));
            grids.insert(grid["id"].GetString());
            BOOST_TEST(grid["crs"].GetString() == tileset["crs"].GetString());
            const auto& limits = tileset["tileMatrixSetLimits"];
            BOOST_TEST(limits.Size() == grid["tileMatrices"].Size());
            // Some tile of zoom 7 has something, all are found.
            std::size_t features = 0;
            const auto& at = limits[7];
            BOOST_TEST(at["tileMatrix"].GetString() == "7");
            for (int row = at["minTileRow"].GetInt(); row <= at["maxTileRow"].GetInt(); ++row) {
                for (int column = at["minTileCol"].GetInt(); column <= at["maxTileCol"].GetInt();
                     ++column) {
                    const auto tile = get(own(filled(templated(tileset), "7", row, column)));
                    BOOST_TEST((tile.status == 200 || tile.status == 204));
                    for (const auto& [name, layer] : TileDecoder::decode(tile.bytes())) {
                        features += layer.features.size();
                    }
                }
            }
            BOOST_TEST(features >= 3U);
        }
        BOOST_TEST((grids == std::set<std::string>{"WebMercatorQuad", "2154_10cm"}));
    }
    BOOST_TEST(json(own(link_of(landing, rel + "tiling-schemes")))["tileMatrixSets"].Size() == 2U);
    std::set<std::string> classes;
    const auto conformance = json("/conformance");
    for (const auto& one : conformance["conformsTo"].GetArray()) {
        classes.insert(one.GetString());
    }
    BOOST_TEST(classes.contains("http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt"));
}

BOOST_AUTO_TEST_CASE(a_tile_has_its_type_its_tag_and_is_not_sent_twice)
{
    const std::string address = "/collections/communes/tiles/" + std::string(around_rouen);
    const auto first = get(address);
    BOOST_TEST(first.status == 200);
    BOOST_TEST(first.content_type == "application/vnd.mapbox-vector-tile");
    BOOST_TEST(!first.etag.empty());
    const auto second = get(address);
    BOOST_TEST(second.etag == first.etag);
    // Made once: the second answer shares the bytes of the first.
    BOOST_TEST(second.shared_body == first.shared_body);
    auto request = request_for(address);
    request.headers.emplace_back("if-none-match", '"' + first.etag + '"');
    BOOST_TEST(service::answer(request, store(), base).status == 304);
    auto fewer = communes();
    fewer.pop_back();
    publish(communes_facts(), communes_properties(), fewer);
    refresh();
    const auto third = get(address);
    BOOST_TEST(third.etag != first.etag);
    BOOST_TEST(TileDecoder::decode(third.bytes()).at("communes").features.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_tile_of_the_site_has_the_layers_that_are_asked_for)
{
    const std::string address = "/tiles/" + std::string(around_rouen);
    BOOST_TEST(TileDecoder::decode(get(address).bytes()).size() == 1U);
    const auto both = TileDecoder::decode(get(address + "?collections=chantiers,communes").bytes());
    BOOST_TEST(both.size() == 2U);
    BOOST_TEST(both.at("communes").features.size() == 3U);
}

BOOST_AUTO_TEST_CASE(nothing_there_is_204_and_outside_of_what_there_is_404)
{
    publish(works_facts(), works_properties(), works(2, 5));
    refresh();
    const auto tileset = json("/collections/chantiers/tiles/WebMercatorQuad");
    const auto& limits = tileset["tileMatrixSetLimits"][16];
    std::set<int> found;
    for (int row = limits["minTileRow"].GetInt(); row <= limits["maxTileRow"].GetInt(); ++row) {
        const auto tile =
            get("/collections/chantiers/tiles/WebMercatorQuad/16/" + std::to_string(row) + '/' +
                std::to_string(limits["minTileCol"].GetInt()));
        found.insert(tile.status);
        BOOST_TEST((tile.status != 204 || (tile.bytes().empty() && tile.content_type.empty())));
    }
    BOOST_TEST(found.contains(204));
    const auto outside = get("/collections/chantiers/tiles/WebMercatorQuad/16/1/1");
    BOOST_TEST(outside.status == 404);
    const auto text = problem_of(outside);
    BOOST_TEST(text.find("tileRow") != text.npos);
    BOOST_TEST(text.find("tileCol") != text.npos);
}

BOOST_AUTO_TEST_CASE(numbers_that_are_no_tile_are_refused_by_name)
{
    const auto refused = [&](const std::string& address, int status, std::string_view name) {
        BOOST_TEST_CONTEXT(address)
        {
            const auto response = get("/collections/communes/tiles/" + address);
            BOOST_TEST(response.status == status);
            const auto text = problem_of(response);
            BOOST_TEST(text.find("\"name\":\"" + std::string(name) + '"') != text.npos);
        }
    };
    refused("Zut/8/87/128", 404, "tileMatrixSetId");
    refused("webmercatorquad/8/87/128", 404, "tileMatrixSetId");
    for (const std::string number : {"-1", "NaN", "inf", "1e3", "0x10", "8.0", "%20", "08", "+8",
                                     "null", "%F0%9F%98%80", "8%00"}) {
        refused("WebMercatorQuad/" + number + "/87/128", 400, "tileMatrix");
        refused("WebMercatorQuad/8/" + number + "/128", 400, "tileRow");
        refused("WebMercatorQuad/8/87/" + number, 400, "tileCol");
    }
    for (const std::string number :
         {"4294967296", "99999999999999999999999999", "18446744073709551615"}) {
        refused("WebMercatorQuad/" + number + "/87/128", 404, "tileMatrix");
        refused("WebMercatorQuad/8/" + number + "/128", 404, "tileRow");
        refused("2154_10cm/8/1/" + number, 404, "tileCol");
    }
    refused("WebMercatorQuad/23/0/0", 404, "tileMatrix");
    refused("2154_10cm/22/0/0", 404, "tileMatrix");
    refused("WebMercatorQuad/8/87/256", 404, "tileCol");
    refused(std::string(around_rouen) + "?properties=zut", 400, "properties");
    refused(std::string(around_rouen) + "?proprietes=nom", 400, "proprietes");
    refused(std::string(around_rouen) + "?f=png", 400, "f");
    BOOST_TEST(get("/collections/zut/tiles").status == 404);
    BOOST_TEST(get("/tileMatrixSets/zut").status == 404);
    BOOST_TEST(get("/tiles/WebMercatorQuad/8/87").status == 404);
    const auto unknown = get("/tiles/" + std::string(around_rouen) + "?collections=zut");
    BOOST_TEST(unknown.status == 400);
    BOOST_TEST(problem_of(unknown).find("\"name\":\"collections\"") != std::string::npos);
    BOOST_TEST(
        get("/collections/communes/tiles/" + std::string(around_rouen), "image/png").status == 406);
}

BOOST_AUTO_TEST_CASE(a_table_without_places_has_no_tiles_and_says_so)
{
    auto facts = works_facts();
    facts.id = "budget";
    std::vector<datasets::Feature> rows(1);
    rows[0].id = "1";
    rows[0].values.resize(works_properties().size());
    publish(facts, works_properties(), rows);
    refresh();
    BOOST_TEST(link_of(json("/collections/budget"),
                       "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector")
                   .empty());
    const auto response = get("/collections/budget/tiles");
    BOOST_TEST(response.status == 404);
    BOOST_TEST(problem_of(response).find("géométrie") != std::string::npos);
    BOOST_TEST(get("/styles/budget").status == 404);
}

BOOST_AUTO_TEST_CASE(tilejson_names_what_tiles_carry_and_carries_the_choice_on)
{
    const auto tileset =
        json("/collections/communes/tiles/WebMercatorQuad?f=tilejson&properties=population");
    BOOST_TEST(tileset["tilejson"].GetString() == "3.0.0");
    BOOST_TEST(tileset["tiles"][0].GetString() ==
               base +
                   "/collections/communes/tiles/WebMercatorQuad/{z}/{y}/{x}?properties=population");
    const auto& layer = tileset["vector_layers"][0];
    BOOST_TEST(layer["id"].GetString() == "communes");
    BOOST_TEST(layer["fields"].HasMember("population"));
    BOOST_TEST(!layer["fields"].HasMember("commune_nom"));
    BOOST_TEST(tileset["maxzoom"].GetInt() == 16);
    BOOST_TEST(tileset["bounds"].Size() == 4U);
    BOOST_TEST(std::string(tileset["attribution"].GetString()).find("Petite") == 0U);
    // Invented rows say so here too.
    const auto works = json("/collections/chantiers/tiles/WebMercatorQuad?f=tilejson");
    BOOST_TEST(std::string(works["avertissement"].GetString()).find("exemple") !=
               std::string::npos);
    BOOST_TEST(get("/collections/communes/tiles/2154_10cm?f=tilejson").status == 400);
}

BOOST_AUTO_TEST_CASE(a_style_needs_no_other_address)
{
    const auto styles = json("/styles");
    BOOST_TEST(styles["styles"].Size() == 3U);
    for (const auto& one : styles["styles"].GetArray()) {
        const auto response = get(own(link_of(one, "stylesheet")));
        BOOST_TEST(response.content_type == "application/vnd.mapbox.style+json");
        const auto style = json(own(link_of(one, "stylesheet")));
        BOOST_TEST(style["version"].GetInt() == 8);
        const auto source = json(own(style["sources"]["parvis"]["url"].GetString()));
        std::set<std::string> known;
        for (const auto& layer : source["vector_layers"].GetArray()) {
            known.insert(layer["id"].GetString());
        }
        for (const auto& layer : style["layers"].GetArray()) {
            BOOST_TEST((!layer.HasMember("source-layer") ||
                        known.contains(layer["source-layer"].GetString())));
        }
        BOOST_TEST(style["layers"].Size() > 1U);
    }
    BOOST_TEST(get("/styles/zut").status == 404);
}

BOOST_AUTO_TEST_SUITE_END()
