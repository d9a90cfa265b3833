// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/comment_writing.hpp"
#include "service/problem.hpp"

#include <string_view>
#include <variant>

namespace parvis::service {

/// Of a comment as JSON.
inline constexpr std::uint64_t largest_comment_body = 65'536;

/// A comment as a program sends it: {"target": {"dataset": …, "key": …}, "text": "…" or {"fr": …},
/// "status", "confidentiality", "motive", "id", "author", "role", "draft", "confirm_personal"}. An
/// unknown member, one that stands twice, or one of another type is a problem that names it.
[[nodiscard]] std::variant<publish::CommentAsked, Problem> read_comment_body(std::string_view body);

}  // namespace parvis::service
