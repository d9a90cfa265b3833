// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

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

}  // namespace parvis::service
