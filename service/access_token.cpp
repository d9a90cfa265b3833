// SPDX-License-Identifier: EUPL-1.2
#include "service/access_token.hpp"

#include "datasets/sha256.hpp"
#include "service/desk_door.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace parvis::service {

namespace {

using datasets::next_token;
using datasets::token_id_digits;
using datasets::token_prefix;

int digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// With each "%41" decoded, whatever else stands there.
std::string decoded(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int high = text[i] == '%' && i + 2 < text.size() ? digit(text[i + 1]) : -1;
        const int low = high >= 0 ? digit(text[i + 2]) : -1;
        out += low >= 0 ? static_cast<char>(high * 16 + low) : text[i];
        i += low >= 0 ? 2U : 0U;
    }
    return out;
}

}  // namespace

FreshToken make_token()
{
    FreshToken token;
    token.id = random_hex().substr(0, token_id_digits);
    token.text = std::string(token_prefix) + token.id + "_" + random_hex() + random_hex();
    token.sha256 = datasets::sha256_hex(token.text);
    return token;
}

bool is_token(std::string_view text, const datasets::Token& token)
{
    return same_secret(datasets::sha256_hex(text), token.sha256);
}

bool is_in_force(const datasets::Token& token, std::string_view now)
{
    return token.revoked.empty() && now < token.expires;
}

std::optional<datasets::Token> find_token(const datasets::Register& reg, std::string_view text)
{
    const auto id = token_id(text);
    auto token = id ? reg.token(*id) : std::nullopt;
    return token && is_token(text, *token) ? std::move(token) : std::nullopt;
}

std::string reach_of(const datasets::Token& token)
{
    const auto list = [](const std::vector<std::string>& keys, std::string_view one,
                         std::string_view several, std::string_view all) {
        return keys.empty()
                   ? std::string(all)
                   : fmt::format("{} {}", keys.size() == 1 ? one : several, fmt::join(keys, ", "));
    };
    return list(token.datasets, "le jeu", "les jeux", "tous les jeux") +
           (token.communes.empty() ? ""
                                   : ", " + list(token.communes, "la commune", "les communes", ""));
}

std::string without_secrets(std::string_view text)
{
    std::string out;
    std::size_t done = 0;
    for (std::size_t at = next_token(text, 0); at != text.npos; at = next_token(text, done)) {
        out += text.substr(done, at - done);
        out += text.substr(at, token_prefix.size() + token_id_digits);
        out += "_…";
        done = at + datasets::token_length;
    }
    out.append(text.substr(done));
    return holds_token(decoded(out)) ? "…" : out;
}

}  // namespace parvis::service
