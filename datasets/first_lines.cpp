// SPDX-License-Identifier: EUPL-1.2
#include "datasets/first_lines.hpp"

#include <functional>

namespace parvis::datasets {
namespace {

/// FNV-1a, which shares nothing with the hash of the standard library.
std::uint32_t second_hash(std::string_view text)
{
    std::uint32_t hash = 2'166'136'261U;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 16'777'619U;
    }
    return hash;
}

}  // namespace

std::optional<std::uint64_t> FirstLines::note(std::string_view text, std::uint64_t line)
{
    Place place{std::hash<std::string_view>()(text), second_hash(text),
                static_cast<std::uint32_t>(line + 1)};
    const std::size_t at = find(place);
    if (m_places[at].line_and_one != 0) {
        return m_places[at].line_and_one - 1;
    }
    m_places[at] = place;
    if (++m_count * 10 > m_places.size() * 7) {
        grow();
    }
    return std::nullopt;
}

std::size_t FirstLines::find(const Place& place) const
{
    const std::size_t mask = m_places.size() - 1;
    std::size_t at = place.hash & mask;
    while (m_places[at].line_and_one != 0 &&
           (m_places[at].hash != place.hash || m_places[at].more_hash != place.more_hash)) {
        at = (at + 1) & mask;
    }
    return at;
}

void FirstLines::grow()
{
    std::vector<Place> before(2 * m_places.size());
    before.swap(m_places);
    for (const Place& place : before) {
        if (place.line_and_one != 0) {
            m_places[find(place)] = place;
        }
    }
}

}  // namespace parvis::datasets
