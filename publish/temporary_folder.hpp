// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <filesystem>
#include <string_view>

namespace parvis::publish {

/// A folder of this process among the temporary files, "parvis-fichier-<process>-…"; gone, with
/// what is in it, with this object.
class TemporaryFolder {
public:
    static constexpr std::string_view prefix = "parvis-fichier-";

    /// @throws StoreError
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

    /// Removes folders of processes that are gone: killed while they made a file.
    static void remove_left();

private:
    std::filesystem::path m_path;
};

}  // namespace parvis::publish
