// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cross/chosen_rows.hpp"
#include "publish/cross/exact.hpp"
#include "publish/cross/measure.hpp"
#include "publish/cross/near_figures.hpp"
#include "publish/cross/perimeter_marks.hpp"
#include "publish/cross/places.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace parvis::publish::cross {

/// A comment on a row that was counted, with its scope, and a place it was counted in.
struct RowComment {
    std::uint32_t place = 0;
    CarriedComment comment;
};

/// One aggregate at every place: the rows of its dataset that fit, each counted where it lies.
class Tally {
public:
    /// Counts. A French reason when the aggregate cannot be made: no such dataset or property, a
    /// text that cannot be added, a median that must not be, several periods or measures in one.
    [[nodiscard]] static std::variant<Tally, std::string> of(const Publication& publication,
                                                             Places& places,
                                                             const Aggregate& aggregate,
                                                             const Moment& moment);

    [[nodiscard]] const Aggregate& aggregate() const { return m_aggregate; }
    [[nodiscard]] const std::shared_ptr<const Snapshot>& dataset() const { return m_dataset; }
    /// Whether its values are sums, not numbers.
    [[nodiscard]] bool is_exact() const { return m_is_exact; }
    [[nodiscard]] bool is_estimated() const { return m_is_estimated; }
    /// Whether the communes' population went into it.
    [[nodiscard]] bool uses_population() const { return m_uses_population; }
    /// The properties that it reads.
    [[nodiscard]] const std::vector<std::string>& columns() const { return m_columns; }

    // Of a place; `places.unknown()` for the rest, `places.unknown() + 1` for the total. Nothing
    // where rows lie but none of them has a value: what is not known is not 0.
    [[nodiscard]] std::optional<Exact> sum(std::size_t place) const;
    /// Mean, minimum, maximum, median, or a figure of near things.
    [[nodiscard]] std::optional<double> number(std::size_t place) const
    {
        return m_cells[place].number;
    }

    /// Why the value of a place, of `places.unknown()` or of the total is no plain one; nullptr for
    /// most.
    [[nodiscard]] const PerimeterMark* mark(std::uint32_t place) const;

    [[nodiscard]] std::uint64_t rows() const { return m_rows; }
    [[nodiscard]] std::uint64_t skipped() const { return m_skipped; }
    [[nodiscard]] bool has_unknown() const
    {
        const Cell& unknown = m_cells[m_cells.size() - 2];
        return unknown.rows + unknown.missing > 0;
    }
    [[nodiscard]] const std::vector<std::string>& notes() const { return m_notes; }
    /// Those of the notes that every output carries, however short it is.
    [[nodiscard]] const std::vector<std::string>& cautions() const { return m_cautions; }
    [[nodiscard]] const std::vector<RowComment>& comments() const { return m_comments; }
    /// Whether a row at a place is one of several that make its value.
    [[nodiscard]] bool is_one_of_many(std::uint32_t place) const;

private:
    struct Cell {
        Exact sum = 0, weight = 0;
        std::uint64_t rows = 0, missing = 0;  ///< with a value, and without
        std::vector<double> values;           ///< for minimum, maximum and median, until finish()
        std::optional<double> number;
        bool withheld = false;
    };
    void add(std::size_t place, Exact value, Exact weight);
    void spread(std::size_t unknown, const std::vector<Share>& parts, Exact amount);
    void finish();
    void take(NearFigures figures);
    /// Sums over rows of which some have no value are lower bounds, the total's too.
    void mark_what_lacks();
    /// Withholds what the marks do not let be known.
    void apply(PerimeterMarks marks);

    Aggregate m_aggregate;
    std::shared_ptr<const Snapshot> m_dataset;
    std::vector<Cell> m_cells;  ///< by place, then unknown, then total
    std::uint64_t m_rows = 0, m_skipped = 0;
    bool m_needs_rows = false;  ///< a figure that no row gives is not known; things may be none
    bool m_is_exact = true, m_is_estimated = false, m_uses_population = false;
    std::vector<std::string> m_columns, m_notes, m_cautions;
    std::vector<RowComment> m_comments;
    PerimeterMarks m_marks;
    std::map<std::uint32_t, PerimeterMark> m_lacking;  ///< of sums over rows without a value
};

}  // namespace parvis::publish::cross
