// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/lon_lat.hpp"
#include "publish/works/feed.hpp"
#include "publish/works/record.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parvis::publish::works {

/// One thing that is said of a work, or of one of its phases.
struct Member {
    std::string phase;  ///< id of the phase's row; "" for what is said of the work
    std::string name;   ///< as the columns of datasets have it: "fin", "effet", "geometry"
    std::string value;  ///< JSON, on one line
    friend bool operator==(const Member&, const Member&) = default;
};

/// What filters on places look at.
struct Whereabouts {
    std::vector<std::string> communes;
    std::vector<std::pair<std::string, std::string>> areas;  ///< level and area
    std::vector<geo::Box> boxes;                             ///< of each phase that has a place

    /// As WorksWanted::takes(), but for boxes, which are compared with the box of each phase.
    [[nodiscard]] bool fits(const WorksWanted& wanted) const;
    friend bool operator==(const Whereabouts&, const Whereabouts&) = default;
};

/// A work as those who follow the changes know it: member by member, so that each can be compared.
/// Addresses in it begin with "/", since the ledger outlives a change of the site's own.
struct WorkState {
    std::string dataset, id;
    Stage stage = Stage::unknown;
    bool to_confirm = false;  ///< the last file no longer lists it
    std::vector<std::string> rows;
    Whereabouts where;
    std::vector<Member> members;
    friend bool operator==(const WorkState&, const WorkState&) = default;
};

/// How a work of the published version stands at a moment.
[[nodiscard]] WorkState state_of(const Work& work, datasets::Instant moment,
                                 const datasets::Zone& zone);

/// Leaves of what is said when, where and with what effect: no text that somebody wrote.
void forget_texts(WorkState& state);

/// A GeoJSON Feature: what is said of the work in its properties, each phase an object in
/// `phases`; its geometry is that of its one phase, or a collection.
[[nodiscard]] std::string feature_of(const WorkState& state);

// As one text for the ledger, and back. A text that none of ours wrote gives nothing.
[[nodiscard]] std::string encoded(const WorkState& state);
[[nodiscard]] std::optional<WorkState> decoded_state(std::string_view text);
[[nodiscard]] std::string encoded(const Whereabouts& where);
[[nodiscard]] Whereabouts decoded_whereabouts(std::string_view text);

}  // namespace parvis::publish::works
