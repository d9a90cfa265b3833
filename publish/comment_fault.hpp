// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/comment_writing.hpp"

#include <optional>
#include <string>

namespace parvis::publish {

/// A name in the request that is not the writer's, a French sentence: never believed, never passed
/// over; "" where there is none.
[[nodiscard]] std::string forged(const CommentAsked& asked, const CommentWriter& writer);
/// What is wrong with the text, its codes and its signature; contacts that nobody has confirmed.
[[nodiscard]] std::optional<CommentRefusal> refused_text(const CommentAsked& asked,
                                                         const CommentWriter& writer);

}  // namespace parvis::publish
