// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/ingest_run.hpp"

#include <string>

namespace parvis::service {

/// What became of one dataset, for people: one line of counts, then the issues by kind with
/// examples. `language` is that of the line of counts ("fr" or "en").
[[nodiscard]] std::string report_text(const DatasetOutcome& outcome, const std::string& language);
/// What concerns no single dataset: territory, crossing, comments.
[[nodiscard]] std::string report_text(const RunOutcome& outcome);

/// The whole outcome as one JSON object on one line, the last event of a run. With it the deposit
/// page shows what was understood, so it carries the preview too: {event: "result", territory,
/// succeeded, errors, crossed, datasets: [{id, error, source, version, unchanged, seconds,
/// understood, counts, issue_counts, issues, properties, rows, geojson}]}.
[[nodiscard]] std::string report_json(const RunOutcome& outcome);

/// "3 948" (narrow no-break space) or, in English, "3,948".
[[nodiscard]] std::string grouped(std::uint64_t number, const std::string& language);

}  // namespace parvis::service
