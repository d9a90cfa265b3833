// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cql2/expression.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace parvis::publish::cql2 {

/// Letter by letter through CQL2 text: white space, words, texts in quotes, numbers, and the
/// coordinates of geometries. What is not there throws a Fault, inside the readers only.
class TextCursor {
public:
    explicit TextCursor(std::string_view text) : m_text(text) {}

    [[nodiscard]] std::size_t at() const { return m_at; }
    [[noreturn]] void refuse(std::string reason) const { throw Fault{m_at, std::move(reason)}; }
    [[noreturn]] static void refuse_at(std::size_t at, std::string reason)
    {
        throw Fault{at, std::move(reason)};
    }

    /// Goes past white space, that of Unicode too.
    void skip();
    [[nodiscard]] bool at_end()
    {
        skip();
        return m_at >= m_text.size();
    }
    /// The next letter that is no white space; '\0' at the end.
    [[nodiscard]] char peek();
    [[nodiscard]] bool follows(std::string_view mark);
    bool take(std::string_view mark);
    void expect(std::string_view mark, std::string_view after = {});
    /// The word that comes next, or ""; letters are those of XML names, without the range checks.
    [[nodiscard]] std::string_view word();
    /// Goes past the word when it is this one, whatever its letter case.
    bool take_word(std::string_view lower_case);
    void pass(std::string_view word) { m_at += word.size(); }
    /// The letter after a word and white space, without going there.
    [[nodiscard]] char after(std::string_view word) const;

    /// '…' with '' or \' for a quote inside; the opening quote comes next. The grammar has no way
    /// to end a text with a backslash: here backslashes before a quote are halved, so that \\' is a
    /// backslash and the end.
    [[nodiscard]] std::string quoted();
    /// "…": the name of a property.
    [[nodiscard]] std::string quoted_name();
    /// Whether a number starts here, its sign included.
    [[nodiscard]] bool at_number();
    [[nodiscard]] double number();
    /// The letter behind the parenthesis that closes the one that comes next; '\0' when none does.
    [[nodiscard]] char after_parenthesis() const;

    /// The rest of a geometry whose keyword (lower case) was read: "(1 2, 3 4)", a Z before it.
    [[nodiscard]] GeometryLiteral geometry(std::string_view keyword);
    [[nodiscard]] BoxLiteral box();

private:
    /// Goes past the text whose opening quote stands at `at`; npos when it does not end.
    [[nodiscard]] std::size_t end_of_text(std::size_t at, std::string* content) const;
    [[nodiscard]] std::size_t space_at(std::size_t at) const;
    [[nodiscard]] geo::Geometry simple_geometry(std::string_view keyword);
    [[nodiscard]] geo::LonLat position();
    [[nodiscard]] geo::LineString line(std::size_t fewest);
    [[nodiscard]] geo::Polygon polygon();
    template <typename Part>
    void list(Part&& part);

    std::string_view m_text;
    std::size_t m_at = 0;
};

/// "point" … "geometrycollection".
[[nodiscard]] bool is_geometry_keyword(std::string_view lower_case);
[[nodiscard]] std::string lower(std::string_view text);
/// Words that are operators: a property of such a name stands in "…".
[[nodiscard]] bool is_reserved(std::string_view lower_case);
/// Whether a name can be written without "…".
[[nodiscard]] bool is_plain_name(std::string_view name);
/// Whether text can call a function of this name: no name of a literal, no operator.
[[nodiscard]] bool is_call_name(std::string_view name);

}  // namespace parvis::publish::cql2
