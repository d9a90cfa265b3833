// SPDX-License-Identifier: EUPL-1.2
#include "service/answer_head.hpp"

#include "publish/site/pages.hpp"
#include "service/http_date.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <ctime>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace parvis::service {

namespace {

using Field = std::pair<std::string_view, std::string_view>;

// What every answer has unless it says otherwise.
constexpr std::array always{
    Field{"Vary", "Accept, Accept-Encoding"}, Field{"X-Content-Type-Options", "nosniff"},
    Field{"Referrer-Policy", "strict-origin-when-cross-origin"}, Field{"Accept-Ranges", "none"}};
// What is no page may be read by the pages of others.
constexpr std::array unless_page{
    Field{"Access-Control-Allow-Origin", "*"},
    Field{"Access-Control-Expose-Headers",
          "ETag, Last-Modified, Link, Content-Crs, Content-Disposition, Content-Language, "
          "OGC-NumberMatched, OGC-NumberReturned, Parvis-Filter-Unknown-Value, "
          "Parvis-Limit-Applied, Parvis-Rows-Without-Place, RateLimit, RateLimit-Policy, "
          "Repr-Digest, Retry-After"}};

constexpr std::array<std::pair<int, std::string_view>, 32> reasons{
    {{200, "OK"},
     {201, "Created"},
     {202, "Accepted"},
     {204, "No Content"},
     {206, "Partial Content"},
     {301, "Moved Permanently"},
     {302, "Found"},
     {303, "See Other"},
     {304, "Not Modified"},
     {307, "Temporary Redirect"},
     {308, "Permanent Redirect"},
     {400, "Bad Request"},
     {401, "Unauthorized"},
     {403, "Forbidden"},
     {404, "Not Found"},
     {405, "Method Not Allowed"},
     {406, "Not Acceptable"},
     {408, "Request Timeout"},
     {409, "Conflict"},
     {410, "Gone"},
     {411, "Length Required"},
     {413, "Content Too Large"},
     {414, "URI Too Long"},
     {415, "Unsupported Media Type"},
     {416, "Range Not Satisfiable"},
     {422, "Unprocessable Content"},
     {429, "Too Many Requests"},
     {431, "Request Header Fields Too Large"},
     {500, "Internal Server Error"},
     {501, "Not Implemented"},
     {503, "Service Unavailable"},
     {505, "HTTP Version Not Supported"}}};

/// The date of this second; every thread writes it once a second.
const std::string& date_now()
{
    static thread_local std::time_t second = 0;
    static thread_local std::string text;
    const std::time_t now = std::time(nullptr);
    if (now != second) {
        second = now;
        text = http_date(now);
    }
    return text;
}

class Head {
public:
    explicit Head(const Delivery& delivery) : m_delivery(delivery) { m_text.reserve(1'024); }

    void start()
    {
        m_text += "HTTP/1.1 ";
        append_number(static_cast<std::uint64_t>(m_delivery.status));
        m_text += ' ';
        m_text += reason_phrase(m_delivery.status);
        m_text += "\r\n";
    }
    void add(std::string_view name, std::string_view value)
    {
        m_text += name;
        m_text += ": ";
        m_text += value;
        m_text += "\r\n";
    }
    void add_number(std::string_view name, std::uint64_t number)
    {
        m_text += name;
        m_text += ": ";
        append_number(number);
        m_text += "\r\n";
    }
    [[nodiscard]] bool has(std::string_view name) const
    {
        return std::any_of(m_delivery.headers.begin(), m_delivery.headers.end(),
                           [&](const auto& header) { return header.first == name; });
    }
    void add_unless_set(std::string_view name, std::string_view value)
    {
        if (!has(name)) {
            add(name, value);
        }
    }
    std::string finish()
    {
        m_text += "\r\n";
        return std::move(m_text);
    }

private:
    void append_number(std::uint64_t number)
    {
        const fmt::format_int digits(number);
        m_text.append(digits.data(), digits.size());
    }

    const Delivery& m_delivery;
    std::string m_text;
};

}  // namespace

std::string_view reason_phrase(int status)
{
    const auto* const reason = std::find_if(reasons.begin(), reasons.end(),
                                            [&](const auto& pair) { return pair.first == status; });
    return reason == reasons.end() ? std::string_view("Unknown") : reason->second;
}

std::string answer_head(const Delivery& delivery, std::optional<std::chrono::seconds> keep_alive)
{
    Head head(delivery);
    head.start();
    head.add("Date", date_now());
    for (const auto& [name, value] : delivery.headers) {
        head.add(name, value);
    }
    // Lines of no row at all have a type too.
    if (!delivery.content_type.empty() &&
        (delivery.length > 0 || delivery.length_unknown || delivery.status == 200)) {
        head.add("Content-Type", delivery.content_type);
    }
    if (delivery.status != 204 && delivery.status != 304 && !delivery.length_unknown) {
        head.add_number("Content-Length", delivery.length);
    }
    for (const auto& [name, value] : always) {
        head.add_unless_set(name, value);
    }
    if (delivery.content_type.starts_with("text/html")) {
        head.add_unless_set("Content-Security-Policy", publish::site::content_security_policy);
    } else {
        for (const auto& [name, value] : unless_page) {
            head.add_unless_set(name, value);
        }
    }
    if (head.has("ETag")) {
        head.add_unless_set("Cache-Control", "no-cache");  // keep it, but ask
    }
    if (keep_alive) {
        head.add("Keep-Alive", fmt::format("timeout={}, max=1000000", keep_alive->count()));
    } else {
        head.add("Connection", "close");
    }
    return head.finish();
}

}  // namespace parvis::service
