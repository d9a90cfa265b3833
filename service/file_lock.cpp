// SPDX-License-Identifier: EUPL-1.2
#include "service/file_lock.hpp"

#include "geo/error.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

namespace parvis::service {

datasets::FileDescriptor file_lock(const std::filesystem::path& file)
{
    datasets::FileDescriptor lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    if (!lock.is_open() || ::flock(lock.get(), LOCK_EX) != 0) {
        throw StoreError(
            fmt::format("{} : verrou impossible ({})", file.string(), std::strerror(errno)));
    }
    return lock;
}

}  // namespace parvis::service
