// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish::report {

/// What a number is of the cells that it names. Cells are in groups; those of a group are added.
enum class Rule {
    cell,                ///< the one cell itself
    count,               ///< how many cells there are
    sum,                 ///< of the one group
    ratio,               ///< the first group over the second
    percent,             ///< the same, times a hundred
    change,              ///< of the first group on the second, in percent of it
    difference,          ///< the first group less the second, in points
    percent_difference,  ///< groups 1 over 2 less groups 3 over 4, times a hundred, in points
    ratio_change,        ///< of groups 1 over 2, on groups 3 over 4, in percent
};
[[nodiscard]] std::string_view name_of(Rule rule);

/// A number of a report, and the cells of versions that it follows from: nothing stands in a report
/// that cannot be looked up. A cell is "activite@3#piscine_entrees~.76410~.2025/valeur"; without
/// "/valeur" it is a row.
struct Bound {
    double value = 0;
    std::string text;  ///< as people read it, with its unit
    Rule rule = Rule::cell;
    std::vector<std::vector<std::string>> cells;
    std::string unit{};  ///< as it ends `text`; "" where it has none

    friend bool operator==(const Bound&, const Bound&) = default;
};

/// The number alone, without its unit.
[[nodiscard]] std::string without_unit(const Bound& bound);
/// "activite@1#… activite@1#…; activite@1#…": groups with "; " between them.
[[nodiscard]] std::string cells_text(const Bound& bound);
/// <data value="…" data-rule="…" data-cells="…">text</data>, escaped.
[[nodiscard]] std::string bound_html(const Bound& bound);
/// The same with the unit smaller than the number.
[[nodiscard]] std::string bound_html_large(const Bound& bound);
/// The same as attributes of another element (a text of a drawing).
[[nodiscard]] std::string bound_attributes(const Bound& bound);

}  // namespace parvis::publish::report
