// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/connection_loop.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace parvis::service {

using Clock = std::chrono::steady_clock;

/// One accepted socket: what came in and was not used yet, what has to go out. All but the phase,
/// its times and `expired` belong to the worker that was woken for it.
class Connection {
public:
    enum class Phase { idle, head, body, writing, lingering };
    enum class Progress { done, waiting, broken };

    Connection(int socket, std::string peer);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    [[nodiscard]] int socket() const { return m_socket; }
    /// The socket is somebody else's from now on.
    void release() { m_socket = -1; }
    [[nodiscard]] const std::string& peer() const { return m_peer; }

    /// Takes what the socket has, at most as much as a head may be, or as is awaited. broken: the
    /// client has closed.
    Progress receive();
    /// Bytes of a request, head and body, that are to be there before it is answered; 0: as many as
    /// a head has.
    void await(std::size_t bytes) { m_awaited = bytes; }
    [[nodiscard]] bool lacks_awaited() const { return received().size() < m_awaited; }
    [[nodiscard]] std::string_view received() const
    {
        return std::string_view(m_in).substr(m_used);
    }
    /// Length of the head that has been received whole, or 0.
    [[nodiscard]] std::size_t whole_head();
    void use(std::size_t bytes);
    /// Body bytes, blocking: first those that came with the head. 0: the client has closed;
    /// nothing: none came until `deadline`.
    std::optional<std::size_t> receive_body(char* to, std::size_t size, Clock::time_point deadline);

    void send(Outgoing out);
    /// Sends bytes at once and blocking for at most a second ("100 Continue").
    void send_now(std::string_view bytes) const;
    Progress flush();
    [[nodiscard]] bool closes_after_sending() const { return m_out.close; }

    /// No more bytes from us; what still comes is thrown away, so that the client can read the
    /// answer before it sees the connection reset.
    void start_lingering();
    Progress discard() const;

    // Watched by the thread that looks for late connections.
    void wait_until(Phase phase, Clock::time_point deadline);
    void set_phase(Phase phase) { m_phase.store(phase); }
    [[nodiscard]] bool is_parked_idle() const
    {
        return m_phase.load() == Phase::idle && m_deadline.load() != never;
    }
    /// A request has begun: now, and it is to be whole after `time`.
    void start_request(Clock::duration time)
    {
        const auto now = Clock::now();
        m_request_begun.store(ticks(now));
        m_request_deadline = now + time;
    }
    [[nodiscard]] Clock::time_point request_deadline() const { return m_request_deadline; }
    void linger_after_sending(bool lingers) { m_lingers = lingers; }
    [[nodiscard]] bool lingers_after_sending() const { return m_lingers; }
    void claim() { m_deadline.store(never); }
    /// Whoever is woken for it next sees all that this worker did; wait_until() does the same.
    void hand_over() { m_phase.store(m_phase.load()); }
    [[nodiscard]] Phase phase() const { return m_phase.load(); }
    [[nodiscard]] bool is_late(Clock::time_point now) const
    {
        return m_deadline.load() < ticks(now);
    }
    /// When the request that is waited for began, in ticks of the clock.
    [[nodiscard]] Clock::rep request_begun() const { return m_request_begun.load(); }
    [[nodiscard]] bool expired() const { return m_expired.load(); }
    /// Wakes the worker for this connection, as if the client had closed.
    void expire();

private:
    using Ticks = Clock::rep;
    static constexpr Ticks never = std::numeric_limits<Ticks>::max();
    static Ticks ticks(Clock::time_point time) { return time.time_since_epoch().count(); }
    Progress flush_file(FileSlice& slice);

    int m_socket;
    std::string m_peer;
    std::string m_in;
    std::size_t m_used = 0;  ///< bytes of m_in that belong to earlier requests
    std::size_t m_awaited = 0;
    std::size_t m_searched = 0;  ///< bytes after m_used in which no head ends
    Outgoing m_out;
    std::size_t m_sent = 0;
    bool m_lingers = false;
    Clock::time_point m_request_deadline;
    std::atomic<Phase> m_phase{Phase::idle};
    std::atomic<Ticks> m_request_begun{0};
    std::atomic<Ticks> m_deadline{never};
    std::atomic<bool> m_expired{false};
};

}  // namespace parvis::service
