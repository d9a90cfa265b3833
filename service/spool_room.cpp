// SPDX-License-Identifier: EUPL-1.2
#include "service/spool_room.hpp"

#include <utility>

#include <unistd.h>

namespace parvis::service {

bool SpoolShare::take(std::uint64_t bytes)
{
    const auto before = m_room->m_taken.fetch_add(bytes);
    const bool alone = before == m_bytes;
    if (!alone && before + bytes > m_room->m_most) {
        m_room->m_taken.fetch_sub(bytes);
        return false;
    }
    m_bytes += bytes;
    return true;
}

std::shared_ptr<const int> owned_file(int number, std::shared_ptr<SpoolShare> share)
{
    return {new int(number), [held = std::move(share)](const int* descriptor) mutable {
                ::close(*descriptor);
                delete descriptor;
                held.reset();
            }};
}

}  // namespace parvis::service
