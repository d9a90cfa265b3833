// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/client_address.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <variant>

namespace parvis::service {

/// How many streams there may be, and what may wait for one client.
struct StreamLimits {
    std::size_t streams = 4'096;
    std::size_t per_address = 64;
    /// Texts that wait beside the one being sent: a client that is further behind is cut. Texts are
    /// shared by all who follow the same, so what waits costs memory once.
    std::size_t waiting_texts = 1'024;
    std::size_t waiting_bytes = std::size_t{4} << 20U;
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

    /// The first text, whatever its size: all works, or what was missed.
    void begin(Text text);
    /// Beyond the bounds nothing is added any more: the client is to be cut.
    void add(const Text& text);
    /// The next text to send, or nothing.
    [[nodiscard]] Text take();
    [[nodiscard]] bool overfull() const;

private:
    std::shared_ptr<const StreamPlaces::Place> m_place;
    const std::size_t m_waiting_texts, m_waiting_bytes;
    mutable std::mutex m_mutex;
    std::deque<Text> m_texts;
    std::size_t m_bytes = 0;
    bool m_overfull = false;
};

}  // namespace parvis::service
