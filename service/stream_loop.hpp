// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/event_stream.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace parvis::service {

struct StreamTimes {
    std::chrono::milliseconds heartbeat{15'000};  ///< without anything sent
    std::chrono::milliseconds stall{30'000};      ///< without a byte taken by the client
    std::chrono::milliseconds drain{2'000};       ///< to send what waits, at the end
};

/// Sends streams of events: one thread with an epoll of its own, whatever the number of clients.
/// A connection comes here when its request is answered by a stream, and belongs to this loop from
/// then on: no worker waits for it, and it waits for no other client.
class StreamLoop {
public:
    /// @throws Error when the kernel refuses.
    explicit StreamLoop(StreamTimes times = {});
    ~StreamLoop();
    StreamLoop(const StreamLoop&) = delete;
    StreamLoop& operator=(const StreamLoop&) = delete;

    /// Takes a connected, non-blocking socket over; `head` is sent first. From any thread.
    void adopt(int socket, std::string head, std::shared_ptr<EventStream> stream);
    /// Texts were added to streams. From any thread.
    void wake() noexcept;
    /// Sends what waits, closes all, and ends: clients come back to whoever listens then.
    void stop() noexcept;
    [[nodiscard]] std::size_t clients() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace parvis::service
