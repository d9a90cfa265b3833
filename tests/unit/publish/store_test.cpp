// SPDX-License-Identifier: EUPL-1.2
#include "small_site.hpp"

#include <boost/test/unit_test.hpp>

#include <latch>
#include <memory>
#include <set>
#include <thread>
#include <vector>

using namespace parvis;
using parvis::test::SmallSite;

namespace {

/// Versions 1 to 4 of the works, of which the store has seen the last alone.
struct FourVersions : SmallSite {
    FourVersions()
    {
        for (std::uint32_t seed = 1; seed <= 4; ++seed) {
            publish(works_facts(), works_properties(), works(200, seed));
        }
        refresh();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(store, FourVersions)

BOOST_AUTO_TEST_CASE(an_older_version_is_opened_once_for_all_who_ask_at_the_same_time)
{
    for (std::uint32_t version = 1; version <= 3; ++version) {
        constexpr std::size_t askers = 8;
        std::vector<std::shared_ptr<const publish::Snapshot>> got(askers);
        std::latch start(askers);
        {
            std::vector<std::jthread> threads;
            for (auto& one : got) {
                threads.emplace_back([&] {
                    start.arrive_and_wait();
                    one = store().version("chantiers", version);
                });
            }
        }
        const std::set<std::shared_ptr<const publish::Snapshot>> different(got.begin(), got.end());
        BOOST_REQUIRE(different.size() == 1U);
        BOOST_REQUIRE(*different.begin());
        BOOST_TEST((*different.begin())->manifest().version == version);
    }
}

BOOST_AUTO_TEST_CASE(what_stays_open_is_bounded_by_bytes_but_for_the_one_used_last)
{
    const auto one = store().version("chantiers", 1)->bytes();
    const auto stays = [&](std::uint64_t bytes, std::uint32_t version) {
        publish::Store bounded(site(), bytes);
        bounded.refresh(datasets::Instant{1'795'000'000});
        std::vector<std::weak_ptr<const publish::Snapshot>> seen;
        for (const std::uint32_t each : {1U, 2U, 3U}) {
            seen.emplace_back(bounded.version("chantiers", each));
        }
        return !seen.at(version - 1).expired();
    };
    // Each counts twice its file: searches and sorts make as much again when they are asked.
    BOOST_TEST(stays(0, 3));
    BOOST_TEST(!stays(0, 2));
    BOOST_TEST(!stays(one * 5 / 2, 2));
    BOOST_TEST(stays(one * 5, 2));
    BOOST_TEST(!stays(one * 5, 1));
    BOOST_TEST(stays(one * 10, 1));
}

BOOST_AUTO_TEST_CASE(a_version_that_was_never_registered_is_not_opened)
{
    BOOST_TEST(!store().version("chantiers", 5));
    BOOST_TEST(!store().version("chantiers", 0));
    BOOST_TEST(!store().version("autre", 1));
}

BOOST_AUTO_TEST_SUITE_END()
