// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/entered_works.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace parvis::service {

/// Who enters works: whoever keeps the site, or what a token says.
struct WorkWriter {
    datasets::WorkNote note;            ///< but its `why`
    bool keeps = false;                 ///< of the site: all works, all places
    std::vector<std::string> datasets;  ///< of a token
    std::vector<std::string> communes;  ///< keys; with `scope.areas` none: everywhere
    datasets::EnteringScope scope;
};

/// Members, and what is wrong with each: French sentences.
using WorkFaults = std::vector<std::pair<std::string, std::string>>;

/// What somebody asks to be done with a work; nothing of it is believed yet.
struct WorkAsked {
    std::string dataset;  ///< "": the only one that the writer has
    std::string id;       ///< "": a new one
    datasets::WorkAction action = datasets::WorkAction::change;
    datasets::WorkMembers members;  ///< "" takes one away; of `extend` and `reopen`: "fin" alone
    bool whole = false;             ///< of a change: members that are not named go
    bool publish = false;           ///< of a new one
    std::string day;                ///< of start and end: ISO; "": today
    std::string why;
    WorkFaults faults;                  ///< found while it was read: told with what else is wrong
    std::optional<std::uint32_t> seen;  ///< the revision that whoever asks has read
};

/// Why nothing was written.
struct WorkRefusal {
    enum class Kind {
        unusable,   ///< `fields` says which member is wrong, and how
        forbidden,  ///< this writer may not
        unknown,    ///< there is no such work, dataset, or it is not for this writer to see
        state,      ///< not what can be done with it as it is
        stale       ///< somebody else has changed it since
    };
    Kind kind = Kind::unusable;
    std::string sentence;  ///< French
    WorkFaults fields;
};

/// What was written.
struct WorkWritten {
    datasets::EnteredWork work;
    std::vector<std::string> doubts;  ///< French sentences of ingest on what may be a slip
    std::string unsettled;  ///< why no version could be made of it yet; it is kept all the same
};

using WorkResult = std::variant<WorkWritten, WorkRefusal>;

}  // namespace parvis::service
