// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cql2/filter.hpp"
#include "publish/cross/measure.hpp"
#include "publish/query.hpp"
#include "publish/store.hpp"

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace parvis::publish::cross {

/// The time that a crossing looks at.
struct Moment {
    std::optional<TimeSpan> period;
    std::string period_text;
    datasets::Date day;  ///< for the states of works
    /// What all conditions of the crossing cost together.
    std::shared_ptr<cql2::Work> work = std::make_shared<cql2::Work>();
};

/// The rows that go into an aggregate, with what has to be known of the choice.
struct Chosen {
    std::vector<RowIndex> rows;
    std::vector<std::string> notes;
    std::vector<std::string> cautions;  ///< what every output says, however short it is
};

/// The rows of the aggregate's dataset that fit its condition and the period: works that are active
/// in it, figures of it, else of the latest one. A French reason where they must not go into one
/// figure: several measures, periods or units of which none was chosen.
[[nodiscard]] std::variant<Chosen, std::string> choose_rows(const Publication& publication,
                                                            const Snapshot& dataset,
                                                            const Aggregate& aggregate,
                                                            const Moment& moment);

}  // namespace parvis::publish::cross
