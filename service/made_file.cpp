// SPDX-License-Identifier: EUPL-1.2
#include "service/made_file.hpp"

#include "geo/error.hpp"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace parvis::service {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view folder_prefix = "parvis-fichier-";

class TemporaryFolder {
public:
    TemporaryFolder()
    {
        std::string name = fmt::format("{}/{}{}-XXXXXX", fs::temp_directory_path().string(),
                                       folder_prefix, ::getpid());
        if (::mkdtemp(name.data()) == nullptr) {
            throw StoreError(
                fmt::format("cannot make a folder {}: {}", name, std::strerror(errno)));
        }
        m_path = name;
    }
    ~TemporaryFolder()
    {
        std::error_code ignored;
        fs::remove_all(m_path, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const fs::path& path() const { return m_path; }

private:
    fs::path m_path;
};

/// One of the few that are made at a time.
class Turn {
public:
    Turn(std::atomic<int>& making, int at_once) : m_making(making)
    {
        m_has = m_making.fetch_add(1) < at_once;
    }
    ~Turn() { m_making.fetch_sub(1); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    [[nodiscard]] bool has() const { return m_has; }

private:
    std::atomic<int>& m_making;
    bool m_has;
};

std::optional<FileSlice> open_slice(const fs::path& file, const std::shared_ptr<SpoolRoom>& room)
{
    const int number = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat facts {};
    if (number < 0 || ::fstat(number, &facts) != 0) {
        const int error = errno;
        if (number >= 0) {
            ::close(number);
        }
        throw StoreError(fmt::format("cannot open {}: {}", file.string(), std::strerror(error)));
    }
    auto share = std::make_shared<SpoolShare>(room);
    auto descriptor = owned_file(number, share);
    const auto size = static_cast<std::uint64_t>(facts.st_size);
    if (!share->take(size)) {
        return std::nullopt;
    }
    return FileSlice{std::move(descriptor), 0, size};
}

}  // namespace

std::optional<FileSlice> MadeFiles::make(const Maker& maker)
{
    const Turn turn(m_making, m_at_once);
    if (!turn.has() || m_room->is_full()) {
        return std::nullopt;
    }
    const TemporaryFolder folder;
    return open_slice(maker(folder.path()), m_room);
}

void MadeFiles::remove_left_folders()
{
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(fs::temp_directory_path(), error)) {
        const auto name = entry.path().filename().string();
        if (!name.starts_with(folder_prefix)) {
            continue;
        }
        int process = 0;
        const char* const digits = name.data() + folder_prefix.size();
        std::from_chars(digits, name.data() + name.size(), process);
        // Our own number is one that was given before: nothing has been made yet.
        const bool gone =
            process == ::getpid() || (process > 0 && ::kill(process, 0) != 0 && errno == ESRCH);
        if (gone) {
            std::error_code ignored;
            fs::remove_all(entry.path(), ignored);
        }
    }
}

}  // namespace parvis::service
