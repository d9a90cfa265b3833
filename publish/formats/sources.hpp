// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/json_text.hpp"
#include "publish/snapshot.hpp"

#include <memory>
#include <span>

namespace parvis::publish {

/// The member "sources": the versions that an answer is made from, with licence and last update.
void write_sources(datasets::JsonText& json,
                   std::span<const std::shared_ptr<const Snapshot>> inputs);

}  // namespace parvis::publish
