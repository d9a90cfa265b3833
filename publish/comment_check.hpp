// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/comment.hpp"
#include "datasets/register.hpp"

#include <map>
#include <string>
#include <vector>

namespace parvis::publish {

/// Compares what the published comments of these datasets (`ids`) speak of with what is published
/// now: where a value has changed since the comment was written or confirmed, it is to review and
/// says from what to what; where it has its value again, it is published again. Those that show
/// nowhere (what they speak of is not published) are left as they are, to show as soon as it is
/// there; a French sentence on each is returned. One transaction a dataset; no other is opened.
std::vector<std::string> review_comments(datasets::Register& reg,
                                         const std::vector<std::string>& ids);
/// The same of all datasets.
std::vector<std::string> review_comments(datasets::Register& reg);

/// Comments in force that show nowhere, by id: a French sentence each. Changes nothing; opens each
/// commented dataset.
[[nodiscard]] std::map<std::string, std::string> hidden_comments(const datasets::Register& reg);

/// Remembers what the figures are of comments from before figures were kept: called before another
/// version is published, which would else pass for what they were written of.
void measure_old_comments(datasets::Register& reg);

}  // namespace parvis::publish
