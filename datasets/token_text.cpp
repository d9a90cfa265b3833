// SPDX-License-Identifier: EUPL-1.2
#include "datasets/token_text.hpp"

namespace parvis::datasets {

namespace {

bool is_hex(std::string_view text)
{
    return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::optional<std::string> token_id(std::string_view text)
{
    if (text.size() != token_length || !text.starts_with(token_prefix)) {
        return std::nullopt;
    }
    const std::string_view id = text.substr(token_prefix.size(), token_id_digits);
    const bool well_formed = is_hex(id) && text[token_prefix.size() + token_id_digits] == '_' &&
                             is_hex(text.substr(token_length - token_secret_digits));
    return well_formed ? std::optional<std::string>(id) : std::nullopt;
}

std::size_t next_token(std::string_view text, std::size_t from)
{
    for (std::size_t at = text.find(token_prefix, from); at != text.npos;
         at = text.find(token_prefix, at + 1)) {
        if (token_id(text.substr(at, token_length))) {
            return at;
        }
    }
    return std::string_view::npos;
}

bool holds_token(std::string_view text) { return next_token(text, 0) != std::string_view::npos; }

}  // namespace parvis::datasets
