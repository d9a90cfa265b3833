// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/connection.hpp"
#include "service/connection_loop.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace parvis::service {

/// The body of one request, as its connection brings it; given up when it is too slow as a whole,
/// stands still (LoopLimits), or the server stops (half of the draining time is left to it then).
class ConnectionBody : public BodyReader {
public:
    /// `announce`: the client waits for "100 Continue" before it sends.
    ConnectionBody(Connection& connection, std::uint64_t length, bool announce,
                   const LoopLimits& limits, const std::atomic<bool>& stopping);
    std::size_t read(char* to, std::size_t size) override;
    [[nodiscard]] bool is_used_up() const { return m_left == 0; }

private:
    Connection& m_connection;
    std::uint64_t m_left;
    bool m_announce;
    const LoopLimits& m_limits;
    const std::atomic<bool>& m_stopping;
    bool m_is_last = false;
    Clock::time_point m_deadline;
};

}  // namespace parvis::service
