// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/dataset_definition.hpp"
#include "service/fetched_store.hpp"

#include <filesystem>
#include <string>

namespace parvis::service {

/// The file that a dataset's source is now.
struct SourceChoice {
    std::string said;  ///< a sentence when it is not simply the file that the definition names
    /// Why the source cannot be used as it is now; "" : it can. What was received before stands.
    std::string fault;
    bool gone = false;  ///< there is no such thing any more
};

/// Sets `definition.source` to the file to read: of a folder the newest that fits the pattern (the
/// last by name of those as new), of an address what was fetched last. `site` is its folder.
/// @throws StoreError for what was fetched and is no longer readable.
SourceChoice settle_source(datasets::DatasetDefinition& definition,
                           const std::filesystem::path& site);

}  // namespace parvis::service
