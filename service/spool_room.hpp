// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/connection_loop.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

namespace parvis::service {

/// How many bytes files without a name hold together while answers are sent from them. No listing
/// of a folder shows them, and a client that reads nothing keeps its own as long as it is
/// connected. For several threads.
class SpoolRoom {
public:
    static constexpr std::uint64_t usual = 2'000'000'000;  ///< bytes

    explicit SpoolRoom(std::uint64_t most = usual) : m_most(most) {}
    [[nodiscard]] bool is_full() const { return m_taken.load() >= m_most; }
    [[nodiscard]] std::uint64_t taken() const { return m_taken.load(); }

private:
    friend class SpoolShare;
    std::uint64_t m_most;
    std::atomic<std::uint64_t> m_taken = 0;
};

/// What one file has of the room: given back at its end.
class SpoolShare {
public:
    explicit SpoolShare(std::shared_ptr<SpoolRoom> room) : m_room(std::move(room)) {}
    ~SpoolShare() { m_room->m_taken.fetch_sub(m_bytes); }
    SpoolShare(const SpoolShare&) = delete;
    SpoolShare& operator=(const SpoolShare&) = delete;

    /// Takes more; false where all together would have more than there is. Whoever is alone may
    /// take any number, or a large dataset could never be had.
    [[nodiscard]] bool take(std::uint64_t bytes);

private:
    std::shared_ptr<SpoolRoom> m_room;
    std::uint64_t m_bytes = 0;
};

/// Owns an open file: with its last owner it closes, and its share is given back.
[[nodiscard]] std::shared_ptr<const int> owned_file(int number,
                                                    std::shared_ptr<SpoolShare> share = nullptr);

}  // namespace parvis::service
