// SPDX-License-Identifier: EUPL-1.2
#include "service/http_date.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include <fmt/format.h>

namespace parvis::service {

namespace {

constexpr std::array<std::string_view, 7> week{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 7> long_week{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                    "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> year_months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// Reads a date from left to right; once something does not fit, nothing does.
class DateText {
public:
    explicit DateText(std::string_view text) : m_text(text) {}

    DateText& fixed(std::string_view expected)
    {
        m_good = m_good && m_text.starts_with(expected);
        m_text.remove_prefix(m_good ? expected.size() : 0);
        return *this;
    }
    DateText& number(int& to, std::size_t digits)
    {
        const auto taken = m_text.substr(0, digits);
        m_good = m_good && taken.size() == digits &&
                 std::ranges::all_of(taken, [](char c) { return c >= '0' && c <= '9'; });
        if (m_good) {
            std::from_chars(taken.data(), taken.data() + digits, to);
            m_text.remove_prefix(digits);
        }
        return *this;
    }
    /// The place of the name that comes now, from 0.
    DateText& name(int& to, const auto& names)
    {
        const auto found = std::ranges::find_if(
            names, [&](std::string_view one) { return m_text.starts_with(one); });
        m_good = m_good && found != names.end();
        if (m_good) {
            to = static_cast<int>(found - names.begin());
            m_text.remove_prefix(found->size());
        }
        return *this;
    }
    [[nodiscard]] bool next_is(std::string_view text) const { return m_text.starts_with(text); }
    [[nodiscard]] bool ended() const { return m_good && m_text.empty(); }

private:
    std::string_view m_text;
    bool m_good = true;
};

struct Moment {
    int weekday = 0, day = 0, month = 0, year = 0, hour = 0, minute = 0, second = 0;

    [[nodiscard]] std::optional<std::int64_t> seconds() const
    {
        const std::chrono::year_month_day date{std::chrono::year(year),
                                               std::chrono::month(static_cast<unsigned>(month) + 1),
                                               std::chrono::day(static_cast<unsigned>(day))};
        if (!date.ok() || hour > 23 || minute > 59 || second > 60) {
            return std::nullopt;
        }
        const std::chrono::sys_days days = date;
        return std::chrono::seconds(days.time_since_epoch()).count() + hour * 3'600 + minute * 60 +
               second;
    }
};

void read_time(DateText& text, Moment& moment)
{
    text.number(moment.hour, 2)
        .fixed(":")
        .number(moment.minute, 2)
        .fixed(":")
        .number(moment.second, 2);
}

/// "Sun, 06 Nov 1994 08:49:37 GMT"
bool read_current(DateText text, Moment& to)
{
    text.name(to.weekday, week).fixed(", ").number(to.day, 2).fixed(" ");
    text.name(to.month, year_months).fixed(" ").number(to.year, 4).fixed(" ");
    read_time(text, to);
    return text.fixed(" GMT").ended();
}

/// "Sunday, 06-Nov-94 08:49:37 GMT" (RFC 850)
bool read_rfc850(DateText text, Moment& to, int this_year)
{
    text.name(to.weekday, long_week).fixed(", ").number(to.day, 2).fixed("-");
    text.name(to.month, year_months).fixed("-").number(to.year, 2).fixed(" ");
    read_time(text, to);
    to.year += this_year - this_year % 100;
    if (to.year > this_year + 50) {
        to.year -= 100;
    }
    return text.fixed(" GMT").ended();
}

/// "Sun Nov  6 08:49:37 1994" (asctime)
bool read_asctime(DateText text, Moment& to)
{
    text.name(to.weekday, week).fixed(" ").name(to.month, year_months).fixed(" ");
    if (text.next_is(" ")) {
        text.fixed(" ").number(to.day, 1);
    } else {
        text.number(to.day, 2);
    }
    text.fixed(" ");
    read_time(text, to);
    return text.fixed(" ").number(to.year, 4).ended();
}

}  // namespace

std::string http_date(std::time_t now)
{
    std::tm t{};
    ::gmtime_r(&now, &t);
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT",
                       week[static_cast<std::size_t>(t.tm_wday)], t.tm_mday,
                       year_months[static_cast<std::size_t>(t.tm_mon)], t.tm_year + 1900, t.tm_hour,
                       t.tm_min, t.tm_sec);
}

std::optional<std::int64_t> read_http_date(std::string_view text, std::time_t now)
{
    std::tm t{};
    ::gmtime_r(&now, &t);
    for (const auto& read : {&read_current, &read_asctime}) {
        if (Moment moment; read(DateText(text), moment)) {
            return moment.seconds();
        }
    }
    if (Moment moment; read_rfc850(DateText(text), moment, t.tm_year + 1900)) {
        return moment.seconds();
    }
    return std::nullopt;
}

}  // namespace parvis::service
