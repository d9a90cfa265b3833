// SPDX-License-Identifier: EUPL-1.2
#include "publish/crs.hpp"

#include "geo/projection.hpp"
#include "publish/geometry_text.hpp"
#include "publish/parameter_text.hpp"
#include "publish/selection.hpp"
#include "tests/unit/publish/small_site.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <random>

using namespace parvis;
using namespace parvis::datasets;
using namespace parvis::publish;
using parvis::test::SmallSite;

namespace {

struct Published : SmallSite {
    std::vector<Feature> rows = works(300, 21);
    std::shared_ptr<const Snapshot> dataset;
    Published()
    {
        SmallSite::publish(works_facts(), works_properties(), rows);
        refresh();
        dataset = snapshot("chantiers");
    }
};

std::string in_system(std::string_view geometry, const char* name)
{
    std::string out;
    append_geometry(out, geometry, *crs_named(name));
    return out;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(crs, Published)

// The expected coordinates are those of gdaltransform, turned to the axes of each
// definition.
BOOST_AUTO_TEST_CASE(coordinates_come_in_the_order_that_the_system_defines)
{
    const std::string rouen = R"({"type":"Point","coordinates":[1.0993,49.4431]})";
    for (const auto& [name, expected] : {std::pair{"EPSG:4326", "49.4431,1.0993"},
                                         {"OGC:CRS84", "1.0993,49.4431"},
                                         {"EPSG:4258", "49.4431,1.0993"},
                                         {"EPSG:3857", "122373.516,6350383.386"},
                                         {"EPSG:2154", "562122.093,6928734.087"},
                                         {"EPSG:3035", "2964618.393,3677200.018"}}) {
        BOOST_TEST(in_system(rouen, name) ==
                   std::string(R"({"type":"Point","coordinates":[)") + expected + "]}");
    }
}

BOOST_AUTO_TEST_CASE(every_position_of_every_kind_of_geometry_is_moved)
{
    const geo::Projection lambert("EPSG:2154");
    const std::filesystem::path name("rows");
    for (RowIndex row = 0; row < dataset->size(); ++row) {
        const auto text = in_system(dataset->geometry_json(row), "EPSG:2154");
        LineCursor cursor(name, text);
        const auto moved = read_geometry(cursor);
        BOOST_TEST(moved.index() == dataset->geometry(row).index());
        const auto box = geo::bounds(moved);
        BOOST_TEST(box.has_value() == dataset->bounds(row).has_value());
        if (box) {
            const auto corner = lambert.to_crs84(box->west, box->south);
            BOOST_TEST(std::abs(corner->lon - dataset->bounds(row)->west) < 0.01);
            BOOST_TEST(std::abs(corner->lat - dataset->bounds(row)->south) < 0.01);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_system_is_known_by_its_uri_its_urn_and_its_short_name)
{
    for (const auto* name : {"http://www.opengis.net/def/crs/EPSG/0/2154",
                             "urn:ogc:def:crs:EPSG::2154", "EPSG:2154", "[EPSG:2154]"}) {
        BOOST_TEST(crs_named(name) == crs_named("EPSG:2154"));
    }
    BOOST_TEST(crs_named(crs84_uri) == &crs_list().front());
    for (const auto* name : {"", "2154", "EPSG:27572", "http://www.opengis.net/def/crs/EPSG/0/",
                             "http://www.opengis.net/def/crs/0/unsupported", "+proj=merc"}) {
        BOOST_TEST(crs_named(name) == nullptr);
    }
}

BOOST_AUTO_TEST_CASE(a_rectangle_in_a_plane_finds_what_testing_every_point_there_finds)
{
    std::mt19937 random(3);
    for (const auto* name : {"EPSG:2154", "EPSG:3857", "EPSG:3035"}) {
        const auto& system = *crs_named(name);
        const geo::Projection projection(name);
        std::size_t all = 0;
        for (int round = 0; round < 40; ++round) {
            const auto p =
                *projection.from_crs84({1.0 + 0.01 * static_cast<double>(random() % 20),
                                        49.4 + 0.01 * static_cast<double>(random() % 20)});
            const double size = 500.0 * static_cast<double>(1 + random() % 20);
            const CrsBox rectangle{&system,
                                   {p.lon - size, p.lat - size, p.lon + size, p.lat + size}};
            ItemsQuery query;
            query.exact_bbox = rectangle;
            query.bbox = box_around(rectangle);
            std::vector<RowIndex> expected;
            std::vector<RowIndex> found;
            for (const auto row : select(*dataset, query, {2026, 11, 22}, 1000).rows) {
                if (std::holds_alternative<geo::Point>(rows[row].geometry)) {
                    found.push_back(row);
                }
            }
            for (RowIndex row = 0; row < dataset->size(); ++row) {
                const auto* point = std::get_if<geo::Point>(&rows[row].geometry);
                const auto at = point != nullptr ? projection.from_crs84(point->at) : std::nullopt;
                if (at && std::abs(at->lon - p.lon) <= size && std::abs(at->lat - p.lat) <= size) {
                    expected.push_back(row);
                }
            }
            BOOST_TEST(found == expected, boost::test_tools::per_element());
            all += expected.size();
        }
        BOOST_TEST(all > 100U);
    }
}

BOOST_AUTO_TEST_CASE(a_box_in_latitude_and_longitude_is_the_same_box_turned_round)
{
    const auto turned =
        std::get<AskedBox>(parse_bbox("49.4,1.05,49.5,1.1", *crs_named("EPSG:4326")));
    BOOST_TEST((turned.box == geo::Box{1.05, 49.4, 1.1, 49.5}));
    BOOST_TEST(!turned.exact);
    const auto plane =
        std::get<AskedBox>(parse_bbox("550000,6920000,570000,6940000", *crs_named("EPSG:2154")));
    BOOST_TEST((plane.exact->box == geo::Box{550000, 6920000, 570000, 6940000}));
    BOOST_TEST(std::get_if<std::string>(&*std::make_unique<std::variant<AskedBox, std::string>>(
                   parse_bbox("570000,6920000,550000,6940000", *crs_named("EPSG:2154")))) !=
               nullptr);
    const auto huge = std::get<AskedBox>(parse_bbox("-1e9,-1e9,1e9,1e9", *crs_named("EPSG:2154")));
    BOOST_TEST((huge.box == geo::Box{-180, -90, 180, 90}));
}

BOOST_AUTO_TEST_SUITE_END()
