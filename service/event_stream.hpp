// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/client_address.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

namespace parvis::service {

/// How many streams there may be, and what may wait for one client.
struct StreamLimits {
    std::size_t streams = 4'096;
    std::size_t per_address = 64;
    /// Texts that wait beside the one being sent: a client that is further behind is cut. Texts are
    /// shared by all who follow the same, so what waits costs memory once.
    std::size_t waiting_texts = 1'024;
    std::size_t waiting_bytes = std::size_t{4} << 20U;
    /// All texts that are kept or wait for somebody: beyond it no stream begins, and whoever has
    /// anything waiting is cut. From half of it on, none begins with the works of a filter: a text
    /// of its own, so that few clients that do not read could fill it.
    std::size_t all_bytes = std::size_t{256} << 20U;
};

/// Counts streams, in all and by client address.
class StreamPlaces : public std::enable_shared_from_this<StreamPlaces> {
public:
    explicit StreamPlaces(const StreamLimits& limits) : m_limits(limits) {}

    /// Given back when it goes.
    class Place {
    public:
        Place(std::shared_ptr<StreamPlaces> of, const ClientAddress& client);
        ~Place();
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;

    private:
        std::shared_ptr<StreamPlaces> m_of;
        ClientAddress m_client;
    };
    enum class Full { all, address };
    [[nodiscard]] std::variant<std::shared_ptr<const Place>, Full>
    take(const ClientAddress& client);
    [[nodiscard]] std::size_t taken() const;
    [[nodiscard]] const StreamLimits& limits() const { return m_limits; }

private:
    const StreamLimits m_limits;
    mutable std::mutex m_mutex;
    std::size_t m_taken = 0;
    std::map<ClientAddress, std::size_t> m_by_address;
};

/// Makes texts for streams and counts their bytes, each once, until the last who holds it lets go.
/// For several threads.
class TextRoom {
public:
    explicit TextRoom(std::size_t bytes)
        : m_bytes(bytes), m_held(std::make_shared<std::atomic<std::size_t>>(0))
    {
    }
    [[nodiscard]] std::shared_ptr<const std::string> keep(std::string text) const;
    [[nodiscard]] bool is_full() const { return *m_held >= m_bytes; }
    [[nodiscard]] bool is_half_full() const { return *m_held >= m_bytes / 2; }

private:
    std::size_t m_bytes;
    std::shared_ptr<std::atomic<std::size_t>> m_held;
};

/// What one client of a stream has still to be sent. Texts are added by whoever makes them, from
/// any thread, and taken by the one loop that sends them; neither waits for the other.
class EventStream {
public:
    using Text = std::shared_ptr<const std::string>;

    EventStream(std::shared_ptr<const StreamPlaces::Place> place, const StreamLimits& limits)
        : m_place(std::move(place)), m_waiting_texts(limits.waiting_texts),
          m_waiting_bytes(limits.waiting_bytes)
    {
    }

    /// The first text, whatever its size: all works, or what was missed. What comes meanwhile waits
    /// as if it were sent already.
    void begin(Text text);
    /// Beyond the bounds nothing is added any more: the client is to be cut. `tight`: nothing may
    /// wait beside it.
    void add(const Text& text, bool tight = false);
    void cut();
    /// The next text to send, or nothing.
    [[nodiscard]] Text take();
    [[nodiscard]] bool overfull() const;

private:
    std::shared_ptr<const StreamPlaces::Place> m_place;
    const std::size_t m_waiting_texts, m_waiting_bytes;
    mutable std::mutex m_mutex;
    Text m_first;
    std::deque<Text> m_texts;
    std::size_t m_bytes = 0;
    bool m_overfull = false;
};

/// Streams that hear the same. Those that have ended are forgotten by the time that they are as
/// many as the others, so clients that come and go leave nothing behind.
class Followers {
public:
    void add(const std::shared_ptr<EventStream>& stream);
    /// Whether any goes on.
    [[nodiscard]] bool any();
    void each(const std::function<void(EventStream&)>& tell) const;
    [[nodiscard]] std::size_t kept() const { return m_streams.size(); }

private:
    void forget_ended();

    std::vector<std::weak_ptr<EventStream>> m_streams;
    std::size_t m_forget_at = 16;
};

}  // namespace parvis::service
