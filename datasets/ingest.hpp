// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/dataset_definition.hpp"
#include "datasets/feature.hpp"
#include "datasets/manifest.hpp"
#include "datasets/register.hpp"
#include "datasets/row_issue.hpp"
#include "datasets/territory.hpp"
#include "geo/error.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace parvis::datasets {

/// What a source amounts to, whether or not a version was written.
struct IngestReport {
    Manifest manifest;  ///< version 0 when nothing was written
    std::optional<std::uint32_t>
        version;  ///< the new version; nothing when unchanged or only checked
    bool unchanged = false;
    bool waits = false;  ///< the new version is checked, and served once somebody publishes it
    std::optional<std::uint32_t> withdrawn;  ///< same content as this one: nothing was published
    std::vector<RowIssue>
        first_issues;  ///< the first 100 of each code; all are counted in the manifest
    std::vector<Feature> first_features;  ///< the first 200 kept rows, for a preview
    std::vector<std::string> hints;       ///< what the definition could say better
    double seconds = 0;
};

/// Called every few thousand rows. Of `so_far`, counts and issues are those of the rows that were
/// read; `share` of the source is behind, 0 to 1, where that is known.
using Progress = std::function<void(const Manifest& so_far, std::optional<double> share)>;

/// Reads, checks and places every row of the definition's source; writes nothing. `today` counts
/// for dates written "+days"; without it, the clock's day in the dataset's zone.
/// Where a register is given, rows that its published version has and the file lacks are reported.
/// @throws SourceError when the file as a whole cannot be used.
[[nodiscard]] IngestReport check(const DatasetDefinition& definition, const Territory& territory,
                                 const Progress& progress = {}, std::optional<Date> today = {},
                                 const Register* before = nullptr);

/// Every row was read, and the file as a whole cannot be used: `report` says what was found in it.
class RefusedSource : public SourceError {
public:
    RefusedSource(const std::string& what, IngestReport found)
        : SourceError(what), m_report(std::make_shared<const IngestReport>(std::move(found)))
    {
    }
    [[nodiscard]] const IngestReport& report() const { return *m_report; }

private:
    std::shared_ptr<const IngestReport> m_report;  // exceptions are copied
};

/// The file has so many rows less than the one before that it is not believed.
class ShrunkSource : public RefusedSource {
public:
    using RefusedSource::RefusedSource;
};

/// The same, and writes the version. On any throw nothing that was published changes.
[[nodiscard]] IngestReport ingest(const DatasetDefinition& definition, const Territory& territory,
                                  Register& reg, const std::string& cause,
                                  const Progress& progress = {}, std::optional<Date> today = {});

}  // namespace parvis::datasets
