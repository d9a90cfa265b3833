// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace parvis::datasets {

/// What the values of a column look like that is read as text for want of a word on its type. It
/// changes nothing: a guess is only said, since a column of digits may be codes.
class ColumnProfile {
public:
    void add(std::string_view text);
    /// A French sentence where the column looks like numbers, days, or codes of which some have
    /// lost their zero, with what to write in the definition; "" else.
    [[nodiscard]] std::string sentence(std::string_view column) const;

private:
    static constexpr std::size_t longest_code = 20;
    std::uint64_t m_filled = 0, m_numbers = 0, m_whole = 0, m_days = 0, m_leading_zeros = 0;
    std::array<std::uint64_t, longest_code + 1> m_digits{};  ///< texts of digits alone, by length
};

}  // namespace parvis::datasets
