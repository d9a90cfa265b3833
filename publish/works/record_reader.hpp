// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/snapshot.hpp"
#include "publish/works/record.hpp"

#include <vector>

namespace parvis::publish::works {

/// The works of a road_works dataset, in the order of their first rows. Rows
/// of which `chantier` names the same are phases of one work: what they say of it is taken from the
/// first row that says it, but each says for itself how far it is. Columns that the dataset lacks
/// are unknown. Ledger is that of the version alone: see row_history.hpp for what older versions
/// add. Time: about 3 µs a row. @throws SourceError for a zone that ICU does not know.
[[nodiscard]] std::vector<Work> works_of(const Snapshot& dataset);

/// The one of these that has the row among its phases. Time: some 10 µs, and a look at every row
/// where the dataset has `chantier`.
[[nodiscard]] Work work_of(const Snapshot& dataset, RowIndex row);

}  // namespace parvis::publish::works
