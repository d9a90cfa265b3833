// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <filesystem>
#include <string_view>

namespace parvis::datasets {

/// A whole file mapped for reading. Version files never change once renamed into place, so the
/// bytes stay what they are as long as this lives, even when the file is removed.
class MappedFile {
public:
    /// @throws StoreError naming the file.
    explicit MappedFile(const std::filesystem::path& file);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    [[nodiscard]] std::string_view bytes() const { return m_bytes; }

private:
    std::string_view m_bytes;
};

}  // namespace parvis::datasets
