// SPDX-License-Identifier: EUPL-1.2
#include "service/connection.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <poll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace parvis::service {

namespace {

constexpr std::size_t read_size = 4'096;
constexpr std::size_t keep_buffer = 16'384;

bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK; }

std::string_view bytes_of(const Outgoing& out)
{
    if (const auto* own = std::get_if<std::string>(&out.body)) {
        return *own;
    }
    const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&out.body);
    return shared != nullptr && *shared ? std::string_view(**shared) : std::string_view();
}

int milliseconds_until(Clock::time_point deadline)
{
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
}

}  // namespace

Connection::Connection(int socket, std::string peer) : m_socket(socket), m_peer(std::move(peer)) {}

Connection::~Connection()
{
    if (m_socket >= 0) {
        ::close(m_socket);
    }
}

Connection::Progress Connection::receive()
{
    m_in.erase(0, m_used);
    m_used = 0;
    while (m_in.size() - m_used <= std::max(max_head, m_awaited)) {
        const std::size_t before = m_in.size();
        m_in.resize(before + read_size);
        const ssize_t got = ::recv(m_socket, m_in.data() + before, read_size, 0);
        const int error = errno;
        m_in.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        if (got < 0 && error == EINTR) {
            continue;
        }
        if (got < 0) {
            return would_block(error) ? Progress::waiting : Progress::broken;
        }
        if (got == 0) {
            return Progress::broken;
        }
        if (static_cast<std::size_t>(got) < read_size) {
            return Progress::done;  // epoll tells when there is more
        }
    }
    return Progress::done;
}

std::size_t Connection::whole_head()
{
    while (received().substr(0, 2) == "\r\n") {  // an empty line before a request is allowed
        use(2);
    }
    const std::size_t length = head_length(received(), m_searched);
    m_searched = length > 0 ? 0 : received().size();
    return length;
}

void Connection::use(std::size_t bytes)
{
    m_used += bytes;
    m_searched = 0;
    if (m_used == m_in.size()) {
        m_in.clear();
        m_used = 0;
        if (m_in.capacity() > keep_buffer) {
            m_in.shrink_to_fit();
        }
    }
}

std::optional<std::size_t> Connection::receive_body(char* to, std::size_t size,
                                                    Clock::time_point deadline)
{
    const std::string_view here = received();
    if (!here.empty()) {
        const std::size_t taken = std::min(size, here.size());
        std::memcpy(to, here.data(), taken);
        use(taken);
        return taken;
    }
    for (;;) {
        const ssize_t got = ::recv(m_socket, to, size, 0);
        if (got >= 0) {
            return static_cast<std::size_t>(got);
        }
        if (errno == EINTR) {
            continue;
        }
        if (!would_block(errno)) {
            return 0;
        }
        pollfd wait{m_socket, POLLIN, 0};
        if (::poll(&wait, 1, milliseconds_until(deadline)) <= 0) {
            return std::nullopt;
        }
    }
}

void Connection::send(Outgoing out)
{
    m_out = std::move(out);
    m_sent = 0;
}

void Connection::send_now(std::string_view bytes) const
{
    const auto deadline = Clock::now() + std::chrono::seconds(1);
    while (!bytes.empty()) {
        const ssize_t put = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (put > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(put));
            continue;
        }
        pollfd wait{m_socket, POLLOUT, 0};
        if (!would_block(errno) || ::poll(&wait, 1, milliseconds_until(deadline)) <= 0) {
            return;
        }
    }
}

Connection::Progress Connection::flush()
{
    auto* const slice = std::get_if<FileSlice>(&m_out.body);
    const std::string_view body = bytes_of(m_out);
    const std::size_t size = m_out.head.size() + body.size();
    while (m_sent < size) {
        std::array<iovec, 2> parts{};
        std::size_t count = 0;
        if (m_sent < m_out.head.size()) {
            parts[count++] = {m_out.head.data() + m_sent, m_out.head.size() - m_sent};
        }
        const std::size_t in_body = m_sent - std::min(m_sent, m_out.head.size());
        if (in_body < body.size()) {
            parts[count++] = {const_cast<char*>(body.data()) + in_body, body.size() - in_body};
        }
        msghdr message{};
        message.msg_iov = parts.data();
        message.msg_iovlen = count;
        const ssize_t put =
            ::sendmsg(m_socket, &message, MSG_NOSIGNAL | (slice != nullptr ? MSG_MORE : 0));
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put < 0) {
            return would_block(errno) ? Progress::waiting : Progress::broken;
        }
        m_sent += static_cast<std::size_t>(put);
    }
    if (slice != nullptr) {
        if (const Progress progress = flush_file(*slice); progress != Progress::done) {
            return progress;
        }
    }
    const bool close = m_out.close;
    m_out = Outgoing();
    m_out.close = close;
    return Progress::done;
}

Connection::Progress Connection::flush_file(FileSlice& slice)
{
    while (slice.length > 0) {
        constexpr std::uint64_t at_once = std::uint64_t{1} << 20U;
        auto offset = static_cast<off_t>(slice.offset);
        const ssize_t put = ::sendfile(m_socket, *slice.descriptor, &offset,
                                       static_cast<std::size_t>(std::min(slice.length, at_once)));
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put < 0) {
            return would_block(errno) ? Progress::waiting : Progress::broken;
        }
        if (put == 0) {
            return Progress::broken;  // the file has become shorter than was promised
        }
        slice.offset += static_cast<std::uint64_t>(put);
        slice.length -= static_cast<std::uint64_t>(put);
    }
    return Progress::done;
}

void Connection::start_lingering()
{
    ::shutdown(m_socket, SHUT_WR);
    m_in = std::string();
    m_used = 0;
}

Connection::Progress Connection::discard() const
{
    std::array<char, 65'536> sink{};
    for (int turn = 0; turn < 64; ++turn) {
        const ssize_t got = ::recv(m_socket, sink.data(), sink.size(), 0);
        if (got == 0 || (got < 0 && !would_block(errno) && errno != EINTR)) {
            return Progress::broken;
        }
        if (got < 0 && would_block(errno)) {
            return Progress::waiting;
        }
    }
    return Progress::waiting;
}

void Connection::wait_until(Phase phase, Clock::time_point deadline)
{
    m_phase.store(phase);
    m_deadline.store(ticks(deadline));
    hand_over();
}

void Connection::expire()
{
    m_expired.store(true);
    // Half of a slow request can still be answered; a client that does not read cannot.
    const Phase phase = m_phase.load();
    const bool answerable = phase == Phase::idle || phase == Phase::head || phase == Phase::body;
    ::shutdown(m_socket, answerable ? SHUT_RD : SHUT_RDWR);
}

}  // namespace parvis::service
