// SPDX-License-Identifier: EUPL-1.2
#include "datasets/json_cursor.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

namespace parvis::datasets {
namespace {

void append_utf8(std::string& out, std::uint32_t code)
{
    const auto byte = [&](std::uint32_t value) { out += static_cast<char>(value & 0xFFU); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xC0U | (code >> 6U));
        byte(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
        byte(0xE0U | (code >> 12U));
        byte(0x80U | ((code >> 6U) & 0x3FU));
        byte(0x80U | (code & 0x3FU));
    } else {
        byte(0xF0U | (code >> 18U));
        byte(0x80U | ((code >> 12U) & 0x3FU));
        byte(0x80U | ((code >> 6U) & 0x3FU));
        byte(0x80U | (code & 0x3FU));
    }
}

/// Four hexadecimal digits; nothing where they are none.
std::optional<std::uint32_t> hex4(std::string_view text, std::size_t at)
{
    const auto digits = text.substr(std::min(at, text.size()), 4);
    std::uint32_t code = 0;
    const char* last = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data(), last, code, 16);
    return digits.size() == 4 && error == std::errc{} && end == last ? std::optional(code)
                                                                     : std::nullopt;
}

constexpr std::uint32_t replacement = 0xFFFD;

bool is_high(std::uint32_t code) { return code >= 0xD800 && code < 0xDC00; }
bool is_low(std::uint32_t code) { return code >= 0xDC00 && code < 0xE000; }

/// Appends the letter whose "\u" ends just before `at`; gives the position behind it. Half a pair
/// of surrogates is no letter: it becomes U+FFFD, so that what comes out is always UTF-8.
std::size_t append_escaped_letter(std::string& out, std::string_view inside, std::size_t at)
{
    const auto code = hex4(inside, at);
    if (!code) {
        append_utf8(out, replacement);
        return std::min(at + 4, inside.size());
    }
    at += 4;
    if (is_high(*code) && inside.substr(at, 2) == "\\u") {
        const auto low = hex4(inside, at + 2);
        if (low && is_low(*low)) {
            append_utf8(out, 0x10000U + ((*code - 0xD800U) << 10U) + (*low - 0xDC00U));
            return at + 6;
        }
    }
    append_utf8(out, is_high(*code) || is_low(*code) ? replacement : *code);
    return at;
}

}  // namespace

std::size_t JsonCursor::skip_space(std::size_t at) const
{
    while (at < m_text.size() &&
           (m_text[at] == ' ' || m_text[at] == '\n' || m_text[at] == '\r' || m_text[at] == '\t')) {
        ++at;
    }
    return at;
}

std::size_t JsonCursor::skip_string(std::size_t at) const
{
    for (++at; at < m_text.size() && m_text[at] != '"'; ++at) {
        if (m_text[at] == '\\') {
            ++at;
        }
    }
    return std::min(at + 1, m_text.size());
}

std::size_t JsonCursor::skip_value(std::size_t at) const
{
    std::size_t depth = 0;
    while (at < m_text.size()) {
        const char c = m_text[at];
        if (c == '"') {
            at = skip_string(at);
        } else if (c == '{' || c == '[') {
            ++depth;
            ++at;
            continue;
        } else if (c == '}' || c == ']') {
            if (depth == 0) {
                return at;
            }
            --depth;
            ++at;
        } else if (depth > 0) {
            ++at;
            continue;
        } else {
            return std::min(m_text.find_first_of(",]} \n\r\t", at), m_text.size());
        }
        if (depth == 0) {
            return at;
        }
    }
    return at;
}

void JsonCursor::append_string(std::size_t at, std::string& out) const
{
    append_unescaped(out, slice(at + 1, skip_string(at) - 1));
}

void append_unescaped(std::string& out, std::string_view inside)
{
    while (!inside.empty()) {
        const auto plain = std::min(inside.find('\\'), inside.size());
        out += inside.substr(0, plain);
        if (plain + 1 >= inside.size()) {
            return;
        }
        const char escape = inside[plain + 1];
        std::size_t behind = plain + 2;
        switch (escape) {
        case 'b':
            out += '\b';
            break;
        case 'f':
            out += '\f';
            break;
        case 'n':
            out += '\n';
            break;
        case 'r':
            out += '\r';
            break;
        case 't':
            out += '\t';
            break;
        case 'u':
            behind = append_escaped_letter(out, inside, behind);
            break;
        default:
            out += escape;
            break;
        }
        inside.remove_prefix(behind);
    }
}

}  // namespace parvis::datasets
