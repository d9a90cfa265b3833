// SPDX-License-Identifier: EUPL-1.2
#include "service/address_asked.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace parvis::service {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
}
bool is_address(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
}

/// "", ":8080"
bool is_port(std::string_view text)
{
    return text.empty() || (text.size() >= 2 && text.size() <= 6 && text.front() == ':' &&
                            std::all_of(text.begin() + 1, text.end(), is_digit));
}

/// "donnees.example.org", "127.0.0.1:8080", "[::1]:8080"
bool is_host(std::string_view text)
{
    constexpr std::size_t longest = 253 + 6;
    if (text.empty() || text.size() > longest) {
        return false;
    }
    if (text.front() == '[') {
        const std::size_t end = text.find(']');
        return end != std::string_view::npos && end > 1 &&
               std::all_of(text.begin() + 1, text.begin() + static_cast<std::ptrdiff_t>(end),
                           is_address) &&
               is_port(text.substr(end + 1));
    }
    const std::string_view name = text.substr(0, text.find(':'));
    return !name.empty() && name.front() != '.' && name.front() != '-' &&
           std::all_of(name.begin(), name.end(), is_name) && is_port(text.substr(name.size()));
}

}  // namespace

std::optional<std::string> address_asked(const publish::Request& request, bool behind_proxy)
{
    std::string_view scheme = "http";
    std::string_view host = request.header("host");
    if (behind_proxy) {
        // One proxy, one value: a list has passed through others, and its start is the client's.
        if (request.header("x-forwarded-proto") == "https") {
            scheme = "https";
        }
        if (const auto forwarded = request.header("x-forwarded-host"); is_host(forwarded)) {
            host = forwarded;
        }
    }
    return is_host(host) ? std::optional(fmt::format("{}://{}", scheme, host)) : std::nullopt;
}

}  // namespace parvis::service
