// SPDX-License-Identifier: EUPL-1.2
#include "datasets/json_cursor.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

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

std::uint32_t hex4(std::string_view text, std::size_t at)
{
    std::uint32_t code = 0;
    const auto digits = text.substr(std::min(at, text.size()), 4);
    std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    return code;
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
    for (++at; at < m_text.size() && m_text[at] != '"'; ++at) {
        if (m_text[at] != '\\') {
            out += m_text[at];
            continue;
        }
        const char escape = kind(++at);
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
        case 'u': {
            std::uint32_t code = hex4(m_text, at + 1);
            at += 4;
            const bool high = code >= 0xD800 && code < 0xDC00;
            if (high && kind(at + 1) == '\\' && kind(at + 2) == 'u') {
                code = 0x10000U + ((code - 0xD800U) << 10U) + (hex4(m_text, at + 3) - 0xDC00U);
                at += 6;
            }
            append_utf8(out, code);
            break;
        }
        default:
            out += escape;
            break;
        }
    }
}

}  // namespace parvis::datasets
