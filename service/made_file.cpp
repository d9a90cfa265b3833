// SPDX-License-Identifier: EUPL-1.2
#include "service/made_file.hpp"

#include "geo/error.hpp"
#include "publish/temporary_folder.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace parvis::service {

namespace {

namespace fs = std::filesystem;

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
    const publish::TemporaryFolder folder;
    return open_slice(maker(folder.path()), m_room);
}

}  // namespace parvis::service
