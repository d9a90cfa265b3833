// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <filesystem>

namespace parvis::service {

/// A folder for one file from outside, while it is received and looked at. It goes with this object
/// and with all that was written into it, so that no refusal can leave anything behind.
class UploadFolder {
public:
    /// @throws std::filesystem::filesystem_error when it cannot be made.
    explicit UploadFolder(std::filesystem::path path) : m_path(std::move(path))
    {
        std::filesystem::create_directories(m_path);
    }
    ~UploadFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    UploadFolder(const UploadFolder&) = delete;
    UploadFolder& operator=(const UploadFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

}  // namespace parvis::service
