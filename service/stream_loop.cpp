// SPDX-License-Identifier: EUPL-1.2
#include "service/stream_loop.hpp"

#include "geo/error.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <span>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace parvis::service {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// What the kernel holds for a client that does not read: else up to 4 MB each.
constexpr int send_buffer = 131'072;
/// A client that is gone without a word (a phone out of reach) acknowledges no heartbeat: the
/// kernel would try for a quarter of an hour.
constexpr unsigned silence_ms = 60'000;

class Descriptor {
public:
    explicit Descriptor(int number) : m_number(number)
    {
        if (number < 0) {
            throw Error(std::string("streams: ") + std::strerror(errno));
        }
    }
    ~Descriptor() { ::close(m_number); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return m_number; }

private:
    int m_number;
};

class Client {
public:
    Client(int socket, EventStream::Text head, std::shared_ptr<EventStream> stream)
        : m_socket(socket), m_stream(std::move(stream)), m_current(std::move(head)),
          m_last(Clock::now())
    {
    }
    ~Client() { ::close(m_socket); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    enum class Sent { all, waiting, broken };
    /// As much as the socket takes.
    Sent send()
    {
        if (m_stream->overfull()) {
            return Sent::broken;
        }
        for (;;) {
            if (m_current == nullptr) {
                m_current = m_stream->take();
                m_sent = 0;
            }
            if (m_current == nullptr) {
                return Sent::all;
            }
            while (m_sent < m_current->size()) {
                const ssize_t put = ::send(m_socket, m_current->data() + m_sent,
                                           m_current->size() - m_sent, MSG_NOSIGNAL);
                if (put < 0 && errno == EINTR) {
                    continue;
                }
                if (put < 0) {
                    return errno == EAGAIN || errno == EWOULDBLOCK ? Sent::waiting : Sent::broken;
                }
                m_sent += static_cast<std::size_t>(put);
                m_last = Clock::now();
            }
            m_current = nullptr;
        }
    }
    /// Nothing is expected from a client; false once it has closed.
    [[nodiscard]] bool is_there() const
    {
        std::array<char, 4'096> sink{};
        for (int turn = 0; turn < 16; ++turn) {
            const ssize_t got = ::recv(m_socket, sink.data(), sink.size(), 0);
            if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
                return false;
            }
            if (got < 0 && errno == EAGAIN) {
                return true;
            }
        }
        return true;
    }
    [[nodiscard]] int socket() const { return m_socket; }
    [[nodiscard]] Clock::time_point last_sent() const { return m_last; }
    void add(const EventStream::Text& text) { m_stream->add(text); }

    bool wants_room = false;  ///< epoll tells when the socket takes more

private:
    int m_socket;
    std::shared_ptr<EventStream> m_stream;
    EventStream::Text m_current;
    std::size_t m_sent = 0;
    Clock::time_point m_last;
};

}  // namespace

struct StreamLoop::State {
    explicit State(StreamTimes stream_times)
        : times(stream_times), epoll(::epoll_create1(EPOLL_CLOEXEC)),
          bell(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = nullptr;
        if (::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, bell.get(), &event) != 0) {
            throw Error(std::string("streams: ") + std::strerror(errno));
        }
    }

    void run();
    void take_over();
    void send(Client& client);
    void look_after(Clock::time_point now);
    void drain();
    void drop(const Client& client)
    {
        clients.erase(client.socket());
        count = clients.size();
    }
    bool watch(Client& client, int operation) const
    {
        epoll_event event{};
        event.events = EPOLLIN | EPOLLRDHUP | (client.wants_room ? EPOLLOUT : 0U);
        event.data.ptr = &client;
        return ::epoll_ctl(epoll.get(), operation, client.socket(), &event) == 0;
    }
    void ring() const noexcept
    {
        const std::uint64_t one = 1;
        static_cast<void>(!::write(bell.get(), &one, sizeof one));
    }

    const StreamTimes times;
    const EventStream::Text heartbeat = std::make_shared<const std::string>(":\n\n");
    Descriptor epoll, bell;
    std::unordered_map<int, std::unique_ptr<Client>> clients;  ///< of the loop's thread alone
    std::atomic<std::size_t> count{0};
    std::atomic<bool> stopping{false};
    std::mutex mutex;
    std::vector<std::unique_ptr<Client>> arriving;
    bool ended = false;  ///< nobody takes them over any more
    std::thread thread;
};

