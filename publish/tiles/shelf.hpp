// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/tile_grid.hpp"
#include "publish/lru_cache.hpp"
#include "publish/tiles/ground.hpp"

#include <cstddef>
#include <future>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace parvis::publish::tiles {

/// What tiles are made of and what was made lately, within a budget of bytes. For several threads.
class Shelf {
public:
    /// Of grounds that were not used last.
    static constexpr std::size_t ground_bytes = std::size_t{256} << 20U;
    static constexpr std::size_t body_bytes = std::size_t{64} << 20U;

    Shelf() : m_bodies(body_bytes) {}

    /// Made once for all who ask at the same time, and kept. @throws what making it throws, to each
    /// of them; the next one who asks tries again.
    [[nodiscard]] std::shared_ptr<const Ground>
    ground(const std::vector<std::shared_ptr<const Snapshot>>& datasets, const geo::TileGrid& grid);

    [[nodiscard]] LruCache<std::string>& bodies() { return m_bodies; }

private:
    using Shared = std::shared_ptr<const Ground>;
    struct Entry {
        std::string key;
        std::shared_future<Shared> ground;
    };
    void let_go();

    std::mutex m_mutex;
    std::list<Entry> m_grounds;  ///< the latest used first
    LruCache<std::string> m_bodies;
};

}  // namespace parvis::publish::tiles
