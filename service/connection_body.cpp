// SPDX-License-Identifier: EUPL-1.2
#include "service/connection_body.hpp"

#include <algorithm>
#include <chrono>

namespace parvis::service {

namespace {

/// Whatever length a head claims, its time is that of a terabyte at most.
constexpr std::uint64_t longest_awaited = std::uint64_t{1} << 40U;

}  // namespace

ConnectionBody::ConnectionBody(Connection& connection, std::uint64_t length, bool announce,
                               const LoopLimits& limits, const std::atomic<bool>& stopping)
    : m_connection(connection), m_left(length), m_announce(announce), m_limits(limits),
      m_stopping(stopping),
      m_deadline(Clock::now() + std::chrono::seconds(30 + std::min(length, longest_awaited) /
                                                              limits.body_bytes_per_second))
{
}

std::size_t ConnectionBody::read(char* to, std::size_t size)
{
    if (m_announce) {
        m_connection.send_now("HTTP/1.1 100 Continue\r\n\r\n");
        m_announce = false;
    }
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size, m_left));
    if (wanted == 0) {
        return 0;
    }
    const auto pause_ends = Clock::now() + m_limits.body_pause;
    for (;;) {
        if (m_stopping.load() && !m_is_last) {
            m_is_last = true;  // what is under way may end while the server drains
            m_deadline = std::min(m_deadline, Clock::now() + m_limits.drain_time / 2);
        }
        const auto now = Clock::now();
        const auto until = std::min(m_deadline, pause_ends);
        if (now >= until) {
            return 0;
        }
        constexpr std::chrono::milliseconds glance{500};
        const auto got = m_connection.receive_body(to, wanted, std::min(until, now + glance));
        if (got) {
            m_left -= *got;
            return *got;
        }
    }
}

}  // namespace parvis::service
