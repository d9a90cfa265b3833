// SPDX-License-Identifier: EUPL-1.2
#include "service/rate_limit.hpp"

#include "service/problem.hpp"

#include <algorithm>
#include <cstring>
#include <span>

#include <fmt/format.h>
#include <sodium.h>

namespace parvis::service {

namespace {

constexpr std::string_view policy = "par-adresse";

std::int64_t whole_seconds(RateLimit::Clock::duration time)
{
    return std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(time).count());
}

}  // namespace

RateLimit::RateLimit(std::uint32_t per_minute)
    : m_per_minute(std::max(per_minute, 1U)),
      m_interval(Clock::duration(std::chrono::seconds(window_seconds)) / m_per_minute),
      m_buckets(places)
{
    static_assert(crypto_shorthash_KEYBYTES == 16);
    // Which addresses share a set is nobody's to choose.
    randombytes_buf(m_key.data(), m_key.size());
}

RateLimit::Verdict RateLimit::take(const ClientAddress& client, Clock::time_point now)
{
    std::uint64_t hash = 0;
    std::array<unsigned char, crypto_shorthash_BYTES> bytes{};
    static_assert(sizeof hash == bytes.size());
    crypto_shorthash(bytes.data(), client.data(), client.size(), m_key.data());
    std::memcpy(&hash, bytes.data(), sizeof hash);
    const std::size_t set = hash % sets;

    const std::lock_guard lock(m_mutexes[set % m_mutexes.size()]);
    const auto buckets = std::span(m_buckets).subspan(set * set_size, set_size);
    auto bucket = std::ranges::find(buckets, client, &Bucket::client);
    if (bucket == buckets.end()) {
        bucket = std::ranges::min_element(buckets, {}, &Bucket::full);
        *bucket = {client, now};
    }
    const auto full = std::max(bucket->full, now);
    const auto spent = full - now;  // what a full bucket lacks, as the time that fills it
    const auto whole = m_interval * m_per_minute;
    if (spent + m_interval > whole) {
        return {false, 0, whole_seconds(spent + m_interval - whole)};
    }
    bucket->full = full + m_interval;
    const auto left = whole - (bucket->full - now);
    const auto remaining = static_cast<std::uint32_t>(left / m_interval);
    return {true, remaining, whole_seconds(m_interval * (remaining + 1) - left)};
}

void RateLimit::add_headers(const Verdict& verdict, publish::Response& response) const
{
    response.headers.emplace_back(
        "RateLimit-Policy", fmt::format("\"{}\";q={};w={}", policy, m_per_minute, window_seconds));
    response.headers.emplace_back(
        "RateLimit", fmt::format("\"{}\";r={};t={}", policy, verdict.remaining, verdict.seconds));
}

publish::Response RateLimit::refusal(const Verdict& verdict) const
{
    Problem problem{ProblemKind::too_many_requests,
                    fmt::format("Trop de requêtes viennent de votre adresse : {} par minute sont "
                                "permises. La suivante le sera dans {} s. Pour tout un jeu de "
                                "données, un seul fichier de « downloads » suffit.",
                                m_per_minute, verdict.seconds)};
    problem.headers = {{"Retry-After", std::to_string(verdict.seconds)},
                       {"Cache-Control", "no-store"}};
    problem.members = {{"violated-policies", fmt::format("[\"{}\"]", policy)}};
    auto response = problem_response(problem);
    add_headers(verdict, response);
    return response;
}

}  // namespace parvis::service
