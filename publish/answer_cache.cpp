// SPDX-License-Identifier: EUPL-1.2
#include "publish/answer_cache.hpp"

#include <functional>
#include <utility>

namespace parvis::publish {

void AnswerCache::keep(const std::string& key, Response& response)
{
    if (response.status != 200 || response.etag.empty() || !response.file.empty() ||
        response.write_body || response.make_file) {
        return;
    }
    const std::size_t hash = std::hash<std::string>{}(key);
    auto& seen = m_seen[hash % m_seen.size()];
    if (seen.exchange(hash, std::memory_order_relaxed) != hash) {
        return;
    }
    if (!response.shared_body) {
        response.shared_body = std::make_shared<const std::string>(std::move(response.body));
        response.body.clear();
    }
    std::size_t bytes = sizeof response + response.shared_body->size();
    for (const auto& [name, value] : response.headers) {
        bytes += name.size() + value.size() + 2 * sizeof name;
    }
    m_answers.insert(key, std::make_shared<const Response>(response), bytes);
}

}  // namespace parvis::publish
