// SPDX-License-Identifier: EUPL-1.2
#include "service/log.hpp"

#include <atomic>
#include <memory>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace parvis::service {

namespace {

std::atomic<bool>& requests_wanted()
{
    static std::atomic<bool> wanted{false};
    return wanted;
}

/// A value in quotes, on one line whatever a client put into it.
std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
    }
    return out + '"';
}

}  // namespace

void start_log(bool requests)
{
    auto logger = spdlog::stderr_logger_mt("parvis");
    logger->set_pattern("time=%Y-%m-%dT%H:%M:%S.%eZ level=%l %v", spdlog::pattern_time_type::utc);
    logger->flush_on(spdlog::level::info);
    spdlog::set_default_logger(std::move(logger));
    requests_wanted() = requests;
}

bool logs_requests() { return requests_wanted(); }

void log_request(std::string_view peer, std::string_view method, std::string_view target,
                 int status, std::uint64_t bytes, double milliseconds)
{
    spdlog::info("event=request peer={} method={} target={} status={} bytes={} ms={:.2f}", peer,
                 method, quoted(target), status, bytes, milliseconds);
}

void log_failure(std::string_view event, std::string_view text, std::string_view request_id)
{
    if (request_id.empty()) {
        spdlog::error("event={} text={}", event, quoted(text));
    } else {
        spdlog::error("event={} request={} text={}", event, request_id, quoted(text));
    }
}

void log_event(std::string_view event, std::string_view text)
{
    spdlog::info("event={} text={}", event, quoted(text));
}

}  // namespace parvis::service
