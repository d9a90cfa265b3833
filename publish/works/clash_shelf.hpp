// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/works/clash_list.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace parvis::publish::works {

/// What was found lately. One search goes on at a time, whoever asks: it takes a core for a second
/// where there are many works. For several threads.
class ClashShelf {
public:
    /// What most ask for is kept besides.
    static constexpr std::size_t kept = 3;

    /// nullptr where others search: to be asked again in a few seconds. @throws as examine().
    [[nodiscard]] std::shared_ptr<const ClashFinding> find(std::shared_ptr<const Book> book,
                                                           const ClashQuery& query);

private:
    struct Entry {
        std::string tag;
        std::shared_ptr<const ClashFinding> finding;
    };
    [[nodiscard]] std::shared_ptr<const ClashFinding> known(const std::string& tag);

    std::timed_mutex m_search;
    std::atomic<int> m_waiting = 0;
    std::mutex m_mutex;          ///< of what is below
    Entry m_usual;               ///< from today on, of the site's metres: others do not put it out
    std::vector<Entry> m_asked;  ///< the latest first
};

}  // namespace parvis::publish::works
