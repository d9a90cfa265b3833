// SPDX-License-Identifier: EUPL-1.2
#include "publish/tiles/tile.hpp"

#include "publish/tiles/documents.hpp"
#include "publish/tiles/mvt_layer.hpp"
#include "publish/tiles/style.hpp"
#include "tests/unit/publish/decoded_tile.hpp"
#include "tests/unit/publish/small_site.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>
#include <string>

using namespace parvis;
using namespace parvis::publish;
using namespace parvis::test;

namespace {

const std::string base = "https://exemple.fr";
const geo::TileGrid& web = geo::tile_grids().front();

struct Tiled : SmallSite {
    tiles::TileQuery query(const Parameters& parameters, const std::string& collection = "")
    {
        const auto publication = store().current();
        auto parsed = tiles::parse_tile_query(
            parameters, *publication, collection.empty() ? nullptr : publication->find(collection));
        BOOST_REQUIRE(std::holds_alternative<tiles::TileQuery>(parsed));
        return std::get<tiles::TileQuery>(std::move(parsed));
    }

    std::vector<ParameterProblem> problems(const Parameters& parameters,
                                           const std::string& collection = "")
    {
        const auto publication = store().current();
        auto parsed = tiles::parse_tile_query(
            parameters, *publication, collection.empty() ? nullptr : publication->find(collection));
        BOOST_REQUIRE(std::holds_alternative<std::vector<ParameterProblem>>(parsed));
        return std::get<std::vector<ParameterProblem>>(std::move(parsed));
    }

