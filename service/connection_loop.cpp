// SPDX-License-Identifier: EUPL-1.2
#include "service/connection_loop.hpp"

#include "geo/error.hpp"
#include "service/connection.hpp"
#include "service/connection_body.hpp"
#include "service/stream_loop.hpp"
#include "service/turnstile.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace parvis::service {

namespace {

using Phase = Connection::Phase;
using Progress = Connection::Progress;
using std::chrono::milliseconds;

class Descriptor {
public:
    explicit Descriptor(int number, const char* what) : m_number(number)
    {
        if (number < 0) {
            throw Error(std::string(what) + ": " + std::strerror(errno));
        }
    }
    ~Descriptor() { ::close(m_number); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return m_number; }

private:
    int m_number;
};

std::string address_of(const sockaddr_storage& from)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (from.ss_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &from, sizeof v4);
        inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
    } else if (from.ss_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &from, sizeof v6);
        inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
    }
    return text.data();
}

}  // namespace

struct ConnectionLoop::State {
    State(int listening_socket, LoopLimits loop_limits, Serve serve_with, Refuse refuse_with,
          StreamLoop* stream_loop)
        : listening(listening_socket), limits(loop_limits), serve(std::move(serve_with)),
          refuse(std::move(refuse_with)), streams(stream_loop),
          epoll(::epoll_create1(EPOLL_CLOEXEC), "epoll"),
          end(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd"),
          turnstile(std::max(2U, std::thread::hardware_concurrency()), std::max(1U, limits.workers))
    {
        if (!watch(end.get(), &end, EPOLLIN, EPOLL_CTL_ADD)) {
            throw Error(std::string("epoll_ctl: ") + std::strerror(errno));
        }
    }

    bool watch(int socket, void* what, std::uint32_t events, int operation) const
    {
        epoll_event event{};
        event.events = events;
        event.data.ptr = what;
        return ::epoll_ctl(epoll.get(), operation, socket, &event) == 0;
    }
    void park(Connection& connection, Phase phase, milliseconds time)
    {
        const std::uint32_t events = phase == Phase::writing ? EPOLLOUT : EPOLLIN;
        const int socket = connection.socket();  // what follows hands it to the next worker
        connection.wait_until(phase, Clock::now() + time);
        watch(socket, &connection, events | EPOLLONESHOT, EPOLL_CTL_MOD);
    }
    /// Waits for more of what has begun to come, no longer than the time that began with it.
    void wait_for_rest(Connection& connection, Phase phase)
    {
        const int socket = connection.socket();  // what follows hands it to the next worker
        connection.wait_until(phase, connection.request_deadline());
        watch(socket, &connection, EPOLLIN | EPOLLONESHOT, EPOLL_CTL_MOD);
    }
    void close(Connection& connection)
    {
        const std::scoped_lock lock(mutex);
        open.erase(
            connection
                .socket());  // closes it under the lock: the sweep never sees its number reused
    }

    void work(std::size_t worker);
    void answer(const epoll_event& event);
    void accept_all();
    void step(Connection& connection);
    void read_on(Connection& connection);
    bool answer_one(Connection& connection);
    bool await_body(Connection& connection, const RequestHead& head, std::size_t head_length);
    void hand_to_streams(Connection& connection, Outgoing out);
    void expire_oldest_body();
    void refuse_and_close(Connection& connection, const Refusal& refusal);
    bool flush(Connection& connection);
    void sweep(Clock::time_point now, bool draining_idle);

    int listening;
    LoopLimits limits;
    Serve serve;
    Refuse refuse;
    StreamLoop* streams;
    Descriptor epoll, end;
    Turnstile turnstile;
    std::atomic<bool> stopping{false};
    std::atomic<std::size_t> awaited_bodies{0};
    std::mutex mutex;
    std::condition_variable stop_asked;
    std::unordered_map<int, std::unique_ptr<Connection>> open;
};

void ConnectionLoop::State::work(std::size_t worker)
{
    while (turnstile.enter(worker)) {
        epoll_event event{};
        const int count = ::epoll_wait(epoll.get(), &event, 1, -1);
        if (count < 0 && errno != EINTR) {
            return;
        }
        if (count <= 0) {
            continue;
        }
        if (event.data.ptr == &end) {
            return;
        }
        turnstile.begin(worker);
        answer(event);
        turnstile.end(worker);
    }
}

void ConnectionLoop::State::answer(const epoll_event& event)
{
    if (event.data.ptr == &listening) {
        accept_all();
        watch(listening, &listening, EPOLLIN | EPOLLONESHOT, EPOLL_CTL_MOD);
    } else {
        step(*static_cast<Connection*>(event.data.ptr));
    }
}

void ConnectionLoop::State::accept_all()
{
    for (;;) {
        sockaddr_storage from{};
        socklen_t size = sizeof from;
        const int socket =
            ::accept4(listening, reinterpret_cast<sockaddr*>(&from), &size,  // POSIX's own idiom
                      SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket < 0 && (errno == EINTR || errno == ECONNABORTED)) {
            continue;
        }
        if (socket < 0) {
            return;
        }
        const int on = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        auto made = std::make_unique<Connection>(socket, address_of(from));
        Connection& connection = *made;
        {
            const std::scoped_lock lock(mutex);
            if (open.size() >= limits.connections) {
                continue;  // closes it; the sweep frees idle ones
            }
            open.emplace(socket, std::move(made));
        }
        connection.wait_until(Phase::idle, Clock::now() + limits.head_time);
        if (!watch(socket, &connection, EPOLLIN | EPOLLONESHOT, EPOLL_CTL_ADD)) {
            close(connection);
        }
    }
}

void ConnectionLoop::State::step(Connection& connection)
{
    if (connection.phase() != Phase::lingering) {
        connection.claim();  // a refused client's time goes on running, whatever it still sends
    }
    switch (connection.phase()) {
    case Phase::idle:
    case Phase::head:
    case Phase::body:
        read_on(connection);
        return;
    case Phase::writing:
        if (flush(connection)) {
            read_on(connection);
        }
        return;
    case Phase::lingering:
        if (connection.expired() || connection.discard() == Progress::broken) {
            close(connection);
        } else {
            const int socket = connection.socket();
            connection.hand_over();
            watch(socket, &connection, EPOLLIN | EPOLLONESHOT, EPOLL_CTL_MOD);
        }
        return;
    }
}

/// Answers what has been received whole, then waits for more.
void ConnectionLoop::State::read_on(Connection& connection)
{
    constexpr int in_a_row = 4;
    const Progress progress = connection.receive();
    if (connection.phase() == Phase::body) {
        if (connection.lacks_awaited() && progress != Progress::broken) {
            wait_for_rest(connection, Phase::body);
            return;
        }
        --awaited_bodies;
        const bool whole = !connection.lacks_awaited();
        connection.await(0);
        connection.set_phase(Phase::idle);
        if (!whole && connection.expired()) {
            refuse_and_close(connection, {408, "La requête n’est pas arrivée entière à temps."});
            return;
        }
        if (!whole) {
            close(connection);
            return;
        }
    }
    for (int answered = 0; connection.whole_head() > 0; ++answered) {
        if (answered == in_a_row) {
            // Others first: the socket can be written to, so this one comes again at once, in turn.
            park(connection, Phase::writing, limits.write_time);
            return;
        }
        if (!answer_one(connection)) {
            return;
        }
    }
    if (const auto refusal = refuse_unfinished(connection.received())) {
        refuse_and_close(connection, *refusal);
    } else if (progress == Progress::broken && connection.expired() &&
               !connection.received().empty()) {
        refuse_and_close(connection, {408, "La requête n’est pas arrivée entière à temps."});
    } else if (progress == Progress::broken) {
        close(connection);
    } else if (connection.received().empty()) {
        park(connection, Phase::idle, limits.idle_time);
    } else {
        // The time for a head runs from its first byte: a byte now and then gains nothing.
        const bool begun = connection.phase() == Phase::head;
        if (!begun) {
            connection.start_request(limits.head_time);
        }
        wait_for_rest(connection, Phase::head);
    }
}

/// True when the connection is ready for its next request; else it has been parked or closed.
bool ConnectionLoop::State::answer_one(Connection& connection)
{
    const std::size_t length = connection.whole_head();
    auto read = read_head(connection.received().substr(0, length));
    if (const auto* refusal = std::get_if<Refusal>(&read)) {
        refuse_and_close(connection, *refusal);
        return false;
    }
    if (await_body(connection, std::get<RequestHead>(read), length)) {
        return false;
    }
    Exchange exchange;
    exchange.head = std::get<RequestHead>(std::move(read));
    connection.use(length);
    exchange.peer = connection.peer();
    const std::uint64_t coming = exchange.head.content_length.value_or(0);
    const bool announce = exchange.head.expects_continue && connection.received().size() < coming;
    ConnectionBody body(connection, coming, announce, limits, stopping);
    exchange.body = &body;
    exchange.out.close = !exchange.head.keep_alive || stopping.load();
    serve(exchange);
    if (exchange.out.stream != nullptr && streams != nullptr) {
        hand_to_streams(connection, std::move(exchange.out));
        return false;
    }

    const bool leftover = exchange.head.chunked || !body.is_used_up();
    exchange.out.close = exchange.out.close || leftover;
    connection.set_phase(leftover ? Phase::lingering : Phase::idle);
    connection.send(std::move(exchange.out));
    return flush(connection);
}

/// From here on the connection is no longer one of this loop's.
void ConnectionLoop::State::hand_to_streams(Connection& connection, Outgoing out)
{
    const int socket = connection.socket();
    ::epoll_ctl(epoll.get(), EPOLL_CTL_DEL, socket, nullptr);
    {
        const std::scoped_lock lock(mutex);
        const auto owned = open.extract(socket);
        owned.mapped()->release();
    }
    streams->adopt(socket, std::move(out.head), std::move(out.stream));
}

/// Where too many bodies are waited for, the one that began first is given up, be it short or long:
/// whoever sends at once is answered, whoever holds hundreds open loses them.
void ConnectionLoop::State::expire_oldest_body()
{
    const std::scoped_lock lock(mutex);
    Connection* oldest = nullptr;
    for (auto& [socket, connection] : open) {
        if (connection->phase() == Phase::body && !connection->expired() &&
            (oldest == nullptr || connection->request_begun() < oldest->request_begun())) {
            oldest = connection.get();
        }
    }
    if (oldest != nullptr) {
        oldest->expire();
    }
}

/// True when the request is to wait for its body: then the connection has been parked.
bool ConnectionLoop::State::await_body(Connection& connection, const RequestHead& head,
                                       std::size_t head_length)
{
    const std::uint64_t length = head.content_length.value_or(0);
    if (head.method != "POST" || head.chunked || length == 0 || length > limits.awaited_body) {
        return false;
    }
    connection.await(head_length + static_cast<std::size_t>(length));
    if (!connection.lacks_awaited()) {
        connection.await(0);
        return false;
    }
    if (awaited_bodies.fetch_add(1) >= limits.awaited_bodies) {
        expire_oldest_body();
    }
    if (head.expects_continue) {
        connection.send_now("HTTP/1.1 100 Continue\r\n\r\n");
    }
    connection.start_request(limits.head_time +
                             std::chrono::seconds(length / limits.body_bytes_per_second));
    wait_for_rest(connection, Phase::body);
    return true;
}

void ConnectionLoop::State::refuse_and_close(Connection& connection, const Refusal& refusal)
{
    Outgoing out;
    out.head = refuse(refusal);
    out.close = true;
    connection.set_phase(Phase::lingering);
    connection.send(std::move(out));
    flush(connection);
}

/// True when everything is sent and the connection lives on.
bool ConnectionLoop::State::flush(Connection& connection)
{
    const bool lingers =
        connection.phase() == Phase::lingering || connection.lingers_after_sending();
    switch (connection.flush()) {
    case Progress::broken:
        close(connection);
        return false;
    case Progress::waiting:
        connection.linger_after_sending(lingers);
        park(connection, Phase::writing, limits.write_time);
        return false;
    case Progress::done:
        break;
    }
    if (!connection.closes_after_sending()) {
        return true;
    }
    if (lingers) {
        connection.start_lingering();
        park(connection, Phase::lingering, limits.linger_time);
    } else {
        close(connection);
    }
    return false;
}

void ConnectionLoop::State::sweep(Clock::time_point now, bool draining_idle)
{
    const std::scoped_lock lock(mutex);
    const bool crowded = open.size() > limits.connections - limits.connections / 10;
    for (auto& [socket, connection] : open) {
        const bool unwanted = (crowded || draining_idle) && connection->is_parked_idle();
        if (connection->is_late(now) || unwanted) {
            connection->expire();
        }
    }
}

ConnectionLoop::ConnectionLoop(int listening, LoopLimits limits, Serve serve, Refuse refuse,
                               StreamLoop* streams)
    : m_state(
          std::make_unique<State>(listening, limits, std::move(serve), std::move(refuse), streams))
{
}

ConnectionLoop::~ConnectionLoop() = default;

void ConnectionLoop::run()
{
    State& state = *m_state;
    state.watch(state.listening, &state.listening, EPOLLIN | EPOLLONESHOT, EPOLL_CTL_ADD);
    std::vector<std::thread> workers;
    for (unsigned i = 0; i < std::max(1U, state.limits.workers); ++i) {
        workers.emplace_back([&state, i] { state.work(i); });
    }
    const std::jthread watching(
        [&state](const std::stop_token& stop) { state.turnstile.watch(stop); });
    {
        std::unique_lock lock(state.mutex);
        while (!state.stopping) {
            state.stop_asked.wait_for(lock, milliseconds(250));
            lock.unlock();
            state.sweep(Clock::now(), false);
            lock.lock();
        }
    }
    // Clients that the kernel has let in already are answered too.
    ::epoll_ctl(state.epoll.get(), EPOLL_CTL_DEL, state.listening, nullptr);
    state.accept_all();
    const auto asked = Clock::now();
    while (connections() > 0 && Clock::now() < asked + state.limits.drain_time) {
        state.sweep(Clock::now(), Clock::now() > asked + milliseconds(200));
        std::this_thread::sleep_for(milliseconds(20));
    }
    state.turnstile.close();
    const std::uint64_t one = 1;
    static_cast<void>(!::write(state.end.get(), &one, sizeof one));
    for (auto& worker : workers) {
        worker.join();
    }
    const std::scoped_lock lock(state.mutex);
    state.open.clear();
}

void ConnectionLoop::stop() noexcept
{
    m_state->stopping = true;
    m_state->stop_asked.notify_all();
}

std::size_t ConnectionLoop::connections() const
{
    const std::scoped_lock lock(m_state->mutex);
    return m_state->open.size();
}

}  // namespace parvis::service
