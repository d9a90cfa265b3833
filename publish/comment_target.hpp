// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/comment.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace parvis::publish {

class Snapshot;

/// `rows` are the figure_rows() of the target, which many targets are asked for at once: of an
/// area's figure those it is made of.
///
/// What a version lacks of what a comment speaks of (column, row, figure): a French sentence, with
/// what may have been meant of columns; "" where all is there.
[[nodiscard]] std::string missing_target(const Snapshot& dataset,
                                         const datasets::CommentTarget& target,
                                         const std::vector<std::uint32_t>& rows);
/// The same for somebody who writes it now: says also which rows, measures, places or periods may
/// have been meant, which takes a walk over the rows.
[[nodiscard]] std::string missing_target_with_hints(const Snapshot& dataset,
                                                    const datasets::CommentTarget& target);
/// What is wrong with how a target is put together, whatever there is; "" where nothing is.
[[nodiscard]] std::string malformed_target(const datasets::CommentTarget& target);

/// Of each of the rows, the keys of the communes that it lies in, or is; an
/// empty list for a row without a commune.
[[nodiscard]] std::vector<std::vector<std::string>>
communes_of(const Snapshot& dataset, const std::vector<std::uint32_t>& rows);

}  // namespace parvis::publish
