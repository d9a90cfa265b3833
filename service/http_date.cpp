// SPDX-License-Identifier: EUPL-1.2
#include "service/http_date.hpp"

#include <array>

#include <fmt/format.h>

namespace parvis::service {

std::string http_date(std::time_t now)
{
    constexpr std::array<const char*, 7> week{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<const char*, 12> year{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm t{};
    ::gmtime_r(&now, &t);
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT",
                       week[static_cast<std::size_t>(t.tm_wday)], t.tm_mday,
                       year[static_cast<std::size_t>(t.tm_mon)], t.tm_year + 1900, t.tm_hour,
                       t.tm_min, t.tm_sec);
}

}  // namespace parvis::service
