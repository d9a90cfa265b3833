// SPDX-License-Identifier: EUPL-1.2
#include "publish/row_order.hpp"

#include "publish/cql2/binding.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parvis::publish {

namespace {

/// More keys than that decide nothing any more.
constexpr std::size_t most_keys = 8;

using Kind = cql2::Queryable::Kind;

/// Reads one name with its sign; the reason why not.
std::variant<SortKey, std::string> sort_key(std::string_view item, const Snapshot& dataset)
{
    SortKey key;
    if (!item.empty() && (item.front() == '+' || item.front() == '-' || item.front() == ' ')) {
        key.descending = item.front() == '-';
        item.remove_prefix(1);
    }
    if (item.empty()) {
        return "un nom est attendu entre les virgules, comme « -cout_eur,nom »";
    }
    const auto found = cql2::queryable(dataset, item);
    if (!found) {
        return fmt::format("« {} » n'est pas une propriété de ce jeu ; on peut trier par : {}",
                           item, fmt::join(sortable_names(dataset.manifest()), ", "));
    }
    if (found->kind == Kind::geometry ||
        (found->kind == Kind::property &&
         !is_sortable(dataset.manifest().properties[found->property].type))) {
        return fmt::format("« {} » n'a pas d'ordre ; on peut trier par : {}", item,
                           fmt::join(sortable_names(dataset.manifest()), ", "));
    }
    key.target = found->kind == Kind::state ? SortKey::Target::state
                 : found->kind == Kind::id  ? SortKey::Target::id
                                            : SortKey::Target::property;
    key.property = found->property;
    return key;
}

/// In the order of a work's life; what is not known is null.
std::uint32_t rank_of(datasets::WorkState state)
{
    return state == datasets::WorkState::unknown ? ColumnRanks::null
                                                 : static_cast<std::uint32_t>(state);
}

}  // namespace

bool is_sortable(datasets::ValueType type)
{
    return type != datasets::ValueType::list && type != datasets::ValueType::parts;
}

std::vector<std::string> sortable_names(const datasets::Manifest& dataset)
{
    std::vector<std::string> names;
    for (const auto& property : dataset.properties) {
        if (is_sortable(property.type)) {
            names.push_back(property.name);
        }
    }
    const auto add = [&](const char* name) {
        if (std::find(names.begin(), names.end(), name) == names.end()) {
            names.emplace_back(name);
        }
    };
    if (has_state(dataset)) {
        add("etat");
    }
    add("id");
    return names;
}

std::variant<std::vector<SortKey>, std::string> parse_sortby(std::string_view text,
                                                             const Snapshot& dataset)
{
    std::vector<SortKey> keys;
    while (true) {
        const auto comma = text.find(',');
        auto key = sort_key(text.substr(0, comma), dataset);
        if (auto* reason = std::get_if<std::string>(&key)) {
            return std::move(*reason);
        }
        const auto& read = std::get<SortKey>(key);
        const bool again = std::any_of(keys.begin(), keys.end(), [&](const SortKey& known) {
            return known.target == read.target && known.property == read.property;
        });
        if (again) {
            return fmt::format("« {} » est donné deux fois", text.substr(0, comma));
        }
        if (keys.size() == most_keys) {
            return fmt::format("on trie par {} noms au plus", most_keys);
        }
        keys.push_back(read);
        if (comma == text.npos) {
            return keys;
        }
        text.remove_prefix(comma + 1);
    }
}

RowOrder::RowOrder(const Snapshot& dataset, const std::vector<SortKey>& keys, datasets::Date day)
    : m_size(dataset.size())
{
    for (const auto& key : keys) {
        const std::vector<std::uint32_t>* ranks = &m_states;
        if (key.target == SortKey::Target::state) {
            for (RowIndex row = 0; row < m_size; ++row) {
                m_states.push_back(rank_of(dataset.work_state(row, day)));
            }
        } else {
            ranks = key.target == SortKey::Target::id ? &dataset.id_ranks().ranks
                                                      : &dataset.ranks(key.property).ranks;
        }
        m_keys.push_back({ranks, key.descending});
    }
}

bool RowOrder::before(RowIndex a, RowIndex b) const
{
    for (const auto& [ranks, descending] : m_keys) {
        const auto of_a = (*ranks)[a];
        const auto of_b = (*ranks)[b];
        if (of_a == of_b) {
            continue;
        }
        if (of_a == ColumnRanks::null || of_b == ColumnRanks::null) {
            return of_b == ColumnRanks::null;
        }
        return descending ? of_a > of_b : of_a < of_b;
    }
    return a < b;
}

Selection RowOrder::page(std::vector<RowIndex> rows, std::optional<RowIndex> after,
                         std::uint64_t offset, std::size_t limit) const
{
    const auto less = [this](RowIndex a, RowIndex b) { return before(a, b); };
    Selection page;
    page.matched = rows.size();
    auto first = rows.begin();
    if (after) {
        first = std::partition(rows.begin(), rows.end(), [&](RowIndex row) {
            return *after >= m_size || before(row, *after);
        });
    } else if (offset > 0) {
        first += static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(offset, rows.size()));
        std::nth_element(rows.begin(), first, rows.end(), less);
    }
    page.before = static_cast<std::uint64_t>(first - rows.begin());
    const auto left = static_cast<std::size_t>(rows.end() - first);
    const auto last = first + static_cast<std::ptrdiff_t>(std::min(limit, left));
    if (last != rows.end()) {
        std::nth_element(first, last, rows.end(), less);
        page.next = *last;
    }
    std::sort(first, last, less);
    page.rows.assign(first, last);
    if (page.before > 0) {
        const auto back = page_back(page.before, limit);
        const auto start = first - static_cast<std::ptrdiff_t>(back);
        std::nth_element(rows.begin(), start, first, less);
        page.previous = PreviousPage{*start, back};
    }
    return page;
}

}  // namespace parvis::publish
