// SPDX-License-Identifier: EUPL-1.2
#include "service/desk_door.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <sodium.h>

namespace parvis::service {

namespace {

constexpr std::size_t key_bytes = 16;

/// Browsers keep cookies by host, whatever the port: the name tells two desks of one machine apart.
std::string cookie_name(const publish::Request& request)
{
    const std::string_view host = request.header("host");
    const std::size_t colon = host.rfind(':');
    const std::string_view port = colon == host.npos ? "" : host.substr(colon + 1);
    const bool digits = !port.empty() && port.find_first_not_of("0123456789") == port.npos;
    return fmt::format("parvis-depot-{}", digits ? port : "80");
}

std::string_view host_name(std::string_view host)
{
    if (!host.empty() && host.front() == '[') {
        return host.substr(0, host.find(']') + 1);
    }
    return host.substr(0, host.find(':'));
}

/// A field that proxies add, whatever it says.
bool is_proxy_mark(std::string_view name)
{
    constexpr std::array<std::string_view, 3> marks{"forwarded", "via", "x-real-ip"};
    return name.starts_with("x-forwarded-") ||
           std::find(marks.begin(), marks.end(), name) != marks.end();
}

}  // namespace

std::string random_hex()
{
    std::array<unsigned char, key_bytes> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    std::string text;
    for (const unsigned char byte : bytes) {
        text += fmt::format("{:02x}", byte);
    }
    return text;
}

bool same_secret(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool is_loopback(std::string_view peer)
{
    return peer == "::1" || peer.starts_with("127.") || peer.starts_with("::ffff:127.");
}

bool is_from_this_machine(const publish::Request& request)
{
    const bool local = is_loopback(request.peer);
    constexpr std::array<std::string_view, 4> names{"127.0.0.1", "localhost", "[::1]",
                                                    "parvis.localhost"};
    const bool named =
        std::find(names.begin(), names.end(), host_name(request.header("host"))) != names.end();
    return local && named &&
           std::none_of(request.headers.begin(), request.headers.end(),
                        [](const auto& field) { return is_proxy_mark(field.first); });
}

bool is_from_own_page(const publish::Request& request, std::string_view base_url)
{
    const std::string_view origin = request.header("origin");
    const std::string_view site = request.header("sec-fetch-site");
    const bool own_origin = origin.empty() || origin == base_url ||
                            origin == fmt::format("http://{}", request.header("host"));
    return own_origin && (site.empty() || site == "same-origin" || site == "none");
}

bool DeskDoor::admits(const publish::Request& request) const
{
    if (!is_from_this_machine(request)) {
        return false;
    }
    const std::string own = cookie_name(request);
    for (const auto& [name, value] : request.headers) {
        if (name != "cookie") {
            continue;
        }
        std::string_view rest = value;  // "a=b; parvis-depot-8080=…"
        while (!rest.empty()) {
            std::string_view pair = rest.substr(0, rest.find(';'));
            rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
            pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
            const std::size_t equals = pair.find('=');
            if (equals != std::string_view::npos && pair.substr(0, equals) == own &&
                same_secret(pair.substr(equals + 1), m_key)) {
                return true;
            }
        }
    }
    return false;
}

std::optional<publish::Response> DeskDoor::entry(const publish::Request& request) const
{
    const std::string* key = request.parameter("cle");
    if (request.method != "GET" || request.path.size() != 1 || key == nullptr ||
        !is_from_this_machine(request) || !same_secret(*key, m_key)) {
        return std::nullopt;
    }
    publish::Response response;
    response.status = 303;
    response.headers = {{"Location", "/depot"},
                        {"Cache-Control", "no-store"},
                        {"Set-Cookie", fmt::format("{}={}; Path=/depot; SameSite=Strict; HttpOnly",
                                                   cookie_name(request), m_key)}};
    return response;
}

std::string DeskDoor::address() const { return "/depot?cle=" + m_key; }

}  // namespace parvis::service
