// SPDX-License-Identifier: EUPL-1.2
// Streets as a graph: what closings shut, and what two of them cut off.
#include "tests/unit/publish/drawn_streets.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace parvis;
using namespace parvis::publish::works;
using namespace parvis::publish::works::drawn;

}  // namespace

BOOST_AUTO_TEST_SUITE(street_network)

BOOST_AUTO_TEST_CASE(what_two_closings_cut_off_is_what_walking_finds)
{
    std::size_t some = 0;
    for (unsigned seed = 1; seed <= 40; ++seed) {
        Drawing drawing(seed);
        const StreetNetwork network = town(drawing);
        const auto draw = [&] {
            std::set<std::uint32_t> closed;
            for (int count = 1 + drawing.below(4); count > 0; --count) {
                const auto size = static_cast<int>(network.stretches().size());
                closed.insert(static_cast<std::uint32_t>(drawing.below(size)));
            }
            return std::vector(closed.begin(), closed.end());
        };
        for (int pair = 0; pair < 60; ++pair) {
            const auto one = draw(), other = draw();
            const auto expected = cut_by_walking(network, one, other);
            BOOST_TEST(network.cut_off(one, other) == expected, boost::test_tools::per_element());
            if (expected.empty()) {
                continue;
            }
            ++some;
            // And the swift search would have looked at the two.
            const auto keys = network.keys_of(one), others = network.keys_of(other);
            BOOST_TEST(std::ranges::any_of(
                keys, [&](std::uint64_t key) { return std::ranges::binary_search(others, key); }));
        }
    }
    BOOST_TEST(some > 100U);
}

BOOST_AUTO_TEST_CASE(a_closing_shuts_the_streets_that_it_runs_along)
{
    const std::vector<geo::Geometry> streets{
        geo::Line{{{1.1, 49.44}, {1.102, 49.44}, {1.104, 49.44}}},
        geo::Line{{{1.102, 49.438}, {1.102, 49.44}, {1.102, 49.442}}}};
    const StreetNetwork network(streets);
    BOOST_TEST_REQUIRE(network.stretches().size() == 4U);
    const auto closed = [&](const geo::Geometry& work) { return network.closed_by(work); };
    using Some = std::vector<std::uint32_t>;
    // Ten metres beside, over the crossing: the street across stays open.
    BOOST_TEST((closed(geo::Line{{{1.101, 49.44009}, {1.103, 49.44009}}}) == Some{0, 1}));
    BOOST_TEST((closed(geo::Line{{{1.101, 49.44}, {1.1015, 49.44}}}) == Some{0}));
    // A hole shuts the nearest one, and a work far away none.
    BOOST_TEST((closed(geo::Point{{1.102, 49.4395}}) == Some{2}));
    BOOST_TEST((closed(geo::Point{{1.101, 49.4395}}) == Some{}));
    BOOST_TEST((closed({}) == Some{}));
}

BOOST_AUTO_TEST_CASE(a_network_takes_whatever_a_file_holds)
{
    const std::vector<geo::Geometry> odd{{},
                                         geo::Point{{1, 49}},
                                         geo::Line{{}},
                                         geo::Line{{{1, 49}}},
                                         geo::Line{{{1, 49}, {1, 49}}},
                                         geo::Line{{{1, 49}, {1.001, 49}, {1, 49}}},
                                         geo::MultiLine{{{{1, 49}, {1, 49.001}}, {}}}};
    const StreetNetwork network(odd);
    BOOST_TEST(network.stretches().size() == 2U);
    for (std::uint32_t i = 0; i < 2; ++i) {
        for (std::uint32_t j = 0; j < 2; ++j) {
            BOOST_TEST(network.cut_off(std::vector{i}, std::vector{j}).empty());
        }
    }
    BOOST_TEST(StreetNetwork().closed_by(geo::Point{{1, 49}}).empty());
    BOOST_TEST(StreetNetwork().cut_off({}, {}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
