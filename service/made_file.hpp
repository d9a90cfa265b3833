// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/spool_room.hpp"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace parvis::service {

/// Makes files for answers in temporary folders, a few at a time: they cost seconds of a core and
/// room on the disk, and whoever asks for many of them must not hold every worker. For several
/// threads.
class MadeFiles {
public:
    explicit MadeFiles(std::shared_ptr<SpoolRoom> room, int at_once = 2)
        : m_at_once(at_once), m_room(std::move(room))
    {
    }

    using Maker = std::function<std::filesystem::path(const std::filesystem::path& folder)>;
    /// The file, open and without a name; nothing when as many are being made as may be, or when
    /// those that are being sent leave no room. The folder is gone afterwards, also when the maker
    /// throws. @throws StoreError, and what the maker does
    [[nodiscard]] std::optional<FileSlice> make(const Maker& maker);

private:
    int m_at_once;
    std::shared_ptr<SpoolRoom> m_room;
    std::atomic<int> m_making = 0;
};

}  // namespace parvis::service
