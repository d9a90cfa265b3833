// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::datasets {

/// Properties that a table gets whose codes are of another day than the territory's communes: the
/// code as the file has it, and the codes of that day whose ground makes today's commune up (null
/// where that is one commune alone).
inline constexpr std::string_view origin_property = "commune_origine";
inline constexpr std::string_view origin_parts_property = "commune_origine_parts";

/// Gathers the rows of communes of another day at the commune of today that covers them (French:
/// recomposition). A figure of today's commune is known only where every commune of then has its
/// own: a sum of some of them is a wrong figure, not a smaller one (RULES.md §5).
class Recomposition {
public:
    /// What is known of one commune of today that covers several of then.
    struct Gathered {
        std::vector<std::string> parts;                                ///< codes of then, sorted
        std::vector<std::string> without_row, without_value, divided;  ///< those that lack

        [[nodiscard]] bool complete() const
        {
            return without_row.empty() && without_value.empty() && divided.empty();
        }
        /// What lacks, in French: "pas de ligne pour 01901"; "" where nothing does.
        [[nodiscard]] std::string why() const;
        /// "01001, 01901"
        [[nodiscard]] std::string listed() const;
    };

    /// A row: the key of its commune of today ("" where its ground is divided among several), its
    /// code of then, the parts of today's commune, and whether it has a value.
    void add(std::string_view commune, std::string_view origin,
             const std::vector<std::string>& parts, bool has_value);
    /// After the last row: finds out what lacks.
    void finish();

    /// By key; only communes that are made of several.
    [[nodiscard]] const std::map<std::string, Gathered, std::less<>>& communes() const
    {
        return m_communes;
    }
    /// Rows whose ground is divided among communes of today.
    [[nodiscard]] std::size_t divided_rows() const { return m_divided_rows; }

private:
    std::map<std::string, Gathered, std::less<>> m_communes;
    /// Of the communes of then that have a row: whether each has a value in all of its rows.
    std::map<std::string, bool, std::less<>> m_placed;
    std::set<std::string, std::less<>> m_divided;
    std::size_t m_divided_rows = 0;
};

}  // namespace parvis::datasets
