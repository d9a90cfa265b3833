// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/exchange.hpp"
#include "service/client_address.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace parvis::service {

/// A bucket of requests for each client address: it holds what a minute gives and fills up evenly,
/// so a page with its map goes through at once and nobody goes on faster than the limit. For
/// several threads.
///
/// Memory is fixed: `places` clients. When a client is new and there is no place left for it, the
/// one whose bucket is fullest is forgotten, so whoever is refused stays refused.
class RateLimit {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::size_t places = 65'536;
    static constexpr std::int64_t window_seconds = 60;

    /// @param per_minute at least 1
    explicit RateLimit(std::uint32_t per_minute);

    struct Verdict {
        bool allowed = true;
        std::uint32_t remaining = 0;  ///< requests that are possible at once after this one
        std::int64_t seconds = 0;     ///< until one more is possible, rounded up
    };
    [[nodiscard]] Verdict take(const ClientAddress& client, Clock::time_point now);

    /// RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-11).
    void add_headers(const Verdict& verdict, publish::Response& response) const;
    /// 429 with Retry-After.
    [[nodiscard]] publish::Response refusal(const Verdict& verdict) const;

private:
    /// A bucket by the moment at which it will be full again.
    struct Bucket {
        ClientAddress client{};
        Clock::time_point full{};
    };
    static constexpr std::size_t set_size = 8;
    static constexpr std::size_t sets = places / set_size;

    std::uint32_t m_per_minute;
    Clock::duration m_interval;  ///< in which one request comes back
    std::array<unsigned char, 16> m_key{};
    std::vector<Bucket> m_buckets;
    std::array<std::mutex, 64> m_mutexes;  ///< set i under i % 64
};

}  // namespace parvis::service
