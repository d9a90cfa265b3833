// SPDX-License-Identifier: EUPL-1.2
#pragma once

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

/// Fields: mark, id, about, part, address, figure, change, first, text, signed, review, motive,
/// status, confidential.
[[nodiscard]] Data comment_data(const Page& page, const datasets::Comment& comment);
[[nodiscard]] Data::List comment_list(const Page& page,
                                      const std::vector<datasets::Comment>& comments);

}  // namespace parvis::publish::site
