// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cross/crossing.hpp"

#include <vector>

namespace parvis::publish::cross {

/// What a comment on a row speaks of: its dataset, the row, its commune and its period. Columns and
/// part are the crossing's to say.
[[nodiscard]] CommentScope scope_of(const Publication& publication, const Snapshot& dataset,
                                    RowIndex row);
/// The same of a comment on all rows of a dataset, or on a column of it.
[[nodiscard]] CommentScope scope_of(const Snapshot& dataset);

/// The comments on what went into a crossed collection, on the rows that it went into: of communes
/// and levels by the datasets that their columns name, of a declared crossing by what it counts
/// now. None where that cannot be found out, say because its definition is gone.
[[nodiscard]] std::vector<CarriedInto> carried_into(const Publication& publication,
                                                    const Snapshot& crossed);

/// Whether a comment on a row of the level, or on an input, speaks of a figure that went in.
[[nodiscard]] bool is_of_columns(const CrossTable& table, const Snapshot& dataset,
                                 const CarriedComment& comment);
/// One comment once at each place, whatever number of measures it went into.
void add_comment(CarriedComments& all, const CarriedComment& comment);

/// Puts them into every crossed collection of a publication that is being made.
void carry_comments(Publication& publication);

}  // namespace parvis::publish::cross
