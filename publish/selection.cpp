// SPDX-License-Identifier: EUPL-1.2
#include "publish/selection.hpp"

#include "publish/cql2/filter.hpp"
#include "publish/row_order.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

namespace parvis::publish {

namespace {

using Rows = std::vector<RowIndex>;

/// Matches below this number are listed and sorted.
constexpr std::uint64_t few = 4096;

/// Narrows what is selected so far (nothing: all rows) to those that are in `rows` too.
void narrow(std::optional<Rows>& selected, Rows rows)
{
    if (!selected) {
        selected = std::move(rows);
        return;
    }
    Rows both;
    std::set_intersection(selected->begin(), selected->end(), rows.begin(), rows.end(),
                          std::back_inserter(both));
    selected = std::move(both);
}

template <typename Test>
void narrow_by(std::optional<Rows>& selected, RowIndex size, Test&& test)
{
    Rows rows;
    if (selected) {
        std::copy_if(selected->begin(), selected->end(), std::back_inserter(rows), test);
    } else {
        for (RowIndex row = 0; row < size; ++row) {
            if (test(row)) {
                rows.push_back(row);
            }
        }
    }
    selected = std::move(rows);
}

/// Whether a value of a start or end column is not after (`sign` 1) or not before (-1) the bound.
bool fits(const datasets::Value& value, const std::optional<TimeBound>& bound, int sign)
{
    if (!bound) {
        return true;
    }
    const auto ordered = [&](auto a, auto b) { return sign > 0 ? a <= b : a >= b; };
    if (const auto* day = std::get_if<datasets::Date>(&value)) {
        return ordered(*day, bound->day);
    }
    if (const auto* instant = std::get_if<datasets::Instant>(&value)) {
        return ordered(*instant, bound->instant);
    }
    return true;  // an open end
}

void narrow_to_time(std::optional<Rows>& selected, const Snapshot& dataset, const TimeSpan& span)
{
    const auto& facts = dataset.manifest().facts;
    const auto start = dataset.property(facts.start_property);
    const auto end = dataset.property(facts.end_property);
    const auto known = [](const datasets::Value& value) {
        return std::holds_alternative<datasets::Date>(value) ||
               std::holds_alternative<datasets::Instant>(value);
    };
    narrow_by(selected, dataset.size(), [&](RowIndex row) {
        const auto from = start ? dataset.value(row, *start) : datasets::Value{};
        // One date alone is a moment, not the start of something without end.
        const auto to = end ? dataset.value(row, *end) : from;
        return (known(from) || known(to)) && fits(from, span.last, 1) && fits(to, span.first, -1);
    });
}

std::optional<Rows> filtered(const Snapshot& dataset, const ItemsQuery& query, datasets::Date day)
{
    std::optional<Rows> selected;
    for (const auto& filter : query.filters) {
        narrow(selected, rows_equal_any(dataset.column(filter.property), filter.values));
    }
    if (!query.states.empty()) {
        narrow_by(selected, dataset.size(), [&](RowIndex row) {
            return std::find(query.states.begin(), query.states.end(),
                             dataset.work_state(row, day)) != query.states.end();
        });
    }
    if (query.datetime) {
        narrow_to_time(selected, dataset, *query.datetime);
    }
    if (query.search) {
        narrow(selected, rows_with(dataset, *query.search));
    }
    if (query.filter) {
        selected = selected ? query.filter->rows_among(*selected) : query.filter->rows();
    }
    return selected;
}

/// A page of all rows.
Selection page_of_all(const Snapshot& dataset, const ItemsQuery& query, std::size_t limit)
{
    Selection page;
    page.matched = dataset.size();
    const auto start = query.after ? *query.after : query.offset.value_or(0);
    page.before = std::min<std::uint64_t>(start, page.matched);
    const auto last = std::min<std::uint64_t>(page.before + limit, page.matched);
    for (auto row = page.before; row < last; ++row) {
        page.rows.push_back(static_cast<RowIndex>(row));
    }
    if (last < page.matched) {
        page.next = static_cast<RowIndex>(last);
    }
    if (page.before > 0) {
        const auto back = page_back(page.before, limit);
        page.previous = PreviousPage{static_cast<RowIndex>(page.before - back), back};
    }
    return page;
}

/// A page of rows in row order.
Selection page_of(const Rows& rows, const ItemsQuery& query, std::size_t limit)
{
    Selection page;
    page.matched = rows.size();
    const auto passed = std::min<std::uint64_t>(query.offset.value_or(0), rows.size());
    const auto first = query.after ? std::lower_bound(rows.begin(), rows.end(), *query.after)
                                   : rows.begin() + static_cast<std::ptrdiff_t>(passed);
    const auto left = static_cast<std::size_t>(rows.end() - first);
    const auto last = first + static_cast<std::ptrdiff_t>(std::min(limit, left));
    page.before = static_cast<std::uint64_t>(first - rows.begin());
    page.rows.assign(first, last);
    if (last != rows.end()) {
        page.next = *last;
    }
    if (page.before > 0) {
        const auto back = page_back(page.before, limit);
        page.previous = PreviousPage{rows[page.before - back], back};
    }
    return page;
}

/// The least of the rows from `first` on, at most so many, of rows that come in no order.
class LeastRows {
public:
    LeastRows(RowIndex first, std::size_t most)
        : m_first(first), m_most(most), m_room(std::max<std::size_t>(64, 2 * most))
    {
        m_rows.reserve(std::min<std::size_t>(m_room, 4'096));
    }

    void offer(std::span<const RowIndex> rows)
    {
        for (const RowIndex row : rows) {
            if (row < m_end && row >= m_first) {
                m_rows.push_back(row);
                if (m_rows.size() == m_room) {
                    narrow();
                }
            }
        }
    }
    Rows take()
    {
        narrow();
        std::sort(m_rows.begin(), m_rows.end());
        return std::move(m_rows);
    }

private:
    void narrow()
    {
        if (m_rows.size() > m_most) {
            const auto last = m_rows.begin() + static_cast<std::ptrdiff_t>(m_most) - 1;
            std::nth_element(m_rows.begin(), last, m_rows.end());
            m_end = *last;  // few of the others come before it
            m_rows.resize(m_most);
        }
    }

    RowIndex m_first;
    std::size_t m_most, m_room;
    Rows m_rows;
    RowIndex m_end = std::numeric_limits<RowIndex>::max();  ///< rows from here on have no place
};

/// A page of what a box holds; the rows are not sorted for it, but for those it shows.
Selection page_of_found(const FoundRows& found, RowIndex after, std::size_t limit)
{
    Selection page;
    page.matched = found.count;
    LeastRows behind(after, std::min<std::uint64_t>(limit, found.count) + 1);
    for (const auto run : found.runs) {
        behind.offer(run);
    }
    behind.offer(found.others);
    page.rows = behind.take();
    if (page.rows.size() > limit) {
        page.next = page.rows.back();
        page.rows.pop_back();
    }
    if (after == 0) {
        return page;
    }
    Rows before;
    const auto keep = [&](std::span<const RowIndex> rows) {
        std::ranges::copy_if(rows, std::back_inserter(before),
                             [after](RowIndex row) { return row < after; });
    };
    std::ranges::for_each(found.runs, keep);
    keep(found.others);
    page.before = before.size();
    if (const auto back = page_back(page.before, limit); back > 0) {
        const auto start = before.end() - static_cast<std::ptrdiff_t>(back);
        std::nth_element(before.begin(), start, before.end());
        page.previous = PreviousPage{*start, back};
    }
    return page;
}

/// The first page of a box, which holds more.
Selection first_page(const Snapshot& dataset, const geo::Box& box, std::uint64_t matched,
                     std::size_t limit)
{
    Selection page;
    page.matched = matched;
    page.rows = dataset.first_rows_in(box, limit + 1);
    if (page.rows.size() > limit) {
        page.next = page.rows.back();
        page.rows.pop_back();
    }
    return page;
}

/// Whether walking the rows in order finds a page sooner than looking through all that a box holds:
/// if they lie evenly, a walk passes limit * size / found rows.
bool walk_is_shorter(std::uint64_t found, std::size_t limit, RowIndex size)
{
    return found > few && found * found > std::uint64_t{size} * limit;
}

/// A page of a box that holds many rows: counted by the tree, found by walking.
Selection walked_page(const Snapshot& dataset, const geo::Box& box, std::uint64_t matched,
                      RowIndex after, std::size_t limit)
{
    Selection page;
    page.matched = matched;
    for (RowIndex row = after; row < dataset.size(); ++row) {
        if (!dataset.intersects(row, box)) {
            continue;
        }
        if (page.rows.size() == limit) {
            page.next = row;
            break;
        }
        page.rows.push_back(row);
    }
    const auto most = page_back(after, limit);
    PreviousPage previous;
    for (RowIndex row = std::min(after, dataset.size()); row > 0 && previous.limit < most;) {
        if (dataset.intersects(--row, box)) {
            previous = {row, previous.limit + 1};
        }
    }
    if (previous.limit > 0) {
        page.previous = previous;
    }
    return page;
}

void narrow_to_box(std::optional<Rows>& selected, const Snapshot& dataset, const ItemsQuery& query)
{
    if (!query.bbox) {
        return;
    }
    if (selected && !query.exact_bbox && selected->size() < few) {
        narrow_by(selected, dataset.size(),
                  [&](RowIndex row) { return dataset.intersects(row, *query.bbox); });
        return;
    }
    narrow(selected, dataset.rows_in(*query.bbox));
    if (query.exact_bbox) {
        narrow_by(selected, dataset.size(), [&](RowIndex row) {
            return intersects(dataset.geometry_json(row), *query.exact_bbox);
        });
    }
}

}  // namespace

std::size_t page_back(std::uint64_t before, std::size_t limit)
{
    return std::min({static_cast<std::size_t>(before), limit, ItemsQuery::largest_limit});
}

std::optional<std::vector<RowIndex>> matching_rows(const Snapshot& dataset, const ItemsQuery& query,
                                                   datasets::Date day)
{
    auto selected = filtered(dataset, query, day);
    narrow_to_box(selected, dataset, query);
    return selected;
}

Selection page_of_matching(const Snapshot& dataset, const ItemsQuery& query, datasets::Date day,
                           std::size_t limit, const std::optional<Rows>& matching)
{
    if (query.sort.empty()) {
        return matching ? page_of(*matching, query, limit) : page_of_all(dataset, query, limit);
    }
    Rows rows;
    if (matching) {
        rows = *matching;
    } else {
        rows.resize(dataset.size());
        std::iota(rows.begin(), rows.end(), RowIndex{0});
    }
    return RowOrder(dataset, query.sort, day)
        .page(std::move(rows), query.after, query.offset.value_or(0), limit);
}

std::vector<RowIndex> rows_during(const Snapshot& dataset, const TimeSpan& span)
{
    std::optional<Rows> selected;
    narrow_to_time(selected, dataset, span);
    return selected.value_or(Rows{});
}

Selection select(const Snapshot& dataset, const ItemsQuery& query, datasets::Date day,
                 std::size_t limit, Place place)
{
    if (!query.sort.empty()) {
        return page_of_matching(dataset, query, day, limit, matching_rows(dataset, query, day));
    }
    auto selected = filtered(dataset, query, day);
    if (!selected && !query.bbox) {
        return page_of_all(dataset, query, limit);
    }
    const RowIndex after = query.after.value_or(0);
    if (!selected && !query.exact_bbox && query.offset.value_or(0) == 0 &&
        !query.bbox->crosses_antimeridian()) {
        const auto& box = *query.bbox;
        const auto found = dataset.found_in(box);
        if (found.count > few && after == 0 && limit < found.count / 8) {
            return first_page(dataset, box, found.count, limit);
        }
        if (walk_is_shorter(found.count, limit, dataset.size()) &&
            (after == 0 || place == Place::not_asked)) {
            return walked_page(dataset, box, found.count, after, limit);
        }
        return page_of_found(found, after, limit);
    }
    narrow_to_box(selected, dataset, query);
    return page_of(*selected, query, limit);
}

}  // namespace parvis::publish
