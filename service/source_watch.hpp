// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/dataset_definition.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace parvis::service {

/// Whether the files of a source have been written anew: for `refresh = "on change"`. It asks the
/// file system each time, which network mounts answer too.
class SourceWatch {
public:
    /// What is there now is known.
    explicit SourceWatch(const datasets::DatasetDefinition& definition);

    /// True once for each new state of the files that stood still between two looks: a file that
    /// is being written is left alone.
    [[nodiscard]] bool look();
    /// It is the same source.
    [[nodiscard]] bool watches_as(const SourceWatch& other) const
    {
        return m_files == other.m_files && m_folder == other.m_folder;
    }

private:
    [[nodiscard]] std::string state() const;

    std::vector<std::filesystem::path> m_files;
    std::filesystem::path m_folder;  ///< all of its files; "": m_files and what belongs to them
    std::string m_seen, m_told;
};

}  // namespace parvis::service
