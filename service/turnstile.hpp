// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <vector>

namespace parvis::service {

/// Lets as many workers wait for requests as there are processors: more would only wake each other
/// up, which under load costs more than a short answer does. Whoever serves one request for longer
/// than a moment gives up its place to a worker in reserve, so that long answers shut nobody out.
class Turnstile {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds moment{2};

    /// \pre 0 < places
    Turnstile(std::size_t places, std::size_t workers);

    /// Blocks until the worker has a place; false once closed. Before each wait for a request.
    [[nodiscard]] bool enter(std::size_t worker);
    /// Around the serving of one request, by a worker with a place.
    void begin(std::size_t worker);
    void end(std::size_t worker);
    /// Nobody waits for a place any more.
    void close();
    /// Gives the places of those that serve for long to others, until `stop`: one thread's work.
    /// It sleeps while nobody serves.
    void watch(const std::stop_token& stop);

private:
    using Ticks = Clock::rep;
    static constexpr Ticks idle = 0, placeless = -1;  ///< else since when a worker serves

    /// On lines of their own: each is written by its worker at every request.
    struct alignas(64) Worker {
        std::atomic<Ticks> since{placeless};
    };

    bool release_long(Clock::time_point now);

    std::vector<Worker> m_workers;
    std::mutex m_mutex;
    std::condition_variable m_free;
    std::size_t m_places;  ///< free ones
    bool m_closed = false;
    std::atomic<int> m_asleep{0};
};

}  // namespace parvis::service
