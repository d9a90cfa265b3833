// SPDX-License-Identifier: EUPL-1.2
#include "datasets/column_profile.hpp"

#include "datasets/date_format.hpp"
#include "datasets/number_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parvis::datasets {
namespace {

constexpr std::uint64_t enough = 100;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

void ColumnProfile::add(std::string_view text)
{
    if (text.empty()) {
        return;
    }
    ++m_filled;
    const bool of_words = m_filled > enough && m_numbers == 0 && m_days == 0;
    if (of_words || text.size() > 40 || !(is_digit(text.front()) || text.front() == '-')) {
        return;
    }
    if (std::ranges::all_of(text, is_digit)) {
        ++m_numbers;
        ++m_whole;
        m_leading_zeros += text.size() > 1 && text.front() == '0' ? 1U : 0U;
        if (text.size() <= longest_code) {
            ++m_digits[text.size()];
        }
    } else if (read_number(text, Decimal::either)) {
        ++m_numbers;
        m_whole += read_integer(text, Decimal::either) ? 1U : 0U;
    } else if (text.size() >= 8 && read_usual_date(text)) {
        ++m_days;
    }
}

std::string ColumnProfile::sentence(std::string_view column) const
{
    if (m_filled == 0) {
        return {};
    }
    const auto usual = std::ranges::max_element(m_digits);
    const auto length = static_cast<std::size_t>(usual - m_digits.begin());
    if (m_leading_zeros > 0 && length > 1) {
        const std::uint64_t shorter = m_digits[length - 1];
        return shorter == 0
                   ? std::string()
                   : fmt::format("colonne « {} » : codes de {} chiffres, gardés comme du texte ; "
                                 "{} en ont un de moins et ont sans doute perdu leur zéro : "
                                 "écrivez width = {} pour les voir ligne par ligne",
                                 column, length, shorter, length);
    }
    if (m_numbers == m_filled) {
        return fmt::format("colonne « {} » : ses {} valeurs sont toutes des nombres, elle est lue "
                           "comme du texte ; si ce n’est pas un code, écrivez type = \"{}\"",
                           column, m_filled, m_whole == m_filled ? "integer" : "number");
    }
    if (m_days == m_filled) {
        return fmt::format("colonne « {} » : ses {} valeurs sont toutes des dates, elle est lue "
                           "comme du texte ; écrivez type = \"date\"",
                           column, m_filled);
    }
    return {};
}

}  // namespace parvis::datasets
