// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/works/record.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace parvis::publish::works {

/// Takes out of a work all that people wrote but its street, without which no closing is
/// understood: a row may have been taken out or written anew because a text of it should not be
/// read.
void forget_texts(Work& work);

/// Makes of a work as it stood what is told once it is so no more, since `at`, by `version`.
void close_work(Work& work, std::uint32_t version, datasets::Instant at);

/// A work that departed, without texts, as JSON that read_past_work() makes the same work of.
[[nodiscard]] std::string past_work_json(const Work& work);
/// Nothing for a text that is none.
[[nodiscard]] std::optional<Work> read_past_work(std::string_view json);

}  // namespace parvis::publish::works
