// SPDX-License-Identifier: EUPL-1.2
#include "service/event_stream.hpp"

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

void EventStream::begin(Text text)
{
    const std::scoped_lock lock(m_mutex);
    m_texts.push_front(std::move(text));
    m_bytes += m_texts.front()->size();
}

void EventStream::add(const Text& text)
{
    const std::scoped_lock lock(m_mutex);
    // What is alone may be longer: it is shared, and a client that reads gets it.
    const bool fits = m_texts.empty() || (m_texts.size() < m_waiting_texts &&
                                          m_bytes + text->size() <= m_waiting_bytes);
    m_overfull = m_overfull || !fits;
    if (!m_overfull) {
        m_texts.push_back(text);
        m_bytes += text->size();
    }
}

EventStream::Text EventStream::take()
{
    const std::scoped_lock lock(m_mutex);
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

}  // namespace parvis::service
