// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/register.hpp"
#include "datasets/token_text.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace parvis::service {

using datasets::holds_token;
using datasets::token_id;

struct FreshToken {
    std::string text;  ///< as it is shown, once
    std::string id;
    std::string sha256;  ///< of the text: all that is kept. 256 random bits need no slow hash.
};

/// @pre libsodium has started.
[[nodiscard]] FreshToken make_token();
/// Whether a text is that token, compared in a time that tells nothing of how much is right.
[[nodiscard]] bool is_token(std::string_view text, const datasets::Token& token);
/// Whether it is worth anything at `now` (RFC 3339, UTC).
[[nodiscard]] bool is_in_force(const datasets::Token& token, std::string_view now);
/// The token that a text is, though it may be worth nothing any more; nothing for any other text.
[[nodiscard]] std::optional<datasets::Token> find_token(const datasets::Register& reg,
                                                        std::string_view text);
/// "le jeu « chantiers »", "les communes FR_76540": what a token is for.
[[nodiscard]] std::string reach_of(const datasets::Token& token);
/// The text with the secret of each token in it left out, for logs; of an address with one that is
/// percent-encoded, all behind its "?".
[[nodiscard]] std::string without_secrets(std::string_view text);

}  // namespace parvis::service
