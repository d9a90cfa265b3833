// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/column_choice.hpp"
#include "datasets/ingest.hpp"
#include "datasets/site.hpp"
#include "service/command_line.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace parvis::service {

/// What became of one dataset: a report, or the one sentence why there is none.
struct DatasetOutcome {
    std::string id;
    std::string source;  ///< which file was read, when it is not simply the one of the .toml
    std::optional<datasets::IngestReport> report;
    /// What was found in a file that was read to its end and refused as a whole.
    std::optional<datasets::IngestReport> refused;
    std::string error;
    bool busy = false;    ///< another process held the dataset; nothing was judged
    bool failed = false;  ///< the fault is of this machine (disk, register), not of the file
    std::vector<datasets::FileColumn> file_columns{};  ///< where `check` was asked for them
    std::vector<datasets::ColumnUse> uses{};           ///< which of them are read, and for what
};

/// What became of a whole `check`, `ingest` or `cross`.
struct RunOutcome {
    std::string territory;
    std::vector<datasets::RowIssue> territory_issues;
    std::vector<DatasetOutcome> datasets;
    std::vector<datasets::Manifest> crossed;  ///< new versions of the crossed collections
    std::optional<std::size_t> comments;      ///< in the register now, when they were read
    std::vector<std::string> warnings;        ///< comments that show nowhere, or show a contact
    std::vector<std::string> pruned;          ///< what is no longer kept of old versions
    std::vector<std::string> errors;          ///< of the territory, the crossing or the comments

    [[nodiscard]] bool succeeded() const;
};

/// Follows a long run: each dataset starts, is read, ends. Called in the thread that runs.
class RunFollower {
public:
    RunFollower() = default;
    RunFollower(const RunFollower&) = delete;
    RunFollower& operator=(const RunFollower&) = delete;
    virtual ~RunFollower() = default;

    /// `source` is the name of the file that is read.
    virtual void starts(const std::string& dataset, const std::string& source) = 0;
    /// As datasets::Progress.
    virtual void reads(const datasets::Manifest& so_far, std::optional<double> share) = 0;
    virtual void ends(const DatasetOutcome& outcome) = 0;
};

/// Runs `check`, `ingest` or `cross` as the command says: datasets that teach a level first, then
/// the one with the population, then the others by id. A dataset that fails stops no other.
/// @throws SourceError when the site itself cannot be read.
[[nodiscard]] RunOutcome run_ingest(const Command& command, RunFollower* follower = nullptr);

}  // namespace parvis::service
