// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace parvis::datasets {

/// Walks over a JSON text that is known to be well formed, without building it in memory: offsets
/// in, offsets out. Never recurses, so that nesting costs nothing.
class JsonCursor {
public:
    explicit JsonCursor(std::string_view text) : m_text(text) {}

    /// The first character at or after `at` that is not white space.
    [[nodiscard]] std::size_t skip_space(std::size_t at) const;
    /// Just behind the value that starts at `at`.
    [[nodiscard]] std::size_t skip_value(std::size_t at) const;
    [[nodiscard]] char kind(std::size_t at) const { return at < m_text.size() ? m_text[at] : '\0'; }
    [[nodiscard]] std::string_view slice(std::size_t begin, std::size_t end) const
    {
        return m_text.substr(begin, end - begin);
    }
    /// Appends the text of the string that starts at `at` (a quote), escapes resolved.
    void append_string(std::size_t at, std::string& out) const;

    /// Calls `found(name, value offset)` for each member of the object at `at`, `found(value
    /// offset)` for each item of the array at `at`, until it returns false.
    template <class Found>
    void each_member(std::size_t at, Found&& found) const
    {
        std::string name;
        at = skip_space(at + 1);
        while (kind(at) == '"') {
            name.clear();
            append_string(at, name);
            at = skip_space(skip_space(skip_value(at)) + 1);  // behind the colon
            if (!found(name, at)) {
                return;
            }
            at = behind_comma(skip_value(at));
        }
    }
    template <class Found>
    void each_item(std::size_t at, Found&& found) const
    {
        at = skip_space(at + 1);
        while (at < m_text.size() && kind(at) != ']') {
            if (!found(at)) {
                return;
            }
            at = behind_comma(skip_value(at));
        }
    }

private:
    [[nodiscard]] std::size_t behind_comma(std::size_t at) const
    {
        at = skip_space(at);
        return kind(at) == ',' ? skip_space(at + 1) : at;
    }
    [[nodiscard]] std::size_t skip_string(std::size_t at) const;

    std::string_view m_text;
};

/// Appends the text of a JSON string's inside (what stands between its quotes), escapes resolved.
/// An escape that is none, such as half a surrogate pair, becomes U+FFFD.
void append_unescaped(std::string& out, std::string_view inside);

}  // namespace parvis::datasets
