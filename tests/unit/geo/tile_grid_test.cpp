// SPDX-License-Identifier: EUPL-1.2
#include "geo/tile_grid.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cmath>
#include <random>
#include <string>

using namespace parvis::geo;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(tile_grid)

BOOST_AUTO_TEST_CASE(the_web_grid_is_the_one_of_the_register)
{
    const auto* grid = tile_grid_named("WebMercatorQuad");
    BOOST_REQUIRE(grid != nullptr);
    BOOST_TEST(grid->side(0) / 256 == 156543.03392804097, tt::tolerance(1e-15));
    BOOST_TEST(grid->side(18) / 256 / 0.00028 == 2132.72958385, tt::tolerance(1e-10));
    for (int zoom = 0; zoom < grid->zooms; ++zoom) {
        BOOST_TEST(grid->columns(zoom) == std::uint32_t{1} << zoom);
        BOOST_TEST(grid->rows(zoom) == std::uint32_t{1} << zoom);
    }
    BOOST_TEST(tile_grid_named("webmercatorquad") == nullptr);
    BOOST_TEST(tile_grid_named("") == nullptr);
}

BOOST_AUTO_TEST_CASE(the_national_grid_has_the_matrices_that_ign_publishes)
{
    const auto* grid = tile_grid_named("2154_10cm");
    BOOST_REQUIRE(grid != nullptr);
    constexpr std::array<std::array<std::uint32_t, 2>, 22> published{
        {{1, 1},          {1, 1},         {1, 1},        {1, 2},        {1, 4},
         {1, 7},          {2, 13},        {4, 26},       {7, 52},       {13, 103},
         {25, 206},       {50, 411},      {99, 822},     {197, 1643},   {394, 3285},
         {788, 6569},     {1575, 13138},  {3150, 26276}, {6300, 52552}, {12600, 105102},
         {25200, 210205}, {50400, 420409}}};
    BOOST_REQUIRE(grid->zooms == 22);
    for (int zoom = 0; zoom < 22; ++zoom) {
        BOOST_TEST_CONTEXT(zoom)
        {
            const auto [columns, rows] = published[static_cast<std::size_t>(zoom)];
            BOOST_TEST(grid->columns(zoom) == columns);
            BOOST_TEST(grid->rows(zoom) == rows + (zoom == 19 ? 1 : 0));
        }
    }
    BOOST_TEST(grid->side(21) / 256 == 0.1, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(places_in_a_plane_are_those_of_proj)
{
    std::mt19937 random(7);
    std::uniform_real_distribution<double> lon(-5, 9);
    std::uniform_real_distribution<double> lat(41, 51);
    for (const auto& grid : tile_grids()) {
        const GridPlane plane(grid);
        const Projection proj{std::string(grid.crs)};
        for (int i = 0; i < 500; ++i) {
            const LonLat p{lon(random), lat(random)};
            const auto at = plane.place(p);
            const auto metres = proj.from_crs84(p);
            BOOST_REQUIRE((at && metres));
            BOOST_TEST(std::fabs(grid.west + at->x * grid.side(0) - metres->lon) < 1e-6);
            BOOST_TEST(std::fabs(grid.north - at->y * grid.side(0) - metres->lat) < 1e-6);
        }
    }
}

BOOST_AUTO_TEST_CASE(poles_and_far_longitudes_have_finite_places)
{
    const GridPlane plane(tile_grids().front());
    for (const LonLat p : {LonLat{180, 90}, LonLat{-180, -90}, LonLat{0, 85.06}}) {
        const auto at = plane.place(p);
        BOOST_REQUIRE(at);
        BOOST_TEST(std::isfinite(at->x + at->y));
        BOOST_TEST((at->y < 0 || at->y > 1));
    }
}

BOOST_AUTO_TEST_CASE(limits_hold_every_tile_that_a_place_of_the_box_lies_in)
{
    const Box box{1.2, 43.4, 1.7, 43.8};
    std::mt19937 random(3);
    std::uniform_real_distribution<double> lon(box.west, box.east);
    std::uniform_real_distribution<double> lat(box.south, box.north);
    for (const auto& grid : tile_grids()) {
        const GridPlane plane(grid);
        for (int zoom = 0; zoom < grid.zooms; ++zoom) {
            const auto limits = tile_limits(grid, box, zoom);
            BOOST_REQUIRE(limits);
            for (int i = 0; i < 200; ++i) {
                const auto at = *plane.place({lon(random), lat(random)});
                const double column = std::floor(std::ldexp(at.x, zoom));
                const double row = std::floor(std::ldexp(at.y, zoom));
                BOOST_TEST(column >= limits->first_column);
                BOOST_TEST(column <= limits->last_column);
                BOOST_TEST(row >= limits->first_row);
                BOOST_TEST(row <= limits->last_row);
            }
            // And not much beside it.
            const double columns = 1.0 + limits->last_column - limits->first_column;
            BOOST_TEST(columns <= 3 + std::ldexp(60'000 / grid.side(0), zoom) * 1.02);
        }
    }
    // No part of the world that a national grid has no tile for.
    BOOST_TEST(!tile_limits(*tile_grid_named("2154_10cm"), {-70, 40, -60, 45}, 12));
}

BOOST_AUTO_TEST_SUITE_END()
