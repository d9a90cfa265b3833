// SPDX-License-Identifier: EUPL-1.2
#include "service/turnstile.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

using parvis::service::Turnstile;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t places = 2, workers = 6;

struct Watched {
    Turnstile turnstile{places, workers};
    std::jthread watch{[this](const std::stop_token& stop) { turnstile.watch(stop); }};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(turnstile, Watched)

BOOST_AUTO_TEST_CASE(no_more_come_in_than_there_are_places_while_answers_are_short)
{
    std::atomic<std::size_t> inside{0}, most{0}, entered{0};
    std::atomic<bool> done{false};
    std::vector<std::jthread> all;
    for (std::size_t i = 0; i < workers; ++i) {
        all.emplace_back([&, i] {
            while (!done && turnstile.enter(i)) {
                ++entered;
                const auto now = ++inside;
                for (auto seen = most.load();
                     seen < now && !most.compare_exchange_weak(seen, now);) {
                }
                --inside;
                turnstile.begin(i);
                turnstile.end(i);
            }
        });
    }
    while (entered < 10'000) {
        std::this_thread::yield();
    }
    done = true;
    turnstile.close();
    all.clear();
    BOOST_TEST(most <= places);
}

BOOST_AUTO_TEST_CASE(long_answers_shut_nobody_out)
{
    // Each holds on until all have come in: with two places that needs four to be given up.
    std::latch together{static_cast<std::ptrdiff_t>(workers)};
    std::vector<std::jthread> all;
    for (std::size_t i = 0; i < workers; ++i) {
        all.emplace_back([&, i] {
            if (turnstile.enter(i)) {
                turnstile.begin(i);
                together.arrive_and_wait();
                turnstile.end(i);
            }
        });
    }
    together.wait();
    BOOST_TEST(together.try_wait());
}

BOOST_AUTO_TEST_CASE(whoever_comes_after_a_long_quiet_is_watched_again)
{
    for (int round = 0; round < 3; ++round) {
        std::this_thread::sleep_for(60 * Turnstile::moment);  // longer than the watch's patience
        std::latch together{3};
        std::vector<std::jthread> all;
        for (std::size_t i = 0; i < 3; ++i) {
            all.emplace_back([&, i] {
                if (turnstile.enter(i)) {
                    turnstile.begin(i);
                    together.arrive_and_wait();
                    turnstile.end(i);
                }
            });
        }
    }
    BOOST_TEST(true);
}

BOOST_AUTO_TEST_SUITE_END()
