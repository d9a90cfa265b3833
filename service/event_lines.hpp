// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/ingest_run.hpp"
#include "service/progress_bar.hpp"

#include <chrono>
#include <ostream>
#include <string>

namespace parvis::service {

/// A run as events for a program, one JSON object a line, written as they happen: `start`
/// {dataset, source}; `progress` {dataset, rows, share, seconds, rows_per_second, seconds_left,
/// issue_counts}, once a second; at the end of a dataset `dataset` {dataset, version, unchanged,
/// counts, issue_counts} or `error` {dataset, message}. Numbers that are not known are null.
class EventLines final : public RunFollower {
public:
    explicit EventLines(std::ostream& out) : m_out(out) {}

    void starts(const std::string& dataset, const std::string& source) override;
    void reads(const datasets::Manifest& so_far, std::optional<double> share) override;
    void ends(const DatasetOutcome& outcome) override;

private:
    using Clock = std::chrono::steady_clock;

    std::ostream& m_out;
    ReadingState m_state;
    Clock::time_point m_start;
    Clock::time_point m_next;
};

/// `{"event": "error", "message": …}`, without a line break: what ends a whole run.
[[nodiscard]] std::string error_event(const std::string& message);

}  // namespace parvis::service
