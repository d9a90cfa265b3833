// SPDX-License-Identifier: EUPL-1.2
#include "publish/line_cursor.hpp"

#include "geo/error.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace parvis::publish {

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

}  // namespace parvis::publish
