// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parvis::datasets {

/// A small .zip made in memory, file after file (APPNOTE.TXT of PKWARE): enough for an office
/// document. Without times of their own, so that equal files make equal archives.
class ZipWriter {
public:
    enum class Packing { stored, deflated };

    /// Adds a file; its name is UTF-8. @throws EncodingError above 4 GB.
    void add(std::string_view name, std::string_view bytes, Packing packing = Packing::deflated);
    /// The archive; nothing may be added afterwards.
    [[nodiscard]] std::string take();

private:
    std::string m_bytes;
    std::string m_contents;  ///< the table of contents, written at the end
    std::uint16_t m_count = 0;
};

}  // namespace parvis::datasets
