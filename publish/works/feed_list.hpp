// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/site/pages.hpp"
#include "publish/works/feed.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish::works {

/// How much of the works each feed takes.
struct FeedCount {
    const FeedFacts* facts = nullptr;
    std::size_t works = 0, delivered = 0;
};
[[nodiscard]] std::vector<FeedCount> list_feeds(const Book& book, const std::string& base_url);
[[nodiscard]] std::string feeds_json(const std::vector<FeedCount>& list,
                                     const std::string& base_url);
[[nodiscard]] site::AnswerView feeds_view(const std::vector<FeedCount>& list);

/// "/works/feeds/{feed}/undelivered": each work that the feed lacks, and why; and the
/// phases that it lacks of works that it tells (`partial`). `raw_query` is that
/// of the request: the feed that is spoken of has the same filters.
[[nodiscard]] std::string undelivered_json(const FeedFacts& facts, const MadeFeed& made,
                                           const std::string& base_url, std::string_view raw_query);
[[nodiscard]] site::AnswerView undelivered_view(const FeedFacts& facts, const MadeFeed& made,
                                                const std::string& path);

}  // namespace parvis::publish::works
