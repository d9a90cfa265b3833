// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace parvis::datasets {

/// A regular expression of a schema. Read by PCRE2 as UTF-8, with the "\u00C0" of JavaScript; \d,
/// \w and \s are those of ASCII, so that a SIRET is of the digits 0 to 9. Compiled once and shared
/// by copies.
class Pattern {
public:
    /// How much of a text the expression has to fit: Table Schema means all of it (as XML Schema
    /// does), JSON Schema any part.
    enum class Reach { whole, part };
    /// `undecided`: the match needed more steps than a cell is worth (2,000,000), or more memory.
    enum class Verdict { fits, differs, undecided };

    /// @throws SourceError saying where the expression breaks, in the words of PCRE2.
    Pattern(std::string text, Reach reach);

    [[nodiscard]] Verdict look_at(std::string_view value) const;
    [[nodiscard]] const std::string& text() const { return m_text; }

private:
    struct Compiled;
    std::string m_text;
    std::shared_ptr<const Compiled> m_compiled;
};

}  // namespace parvis::datasets
