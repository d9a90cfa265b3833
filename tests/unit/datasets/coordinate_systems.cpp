// SPDX-License-Identifier: EUPL-1.2
#include "datasets/ingest.hpp"
#include "drawn_territory.hpp"
#include "geo/error.hpp"
#include "geo/measure.hpp"
#include "geo/projection.hpp"
#include "scratch_folder.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <ostream>

using namespace parvis;
using namespace parvis::datasets;
using parvis::test::drawn_territory;
using parvis::test::ScratchFolder;

namespace {

/// A place in a system (east, north) and where it is. `within_m` is the accuracy that PROJ states
/// for the operation, and where the known figure is rounded, that rounding too.
struct KnownPoint {
    const char* crs;
    double x, y, lon, lat;
    double within_m = 1;
    double stated_m = 1;
};

std::ostream& operator<<(std::ostream& out, const KnownPoint& point) { return out << point.crs; }

/// Computed without PROJ: Snyder's formulas of the Lambert conformal conic and the azimuthal equal
/// area, Krueger's series of the transverse Mercator, GRS80, no shift (these datums and WGS 84 are
/// alike to a metre). Those of 31370 and 2169 are cs2cs's, from RULES.md §9: there the shift is
/// what counts (107 m in Brussels), and 2169's is known to four decimals of a degree.
const KnownPoint known_points[] = {
    {"EPSG:2154", 931775.557, 6895716.166, 6.1757, 49.1193},
    {"EPSG:3942", 1733007.643, 1227843.743, 3.4, 42.25},
    {"EPSG:3943", 1732481.249, 2227848.836, 3.4, 43.25},
    {"EPSG:3944", 1731944.904, 3227853.848, 3.4, 44.25},
    {"EPSG:3945", 1731398.766, 4227858.772, 3.4, 45.25},
    {"EPSG:3946", 1730843.000, 5227863.601, 3.4, 46.25},
    {"EPSG:3947", 1730277.770, 6227868.331, 3.4, 47.25},
    {"EPSG:3948", 1729703.246, 7227872.955, 3.4, 48.25},
    {"EPSG:3949", 1729119.600, 8227877.467, 3.4, 49.25},
    {"EPSG:3950", 1728527.007, 9227881.862, 3.4, 50.25},
    {"EPSG:31370", 150000, 170000, 4.3687521, 50.8404113},
    {"EPSG:3812", 735668.499, 647593.735, 5.5797, 50.6326},
    {"EPSG:2169", 80000, 76000, 6.1681, 49.6186, 8},
    {"EPSG:25832", 354198.389, 5456089.092, 6.9969, 49.2402},
    {"EPSG:4258", 6.13, 49.61, 6.13, 49.61},
    {"EPSG:3035", 4041399.947, 2951502.828, 6.13, 49.61},
    {"EPSG:5490", 656770.897, 1796166.176, -61.5331, 16.2411},
    {"EPSG:2972", 354363.155, 544229.782, -52.3135, 4.9224},
    {"EPSG:2975", 338807.609, 7690477.745, 55.4504, -20.8789},
    {"EPSG:4471", 524735.375, 8587115.812, 45.2279, -12.7806},
    {"EPSG:4326", 6.13, 49.61, 6.13, 49.61, 0.001, 0},
};

IngestReport check_points(const std::string& crs, const std::string& rows)
{
    const ScratchFolder site;
    site.write("fichiers/points.csv", "nom,x,y\n" + rows);
    const auto file = site.write("datasets/points.toml",
                                 fmt::format("kind = \"general\"\ntitle.fr = \"Points\"\n"
                                             "source = \"fichiers/points.csv\"\ncrs = \"{}\"\n"
                                             "outside = \"keep\"\n[place]\nlon = \"x\"\n"
                                             "lat = \"y\"\n[columns.nom]\n",
                                             crs));
    return check(read_definition(file, "etalab-2.0"), drawn_territory(), {}, Date{2026, 11, 22});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(coordinate_systems)

BOOST_DATA_TEST_CASE(a_point_of_each_system_comes_to_its_place_and_back,
                     boost::unit_test::data::make(known_points), point)
{
    const geo::LonLat place{point.lon, point.lat};

    const IngestReport report =
        check_points(point.crs, fmt::format("a,{:.4f},{:.4f}\n", point.x, point.y));

    BOOST_TEST_REQUIRE(report.manifest.counts.kept == 1U);
    const auto* at = std::get_if<geo::Point>(&report.first_features.front().geometry);
    BOOST_TEST_REQUIRE(at != nullptr);
    BOOST_TEST(geo::distance_m(at->at, place) < point.within_m);

    const SourceInfo& source = report.manifest.source;
    BOOST_TEST(source.crs == point.crs);
    if (point.stated_m > 0) {
        BOOST_TEST(!source.operation.empty());
        BOOST_TEST(source.accuracy_m.value() == point.stated_m);
    }

    const geo::Projection projection(point.crs);
    const auto back = projection.from_crs84(at->at);
    BOOST_TEST_REQUIRE(back.has_value());
    const auto again = projection.to_crs84(back->lon, back->lat);
    BOOST_TEST_REQUIRE(again.has_value());
    BOOST_TEST(geo::distance_m(*again, at->at) < 0.001);
}

BOOST_AUTO_TEST_CASE(the_operation_kept_is_the_one_used_where_the_rows_are)
{
    // Old German files: PROJ has another operation south of 50°20' N, and south and north of that
    // line two are used in one file.
    const IngestReport south = check_points("EPSG:31467", "a,3350000,5450000\nb,3400000,5500000\n");
    const IngestReport both = check_points("EPSG:31467", "a,3350000,5450000\nb,3500000,5700000\n");

    BOOST_TEST(south.manifest.source.operation.find(" ; ") == std::string::npos);
    BOOST_TEST(south.manifest.source.operation != geo::Projection("EPSG:31467").operation());
    BOOST_TEST(both.manifest.source.operation.find(south.manifest.source.operation) !=
               std::string::npos);
    BOOST_TEST(both.manifest.source.operation.find(" ; ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(x_is_east_whatever_the_definition_says_and_a_swap_in_luxembourg_shows_nowhere)
{
    // EPSG:2169 and EPSG:3035 put north first; files have it second. Swapped, LUREF still falls in
    // or near the country, so nothing can tell: the README says so.
    const IngestReport right = check_points("EPSG:2169", "a,80000,76000\n");
    const IngestReport swapped = check_points("EPSG:2169", "a,76000,80000\n");

    const auto at = [](const IngestReport& report) {
        return std::get<geo::Point>(report.first_features.front().geometry).at;
    };
    BOOST_TEST(geo::distance_m(at(right), {6.1681, 49.6186}) < 8);
    BOOST_TEST(geo::distance_m(at(right), at(swapped)) > 5'000);
    BOOST_TEST(geo::distance_m(at(right), at(swapped)) < 7'000);
    BOOST_TEST(geo::Projection("EPSG:2169").is_north_first());
    BOOST_TEST(geo::Projection("EPSG:3035").is_north_first());
}

BOOST_DATA_TEST_CASE(a_system_without_a_path_to_wgs_84_is_refused_by_name,
                     boost::unit_test::data::make<std::string>({
                         "IAU_2015:30100",  // the Moon
                         "EPSG:5720",       // heights of France
                         "EPSG:4001",       // an unknown datum: only the guess that it is WGS 84
                     }),
                     crs)
{
    BOOST_CHECK_EXCEPTION(static_cast<void>(check_points(crs, "a,1,2\n")), SourceError,
                          [&](const SourceError& error) {
                              const std::string words = error.what();
                              BOOST_TEST_MESSAGE(words);
                              return words.find("points.toml") != std::string::npos &&
                                     words.find("« " + crs + " »") != std::string::npos &&
                                     words.find("aucun passage connu") != std::string::npos;
                          });
}

BOOST_AUTO_TEST_CASE(the_grid_that_would_do_better_is_named)
{
    // Whoever has Belgium's grid gets nothing here: it is used then.
    const auto wanted = geo::Projection::grid_wanted("EPSG:31370");
    const double here = geo::Projection("EPSG:31370").accuracy_m().value();

    BOOST_TEST((here < 1 || (wanted && wanted->accuracy_m < here && !wanted->grid.empty())));
    BOOST_TEST(!geo::Projection::grid_wanted("EPSG:4326").has_value());
    BOOST_TEST(!geo::Projection::grid_wanted("EPSG:25832").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
