// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>

namespace parvis::service {

struct SandboxLimits {
    std::uint64_t memory_bytes = std::uint64_t{4} << 30U;
    std::uint64_t cpu_seconds = 3600;
    std::uint64_t file_bytes = std::uint64_t{16} << 30U;  ///< no single file grows past it
    bool ends_with_parent = false;
};

/// Has this process end when the one that started it does. @throws Error
void end_with_parent();

/// Takes from this process, for good, what reading a file from outside never needs: sockets,
/// other programs, tracing, namespaces; and bounds its memory, its time and the files it writes.
/// GDAL opens "http://…" and
/// "/vsicurl/…" names whatever its driver list says, so the refusal has to come from the kernel.
/// Files and SQLite keep working. To be called before any thread is started.
/// @throws Error when the kernel refuses: then nothing untrusted may be read.
void enter_sandbox(const SandboxLimits& limits);

}  // namespace parvis::service
