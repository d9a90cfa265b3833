// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/register.hpp"
#include "datasets/sqlite.hpp"

#include <chrono>
#include <filesystem>
#include <string>

namespace parvis::datasets {

/// What a Register holds; for its own files only.
struct Register::Handle {
    std::filesystem::path data;
    Sqlite sqlite;
};

/// Brings the schema of a register up to this program's; the register as it was is kept beside it.
/// @throws StoreError for one that a newer program has written.
void migrate_register(Sqlite& sqlite, const std::filesystem::path& file);

/// RFC 3339, UTC.
inline std::string now_text()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return to_text(Instant{std::chrono::duration_cast<std::chrono::seconds>(now).count()});
}

}  // namespace parvis::datasets
