// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::service {

struct FetchRules {
    std::uint64_t max_bytes = std::uint64_t{1} << 30U;
    std::chrono::seconds time{300};  ///< for the whole of it, redirects included
    unsigned redirects = 5;
    bool allow_private = false;  ///< addresses that are not of the public internet, too
};

/// What a server answered.
struct Fetched {
    enum class Outcome {
        fresh,   ///< the bytes were handed over
        same,    ///< not modified since (304)
        gone,    ///< the server says that there is no such thing (404, 410)
        failed,  ///< anything else; nothing can be concluded
    };
    Outcome outcome = Outcome::failed;
    std::string message;  ///< French sentence where nothing was got
    std::string etag, last_modified;
};

/// Gets a URL (http or https). Each redirect is checked as the first address was; the address that
/// is checked is the one that is connected to, whatever a name resolves to a moment later; a
/// redirect from https to http is refused; no proxy, no cookie, no password is used. `etag` and
/// `last_modified` are those of what is held already, or "". `take` gets the bytes of a 200 only.
[[nodiscard]] Fetched fetch(const std::string& url, const std::string& etag,
                            const std::string& last_modified, const FetchRules& rules,
                            const std::function<void(std::string_view)>& take);

/// What a receiver of a POST answered.
struct Posted {
    int status = 0;       ///< 0: nothing came back
    std::string message;  ///< French sentence unless the status is one of success (2xx)
    [[nodiscard]] bool taken() const { return status >= 200 && status < 300; }
};

/// POSTs a body to an https address of the public internet; with `allow_loopback` also to this very
/// machine, then by http too. No redirect is followed, no proxy, cookie or password is used, and
/// what the receiver says beside its status is thrown away. `headers` are whole lines.
[[nodiscard]] Posted post(const std::string& url, const std::vector<std::string>& headers,
                          const std::string& body, bool allow_loopback,
                          std::chrono::seconds time = std::chrono::seconds(10));

}  // namespace parvis::service
