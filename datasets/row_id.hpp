// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/value.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::datasets {

/// The stable id of a row: the values of its key, written with the unreserved characters of a URL
/// only. Different keys never get the same id: a byte outside [A-Za-z0-9._-] becomes "~" and two
/// hex digits, parts are joined by "~.".
class RowIds {
public:
    /// `key` are positions of the key's properties among a row's values; empty: no key.
    explicit RowIds(std::vector<std::size_t> key) : m_key(std::move(key)) {}

    [[nodiscard]] bool has_key() const { return !m_key.empty(); }
    /// Writes the key's text into `id`; false, and "r<line>", when every part of it is missing.
    bool read(const std::vector<Value>& values, std::uint64_t line, std::string& id) const;
    /// Makes `id` unique among those seen so far by a suffix "~2", "~3" …; true when it had to.
    /// Ids are remembered by 64-bit hash: 1,000,000 rows are told apart but for one chance in 10^7.
    bool make_unique(std::string& id);
    /// True when more than half of the rows came with an id that another had before them.
    [[nodiscard]] bool tells_few_apart() const { return m_shared * 2 > m_rows; }

private:
    struct Place {
        std::size_t at;
        bool is_new;
    };
    Place insert(std::string_view id);
    void grow();

    std::vector<std::size_t> m_key;
    std::vector<std::uint64_t> m_seen =
        std::vector<std::uint64_t>(1024);  ///< open addressing, 0 is free
    /// For each of those: the number that its next namesake tries first, 0 for 2.
    std::vector<std::uint32_t> m_next = std::vector<std::uint32_t>(1024);
    std::size_t m_count = 0;
    std::uint64_t m_rows = 0, m_shared = 0;
};

}  // namespace parvis::datasets