    tiles::Tile draw(const tiles::TileQuery& query, const tiles::TileWindow& window,
                     const geo::TileGrid& grid = web)
    {
        const auto publication = store().current();
        return tiles::draw_tile({grid, window, query, publication->today, base}, *publication,
                                store().tiles());
    }
};

tiles::TileWindow tile_at(geo::LonLat p, int zoom, const geo::TileGrid& grid = web)
{
    const auto at = *geo::GridPlane(grid).place(p);
    return {zoom, static_cast<std::uint32_t>(std::ldexp(at.y, zoom)),
            static_cast<std::uint32_t>(std::ldexp(at.x, zoom))};
}

const DecodedFeature* feature_of(const DecodedLayer& layer, const std::string& id)
{
    const auto found = std::ranges::find_if(
        layer.features, [&](const auto& feature) { return feature.tags.at("id") == id; });
    return found == layer.features.end() ? nullptr : &*found;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(tile, Tiled)

BOOST_AUTO_TEST_CASE(
    a_tile_of_communes_has_each_with_its_name_and_an_outline_that_fits_its_neighbour)
{
    publish(communes_facts(), communes_properties(), communes());
    refresh();
    for (const auto& grid : geo::tile_grids()) {
        const auto drawn = draw(query({}, "communes"), tile_at({1.09, 49.5}, 9, grid), grid);
        const auto layers = TileDecoder::decode(drawn.bytes);
        BOOST_REQUIRE(layers.size() == 1U);
        const auto& layer = layers.at("communes");
        BOOST_TEST(layer.version == 2U);
        BOOST_TEST(layer.extent == 4096U);
        BOOST_REQUIRE(layer.features.size() == 3U);
        BOOST_TEST(drawn.matched == 3U);
        BOOST_TEST(drawn.returned == 3U);
        std::set<std::pair<geo::TilePoint, geo::TilePoint>> edges;
        int shared = 0;
        for (const auto& feature : layer.features) {
            BOOST_TEST(feature.type == 3);
            BOOST_TEST(feature.tags.at("commune_nom").starts_with("Commune "));
            BOOST_TEST(feature.tags.at("commune_code").size() == 5U);
            BOOST_TEST(!feature.tags.contains("population"));
            BOOST_TEST(feature.id == tiles::feature_number(feature.tags.at("id")));
            BOOST_REQUIRE(feature.parts.size() == 1U);
            const auto& ring = feature.parts.front();
            BOOST_TEST(geo::twice_area(ring) > 0);
            for (std::size_t i = 0; i < ring.size(); ++i) {
                const auto a = ring[i];
                const auto b = ring[(i + 1) % ring.size()];
                shared += edges.contains({b, a}) ? 1 : 0;
                edges.insert({a, b});
            }
        }
        BOOST_TEST(shared == 2);
    }
}

BOOST_AUTO_TEST_CASE(every_row_with_a_place_is_in_the_tile_around_them_and_none_without)
{
    publish(works_facts(), works_properties(), works(400, 9));
    refresh();
    const auto dataset = snapshot("chantiers");
    const auto drawn = draw(query({}, "chantiers"), tile_at({1.1, 49.5}, 7));
    const auto layer = TileDecoder::decode(drawn.bytes).at("chantiers");
    std::set<std::string> ids;
    for (const auto& feature : layer.features) {
        BOOST_TEST(ids.insert(feature.tags.at("id")).second);
        const auto row = *dataset->row_of(feature.tags.at("id"));
        BOOST_TEST(feature.tags.at("etat") ==
                   datasets::code_of(dataset->work_state(row, store().current()->today)));
        // What is too small to see is a point, never nothing.
        BOOST_TEST(feature.parts.size() == 1U);
    }
    std::size_t placed = 0;
    for (RowIndex row = 0; row < dataset->size(); ++row) {
        placed += dataset->bounds(row) ? 1U : 0U;
    }
    BOOST_TEST(ids.size() == placed);
    BOOST_TEST(drawn.matched == placed);
}

BOOST_AUTO_TEST_CASE(deep_tiles_have_the_positions_of_the_rows_to_a_unit)
{
    publish(works_facts(), works_properties(), works(300, 4));
    refresh();
    const auto dataset = snapshot("chantiers");
    std::set<int> types;
    for (const auto& grid : geo::tile_grids()) {
        const geo::GridPlane plane(grid);
        for (RowIndex row = 0; row < dataset->size(); ++row) {
            const auto geometry = dataset->geometry(row);
            const auto at = geo::representative_point(geometry);
            if (!at) {
                continue;
            }
            const auto window = tile_at(*at, 16, grid);
            const auto drawn = draw(query({}, "chantiers"), window, grid);
            const auto layer = TileDecoder::decode(drawn.bytes).at("chantiers");
            const auto* feature = feature_of(layer, std::string(dataset->feature_id(row)));
            BOOST_REQUIRE(feature != nullptr);
            types.insert(feature->type);
            // Every position of the row that lies in the tile is one of the feature's.
            std::vector<geo::LonLat> all;
            if (const auto* point = std::get_if<geo::Point>(&geometry)) {
                all = {point->at};
            } else if (const auto* line = std::get_if<geo::Line>(&geometry)) {
                all = line->line;
            } else if (const auto* polygon = std::get_if<geo::Polygon>(&geometry)) {
                all = polygon->rings.front();
            }
            for (const auto p : all) {
                const auto place = window.place(*plane.place(p));
                const bool inside =
                    place.x >= -64 && place.x <= 4160 && place.y >= -64 && place.y <= 4160;
                const bool drawn_there = std::ranges::any_of(feature->parts, [&](const auto& part) {
                    return std::ranges::find(part, place) != part.end();
                });
                BOOST_TEST(drawn_there == inside);
            }
        }
    }
    BOOST_TEST(types.size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_row_with_comments_says_how_many_and_where_they_are)
{
    publish(communes_facts(), communes_properties(), communes());
    datasets::Comment comment;
    comment.id = "c1";
    comment.author = "Service";
    comment.text = {{"fr", "Recensement provisoire"}};
    comment.target.dataset = "communes";
    comment.target.key = "FR_76001";
    this->comment({comment});
    refresh();
    const auto drawn = draw(query({}, "communes"), tile_at({1.09, 49.5}, 8));
    const auto layer = TileDecoder::decode(drawn.bytes).at("communes");
    const auto* with = feature_of(layer, "FR_76001");
    const auto* without = feature_of(layer, "FR_76000");
    BOOST_REQUIRE((with != nullptr && without != nullptr));
    BOOST_TEST(with->tags.at("commentaires") == "1");
    BOOST_TEST(with->tags.at("commentaires_lien") == base + "/collections/communes/items/FR_76001");
    BOOST_TEST(!without->tags.contains("commentaires"));
}

BOOST_AUTO_TEST_CASE(properties_that_are_asked_for_come_alone)
{
    publish(communes_facts(), communes_properties(), communes());
    publish(works_facts(), works_properties(), works(50, 1));
    refresh();
    const auto window = tile_at({1.09, 49.5}, 8);
    const auto drawn = draw(query({{"properties", "population,rang,ouvert,cout_eur,debut"},
                                   {"collections", "communes,chantiers"}}),
                            window);
    const auto layers = TileDecoder::decode(drawn.bytes);
    BOOST_TEST(layers.size() == 2U);
    const auto* commune = feature_of(layers.at("communes"), "FR_76002");
    BOOST_REQUIRE(commune != nullptr);
    BOOST_TEST((commune->tags ==
                std::map<std::string, std::string>{{"id", "FR_76002"}, {"population", "3000"}}));
    const auto dataset = snapshot("chantiers");
    for (const auto& feature : layers.at("chantiers").features) {
        const auto row = *dataset->row_of(feature.tags.at("id"));
        const auto start = dataset->text(row, *dataset->property("debut"));
        BOOST_TEST(feature.tags.contains("debut") == !start.empty());
        BOOST_TEST((start.empty() || feature.tags.at("debut") == start));
        BOOST_TEST(!feature.tags.contains("etat"));
        BOOST_TEST(!feature.tags.contains("titre"));
    }
    const auto bare = draw(query({{"properties", ""}}, "communes"), window);
    BOOST_TEST(TileDecoder::decode(bare.bytes).at("communes").features.front().tags.size() == 1U);
}

BOOST_AUTO_TEST_CASE(wrong_parameters_are_named)
{
    publish(communes_facts(), communes_properties(), communes());
    publish(works_facts(), works_properties(), works(5, 1));
    refresh();
    const auto refused = [&](const Parameters& parameters, const std::string& collection,
                             std::string_view name, bool unknown) {
        const auto all = problems(parameters, collection);
        BOOST_REQUIRE(all.size() == 1U);
        BOOST_TEST(all.front().name == name);
        BOOST_TEST(all.front().unknown == unknown);
        BOOST_TEST(!all.front().reason.empty());
    };
    refused({{"properties", "zut"}}, "communes", "properties", false);
    refused({{"properties", "population,,commune"}}, "communes", "properties", false);
    refused({{"collections", "communes,zut"}}, "", "collections", false);
    refused({{"collections", ""}}, "", "collections", false);
    refused({{"collections", "communes"}}, "communes", "collections", true);
    refused({{"at", "hier"}}, "chantiers", "at", false);
    refused({{"at", "2026-11-22"}}, "communes", "at", false);
    refused({{"bbox", "1,2,3,4"}}, "", "bbox", true);
    refused({{"f", "mvt"}, {"f", "mvt"}}, "", "f", false);
    BOOST_TEST(problems({{"zut", ""}, {"at", "x"}, {"properties", "zut"}}).size() == 3U);
}

BOOST_AUTO_TEST_CASE(too_many_points_are_thinned_out_and_counted)
{
    std::vector<datasets::Feature> rows;
    std::mt19937 random(2);
    std::uniform_real_distribution<double> at(0, 0.2);
    for (int i = 0; i < 30'000; ++i) {
        datasets::Feature row;
        row.id = std::to_string(i);
        row.geometry = geo::Point{{1 + at(random), 49.4 + at(random)}};
        row.values.resize(works_properties().size());
        rows.push_back(std::move(row));
    }
    publish(works_facts(), works_properties(), rows);
    refresh();
    const auto far = draw(query({}, "chantiers"), tile_at({1.1, 49.5}, 6));
    BOOST_TEST(far.matched == 30'000U);
    BOOST_TEST(far.returned < 2'000U);
    BOOST_TEST(far.returned > 5U);
    const auto layer = TileDecoder::decode(far.bytes).at("chantiers");
    BOOST_TEST(layer.features.size() == far.returned);
    // Rows whose id is a number are known by it.
    for (const auto& feature : layer.features) {
        BOOST_TEST(std::to_string(feature.id) == feature.tags.at("id"));
    }
    // The same again is the same bytes; near enough all are there.
    BOOST_TEST(draw(query({}, "chantiers"), tile_at({1.1, 49.5}, 6)).bytes == far.bytes);
    const auto near = draw(query({}, "chantiers"), tile_at({1.1, 49.5}, 13));
    BOOST_TEST(near.matched == near.returned);
    BOOST_TEST(near.matched > 100U);
}

BOOST_AUTO_TEST_CASE(a_tile_without_rows_has_no_bytes)
{
    publish(communes_facts(), communes_properties(), communes());
    refresh();
    const auto drawn = draw(query({}, "communes"), tile_at({-120, 10}, 8));
    BOOST_TEST(drawn.bytes.empty());
    BOOST_TEST(drawn.matched == 0U);
}

BOOST_AUTO_TEST_CASE(the_state_of_tiles_changes_with_versions_comments_day_and_properties)
{
    publish(communes_facts(), communes_properties(), communes());
    publish(works_facts(), works_properties(), works(5, 1));
    refresh();
    std::set<std::string> states;
    const auto state = [&](const tiles::TileQuery& query, int day) {
        return tiles::tile_state(*store().current(), query,
                                 datasets::Date{2026, 11, static_cast<std::uint8_t>(day)});
    };
    states.insert(state(query({}, "chantiers"), 1));
    states.insert(state(query({}, "chantiers"), 2));
    states.insert(state(query({{"properties", "rang"}}, "chantiers"), 1));
    states.insert(state(query({}, "communes"), 1));
    BOOST_TEST(state(query({}, "communes"), 1) == state(query({}, "communes"), 2));
    auto fewer = communes();
    fewer.pop_back();
    publish(communes_facts(), communes_properties(), fewer);
    refresh();
    states.insert(state(query({}, "communes"), 1));
    BOOST_TEST(states.size() == 5U);
}

BOOST_AUTO_TEST_CASE(numbers_of_features_are_whole_numbers_of_javascript)
{
    BOOST_TEST(tiles::feature_number("42") == 42U);
    BOOST_TEST(tiles::feature_number("0") == 0U);
    BOOST_TEST(tiles::feature_number("9007199254740991") == 9007199254740991U);
    std::set<std::uint64_t> numbers;
    for (const auto* id : {"042", "9007199254740992", "99999999999999999999999", "-1", "FR_76540",
                           "FR_76541", "", "a"}) {
        const auto number = tiles::feature_number(id);
        BOOST_TEST(number < std::uint64_t{1} << 53U);
        BOOST_TEST(numbers.insert(number).second);
    }
}

BOOST_AUTO_TEST_SUITE_END()
