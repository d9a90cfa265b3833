// SPDX-License-Identifier: EUPL-1.2
#include "datasets/crs_proposal.hpp"

#include "checked_files.hpp"
#include "geo/error.hpp"
#include "geo/projection.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using namespace parvis;
using namespace parvis::datasets;
using namespace parvis::test;

namespace {

bool says(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

geo::Locator square(double west, double south, double size)
{
    geo::Polygon area{{{{west, south},
                        {west + size, south},
                        {west + size, south + size},
                        {west, south + size},
                        {west, south}}}};
    return geo::Locator({{"x", area}});
}

/// A hundred places of a square of 0.2 degree, as they are written in a system.
std::vector<geo::LonLat> written(const char* crs, double west, double south, bool swapped = false)
{
    const geo::Projection projection(crs);
    std::vector<geo::LonLat> positions;
    for (int i = 0; i < 100; ++i) {
        const auto at =
            projection.from_crs84({west + 0.02 * (i % 10) + 0.01, south + 0.02 * (i / 10) + 0.01});
        BOOST_REQUIRE(at.has_value());
        positions.push_back(swapped ? geo::LonLat{at->lat, at->lon} : *at);
    }
    return positions;
}

struct Case {
    const char* is;
    const char* read_as;
    double west, south;
};
std::ostream& operator<<(std::ostream& out, const Case& one)
{
    return out << one.is << " read as " << one.read_as;
}

const Case cases[] = {
    {"EPSG:2154", "OGC:CRS84", 3.8, 43.5},  {"EPSG:27572", "EPSG:2154", 3.8, 43.5},
    {"EPSG:3944", "EPSG:3943", 3.8, 43.6},  {"EPSG:3949", "EPSG:3950", 1.0, 49.3},
    {"EPSG:31370", "EPSG:3812", 4.3, 50.8}, {"EPSG:3812", "EPSG:31370", 4.3, 50.8},
    {"EPSG:25832", "OGC:CRS84", 6.9, 49.2}, {"EPSG:3857", "EPSG:2154", 1.0, 49.3},
    {"EPSG:2169", "OGC:CRS84", 6.1, 49.6},  {"EPSG:2975", "EPSG:2154", 55.4, -21.1},
    {"OGC:CRS84", "EPSG:2154", 6.1, 49.1},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(crs_proposal)

BOOST_DATA_TEST_CASE(the_system_that_puts_the_points_in_the_territory_is_proposed,
                     boost::unit_test::data::make(cases), one)
{
    const std::string said = propose_crs(written(one.is, one.west, one.south), one.read_as,
                                         square(one.west, one.south, 0.2));

    BOOST_TEST(says(said, "0 point sur 100 tombent"), said);
    BOOST_TEST(says(said, fmt::format("crs = \"{}\"", one.is)), said);
    BOOST_TEST(says(said, "ce serait 100 points"), said);
    BOOST_TEST(says(said, "Rien n’est changé"), said);
}

BOOST_AUTO_TEST_CASE(nothing_is_proposed_where_they_fit_or_nothing_fits)
{
    BOOST_TEST(
        propose_crs(written("EPSG:2154", 3.8, 43.5), "EPSG:2154", square(3.8, 43.5, 0.2)).empty());
    BOOST_TEST(
        propose_crs(written("OGC:CRS84", 2.3, 48.8), "OGC:CRS84", square(3.8, 43.5, 0.2)).empty());
    BOOST_TEST(propose_crs({}, "OGC:CRS84", square(3.8, 43.5, 0.2)).empty());
}

BOOST_AUTO_TEST_CASE(the_other_order_of_the_axes_is_proposed)
{
    const std::string degrees =
        propose_crs(written("OGC:CRS84", 3.8, 43.5, true), "OGC:CRS84", square(3.8, 43.5, 0.2));
    BOOST_TEST(says(degrees, "échangez la longitude et la latitude"), degrees);
    const std::string metres =
        propose_crs(written("EPSG:2154", 3.8, 43.5, true), "EPSG:2154", square(3.8, 43.5, 0.2));
    BOOST_TEST(says(metres, "échangez les colonnes de x et de y"), metres);
}

BOOST_AUTO_TEST_CASE(a_swap_of_luref_cannot_be_seen_and_that_is_said)
{
    // Both false origins are near 80,000 m: RULES.md §9.
    const auto swapped = written("EPSG:2169", 6.1, 49.6, true);
    const std::string said = propose_crs(swapped, "EPSG:2169", square(5.7, 49.4, 0.9));
    BOOST_TEST(says(said, "ordre des axes à vérifier"), said);
    BOOST_TEST(says(said, "100 points sur 100"), said);
}

BOOST_AUTO_TEST_CASE(a_file_of_which_no_row_falls_in_the_territory_is_refused_with_the_proposal)
{
    std::string data = "id,nom,capacite,lon,lat,insee\n";
    int n = 0;
    for (const geo::LonLat& p : written("EPSG:3943", 1.0, 43.0)) {
        data += fmt::format("{},Lieu,,{},{},\n", n++, p.lon, p.lat);
    }
    try {
        const Checked checked = check_files(points_toml, data);
        BOOST_ERROR("kept " << checked.report.manifest.counts.kept);
    } catch (const SourceError& error) {
        BOOST_TEST(says(error.what(), "crs = \"EPSG:3943\""), error.what());
    }
    const Checked pinned =
        check_files(replaced(points_toml, "key =", "crs = \"EPSG:3943\"\nkey ="), data);
    BOOST_TEST(pinned.report.manifest.counts.kept > 90U);
    BOOST_TEST(pinned.report.hints.empty());
}

BOOST_AUTO_TEST_CASE(a_sample_is_spread_over_all_rows)
{
    CoordinateSample sample;
    for (int i = 0; i < 1'000'000; ++i) {
        sample.add(i, -i);
    }
    const auto& kept = sample.positions();
    BOOST_TEST(kept.size() <= 10'000U);
    BOOST_TEST(kept.size() >= 5'000U);
    BOOST_TEST(kept.front().lon == 0);
    BOOST_TEST(kept.back().lon > 990'000);
    const double step = kept[1].lon - kept[0].lon;
    for (std::size_t i = 1; i < kept.size(); ++i) {
        BOOST_REQUIRE(kept[i].lon - kept[i - 1].lon == step);
    }
}

BOOST_AUTO_TEST_SUITE_END()
