// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cross/measure.hpp"
#include "publish/cross/perimeter_marks.hpp"
#include "publish/cross/places.hpp"
#include "publish/query.hpp"
#include "publish/store.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace parvis::publish::cross {

/// What a crossing asks: measures of places, joined into one table.
struct CrossQuery {
    std::string level = "communes";
    std::vector<Measure> measures;
    /// Works that are active in it, figures whose period lies in it. Nothing: all works, and the
    /// latest period of figures.
    std::optional<TimeSpan> period;
    std::string period_text;
    datasets::Date day;  ///< for the states of works in conditions

    static constexpr std::size_t most_measures = 50;
};

/// What a column of the table says of itself.
struct CrossedMeasure {
    std::string name, expression;
    bool adds_up = false;
    std::uint64_t rows = 0;     ///< that went into it
    std::uint64_t skipped = 0;  ///< that fit but had no value (no length, no capacity)
    std::vector<std::string> notes;
    std::vector<std::string> cautions{};  ///< those of the notes that a CSV carries too
    bool estimated = false;               ///< observation status E
    std::string denominator{};            ///< of a ratio, as it was asked; else ""
    std::vector<std::string> vintages{};  ///< of the population and other figures it is divided by
};

/// Measures by place. The values of places, with those of `unknown`, add up to the total exactly
/// where the measure adds up: they are sums of whole millionths.
struct CrossTable {
    std::string level, level_title;
    std::vector<CrossedMeasure> measures;
    std::vector<Place> places;
    std::vector<std::vector<datasets::Value>> values;  ///< [place][measure]
    std::vector<datasets::Value> unknown, total;       ///< [measure]; rows that lie in no place
    /// Of the values that are no plain ones, by place and measure: breaks, estimates, what lacks.
    /// The place after the last is `unknown`, the one after it the total.
    std::map<std::pair<std::size_t, std::size_t>, PerimeterMark> marks;
    bool has_unknown = false;               ///< whether any row counts for `unknown`
    std::vector<CarriedComments> comments;  ///< [place], then of `unknown`
    std::vector<std::shared_ptr<const Snapshot>> inputs;
    std::vector<std::string> columns;  ///< properties that went in, as "dataset.property"
    std::string licence;
    std::vector<std::string> notes;
    std::string period_text;
    datasets::Date day;
};

/// The place in `marks` that stands for the total.
[[nodiscard]] inline std::size_t total_index(const CrossTable& table)
{
    return table.places.size() + 1;
}
/// Last update of the newest input (ISO date).
[[nodiscard]] std::string updated(const CrossTable& table);
/// What every output says when an input is sample data; else "".
[[nodiscard]] std::string_view sample_warning(const CrossTable& table);
/// What people say of the datasets and columns that went in, with the measures they went into.
[[nodiscard]] CarriedComments comments_on(const CrossTable& table);

/// The parameters `level`, `measure` (more than once), `period`, `at`. Without a measure every
/// dataset's rows are counted. All faults are reported together.
[[nodiscard]] std::variant<CrossQuery, std::vector<ParameterProblem>>
parse_cross_query(const Parameters& parameters, const Publication& publication);

/// What OpenAPI says of those parameters.
[[nodiscard]] std::vector<ParameterText> cross_parameters();

/// Crosses. A measure that names what is not there, sums what cannot be summed or mixes periods is
/// refused with the reason.
[[nodiscard]] std::variant<CrossTable, std::vector<ParameterProblem>>
cross(const Publication& publication, const CrossQuery& query);

}  // namespace parvis::publish::cross
