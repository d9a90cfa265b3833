// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/durable_file.hpp"

#include <filesystem>

namespace parvis::service {

/// The one lock (flock) on a file, which is made where it is missing; waits for it. It goes with
/// what is returned, and with the process, however that ends. @throws StoreError
[[nodiscard]] datasets::FileDescriptor file_lock(const std::filesystem::path& file);

}  // namespace parvis::service
