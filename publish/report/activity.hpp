// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/report/bound.hpp"
#include "publish/report/indicator_grid.hpp"
#include "publish/site/row.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace parvis::publish::report {

using site::Row;

/// "activite@3#piscine_entrees~.76410~.2025/valeur"; a row without a column.
[[nodiscard]] std::string cell_of(const Row& row, std::string_view column = {});

/// A number with its unit as people write both.
[[nodiscard]] Bound measured(double value, std::string_view unit, const site::Messages& messages,
                             Rule rule, std::vector<std::vector<std::string>> cells);

/// The parts that a figure includes, sorted, each once.
[[nodiscard]] std::vector<std::string> parts_of(const Row& row);
/// The SDMX letter of a figure: its own, or the one that its row has.
[[nodiscard]] std::string status_of(const Row& row);

/// A row of another unit than its indicator: no part of any figure.
struct Misfit {
    const Indicator* indicator = nullptr;
    std::string place, year;
    std::string unit, cell;  ///< that the row has, and where that stands
};

/// What of an area can be said from its communes: only those that include the same parts.
struct Total {
    std::optional<Bound> value;
    std::vector<Row> rows;  ///< it is made of
    std::set<std::string> places;
    std::vector<std::string> parts;
};

/// The yearly figures of the datasets that have indicators of the grid, by indicator, place and
/// year. Of a figure that stands in several datasets, the first by id counts.
class Activity {
public:
    explicit Activity(const site::Page& page);

    [[nodiscard]] bool empty() const { return m_rows.empty(); }
    [[nodiscard]] const std::vector<std::shared_ptr<const Snapshot>>& datasets() const
    {
        return m_datasets;
    }
    [[nodiscard]] const std::vector<Misfit>& misfits() const { return m_misfits; }
    [[nodiscard]] std::optional<Row> row(const std::string& indicator, const std::string& place,
                                         const std::string& year) const;
    /// Years that any of the places has figures of.
    [[nodiscard]] std::set<std::string> years_of(const std::set<std::string>& places) const;

    /// A number of a row with its unit; nothing where it is not known.
    [[nodiscard]] std::optional<Bound> number(const Row& row, std::string_view column,
                                              std::string_view unit) const;
    /// The figure itself, in the unit of the grid.
    [[nodiscard]] std::optional<Bound> value(const Row& row) const;
    /// Of those places that include `parts`; without them, of the largest group that includes the
    /// same. Nothing for what neither adds up nor has numerator and denominator.
    [[nodiscard]] Total total(const Indicator& indicator, const std::set<std::string>& places,
                              const std::string& year,
                              const std::vector<std::string>* parts = nullptr) const;
    /// In percent; nothing where there was nothing before. Of percentages in points.
    [[nodiscard]] std::optional<Bound> change(const Bound& now, const Bound& before) const;
    /// How many rows.
    [[nodiscard]] Bound count(const std::vector<Row>& rows, std::string_view message) const;

private:
    void add_rows(const std::shared_ptr<const Snapshot>& dataset);

    const site::Page* m_page;
    std::vector<std::shared_ptr<const Snapshot>> m_datasets;
    std::vector<Misfit> m_misfits;
    std::map<std::string, std::map<std::string, std::map<std::string, Row>>> m_rows;
};

}  // namespace parvis::publish::report
