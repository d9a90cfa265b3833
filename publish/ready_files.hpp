// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/temporary_folder.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <future>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace parvis::publish {

/// A file that was made for whoever asks; removed when nobody holds it any more.
class ReadyFile {
public:
    ReadyFile(std::filesystem::path file, std::uint64_t bytes, std::string sha256)
        : m_file(std::move(file)), m_bytes(bytes), m_sha256(std::move(sha256))
    {
    }
    ~ReadyFile();
    ReadyFile(const ReadyFile&) = delete;
    ReadyFile& operator=(const ReadyFile&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return m_file; }
    [[nodiscard]] std::uint64_t bytes() const { return m_bytes; }
    [[nodiscard]] const std::string& sha256() const { return m_sha256; }  ///< hex

private:
    std::filesystem::path m_file;
    std::uint64_t m_bytes;
    std::string m_sha256;
};

/// Whole files that are made when first asked for and kept, so that parts of them can be asked for
/// afterwards: within a budget of bytes, one made at a time. They lie in a temporary folder that
/// goes with this object. For several threads.
class ReadyFiles {
public:
    static constexpr std::uint64_t most_bytes = std::uint64_t{1} << 30U;
    /// How long one who asks waits for a file that another is having made.
    static constexpr std::chrono::milliseconds patience{2'000};
    /// How many wait so: each holds a worker of the server.
    static constexpr int most_waiting = 3;

    explicit ReadyFiles(std::uint64_t budget = most_bytes) : m_budget(budget) {}
    ReadyFiles(const ReadyFiles&) = delete;
    ReadyFiles& operator=(const ReadyFiles&) = delete;

    /// Writes the file in a folder of its own, which goes afterwards, and gives it.
    using Maker = std::function<std::filesystem::path(const std::filesystem::path& folder)>;
    /// The file that `key` names, which must change whenever its bytes would. nullptr while it, or
    /// another, is still being made: the same question a little later. @throws what the maker does,
    /// StoreError
    [[nodiscard]] std::shared_ptr<const ReadyFile> get(const std::string& key, const Maker& maker);

private:
    using Shared = std::shared_ptr<const ReadyFile>;
    struct Entry {
        std::string key;
        Shared file;
    };
    [[nodiscard]] Shared find(const std::string& key);
    [[nodiscard]] Shared make(const Maker& maker);
    void keep(const std::string& key, const Shared& file);

    const std::uint64_t m_budget;
    std::mutex m_mutex;
    std::optional<TemporaryFolder> m_folder;  ///< from the first file on; it outlives them
    std::list<Entry> m_files;                 ///< the latest used first
    std::string m_making;                     ///< key of the file that is being made, "" for none
    std::shared_future<Shared> m_made;
    int m_waiting = 0;
    std::uint64_t m_count = 0;
};

}  // namespace parvis::publish
