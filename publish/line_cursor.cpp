// SPDX-License-Identifier: EUPL-1.2
#include "publish/line_cursor.hpp"

#include "geo/error.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace parvis::publish {

namespace {

void append_utf8(std::string& out, std::uint32_t code)
{
    const auto byte = [&](std::uint32_t bits) { out.push_back(static_cast<char>(bits)); };
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

/// Four hexadecimal digits after "\u"; U+FFFD where they are none.
std::uint32_t hexadecimal(std::string_view inside, std::size_t at)
{
    std::uint32_t code = 0;
    if (at + 4 > inside.size()) {
        return 0xFFFD;
    }
    const char* first = inside.data() + at;
    const auto [end, error] = std::from_chars(first, first + 4, code, 16);
    return error == std::errc{} && end == first + 4 ? code : 0xFFFD;
}

}  // namespace

std::string_view LineCursor::string(bool& escaped)
{
    expect("\"");
    const char* begin = m_at;
    escaped = false;
    while (m_at != m_last && *m_at != '"') {
        if (*m_at == '\\') {
            escaped = true;
            ++m_at;
        }
        if (m_at == m_last || *m_at == '\n') {
            fail("\"");
        }
        ++m_at;
    }
    const std::string_view inside(begin, static_cast<std::size_t>(m_at - begin));
    expect("\"");
    return inside;
}

double LineCursor::number()
{
    double value = 0;
    const auto [end, error] = std::from_chars(m_at, m_last, value);
    if (error != std::errc{} || !std::isfinite(value)) {
        fail("nombre");
    }
    m_at = end;
    return value;
}

std::int64_t LineCursor::integer()
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(m_at, m_last, value);
    if (error != std::errc{} || (end != m_last && (*end == '.' || *end == 'e' || *end == 'E'))) {
        fail("entier");
    }
    m_at = end;
    return value;
}

std::string_view LineCursor::array()
{
    const char* begin = m_at;
    int depth = 0;
    do {
        if (peek() == '"') {
            bool escaped = false;
            string(escaped);
            continue;
        }
        if (m_at == m_last || *m_at == '\n') {
            fail("]");
        }
        if (*m_at == '[') {
            ++depth;
        } else if (*m_at == ']') {
            --depth;
        }
        ++m_at;
    } while (depth > 0);
    return {begin, static_cast<std::size_t>(m_at - begin)};
}

void LineCursor::fail(std::string_view expected) const
{
    throw StoreError(
        fmt::format("{}, ligne {}, colonne {} : « {} » attendu. Ce fichier n'est pas "
                    "tel que Parvis l'a écrit ; restaurez la version ou publiez-en une "
                    "nouvelle.",
                    m_file->string(), m_line, m_at - m_line_start + 1, expected));
}

std::string unescaped(std::string_view inside)
{
    std::string out;
    out.reserve(inside.size());
    for (std::size_t i = 0; i < inside.size(); ++i) {
        if (inside[i] != '\\' || i + 1 == inside.size()) {
            out.push_back(inside[i]);
            continue;
        }
        const char kind = inside[++i];
        switch (kind) {
        case 'b':
            out.push_back('\b');
            break;
        case 'f':
            out.push_back('\f');
            break;
        case 'n':
            out.push_back('\n');
            break;
        case 'r':
            out.push_back('\r');
            break;
        case 't':
            out.push_back('\t');
            break;
        case 'u': {
            auto code = hexadecimal(inside, i + 1);
            i += 4;
            const bool low_follows = code >= 0xD800 && code < 0xDC00 &&
                                     inside.substr(std::min(i + 1, inside.size()), 2) == "\\u";
            if (low_follows) {
                code =
                    0x10000U + ((code - 0xD800U) << 10U) + (hexadecimal(inside, i + 3) - 0xDC00U);
                i += 6;
            }
            append_utf8(out, code);
            break;
        }
        default:
            out.push_back(kind);
            break;
        }
    }
    return out;
}

}  // namespace parvis::publish
