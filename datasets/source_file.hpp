// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/manifest.hpp"

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace parvis::datasets {

/// A source file looked at once from end to end before its rows are read, in constant memory.
struct SourceFile {
    std::filesystem::path path;
    std::uint64_t bytes = 0;
    std::string sha256;           ///< hex
    std::string byte_order_mark;  ///< "UTF-8", "UTF-16LE", "UTF-16BE" or ""
    std::uint64_t multibyte = 0;  ///< well-formed UTF-8 sequences of two bytes or more
    std::uint64_t malformed = 0;  ///< bytes that are no UTF-8
    bool has_nul = false;
    /// What its first bytes say that it is, where that is no text: "un classeur ou une archive
    /// (ZIP)"; else "".
    std::string_view no_text;
    std::filesystem::file_time_type modified;

    /// The encoding to read text with: the stated one, else by the mark, else UTF-8 unless the
    /// bytes speak against it, then windows-1252. What was guessed goes to `info`.
    [[nodiscard]] std::string encoding(const std::string& stated, SourceInfo& info) const;
    /// Why the stated encoding can hardly be the file's, and what to write instead; "" where the
    /// bytes do not speak against it.
    [[nodiscard]] std::string doubt(const std::string& stated) const;
};

/// @throws SourceError where the file is no more what was looked at: somebody writes it.
void check_unchanged(const std::filesystem::path& path, std::uint64_t bytes,
                     std::filesystem::file_time_type modified);
/// @throws SourceError: missing, a folder, unreadable, empty.
[[nodiscard]] SourceFile look_at(const std::filesystem::path& path);

/// Reads a file block by block as UTF-8, whatever its encoding; malformed bytes become U+FFFD.
class TextStream {
public:
    /// @throws SourceError for an encoding that ICU does not know.
    TextStream(const SourceFile& file, const std::string& encoding);
    ~TextStream();
    TextStream(TextStream&&) noexcept;
    TextStream& operator=(TextStream&&) noexcept;

    /// Appends the text of about `bytes` more bytes; false when nothing is left.
    bool read(std::string& out, std::size_t bytes);

    /// Bytes of the file that were not read yet.
    [[nodiscard]] std::uint64_t left() const { return m_left; }

private:
    struct Converter;
    struct FileCloser {
        void operator()(std::FILE* file) const noexcept;
    };
    std::unique_ptr<std::FILE, FileCloser> m_file;
    std::unique_ptr<Converter> m_converter;  ///< none for clean UTF-8
    std::string m_name;
    std::uint64_t m_left = 0;  ///< bytes that were looked at and not yet read: never more
    std::string m_raw;
    bool m_at_start = true;
    bool m_at_end = false;
};

}  // namespace parvis::datasets
