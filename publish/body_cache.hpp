// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace parvis::publish {

/// Bodies that were asked for lately, within a budget of bytes; the one not used for the
/// longest time goes first. For several threads.
class BodyCache {
public:
    explicit BodyCache(std::size_t budget) : m_budget(budget) {}

    [[nodiscard]] std::shared_ptr<const std::string> find(const std::string& key);
    void insert(const std::string& key, std::shared_ptr<const std::string> body);

private:
    struct Entry {
        std::string key;
        std::shared_ptr<const std::string> body;
    };
    [[nodiscard]] static std::size_t cost(const Entry& entry)
    {
        return entry.key.size() * 2 + entry.body->size() + 256;
    }

    std::size_t m_budget;
    std::size_t m_used = 0;
    std::mutex m_mutex;
    std::list<Entry> m_entries;  ///< the latest used first
    std::unordered_map<std::string, std::list<Entry>::iterator> m_by_key;
};

}  // namespace parvis::publish
