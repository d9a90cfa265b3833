// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/manifest.hpp"

#include <limits>
#include <vector>

namespace parvis::datasets {

/// A property that the typed model of a kind of dataset knows: its type, label, unit and list of
/// values are the model's, so that a .toml only says where it comes from.
struct ModelColumn {
    Property property;
    bool required = false;  ///< a row without it is refused
    bool refuses_invalid =
        false;  ///< a row in which it is unreadable is refused, not merely doubted
    /// For a text of one form (hours, days of the week): the text in that form, or "" for one that
    /// cannot be read, which becomes a row issue. nullptr: any text.
    std::string (*usual)(std::string_view) = nullptr;
    std::string_view example = {};  ///< of such a text, for messages
    /// What a number of the world can be, in the property's unit: another becomes a row issue.
    double least = -std::numeric_limits<double>::infinity();
    double most = std::numeric_limits<double>::infinity();
};

/// The model of a kind; empty for the general kind and the crossed collections.
[[nodiscard]] const std::vector<ModelColumn>& model_columns(Kind kind);
[[nodiscard]] const ModelColumn* model_column(Kind kind, std::string_view name);

/// What each invented row, and each figure made of some, says in a value of its own: no conversion,
/// no spreadsheet and no other program loses it. Always true, unless the dataset tells its facts
/// from its inventions.
[[nodiscard]] Property sample_property();
/// Since when a row is no longer in its dataset's file; nothing for those that are.
[[nodiscard]] Property absent_property();

}  // namespace parvis::datasets
