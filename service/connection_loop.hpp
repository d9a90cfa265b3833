// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/event_stream.hpp"
#include "service/request_head.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace parvis::service {

/// A whole or partial file to send; the descriptor closes with the last owner.
struct FileSlice {
    std::shared_ptr<const int> descriptor;
    std::uint64_t offset = 0, length = 0;
};

/// The bytes of an answer. What does not fit into the socket at once waits in the loop, not in a
/// worker.
struct Outgoing {
    std::string head;
    std::variant<std::string, std::shared_ptr<const std::string>, FileSlice> body;
    bool close = false;
    /// What follows the head instead of a body: the connection goes over to the loop of streams.
    std::shared_ptr<EventStream> stream{};
};

class StreamLoop;

/// Where the rest of a request's body comes from, while a worker reads it.
class BodyReader {
public:
    virtual ~BodyReader() = default;
    /// At most `size` bytes, blocking; 0 at the end of the body, when the client is gone, or when
    /// it sends slower than a body may come.
    virtual std::size_t read(char* to, std::size_t size) = 0;
};

/// One request whose head is complete, and the answer to it.
struct Exchange {
    RequestHead head;
    std::string peer;
    BodyReader* body = nullptr;
    int status = 0;            ///< of the answer, for the log
    std::uint64_t length = 0;  ///< of its body
    Outgoing out;
};

struct LoopLimits {
    unsigned workers = 4;
    std::size_t connections = 16'384;
    std::chrono::milliseconds head_time{
        10'000};  ///< from a request's first byte to the end of its head
    std::chrono::milliseconds idle_time{60'000};
    std::chrono::milliseconds write_time{30'000};  ///< without any byte taken by the client
    std::chrono::milliseconds linger_time{2'000};  ///< to let a refused client read why
    std::chrono::milliseconds drain_time{10'000};
    std::uint64_t body_bytes_per_second = 4'096;   ///< a slower body is given up
    std::chrono::milliseconds body_pause{30'000};  ///< and one of which nothing comes for so long
    /// The body of a POST up to this length waits in the loop until it is whole, and at most so
    /// many at a time: whoever sends slowly holds no worker.
    std::uint64_t awaited_body = 262'144;
    std::size_t awaited_bodies = 512;
};

/// Serves connections of a listening socket: idle ones, slow heads and slow readers wait in epoll
/// and cost no thread; a worker sees a request only when its whole head is there. Each connection
/// belongs to one worker at a time (EPOLLONESHOT).
class ConnectionLoop {
public:
    /// Answers the exchange; must not throw. Called by several threads at once.
    using Serve = std::function<void(Exchange&)>;
    /// The bytes to send for a request that was refused before it became an exchange.
    using Refuse = std::function<std::string(const Refusal&)>;

    /// `streams` takes over the connections of answers that are streams; without it there are none.
    ConnectionLoop(int listening, LoopLimits limits, Serve serve, Refuse refuse,
                   StreamLoop* streams = nullptr);
    ~ConnectionLoop();
    ConnectionLoop(const ConnectionLoop&) = delete;
    ConnectionLoop& operator=(const ConnectionLoop&) = delete;

    /// Serves until stop(); then finishes what was asked, and returns.
    void run();
    /// No new connections; requests that are there are answered. From any thread.
    void stop() noexcept;
    [[nodiscard]] std::size_t connections() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace parvis::service
