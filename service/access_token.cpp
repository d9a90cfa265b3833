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

constexpr std::string_view prefix = "parvis_";
constexpr std::size_t id_digits = 12, secret_digits = 64;
constexpr std::size_t whole = prefix.size() + id_digits + 1 + secret_digits;

bool is_hex(std::string_view text)
{
    return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Where a token begins at or after `from`; npos for none.
std::size_t next_token(std::string_view text, std::size_t from)
{
    for (std::size_t at = text.find(prefix, from); at != text.npos;
         at = text.find(prefix, at + 1)) {
        if (token_id(text.substr(at, whole))) {
            return at;
        }
    }
    return std::string_view::npos;
}

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
    token.id = random_hex().substr(0, id_digits);
    token.text = std::string(prefix) + token.id + "_" + random_hex() + random_hex();
    token.sha256 = datasets::sha256_hex(token.text);
    return token;
}

std::optional<std::string> token_id(std::string_view text)
{
    if (text.size() != whole || !text.starts_with(prefix)) {
        return std::nullopt;
    }
    const std::string_view id = text.substr(prefix.size(), id_digits);
    const bool well_formed = is_hex(id) && text[prefix.size() + id_digits] == '_' &&
                             is_hex(text.substr(whole - secret_digits));
    return well_formed ? std::optional<std::string>(id) : std::nullopt;
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
        out += text.substr(at, prefix.size() + id_digits);
        out += "_…";
        done = at + whole;
    }
    out.append(text.substr(done));
    return holds_token(decoded(out)) ? "…" : out;
}

bool holds_token(std::string_view text) { return next_token(text, 0) != std::string_view::npos; }

}  // namespace parvis::service
