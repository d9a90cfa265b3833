// SPDX-License-Identifier: EUPL-1.2
#include "service/event_lines.hpp"

#include "datasets/json_text.hpp"

namespace parvis::service {

namespace {

using namespace std::chrono_literals;
using datasets::JsonText;

constexpr auto between_events = 1s;

/// Names and sentences quote files: never invalid UTF-8.
void member(JsonText& json, const char* key, const std::string& text)
{
    std::string valid;
    datasets::append_valid_utf8(valid, text);
    json.member(key, valid);
}

void member(JsonText& json, const char* key, std::optional<double> number)
{
    json.key(key);
    number ? json.number(*number) : json.null();
}

void issue_counts(JsonText& json, const datasets::Manifest& manifest)
{
    json.key("issue_counts");
    json.start_object();
    for (const auto& [code, count] : manifest.issues) {
        json.member(code, count);
    }
    json.end_object();
}

JsonText event(const char* kind)
{
    JsonText json;
    json.start_object();
    json.member("event", kind);
    return json;
}

}  // namespace

std::string error_event(const std::string& message)
{
    JsonText json = event("error");
    member(json, "message", message);
    json.end_object();
    return json.take();
}

void EventLines::starts(const std::string& dataset, const std::string& source)
{
    m_state = {};
    m_state.dataset = dataset;
    m_start = Clock::now();
    m_next = m_start + between_events;
    JsonText json = event("start");
    member(json, "dataset", dataset);
    member(json, "source", source);
    json.end_object();
    m_out << json.take() << std::endl;
}

void EventLines::reads(const datasets::Manifest& so_far, std::optional<double> share)
{
    const auto now = Clock::now();
    if (now < m_next) {
        return;
    }
    m_next = now + between_events;
    m_state.rows = so_far.counts.read;
    m_state.share = share;
    m_state.seconds = std::chrono::duration<double>(now - m_start).count();
    JsonText json = event("progress");
    member(json, "dataset", m_state.dataset);
    json.member("rows", m_state.rows);
    member(json, "share", m_state.share);
    member(json, "seconds", std::optional(m_state.seconds));
    member(json, "rows_per_second", std::optional(m_state.rows_per_second()));
    member(json, "seconds_left", m_state.seconds_left());
    issue_counts(json, so_far);
    json.end_object();
    m_out << json.take() << std::endl;
}

void EventLines::ends(const DatasetOutcome& outcome)
{
    JsonText json = event(outcome.report ? "dataset" : "error");
    member(json, "dataset", outcome.id);
    if (outcome.report) {
        json.key("version");
        outcome.report->version ? json.integer(*outcome.report->version) : json.null();
        json.member("unchanged", outcome.report->unchanged);
        json.key("counts");
        datasets::write_counts(json, outcome.report->manifest.counts);
        issue_counts(json, outcome.report->manifest);
    } else {
        member(json, "message", outcome.error);
    }
    json.end_object();
    m_out << json.take() << std::endl;
}

}  // namespace parvis::service
