// SPDX-License-Identifier: EUPL-1.2
#include "publish/ready_files.hpp"

#include "datasets/sha256.hpp"

#include <algorithm>
#include <chrono>
#include <system_error>

namespace parvis::publish {

namespace {

namespace fs = std::filesystem;

/// Gone with what was left in it.
class Workplace {
public:
    explicit Workplace(fs::path folder) : m_folder(std::move(folder))
    {
        fs::create_directory(m_folder);
    }
    ~Workplace()
    {
        std::error_code ignored;
        fs::remove_all(m_folder, ignored);
    }
    Workplace(const Workplace&) = delete;
    Workplace& operator=(const Workplace&) = delete;
    [[nodiscard]] const fs::path& folder() const { return m_folder; }

private:
    fs::path m_folder;
};

}  // namespace

ReadyFile::~ReadyFile()
{
    std::error_code ignored;
    fs::remove(m_file, ignored);
}

ReadyFiles::Shared ReadyFiles::find(const std::string& key)
{
    const auto found = std::ranges::find(m_files, key, &Entry::key);
    if (found == m_files.end()) {
        return nullptr;
    }
    m_files.splice(m_files.begin(), m_files, found);
    return found->file;
}

void ReadyFiles::keep(const std::string& key, const Shared& file)
{
    m_files.push_front({key, file});
    std::uint64_t bytes = 0;
    for (auto entry = m_files.begin(); entry != m_files.end();) {
        bytes += entry->file->bytes();
        // The newest stays whatever its size: somebody is about to read it.
        const bool goes = bytes > m_budget && entry != m_files.begin();
        if (goes) {
            bytes -= entry->file->bytes();
        }
        entry = goes ? m_files.erase(entry) : std::next(entry);
    }
}

ReadyFiles::Shared ReadyFiles::make(const Maker& maker)
{
    if (!m_folder) {
        m_folder.emplace();
    }
    const auto number = std::to_string(++m_count);
    const Workplace workplace(m_folder->path() / ("atelier-" + number));
    const auto made = maker(workplace.folder());
    const auto file = m_folder->path() / number;
    fs::rename(made, file);
    return std::make_shared<const ReadyFile>(file, fs::file_size(file),
                                             datasets::sha256_hex_of_file(file));
}

std::shared_ptr<const ReadyFile> ReadyFiles::get(const std::string& key, const Maker& maker)
{
    std::promise<Shared> promise;
    {
        std::unique_lock lock(m_mutex);
        if (auto file = find(key)) {
            return file;
        }
        if (m_making == key && m_waiting < most_waiting) {
            ++m_waiting;
            const auto made = m_made;
            lock.unlock();
            const bool ready = made.wait_for(patience) == std::future_status::ready;
            lock.lock();
            --m_waiting;
            lock.unlock();
            return ready ? made.get() : nullptr;
        }
        if (!m_making.empty()) {
            return nullptr;
        }
        m_making = key;
        m_made = promise.get_future().share();
    }
    try {
        auto file = make(maker);  // only one thread at a time comes here
        promise.set_value(file);
        const std::lock_guard lock(m_mutex);
        m_making.clear();
        keep(key, file);
        return file;
    } catch (...) {
        promise.set_exception(std::current_exception());
        const std::lock_guard lock(m_mutex);
        m_making.clear();
        throw;
    }
}

}  // namespace parvis::publish
