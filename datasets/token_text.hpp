// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace parvis::datasets {

/// A token as it is shown, once: "parvis_<12 hex digits: its id>_<64 hex digits: its secret>".
/// The word before lets people, and programs that look for secrets in files, know what it is.
inline constexpr std::string_view token_prefix = "parvis_";
inline constexpr std::size_t token_id_digits = 12, token_secret_digits = 64;
inline constexpr std::size_t token_length =
    token_prefix.size() + token_id_digits + 1 + token_secret_digits;

/// The id in a text that has the form of a token; nothing for any other.
[[nodiscard]] std::optional<std::string> token_id(std::string_view text);
/// Where a token begins at or after `from`; npos for none.
[[nodiscard]] std::size_t next_token(std::string_view text, std::size_t from);
/// Whether a token stands anywhere in it.
[[nodiscard]] bool holds_token(std::string_view text);

}  // namespace parvis::datasets
