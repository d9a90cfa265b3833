// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/clash_shelf.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace parvis::publish::works {

std::shared_ptr<const ClashFinding> ClashShelf::known(const std::string& tag)
{
    const std::scoped_lock lock(m_mutex);
    if (m_usual.tag == tag) {
        return m_usual.finding;
    }
    const auto found = std::ranges::find(m_asked, tag, &Entry::tag);
    if (found == m_asked.end()) {
        return nullptr;
    }
    std::rotate(m_asked.begin(), found, std::next(found));
    return m_asked.front().finding;
}

std::shared_ptr<const ClashFinding> ClashShelf::find(std::shared_ptr<const Book> book,
                                                     const ClashQuery& query)
{
    // Who waits holds a worker: the site is answered beside them.
    constexpr int most_waiting = 4;
    constexpr std::chrono::seconds patience{3};
    const std::string tag = finding_tag(*book, query);
    if (auto finding = known(tag)) {
        return finding;
    }
    const bool is_crowd = ++m_waiting > most_waiting;
    std::unique_lock turn(m_search, std::defer_lock);
    const bool is_mine = !is_crowd && turn.try_lock_for(patience);
    --m_waiting;
    if (!is_mine) {
        return nullptr;
    }
    if (auto finding = known(tag)) {  // who was before asked for the same
        return finding;
    }
    const bool is_usual = !query.metres && !asks_past(*book, query);
    Entry fresh{tag, examine(std::move(book), query)};
    const auto finding = fresh.finding;
    const std::scoped_lock lock(m_mutex);
    if (is_usual) {
        m_usual = std::move(fresh);
    } else {
        m_asked.insert(m_asked.begin(), std::move(fresh));
        m_asked.resize(std::min(m_asked.size(), kept));
    }
    return finding;
}

}  // namespace parvis::publish::works
