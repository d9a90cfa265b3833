// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/comment.hpp"

#include <string>

namespace parvis::publish {

/// A comment as whoever writes it reads it back: target, texts, codes, signature, state, and from
/// what to what its figure has changed. With links where there is a `base_url`. Of a withdrawn one
/// no text.
[[nodiscard]] std::string comment_json(const datasets::Comment& comment,
                                       const std::string& base_url);

}  // namespace parvis::publish
