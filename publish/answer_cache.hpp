// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/exchange.hpp"
#include "publish/lru_cache.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <string>

namespace parvis::publish {

/// Whole answers that are asked for again and again: the first page of a map, what a program looks
/// up each minute. One that is asked for once is not kept, so that a walk through everything puts
/// nothing out. For several threads.
class AnswerCache {
public:
    static constexpr std::size_t default_budget = std::size_t{64} << 20U;

    explicit AnswerCache(std::size_t budget = default_budget) : m_answers(budget) {}

    /// nullptr where there is none. `key` is all that the answer depends on.
    [[nodiscard]] std::shared_ptr<const Response> find(const std::string& key)
    {
        return m_answers.find(key);
    }
    /// Keeps the answer where it was seen here before; its body becomes one that answers share.
    /// Only a 200 with ETag that lies in memory is kept.
    void keep(const std::string& key, Response& response);

private:
    LruCache<Response> m_answers;
    std::array<std::atomic<std::size_t>, 4096> m_seen{};  ///< hashes of keys; a newer one goes over
};

}  // namespace parvis::publish
