// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/query.hpp"
#include "publish/store.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace parvis::publish {

/// Which of the site's comments are asked for, and which page of them.
struct CommentQuery {
    static constexpr std::size_t default_limit = 100, largest_limit = 1000;

    std::string dataset;  ///< "" for all
    std::string place;    ///< key of a commune or of an area of a level, "" for all
    std::optional<TimeSpan> span;
    std::size_t limit = default_limit;
    std::optional<std::size_t> page;  ///< from 1; nothing for the collection as a whole
    bool by_change = false;           ///< what changed last first, as feeds have it; else by date
    Parameters filters;               ///< dataset, place, datetime, limit as they were given

    /// The address of a page, or of the collection, in a format ("" for the one that is
    /// negotiated).
    [[nodiscard]] std::string address(std::optional<std::size_t> page_number,
                                      std::string_view format = {}) const;
};

/// `dataset`, `place`, `datetime`, `limit`, `page`. All faults are reported together.
[[nodiscard]] std::variant<CommentQuery, std::vector<ParameterProblem>>
parse_comment_query(const Parameters& parameters, const Publication& publication);
/// What OpenAPI says of those parameters.
[[nodiscard]] std::vector<ParameterText> comment_parameters(const Publication& publication);

/// One page of what was asked, newest first; tombstones are among them.
struct ChosenComments {
    std::size_t total = 0;  ///< on all pages
    std::size_t first = 0;  ///< index of the first one here
    std::size_t pages = 1;
    std::vector<const datasets::Comment*> comments;  ///< of the publication
};
[[nodiscard]] ChosenComments choose_comments(const Publication& publication,
                                             const CommentQuery& query);

/// When a comment was written, or changed last: RFC 3339 UTC.
[[nodiscard]] std::string changed_at(const Publication& publication,
                                     const datasets::Comment& comment);

/// The comment of that id, shown or withdrawn; nullptr when there is none, or only a draft.
[[nodiscard]] const datasets::Comment* find_comment(const Publication& publication,
                                                    std::string_view id);

/// The comments to be shown on a place: on itself, on rows that lie in it, on its figures; newest
/// first. `places` is the collection of communes or of a level that has the place as a row.
[[nodiscard]] std::vector<const datasets::Comment*>
comments_at(const Publication& publication, const Snapshot& places, RowIndex place);

}  // namespace parvis::publish
