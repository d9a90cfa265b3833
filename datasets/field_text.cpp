// SPDX-License-Identifier: EUPL-1.2
#include "datasets/field_text.hpp"

#include <algorithm>

namespace parvis::datasets {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter_or_digit(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

bool is_email(std::string_view text)
{
    const std::size_t at = text.find('@');
    if (at == std::string_view::npos || at == 0 || text.find('@', at + 1) != text.npos ||
        text.find_first_of(" \t\r\n,;") != text.npos) {
        return false;
    }
    const std::string_view host = text.substr(at + 1);
    const std::size_t dot = host.rfind('.');
    return dot != host.npos && dot > 0 && dot + 1 < host.size() && host.find("..") == host.npos;
}

bool is_uri(std::string_view text)
{
    const std::size_t colon = text.find(':');
    if (colon == text.npos || colon == 0 || colon + 1 == text.size() || is_digit(text.front()) ||
        text.find_first_of(" \t\r\n\"<>") != text.npos) {
        return false;
    }
    const auto scheme = text.substr(0, colon);
    const bool proper = std::ranges::all_of(
        scheme, [](char c) { return is_letter_or_digit(c) || c == '+' || c == '-' || c == '.'; });
    const std::string_view rest = text.substr(colon + 1);
    const bool web = scheme == "http" || scheme == "https";
    return proper && (!web || (rest.starts_with("//") && rest.size() > 2 && rest[2] != '/'));
}

bool is_uuid(std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const char c = text[i];
        const bool hex = is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (dash ? c != '-' : !hex) {
            return false;
        }
    }
    return text.size() == 36;
}

bool is_base64(std::string_view text)
{
    if (text.size() % 4 != 0) {
        return false;
    }
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) {
        text.remove_suffix(1);
    }
    return std::ranges::all_of(
        text, [](char c) { return is_letter_or_digit(c) || c == '+' || c == '/'; });
}

}  // namespace parvis::datasets
