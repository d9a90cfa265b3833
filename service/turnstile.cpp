// SPDX-License-Identifier: EUPL-1.2
#include "service/turnstile.hpp"

#include <algorithm>
#include <thread>

namespace parvis::service {

Turnstile::Turnstile(std::size_t places, std::size_t workers)
    : m_workers(workers), m_places(std::min(places, workers))
{
}

bool Turnstile::enter(std::size_t worker)
{
    auto& since = m_workers[worker].since;
    if (since.load(std::memory_order_relaxed) != placeless) {
        return true;
    }
    std::unique_lock lock(m_mutex);
    m_free.wait(lock, [&] { return m_closed || m_places > 0; });
    if (m_closed) {
        return false;
    }
    --m_places;
    since.store(idle, std::memory_order_relaxed);
    return true;
}

void Turnstile::begin(std::size_t worker)
{
    m_workers[worker].since.store(Clock::now().time_since_epoch().count());
    // Either it is seen here that nobody watches, or the watch sees the worker before it sleeps.
    if (m_asleep.load() != 0 && m_asleep.exchange(0) != 0) {
        m_asleep.notify_one();
    }
}

void Turnstile::end(std::size_t worker)
{
    auto& since = m_workers[worker].since;
    auto now = since.load(std::memory_order_relaxed);
    if (now != placeless) {
        since.compare_exchange_strong(now, idle);  // the watch may have been faster
    }
}

void Turnstile::close()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_closed = true;
    }
    m_free.notify_all();
}

/// True while somebody with a place serves.
bool Turnstile::release_long(Clock::time_point now)
{
    bool serving = false;
    for (auto& worker : m_workers) {
        auto since = worker.since.load();
        if (since == idle || since == placeless) {
            continue;
        }
        serving = true;
        const bool is_long =
            now.time_since_epoch().count() - since > Clock::duration(moment).count();
        if (is_long && worker.since.compare_exchange_strong(since, placeless)) {
            {
                const std::scoped_lock lock(m_mutex);
                ++m_places;
            }
            m_free.notify_one();
        }
    }
    return serving;
}

void Turnstile::watch(const std::stop_token& stop)
{
    const std::stop_callback wake(stop, [this] {
        m_asleep.store(0);
        m_asleep.notify_one();
    });
    constexpr int patience = 50;  // moments without a request before it sleeps
    int quiet = 0;
    while (!stop.stop_requested()) {
        quiet = release_long(Clock::now()) ? 0 : quiet + 1;
        if (quiet <= patience) {
            std::this_thread::sleep_for(moment);
            continue;
        }
        m_asleep.store(1);
        if (release_long(Clock::now()) || stop.stop_requested()) {
            m_asleep.store(0);
        }
        m_asleep.wait(1);
        quiet = 0;
    }
}

}  // namespace parvis::service
