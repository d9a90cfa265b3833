// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/works/book.hpp"
#include "publish/works/clash.hpp"
#include "publish/works/street_network.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace parvis::publish::works {

/// What the desk of a site compares works with: its settings ([works] of parvis.toml), its
/// equipment, its markets and events, its winter roads, the days of requests.
struct Desk {
    std::vector<Sensitive> things;
    std::vector<std::optional<datasets::Date>> requested;  ///< of each work of the book
    ClashRules rules;                         ///< `from` is the beginning of today, `to` is open
    std::shared_ptr<const Snapshot> streets;  ///< its rows are the streets, or null
    std::shared_ptr<const StreetNetwork> network;  ///< of them; rules.streets points to it
    std::vector<std::string> uncomputed;  ///< French sentences: what it cannot know, and why
};

/// Schools, hospitals and fire stations are told by the family and type of equipment, in words or
/// as INSEE's codes of the BPE. The request of a work is the date `demande` of its row.
/// A parvis.toml that cannot be read is said among what is not computed.
[[nodiscard]] Desk desk_of(const Book& book);

}  // namespace parvis::publish::works
