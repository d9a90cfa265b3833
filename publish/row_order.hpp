// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/column_ranks.hpp"
#include "publish/selection.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parvis::publish {

/// Reads `sortby`: names separated by commas, each after "+" (or nothing) or "-". The answer is
/// otherwise the reason, the end of a French sentence. An address may hold "+" unescaped, which
/// arrives as a space: it means the same.
[[nodiscard]] std::variant<std::vector<SortKey>, std::string> parse_sortby(std::string_view text,
                                                                           const Snapshot& dataset);

/// Names that `sortby` takes: every property with an order, `etat` of works, `id`.
[[nodiscard]] std::vector<std::string> sortable_names(const datasets::Manifest& dataset);
/// Whether values of this type have an order.
[[nodiscard]] bool is_sortable(datasets::ValueType type);

/// A total order of a version's rows: by the keys, what is not known last whatever the direction,
/// then by the row's place in the version, so that no two rows are equal. It depends on nothing but
/// the version and the day, and so does every page of a walk. Keeps references to the dataset.
class RowOrder {
public:
    /// @pre `keys` is not empty
    RowOrder(const Snapshot& dataset, const std::vector<SortKey>& keys, datasets::Date day);
    RowOrder(const RowOrder&) = delete;
    RowOrder& operator=(const RowOrder&) = delete;

    [[nodiscard]] bool before(RowIndex a, RowIndex b) const;

    /// The page that begins at row `after` (which need not be among `rows`), or behind the first
    /// `offset` ones; `after` that is no row is behind all. `rows` are those that match, in any
    /// order. Linear in their number, but for the page itself.
    [[nodiscard]] Selection page(std::vector<RowIndex> rows, std::optional<RowIndex> after,
                                 std::uint64_t offset, std::size_t limit) const;

private:
    struct Key {
        const std::vector<std::uint32_t>* ranks;
        bool descending;
    };
    std::vector<Key> m_keys;
    std::vector<std::uint32_t> m_states;  ///< ranks of `etat` on the day, where it is a key
    RowIndex m_size;
};

}  // namespace parvis::publish