void StreamLoop::State::run()
{
    constexpr int events_at_once = 256;
    constexpr milliseconds look_around{500};
    std::array<epoll_event, events_at_once> events{};
    auto looked = Clock::now();
    while (!stopping) {
        const int got = ::epoll_wait(epoll.get(), events.data(), events_at_once,
                                     static_cast<int>(look_around.count()));
        bool rung = false;
        for (const epoll_event& event :
             std::span(events).first(static_cast<std::size_t>(std::max(got, 0)))) {
            // Each client stands in the list once, and only its own event can drop it here.
            auto* const client = static_cast<Client*>(event.data.ptr);
            if (client == nullptr) {
                rung = true;
            } else if ((event.events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0 &&
                       !client->is_there()) {
                drop(*client);
            } else {
                send(*client);
            }
        }
        if (rung) {
            std::uint64_t times_rung = 0;
            static_cast<void>(!::read(bell.get(), &times_rung, sizeof times_rung));
            take_over();
            std::vector<Client*> all;
            for (const auto& [socket, client] : clients) {
                all.push_back(client.get());
            }
            for (Client* client : all) {
                if (!client->wants_room) {
                    send(*client);
                }
            }
        }
        if (const auto now = Clock::now(); now >= looked + look_around) {
            looked = now;
            look_after(now);
        }
    }
    drain();
}

void StreamLoop::State::take_over()
{
    std::vector<std::unique_ptr<Client>> arrived;
    {
        const std::scoped_lock lock(mutex);
        arrived.swap(arriving);
    }
    for (auto& client : arrived) {
        ::setsockopt(client->socket(), SOL_SOCKET, SO_SNDBUF, &send_buffer, sizeof send_buffer);
        ::setsockopt(client->socket(), IPPROTO_TCP, TCP_USER_TIMEOUT, &silence_ms,
                     sizeof silence_ms);
        if (watch(*client, EPOLL_CTL_ADD)) {
            const int socket = client->socket();
            clients[socket] = std::move(client);
        }
    }
    count = clients.size();
}

/// Sends, and has epoll tell when the rest can go.
void StreamLoop::State::send(Client& client)
{
    const auto sent = client.send();
    if (sent == Client::Sent::broken) {
        drop(client);
        return;
    }
    const bool waits = sent == Client::Sent::waiting;
    if (waits != client.wants_room) {
        client.wants_room = waits;
        watch(client, EPOLL_CTL_MOD);
    }
}

/// Heartbeats for those that heard nothing; those that take nothing are cut.
void StreamLoop::State::look_after(Clock::time_point now)
{
    std::vector<Client*> silent, stalled;
    for (const auto& [socket, client] : clients) {
        const auto quiet = now - client->last_sent();
        if (client->wants_room && quiet > times.stall) {
            stalled.push_back(client.get());
        } else if (client->wants_room || quiet > times.heartbeat) {
            silent.push_back(client.get());
        }
    }
    for (Client* client : stalled) {
        drop(*client);
    }
    for (Client* client : silent) {
        if (!client->wants_room) {
            client->add(heartbeat);
        }
        send(*client);  // one that waits for room may be too far behind by now
    }
}

void StreamLoop::State::drain()
{
    take_over();
    const auto end = Clock::now() + times.drain;
    for (bool waits = true; waits && Clock::now() < end;) {
        waits = false;
        std::vector<Client*> all;
        for (const auto& [socket, client] : clients) {
            all.push_back(client.get());
        }
        for (Client* client : all) {
            const auto sent = client->send();
            waits = waits || sent == Client::Sent::waiting;
            if (sent != Client::Sent::waiting) {
                ::shutdown(client->socket(), SHUT_WR);
                drop(*client);
            }
        }
        if (waits) {
            std::this_thread::sleep_for(milliseconds(10));
        }
    }
    clients.clear();
    count = 0;
    const std::scoped_lock lock(mutex);
    ended = true;
    arriving.clear();
}

StreamLoop::StreamLoop(StreamTimes times) : m_state(std::make_unique<State>(times))
{
    m_state->thread = std::thread([state = m_state.get()] { state->run(); });
}

StreamLoop::~StreamLoop() { stop(); }

void StreamLoop::adopt(int socket, std::string head, std::shared_ptr<EventStream> stream)
{
    auto client = std::make_unique<Client>(
        socket, std::make_shared<const std::string>(std::move(head)), std::move(stream));
    {
        const std::scoped_lock lock(m_state->mutex);
        if (m_state->ended) {
            return;  // closes it
        }
        m_state->arriving.push_back(std::move(client));
    }
    m_state->ring();
}

void StreamLoop::wake() noexcept { m_state->ring(); }

void StreamLoop::stop() noexcept
{
    m_state->stopping = true;
    m_state->ring();
    if (m_state->thread.joinable()) {
        m_state->thread.join();
    }
}

std::size_t StreamLoop::clients() const { return m_state->count; }

}  // namespace parvis::service
