// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace parvis::publish {

/// Reads features.geojsonl from front to back. The file is Parvis's own, so its layout is fixed to
/// the byte; every read checks it all the same, and throws StoreError naming file, line and column.
class LineCursor {
public:
    LineCursor(const std::filesystem::path& file, std::string_view bytes)
        : m_file(&file), m_first(bytes.data()), m_at(m_first), m_last(m_first + bytes.size())
    {
    }

    [[nodiscard]] bool at_end() const { return m_at == m_last; }
    [[nodiscard]] std::uint64_t offset() const
    {
        return static_cast<std::uint64_t>(m_at - m_first);
    }
    [[nodiscard]] char peek() const { return m_at == m_last ? '\0' : *m_at; }

    /// Goes past `text`, which must be there.
    void expect(std::string_view text)
    {
        if (!skip(text)) {
            fail(text);
        }
    }
    /// Goes past `text` if it is there.
    bool skip(std::string_view text)
    {
        if (static_cast<std::size_t>(m_last - m_at) < text.size() ||
            std::string_view(m_at, text.size()) != text) {
            return false;
        }
        m_at += text.size();
        return true;
    }
    /// The inside of a JSON string, quotes gone past, escapes as they stand. `escaped` says whether
    /// there are any.
    std::string_view string(bool& escaped);
    double number();
    std::int64_t integer();
    /// Goes past one array, however deep, and gives its text.
    std::string_view array();
    /// Counts lines for messages.
    void next_line()
    {
        expect("\n");
        ++m_line;
        m_line_start = m_at;
    }

    [[noreturn]] void fail(std::string_view expected) const;

private:
    const std::filesystem::path* m_file;
    const char* m_first;
    const char* m_at;
    const char* m_last;
    const char* m_line_start = m_at;
    std::uint64_t m_line = 1;
};

}  // namespace parvis::publish
