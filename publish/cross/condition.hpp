// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/snapshot.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parvis::publish::cross {

/// Which rows of a dataset fit a condition, in the part of CQL2 text that needs no geometry:
/// comparisons of a property with a value (=, <>, <, <=, >, >=), `in (…)`, `is null`, `and`, `or`,
/// `not` and parentheses. Texts stand in '…', a quote in them is doubled; days are texts or
/// DATE('2026-11-22'). `etat` is the state of a work. A comparison with an unknown value fits not.
class Condition {
public:
    /// A French reason when the text is no condition over the dataset's properties.
    [[nodiscard]] static std::variant<Condition, std::string> read(std::string_view text,
                                                                   const Snapshot& dataset);

    [[nodiscard]] bool fits(const Snapshot& dataset, RowIndex row, datasets::Date day) const;

    enum class Operation { both, either, negation, equal, less, at_most, is_null, one_of };
    struct Node {
        Operation operation = Operation::equal;
        std::size_t left = 0, right = 0;  ///< of both, either and negation
        std::size_t property = 0;         ///< index; `state` for the state of a work
        bool swapped = false;             ///< value < property
        std::vector<datasets::Value> values;
    };
    static constexpr std::size_t state = static_cast<std::size_t>(-1);

private:
    [[nodiscard]] bool fits(const Node& node, const Snapshot& dataset, RowIndex row,
                            datasets::Date day) const;

    std::vector<Node> m_nodes;  ///< the whole is the last
};

}  // namespace parvis::publish::cross
