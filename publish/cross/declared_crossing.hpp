// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/crossing_definition.hpp"
#include "datasets/feature.hpp"
#include "datasets/manifest.hpp"
#include "datasets/register.hpp"
#include "datasets/row_issue.hpp"
#include "publish/cross/crossing.hpp"
#include "publish/store.hpp"

#include <chrono>
#include <optional>
#include <vector>

namespace parvis::publish::cross {

/// A crossing that a site declares (datasets/crossing_definition.hpp), made: what its next version
/// holds.
struct DeclaredCrossing {
    datasets::Manifest manifest;  ///< without what VersionWriter fills
    std::vector<datasets::Property> properties;
    std::vector<datasets::Feature> rows;  ///< a place each, then what lies in none
    std::vector<datasets::RowIssue> issues;
};

/// Crosses what is published, for its day.
/// @throws SourceError naming the file, the line and what to do: a level or dataset that does not
/// exist, a measure over a text, a period that ends before it starts, a name that is taken.
[[nodiscard]] DeclaredCrossing make_crossing(const Publication& publication,
                                             const datasets::CrossingDefinition& definition);

/// The comments on what is counted in it now, on the rows of its published version and with the
/// columns that they went into. @throws SourceError like make_crossing().
[[nodiscard]] std::vector<CarriedInto>
carried_comments(const Publication& publication, const datasets::CrossingDefinition& definition,
                 const Snapshot& published);

/// The same, written as a version where anything has changed. Waits as long as `patience` for who
/// is writing it. @throws SourceError, StoreError; then the last version stays.
std::optional<datasets::Manifest> publish_crossing(const Publication& publication,
                                                   const datasets::CrossingDefinition& definition,
                                                   datasets::Register& reg,
                                                   std::chrono::milliseconds patience);

}  // namespace parvis::publish::cross
