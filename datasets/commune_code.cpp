// SPDX-License-Identifier: EUPL-1.2
#include "datasets/commune_code.hpp"

#include <algorithm>

namespace parvis::datasets {

namespace {

bool all_digits(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::size_t code_length(std::string_view country)
{
    if (country == "FR" || country == "BE") {
        return 5;
    }
    return country == "DE" ? 8 : country == "LU" ? 4 : 0;
}

bool fits_country(std::string_view country, std::string_view code)
{
    const std::size_t length = code_length(country);
    if (length == 0) {
        return !code.empty() && std::ranges::all_of(code, [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        });
    }
    if (code.size() != length) {
        return false;
    }
    const bool corsican = country == "FR" && (code.starts_with("2A") || code.starts_with("2B"));
    return all_digits(corsican ? code.substr(2) : code);
}

std::string with_zero(std::string_view country, std::string code)
{
    if (code.size() + 1 == code_length(country) && all_digits(code)) {
        code.insert(code.begin(), '0');
    }
    return code;
}

bool is_country_code(std::string_view text)
{
    return text.size() == 2 &&
           std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::string_view country_of_key(std::string_view key)
{
    const bool is_key = key.size() > 3 && key[2] == '_' && is_country_code(key.substr(0, 2));
    return is_key ? key.substr(0, 2) : std::string_view{};
}

}  // namespace parvis::datasets
