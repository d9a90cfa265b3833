// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/exchange.hpp"
#include "service/deposit_run.hpp"
#include "service/problem.hpp"

#include <string>

namespace parvis::service {

// What whoever brings a file with a token is told. Nothing of it may be kept by caches.

[[nodiscard]] publish::Response refusal_of_source(ProblemKind kind, std::string detail);
/// 503: the same request again, in half a minute.
[[nodiscard]] publish::Response busy_source(std::string detail);
[[nodiscard]] publish::Response dataset_in_use(const std::string& dataset);
/// 422, with what was found in the file: counts, issues by row, columns.
[[nodiscard]] publish::Response unusable_source(const HandedFile& file, std::string sentence,
                                                const CheckReport& report);
/// What became of a file that was to be published. @throws StoreError where this machine failed.
[[nodiscard]] publish::Response source_answer(const HandedFile& file, const Handling& handling,
                                              const std::string& base_url);

}  // namespace parvis::service
