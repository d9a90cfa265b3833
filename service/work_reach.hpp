// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/territory.hpp"
#include "service/work_asked.hpp"

#include <set>
#include <string>
#include <vector>

namespace parvis::service {

/// An area of any level by one word, as tokens name it: "pole/val-de-seine".
[[nodiscard]] std::string area_key(const datasets::Level& level, const datasets::LevelArea& area);

/// What is wrong with a place, in GeoJSON, that is outside every commune's box; "" for others. Of a
/// file, ingest would ask which coordinates were meant, which takes seconds; who enters a work is
/// told at once.
[[nodiscard]] std::string far_fault(const std::string& geojson,
                                    const datasets::Territory& territory);

/// Where somebody enters works, and as a coordinator reads the drafts of others: the communes and
/// areas of the token; everywhere, where it names none. `territory` must outlive it.
class WorkReach {
public:
    WorkReach(const WorkWriter& writer, const datasets::Territory& territory);

    /// "", or a French sentence on the communes (by key) that are out of it.
    [[nodiscard]] std::string fault(const std::vector<std::string>& communes) const;
    /// Whether all communes that a work touches are in it. A work that lies nowhere by now is in no
    /// reach but everywhere.
    [[nodiscard]] bool covers(const datasets::EnteredWork& work) const;

private:
    const datasets::Territory& m_territory;
    bool m_everywhere;
    std::set<std::string> m_communes;
};

}  // namespace parvis::service
