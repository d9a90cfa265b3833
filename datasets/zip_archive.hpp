// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::datasets {

/// The table of contents of a .zip, and its files unpacked piece by piece (APPNOTE.TXT of PKWARE;
/// stored and deflated files, also with sizes of 64 bits).
class ZipArchive {
public:
    struct Entry {
        std::string name;
        std::uint64_t packed = 0, bytes = 0;  ///< as the table of contents says
        std::uint64_t at = 0;                 ///< of its local header
        std::uint16_t method = 0;
    };

    /// @throws SourceError for a file that is no archive, or whose table of contents is damaged.
    explicit ZipArchive(const std::filesystem::path& file);

    [[nodiscard]] const std::vector<Entry>& entries() const { return m_entries; }
    /// @throws SourceError for an archive that unpacks to more than `most` bytes, by its own table
    /// of contents: nothing is unpacked to know that.
    void refuse_above(std::uint64_t most) const;
    /// Unpacks one file, handing over pieces, until all of it was seen or `take` returns false;
    /// false where there is no such file. Never more than the table of contents says.
    /// @throws SourceError where the packed bytes are damaged.
    bool read(std::string_view name, const std::function<bool(std::string_view)>& take);

private:
    void read_contents(std::uint64_t at, std::uint64_t bytes, std::uint64_t count);
    [[nodiscard]] std::string bytes_at(std::uint64_t at, std::size_t count);

    std::string m_name;
    std::ifstream m_file;
    std::uint64_t m_size = 0;
    std::vector<Entry> m_entries;
};

}  // namespace parvis::datasets
