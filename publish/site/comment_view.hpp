// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/carried_comment.hpp"
#include "publish/site/page.hpp"

#include <vector>

namespace parvis::publish::site {

/// What a comment speaks of, and where to read it.
struct CommentSubject {
    std::string words, address, value, change;
    std::string part;  ///< the column, where the page is already about the row
};
[[nodiscard]] CommentSubject comment_subject(const Page& page,
                                             const datasets::CommentTarget& target);

/// What has become of the figure since it was explained, a sentence; "" where nothing has.
[[nodiscard]] std::string review_words(const Page& page, const datasets::Comment& comment);

/// Fields: mark, about, part, address, figure, change, first, text, signed, motive, status,
/// confidential, review (from what to what its figure changed), withdrawn, scope (in a crossing),
/// id.
[[nodiscard]] Data comment_data(const Page& page, const datasets::Comment& comment,
                                const CommentScope& scope = {});
[[nodiscard]] Data comment_data(const Page& page, const CarriedComment& comment);

/// The same of each, wherever they come from.
template <class Comment>
[[nodiscard]] Data::List comment_list(const Page& page, const std::vector<Comment>& comments)
{
    Data::List list;
    for (const Comment& comment : comments) {
        list.push_back(comment_data(page, comment));
    }
    return list;
}

}  // namespace parvis::publish::site
