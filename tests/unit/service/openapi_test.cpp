// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/service/served_site.hpp"

#include <map>
#include <set>
#include <utility>

using namespace parvis;
using namespace parvis::test;

namespace {

using Json = rapidjson::Value;

/// Every "$ref" of a document, wherever it stands.
void collect_references(const Json& value, std::set<std::string>& references)
{
    if (value.IsArray()) {
        for (const auto& item : value.GetArray()) {
            collect_references(item, references);
        }
    } else if (value.IsObject()) {
        for (const auto& member : value.GetObject()) {
            if (member.name == "$ref") {
                references.insert(member.value.GetString());
            }
            collect_references(member.value, references);
        }
    }
}

/// One path of the description as a reader would use it.
struct Described {
    std::string path;    ///< as described
    std::string target;  ///< variables replaced by their examples, and examples of parameters
    std::set<std::string> parameters;
    std::set<std::string> formats;  ///< values of `f`
    std::set<std::string> types;    ///< media types of the answer
};

/// A target with one more parameter.
std::string with(const std::string& target, const std::string& parameter)
{
    return target + (target.find('?') == std::string::npos ? "?" : "&") + parameter;
}

std::vector<Described> described(const rapidjson::Document& api)
{
    std::vector<Described> all;
    for (const auto& path : api["paths"].GetObject()) {
        if (!path.value.HasMember("get")) {
            // A search: see items_answers. Or what a token allows: see comments_writing.mjs.
            BOOST_TEST((path.value.HasMember("post") || path.value.HasMember("put")));
            continue;
        }
        const auto& get = path.value["get"];
        const std::string_view address = path.name.GetString();
        // What follows the changes of works is answered beside the routes: see works_live.mjs.
        if (get.HasMember("security") || address == "/works/changes" ||
            address == "/works/stream") {
            continue;
        }
        Described one{path.name.GetString(), path.name.GetString(), {}, {}, {}};
        for (const auto& parameter : get["parameters"].GetArray()) {
            const std::string name = parameter["name"].GetString();
            if (std::string_view(parameter["in"].GetString()) == "path") {
                BOOST_TEST(parameter["required"].GetBool());
                const auto at = one.target.find("{" + name + "}");
                BOOST_REQUIRE(at != std::string::npos);
                one.target.replace(at, name.size() + 2, parameter["example"].GetString());
                continue;
            }
            BOOST_TEST(one.parameters.insert(name).second);
            if (parameter.HasMember("example")) {
                one.target = with(one.target, name + "=" + parameter["example"].GetString());
            }
            if (name == "f") {
                for (const auto& value : parameter["schema"]["enum"].GetArray()) {
                    one.formats.insert(value.GetString());
                }
            }
        }
        for (const auto& type : get["responses"]["200"]["content"].GetObject()) {
            one.types.insert(type.name.GetString());
        }
        BOOST_TEST(one.target.find('{') == std::string::npos);
        all.push_back(std::move(one));
    }
    return all;
}

/// The media type of an answer as the description has it: without charset and header.
std::string described_type(const std::string& type)
{
    return type.starts_with("text/") ? type.substr(0, type.find(';')) : type;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(openapi, Served)

BOOST_AUTO_TEST_CASE(the_description_has_what_the_conformance_suite_looks_for)
{
    const auto api = json("/api");
    BOOST_TEST(api["openapi"].GetString() == "3.0.3");
    BOOST_TEST(api["servers"][0]["url"].GetString() == base);
    const auto& items = api["paths"]["/collections/chantiers/items"]["get"];
    std::map<std::string, const rapidjson::Value*> parameters;
    for (const auto& parameter : items["parameters"].GetArray()) {
        BOOST_TEST(parameters.emplace(parameter["name"].GetString(), &parameter).second);
        BOOST_TEST(parameter["style"].GetString() == "form");
        BOOST_TEST(!parameter["explode"].GetBool());
        BOOST_TEST(!parameter["required"].GetBool());
    }
    const auto& limit = (*parameters.at("limit"))["schema"];
    BOOST_TEST(limit["minimum"].GetInt() == 1);
    BOOST_TEST(limit["maximum"].GetInt() == 10000);
    const auto& bbox = (*parameters.at("bbox"))["schema"];
    BOOST_TEST(bbox["minItems"].GetInt() == 4);
    BOOST_TEST(bbox["maxItems"].GetInt() == 6);
    BOOST_TEST(parameters.contains("datetime"));
    BOOST_TEST(parameters.contains("effet"));
    BOOST_TEST(api["paths"].HasMember("/conformance"));
    BOOST_TEST(api["paths"].HasMember("/collections"));
}

BOOST_AUTO_TEST_CASE(every_reference_of_the_description_resolves)
{
    const auto api = json("/api");
    std::set<std::string> references;
    collect_references(api, references);
    BOOST_TEST(!references.empty());
    for (const auto& reference : references) {
        BOOST_TEST_CONTEXT(reference)
        {
            BOOST_REQUIRE(reference.starts_with("#/"));
            const Json* at = &api;
            std::string_view rest = std::string_view(reference).substr(2);
            while (!rest.empty()) {
                const std::string name(rest.substr(0, rest.find('/')));
                rest.remove_prefix(std::min(rest.size(), name.size() + 1));
                BOOST_REQUIRE(at->HasMember(name.c_str()));
                at = &(*at)[name.c_str()];
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(every_public_address_is_described)
{
    std::set<std::string> paths;
    for (const auto& one : described(json("/api"))) {
        paths.insert(one.path);
    }
    const std::set<std::string> expected{
        "/",
        "/api",
        "/conformance",
        "/collections",
        "/collections/{collectionId}",
        "/collections/{collectionId}/schema",
        "/collections/{collectionId}/queryables",
        "/collections/{collectionId}/sortables",
        "/functions",
        "/collections/{collectionId}/versions",
        "/collections/{collectionId}/versions/diff",
        "/comments",
        "/catalogue",
        "/works",
        "/works/clashes",
        "/works/feeds",
        "/works/feeds/atom",
        "/works/feeds/cifs",
        "/works/feeds/datex2",
        "/works/feeds/geojson",
        "/works/feeds/ical",
        "/works/feeds/wzdx",
        "/works/feeds/{feed}/undelivered",
        "/reports",
        "/cross",
        "/near",
        "/recherche",
        "/health",
        "/downloads/{collectionId}/{version}/{file}",
        "/collections/chantiers/items",
        "/collections/chantiers/items/{featureId}",
        "/collections/chantiers/items/{featureId}/around",
        "/collections/chantiers/items/{featureId}/notice",
        "/collections/communes/items",
        "/collections/communes/items/{featureId}",
        "/collections/communes/items/{featureId}/around",
        "/tileMatrixSets",
        "/tileMatrixSets/{tileMatrixSetId}",
        "/styles",
        "/styles/{styleId}",
        "/tiles",
        "/tiles/{tileMatrixSetId}",
        "/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}",
        "/collections/chantiers/tiles",
        "/collections/chantiers/tiles/{tileMatrixSetId}",
        "/collections/chantiers/tiles/{tileMatrixSetId}/"
        "{tileMatrix}/{tileRow}/{tileCol}",
        "/collections/communes/tiles",
        "/collections/communes/tiles/{tileMatrixSetId}",
        "/collections/communes/tiles/{tileMatrixSetId}/"
        "{tileMatrix}/{tileRow}/{tileCol}",
        "/communes/{key}"};
    BOOST_TEST(paths == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_path_answers_with_the_formats_and_types_that_are_described)
{
    for (const auto& one : described(json("/api"))) {
        BOOST_TEST_CONTEXT(one.target)
        {
            BOOST_TEST(get(one.target, "*/*").status == 200);
            std::set<std::string> found;
            for (const std::string format :
                 {"json",    "geojson", "html", "csv", "csv-fr", "jsonfg", "geojsonseq",
                  "xlsx",    "gpkg",    "fgb",  "shp", "kml",    "mvt",    "tilejson",
                  "pmtiles", "csvw",    "atom", "ttl", "jsonld", "pdf"}) {
                const auto response = get(with(one.target, "f=" + format));
                BOOST_TEST(response.status == (one.formats.contains(format) ? 200 : 400));
                if (response.status == 200) {
                    found.insert(described_type(response.content_type));
                }
            }
            if (!one.formats.empty()) {
                BOOST_TEST(found == one.types, boost::test_tools::per_element());
            } else {
                BOOST_TEST(one.types.contains(described_type(get(one.target).content_type)));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_tile_may_be_empty_and_the_description_says_so)
{
    const auto api = json("/api");
    std::size_t tiles = 0;
    for (const auto& path : api["paths"].GetObject()) {
        const bool tile = std::string_view(path.name.GetString()).ends_with("{tileCol}");
        if (path.value.HasMember("get")) {
            BOOST_TEST(path.value["get"]["responses"].HasMember("204") == tile);
        }
        tiles += tile ? 1U : 0U;
    }
    BOOST_TEST(tiles >= 3U);
}

BOOST_AUTO_TEST_CASE(what_is_said_of_limit_and_crs_is_what_each_format_does)
{
    const auto api = json("/api");
    const auto& items = api["paths"]["/collections/chantiers/items"]["get"]["parameters"];
    const auto names = [&](std::string_view parameter) {
        std::set<std::string> words;
        for (const auto& one : items.GetArray()) {
            if (one["name"].GetString() != parameter) {
                continue;
            }
            std::string word;
            for (const char letter : std::string(one["description"].GetString()) + " ") {
                if ((letter >= 'a' && letter <= 'z') || letter == '-') {
                    word += letter;
                } else {
                    words.insert(std::exchange(word, ""));
                }
            }
        }
        return words;
    };
    const auto of_limit = names("limit");
    const auto of_crs = names("crs");
    for (const std::string format : {"json", "jsonfg", "html", "csv", "csv-fr", "geojsonseq",
                                     "xlsx", "gpkg", "fgb", "shp", "kml"}) {
        BOOST_TEST_CONTEXT(format)
        {
            const std::string target = "/collections/chantiers/items?f=" + format;
            BOOST_TEST((get(target + "&crs=EPSG:2154").status == 200) == of_crs.contains(format));
            const auto headers = get(target).headers;
            const auto returned =
                std::find_if(headers.begin(), headers.end(),
                             [](const auto& pair) { return pair.first == "OGC-NumberReturned"; });
            // 250 rows, of which those without a place lack in a FlatGeobuf: more than a page.
            const bool all = returned != headers.end() && std::stoi(returned->second) > 150;
            BOOST_TEST(all == of_limit.contains(format));
        }
    }
}

BOOST_AUTO_TEST_CASE(every_path_takes_the_parameters_that_are_described_and_no_other)
{
    const auto all = described(json("/api"));
    std::set<std::string> names{"zut"};
    for (const auto& one : all) {
        names.insert(one.parameters.begin(), one.parameters.end());
    }
    BOOST_TEST(names.size() > 15U);
    for (const auto& one : all) {
        for (const auto& name : names) {
            BOOST_TEST_CONTEXT(one.target << " with " << name)
            {
                const auto response =
                    get(with(one.target, name + "=~"), "*/*, text/html;q=0.5").body;
                const bool known = response.find("parametre-inconnu") == std::string::npos &&
                                   response.find("ce paramètre vaut pour") == std::string::npos;
                BOOST_TEST(known == one.parameters.contains(name));
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
