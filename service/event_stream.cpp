// SPDX-License-Identifier: EUPL-1.2
#include "service/event_stream.hpp"

#include <algorithm>
#include <utility>

namespace parvis::service {

StreamPlaces::Place::Place(std::shared_ptr<StreamPlaces> of, const ClientAddress& client)
    : m_of(std::move(of)), m_client(client)
{
}

StreamPlaces::Place::~Place()
{
    const std::scoped_lock lock(m_of->m_mutex);
    --m_of->m_taken;
    const auto count = m_of->m_by_address.find(m_client);
    if (--count->second == 0) {
        m_of->m_by_address.erase(count);
    }
}

std::variant<std::shared_ptr<const StreamPlaces::Place>, StreamPlaces::Full>
StreamPlaces::take(const ClientAddress& client)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (m_taken >= m_limits.streams) {
            return Full::all;
        }
        const auto count = m_by_address.find(client);
        if (count != m_by_address.end() && count->second >= m_limits.per_address) {
            return Full::address;
        }
        ++m_taken;
        ++m_by_address[client];
    }
    return std::make_shared<const Place>(shared_from_this(), client);
}

std::size_t StreamPlaces::taken() const
{
    const std::scoped_lock lock(m_mutex);
    return m_taken;
}

std::shared_ptr<const std::string> TextRoom::keep(std::string text) const
{
    auto made = std::make_unique<const std::string>(std::move(text));
    *m_held += made->size();
    return {made.release(), [held = m_held](const std::string* kept) {
                *held -= kept->size();
                delete kept;
            }};
}

void EventStream::begin(Text text)
{
    const std::scoped_lock lock(m_mutex);
    m_first = std::move(text);
}

void EventStream::add(const Text& text, bool tight)
{
    const std::scoped_lock lock(m_mutex);
    // What is alone may be longer: it is shared, and a client that reads gets it.
    const bool is_alone = m_texts.empty() && !(tight && m_first != nullptr);
    const bool fits = is_alone || (!tight && m_texts.size() < m_waiting_texts &&
                                   m_bytes + text->size() <= m_waiting_bytes);
    m_overfull = m_overfull || !fits;
    if (!m_overfull) {
        m_texts.push_back(text);
        m_bytes += text->size();
    }
}

void EventStream::cut()
{
    const std::scoped_lock lock(m_mutex);
    m_overfull = true;
}

EventStream::Text EventStream::take()
{
    const std::scoped_lock lock(m_mutex);
    if (m_first != nullptr) {
        return std::exchange(m_first, nullptr);
    }
    if (m_texts.empty()) {
        return nullptr;
    }
    Text text = std::move(m_texts.front());
    m_texts.pop_front();
    m_bytes -= text->size();
    return text;
}

bool EventStream::overfull() const
{
    const std::scoped_lock lock(m_mutex);
    return m_overfull;
}

void Followers::add(const std::shared_ptr<EventStream>& stream)
{
    if (m_streams.size() >= m_forget_at) {
        forget_ended();
    }
    m_streams.push_back(stream);
}

bool Followers::any()
{
    forget_ended();
    return !m_streams.empty();
}

void Followers::each(const std::function<void(EventStream&)>& tell) const
{
    for (const auto& weak : m_streams) {
        if (const auto stream = weak.lock()) {
            tell(*stream);
        }
    }
}

void Followers::forget_ended()
{
    constexpr std::size_t few = 16;
    std::erase_if(m_streams, [](const auto& stream) { return stream.expired(); });
    m_forget_at = std::max(few, 2 * m_streams.size());
}

}  // namespace parvis::service
