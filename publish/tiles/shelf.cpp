// SPDX-License-Identifier: EUPL-1.2
#include "publish/tiles/shelf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace parvis::publish::tiles {

std::shared_ptr<const Ground>
Shelf::ground(const std::vector<std::shared_ptr<const Snapshot>>& datasets,
              const geo::TileGrid& grid)
{
    std::string key(grid.id);
    for (const auto& dataset : datasets) {
        key += fmt::format(" {}@{}", dataset->id(), dataset->manifest().version);
    }
    std::promise<Shared> promise;
    {
        std::unique_lock lock(m_mutex);
        const auto found = std::ranges::find(m_grounds, key, &Entry::key);
        if (found != m_grounds.end()) {
            m_grounds.splice(m_grounds.begin(), m_grounds, found);
            const auto ground = found->ground;
            lock.unlock();
            return ground.get();
        }
        m_grounds.push_front({key, promise.get_future().share()});
    }
    try {
        auto made = std::make_shared<const Ground>(datasets, grid);
        promise.set_value(made);
        let_go();
        return made;
    } catch (...) {
        {
            const std::lock_guard lock(m_mutex);
            m_grounds.remove_if([&](const Entry& entry) { return entry.key == key; });
        }
        promise.set_exception(std::current_exception());
        throw;
    }
}

void Shelf::let_go()
{
    const std::lock_guard lock(m_mutex);
    std::size_t bytes = 0;
    for (auto one = m_grounds.begin(); one != m_grounds.end();) {
        const bool is_made =
            one->ground.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
        // Only what was made is let go; one that is being made has no value to ask for its size.
        bytes += is_made ? one->ground.get()->memory_bytes() : 0;
        const bool stays = !is_made || one == m_grounds.begin() || bytes <= ground_bytes;
        one = stays ? std::next(one) : m_grounds.erase(one);
    }
}

}  // namespace parvis::publish::tiles
