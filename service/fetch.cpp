// SPDX-License-Identifier: EUPL-1.2
#include "service/fetch.hpp"

#include "geo/error.hpp"
#include "service/public_address.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <memory>
#include <optional>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace parvis::service {

namespace {

using Clock = std::chrono::steady_clock;

struct CurlRelease {
    void operator()(CURL* curl) const noexcept { curl_easy_cleanup(curl); }
};
struct ListRelease {
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};

/// One request and what came of it.
struct Exchange {
    const FetchRules* rules = nullptr;
    const std::function<void(std::string_view)>* take = nullptr;
    CURL* curl = nullptr;
    std::string etag, last_modified;
    std::uint64_t bytes = 0;
    bool refused_address = false;
    bool too_large = false;
    std::exception_ptr broken;
};

/// Makes the socket for the very address that will be connected to, or none.
curl_socket_t open_socket(void* data, curlsocktype /*purpose*/, curl_sockaddr* address)
{
    auto& exchange = *static_cast<Exchange*>(data);
    if (!exchange.rules->allow_private && !is_public_address(address->addr)) {
        exchange.refused_address = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t take_header(char* line, std::size_t size, std::size_t count, void* data)
{
    auto& exchange = *static_cast<Exchange*>(data);
    const std::string_view text(line, size * count);
    const std::size_t colon = text.find(':');
    if (text.starts_with("HTTP/")) {
        exchange.etag.clear();
        exchange.last_modified.clear();
    }
    if (colon == std::string_view::npos) {
        return size * count;
    }
    std::string name(text.substr(0, colon));
    std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    std::string_view value = text.substr(colon + 1);
    const std::size_t first = value.find_first_not_of(" \t");
    const std::size_t last = value.find_last_not_of(" \t\r\n");
    value = first == std::string_view::npos || last < first ? std::string_view{}
                                                            : value.substr(first, last - first + 1);
    constexpr std::size_t longest = 1'000;  // what is kept is sent back
    if (value.size() <= longest && name == "etag") {
        exchange.etag = value;
    } else if (value.size() <= longest && name == "last-modified") {
        exchange.last_modified = value;
    }
    return size * count;
}

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* data)
{
    auto& exchange = *static_cast<Exchange*>(data);
    const std::size_t length = size * count;
    long status = 0;
    curl_easy_getinfo(exchange.curl, CURLINFO_RESPONSE_CODE, &status);
    exchange.bytes += length;
    if (exchange.bytes > exchange.rules->max_bytes) {
        exchange.too_large = true;
        return 0;
    }
    if (status != 200) {
        return length;  // a page that says what is wrong, for people
    }
    try {
        (*exchange.take)({bytes, length});
    } catch (...) {  // not through a library of C
        exchange.broken = std::current_exception();
        return 0;
    }
    return length;
}

template <class Value>
void set(CURL* curl, CURLoption option, Value value)
{
    if (const CURLcode code = curl_easy_setopt(curl, option, value); code != CURLE_OK) {
        throw Error(std::string("libcurl: ") + curl_easy_strerror(code));
    }
}

std::string failure(CURLcode code, const Exchange& exchange, const std::string& url)
{
    if (exchange.refused_address) {
        return fmt::format("{} : cette adresse n’est pas sur l’internet public (machine locale ou "
                           "réseau privé). Si c’est voulu, écrivez « allow_private = true » dans "
                           "la définition du jeu.",
                           url);
    }
    if (exchange.too_large || code == CURLE_FILESIZE_EXCEEDED) {
        return fmt::format("{} : plus grand que permis ({} Mio).", url,
                           exchange.rules->max_bytes >> 20U);
    }
    switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
        return fmt::format("{} : pas de réponse complète à temps.", url);
    case CURLE_COULDNT_RESOLVE_HOST:
        return fmt::format("{} : ce nom de serveur est inconnu.", url);
    case CURLE_COULDNT_CONNECT:
        return fmt::format("{} : le serveur ne répond pas.", url);
    case CURLE_UNSUPPORTED_PROTOCOL:
        return fmt::format("{} : seules les adresses http et https sont lues.", url);
    case CURLE_PEER_FAILED_VERIFICATION:
        return fmt::format("{} : le certificat du serveur n’est pas valable.", url);
    case CURLE_PARTIAL_FILE:
        return fmt::format("{} : la réponse s’est arrêtée avant sa fin.", url);
    default:
        return fmt::format("{} : échec de la lecture ({}).", url, curl_easy_strerror(code));
    }
}

/// One request; nothing when it redirects, and then `url` is where to.
std::optional<Fetched> request(std::string& url, const std::string& etag,
                               const std::string& last_modified, const FetchRules& rules,
                               std::chrono::milliseconds left,
                               const std::function<void(std::string_view)>& take)
{
    const std::unique_ptr<CURL, CurlRelease> curl(curl_easy_init());
    if (!curl) {
        throw Error("libcurl does not start");
    }
    Exchange exchange{&rules, &take, curl.get(), {}, {}, 0, false, false, {}};
    std::unique_ptr<curl_slist, ListRelease> headers;
    const auto add = [&](const std::string& line) {
        headers.reset(curl_slist_append(headers.release(), line.c_str()));
    };
    if (!etag.empty()) {
        add("If-None-Match: " + etag);
    } else if (!last_modified.empty()) {
        add("If-Modified-Since: " + last_modified);
    }
    const bool is_https = url.starts_with("https:");
    set(curl.get(), CURLOPT_URL, url.c_str());
    set(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    set(curl.get(), CURLOPT_FOLLOWLOCATION, 0L);
    set(curl.get(), CURLOPT_PROXY, "");  // a proxy would be connected to instead
    set(curl.get(), CURLOPT_NOSIGNAL, 1L);
    set(curl.get(), CURLOPT_USERAGENT, "Parvis");
    set(curl.get(), CURLOPT_CONNECTTIMEOUT, 15L);
    set(curl.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
    set(curl.get(), CURLOPT_LOW_SPEED_LIMIT, 100L);
    set(curl.get(), CURLOPT_LOW_SPEED_TIME, 30L);
    set(curl.get(), CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(rules.max_bytes));
    set(curl.get(), CURLOPT_OPENSOCKETFUNCTION, open_socket);
    set(curl.get(), CURLOPT_OPENSOCKETDATA, &exchange);
    set(curl.get(), CURLOPT_HEADERFUNCTION, take_header);
    set(curl.get(), CURLOPT_HEADERDATA, &exchange);
    set(curl.get(), CURLOPT_WRITEFUNCTION, take_body);
    set(curl.get(), CURLOPT_WRITEDATA, &exchange);
    set(curl.get(), CURLOPT_HTTPHEADER, headers.get());

    const CURLcode code = curl_easy_perform(curl.get());
    if (exchange.broken) {
        std::rethrow_exception(exchange.broken);
    }
    if (code != CURLE_OK) {
        return Fetched{Fetched::Outcome::failed, failure(code, exchange, url), {}, {}};
    }
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    char* target = nullptr;
    curl_easy_getinfo(curl.get(), CURLINFO_REDIRECT_URL, &target);
    if (target != nullptr) {
        const std::string next = target;
        if (is_https && !next.starts_with("https:")) {
            return Fetched{
                Fetched::Outcome::failed,
                fmt::format("{} : renvoie vers une adresse qui n’est plus chiffrée ({}).", url,
                            next),
                {},
                {}};
        }
        url = next;
        return std::nullopt;
    }
    if (status == 200) {
        return Fetched{Fetched::Outcome::fresh, {}, exchange.etag, exchange.last_modified};
    }
    if (status == 304 && !(etag.empty() && last_modified.empty())) {
        return Fetched{Fetched::Outcome::same, {}, etag, last_modified};
    }
    if (status == 404 || status == 410) {
        return Fetched{Fetched::Outcome::gone,
                       fmt::format("{} : le serveur répond que ce fichier n’existe pas ou plus "
                                   "({}).",
                                   url, status),
                       {},
                       {}};
    }
    return Fetched{
        Fetched::Outcome::failed, fmt::format("{} : le serveur répond {}.", url, status), {}, {}};
}

/// Where a POST may go.
struct PostTarget {
    bool is_https = true;
    bool allow_loopback = false;
    bool refused_address = false;
};

bool is_loopback_address(const sockaddr& address)
{
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        return ntohl(v4.sin_addr.s_addr) >> 24U == 127;
    }
    sockaddr_in6 v6{};
    if (address.sa_family == AF_INET6) {
        std::memcpy(&v6, &address, sizeof v6);
    }
    return address.sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr);
}

curl_socket_t open_post_socket(void* data, curlsocktype /*purpose*/, curl_sockaddr* address)
{
    auto& target = *static_cast<PostTarget*>(data);
    const bool here = target.allow_loopback && is_loopback_address(address->addr);
    if (!here && !(target.is_https && is_public_address(address->addr))) {
        target.refused_address = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t throw_away(char* /*bytes*/, std::size_t size, std::size_t count, void* data)
{
    constexpr std::size_t longest = 65'536;
    auto& got = *static_cast<std::size_t*>(data);
    got += size * count;
    return got > longest ? 0 : size * count;
}

std::string post_failure(CURLcode code, const PostTarget& target)
{
    if (target.refused_address) {
        return "cette adresse n’est pas sur l’internet public par https (machine locale, réseau "
               "privé ou http).";
    }
    switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
        return "pas de réponse à temps.";
    case CURLE_COULDNT_RESOLVE_HOST:
        return "ce nom de serveur est inconnu.";
    case CURLE_COULDNT_CONNECT:
        return "le serveur ne répond pas.";
    case CURLE_UNSUPPORTED_PROTOCOL:
        return "seules les adresses https sont servies.";
    case CURLE_PEER_FAILED_VERIFICATION:
        return "le certificat du serveur n’est pas valable.";
    default:
        return fmt::format("échec de l’envoi ({}).", curl_easy_strerror(code));
    }
}

}  // namespace

Posted post(const std::string& url, const std::vector<std::string>& headers,
            const std::string& body, bool allow_loopback, std::chrono::seconds time)
{
    const std::unique_ptr<CURL, CurlRelease> curl(curl_easy_init());
    if (!curl) {
        throw Error("libcurl does not start");
    }
    PostTarget target{url.starts_with("https:"), allow_loopback, false};
    std::unique_ptr<curl_slist, ListRelease> lines;
    for (const std::string& line : headers) {
        lines.reset(curl_slist_append(lines.release(), line.c_str()));
    }
    std::size_t got = 0;
    set(curl.get(), CURLOPT_URL, url.c_str());
    set(curl.get(), CURLOPT_PROTOCOLS_STR, allow_loopback ? "http,https" : "https");
    set(curl.get(), CURLOPT_FOLLOWLOCATION, 0L);
    set(curl.get(), CURLOPT_PROXY, "");
    set(curl.get(), CURLOPT_NOSIGNAL, 1L);
    set(curl.get(), CURLOPT_USERAGENT, "Parvis");
    set(curl.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(std::chrono::milliseconds(time).count()));
    set(curl.get(), CURLOPT_OPENSOCKETFUNCTION, open_post_socket);
    set(curl.get(), CURLOPT_OPENSOCKETDATA, &target);
    set(curl.get(), CURLOPT_WRITEFUNCTION, throw_away);
    set(curl.get(), CURLOPT_WRITEDATA, &got);
    set(curl.get(), CURLOPT_POST, 1L);
    set(curl.get(), CURLOPT_POSTFIELDS, body.data());
    set(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    set(curl.get(), CURLOPT_HTTPHEADER, lines.get());

    const CURLcode code = curl_easy_perform(curl.get());
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    // A receiver that says more than it has to has taken it all the same.
    if (code != CURLE_OK && !(code == CURLE_WRITE_ERROR && status != 0)) {
        return {0, post_failure(code, target)};
    }
    Posted posted{static_cast<int>(status), {}};
    if (!posted.taken()) {
        posted.message = fmt::format("le destinataire répond {}.", status);
    }
    return posted;
}

Fetched fetch(const std::string& url, const std::string& etag, const std::string& last_modified,
              const FetchRules& rules, const std::function<void(std::string_view)>& take)
{
    const auto deadline = Clock::now() + rules.time;
    std::string at = url;
    for (unsigned hop = 0; hop <= rules.redirects; ++hop) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        if (left.count() <= 0) {
            return {Fetched::Outcome::failed,
                    fmt::format("{} : pas de réponse complète à temps.", url),
                    {},
                    {}};
        }
        if (const auto answer = request(at, etag, last_modified, rules, left, take)) {
            return *answer;
        }
    }
    return {Fetched::Outcome::failed,
            fmt::format("{} : plus de {} renvois d’une adresse à l’autre.", url, rules.redirects),
            {},
            {}};
}

}  // namespace parvis::service
