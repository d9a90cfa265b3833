// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

namespace parvis::publish {

/// What was asked for lately, within a budget of bytes; what was not used for the longest time goes
/// first. For several threads.
template <typename Value>
class LruCache {
public:
    explicit LruCache(std::size_t budget) : m_budget(budget) {}

    /// nullptr where there is none.
    [[nodiscard]] std::shared_ptr<const Value> find(const std::string& key)
    {
        const std::scoped_lock lock(m_mutex);
        const auto found = m_by_key.find(key);
        if (found == m_by_key.end()) {
            return nullptr;
        }
        m_entries.splice(m_entries.begin(), m_entries, found->second);
        return found->second->value;
    }

    /// `bytes` is what the value takes. One that would take a quarter of the budget is not kept.
    void insert(const std::string& key, std::shared_ptr<const Value> value, std::size_t bytes)
    {
        const std::size_t cost = key.size() * 2 + bytes + 256;
        const std::scoped_lock lock(m_mutex);
        if (cost > m_budget / 4 || m_by_key.contains(key)) {
            return;
        }
        m_entries.push_front({key, std::move(value), cost});
        m_by_key.emplace(key, m_entries.begin());
        m_used += cost;
        while (m_used > m_budget) {
            m_used -= m_entries.back().cost;
            m_by_key.erase(m_entries.back().key);
            m_entries.pop_back();
        }
    }

private:
    struct Entry {
        std::string key;
        std::shared_ptr<const Value> value;
        std::size_t cost;
    };

    std::size_t m_budget;
    std::size_t m_used = 0;
    std::mutex m_mutex;
    std::list<Entry> m_entries;  ///< the latest used first
    std::unordered_map<std::string, typename std::list<Entry>::iterator> m_by_key;
};

}  // namespace parvis::publish
