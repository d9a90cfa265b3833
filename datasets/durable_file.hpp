// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/manifest.hpp"
#include "datasets/sha256.hpp"

#include <filesystem>
#include <future>
#include <string>
#include <string_view>

namespace parvis::datasets {

/// An open file descriptor, closed when it goes.
class FileDescriptor {
public:
    FileDescriptor() = default;
    explicit FileDescriptor(int descriptor) : m_descriptor(descriptor) {}
    FileDescriptor(FileDescriptor&& other) noexcept;
    FileDescriptor& operator=(FileDescriptor&& other) noexcept;
    ~FileDescriptor();

    [[nodiscard]] int get() const { return m_descriptor; }
    [[nodiscard]] bool is_open() const { return m_descriptor >= 0; }
    void close() noexcept;

private:
    int m_descriptor = -1;
};

/// A new file written from its first byte to its last, summed on the way, and on the disk (not
/// merely in the system's cache) once finish() has returned.
class DurableFile {
public:
    /// @throws StoreError here and below: the file is there already, or the disk refuses.
    explicit DurableFile(std::filesystem::path file);
    DurableFile(const DurableFile&) = delete;
    DurableFile& operator=(const DurableFile&) = delete;
    ~DurableFile() = default;

    void append(std::string_view bytes);
    /// The buffer itself, for callers that encode in place; call settle() after each piece.
    [[nodiscard]] std::string& buffer() { return m_buffer; }
    void settle()
    {
        if (m_buffer.size() >= flush_at) {
            flush();
        }
    }

    /// Writes what is buffered and gives size and sum; the bytes may still be in the cache.
    [[nodiscard]] VersionFile sum();
    /// After sum(): fsync, read-only, close.
    void make_durable();

private:
    static constexpr std::size_t flush_at = std::size_t{1} << 20U;
    void flush();
    void send(std::string_view bytes);

    std::filesystem::path m_file;
    FileDescriptor m_descriptor;
    std::string m_buffer;
    std::string m_leaving;  ///< the full buffer before, while another thread sums and writes it
    std::uint64_t m_written = 0;
    std::uint64_t m_sent = 0;  ///< bytes whose way to the disk has begun
    Sha256 m_sha256;
    std::future<void> m_sending;  ///< last: it waits for its thread before anything above goes
};

/// Makes the names in a folder durable: files made, renamed or removed in it. @throws StoreError.
void sync_folder(const std::filesystem::path& folder);
/// Makes the folder and those above it where they are missing, durably. @throws StoreError.
void make_folder(const std::filesystem::path& folder);

}  // namespace parvis::datasets
