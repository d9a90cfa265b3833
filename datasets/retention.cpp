// SPDX-License-Identifier: EUPL-1.2
#include "datasets/retention.hpp"

#include "datasets/durable_file.hpp"
#include "geo/error.hpp"

#include <filesystem>
#include <system_error>

namespace parvis::datasets {

std::vector<std::uint32_t> prune_versions(Register& reg, const std::string& dataset,
                                          std::uint32_t keep, const std::string& who)
{
    // The register first: nobody is then led to files that are going.
    const auto pruned = reg.prune(
        dataset, keep,
        {who, "les " + std::to_string(keep) + " versions les plus récentes sont conservées"});
    std::vector<std::uint32_t> removed;
    for (const std::uint32_t version : pruned) {
        const auto folder = version_folder(reg.data(), dataset, version);
        std::error_code error;
        if (std::filesystem::remove_all(folder, error) > 0 && !error) {
            removed.push_back(version);
        }
        if (error) {
            throw StoreError(folder.string() + " : suppression impossible (" + error.message() +
                             ")");
        }
    }
    if (!removed.empty()) {
        sync_folder(reg.data() / "versions" / dataset);
    }
    return removed;
}

}  // namespace parvis::datasets
