// SPDX-License-Identifier: EUPL-1.2
#include "publish/body_cache.hpp"

namespace parvis::publish {

std::shared_ptr<const std::string> BodyCache::find(const std::string& key)
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_by_key.find(key);
    if (found == m_by_key.end()) {
        return nullptr;
    }
    m_entries.splice(m_entries.begin(), m_entries, found->second);
    return found->second->body;
}

void BodyCache::insert(const std::string& key, std::shared_ptr<const std::string> body)
{
    Entry entry{key, std::move(body)};
    const std::size_t size = cost(entry);
    const std::scoped_lock lock(m_mutex);
    if (size > m_budget / 4 || m_by_key.contains(key)) {
        return;
    }
    m_entries.push_front(std::move(entry));
    m_by_key.emplace(key, m_entries.begin());
    m_used += size;
    while (m_used > m_budget) {
        m_used -= cost(m_entries.back());
        m_by_key.erase(m_entries.back().key);
        m_entries.pop_back();
    }
}

}  // namespace parvis::publish
