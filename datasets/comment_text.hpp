// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::datasets {

/// Of one text of a comment, in bytes.
inline constexpr std::size_t longest_comment_text = 20'000;

/// Why a text may not be published, a French sentence; "" where it may. Refused are what is no
/// UTF-8, what is too long, control characters, and characters that turn the direction of reading
/// (U+202A to U+202E, U+2066 to U+2069) or are not seen at all: a reader would see another text
/// than the one that was approved. Refused is a token of Parvis, too: whoever reads it could write.
[[nodiscard]] std::string comment_text_fault(std::string_view text);

/// An address or a number by which somebody can be reached.
struct Contact {
    enum class Kind { email, telephone } kind = Kind::email;
    std::string text;    ///< as it stands
    std::size_t at = 0;  ///< characters before it
    friend bool operator==(const Contact&, const Contact&) = default;
};

/// The e-mail addresses and telephone numbers in a text, in order: French numbers (0X and eight
/// digits, as they are grouped; 33 without a plus) and international ones (+ or 00, eight to
/// thirteen digits), whatever blanks or dashes stand between; hosts with letters of any script.
[[nodiscard]] std::vector<Contact> contacts_in(std::string_view text);

}  // namespace parvis::datasets
