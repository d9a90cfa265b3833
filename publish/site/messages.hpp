// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace parvis::publish::site {

/// The texts of one language, from messages/<language>.json. Texts with {names} are ICU message
/// patterns (plural forms, numbers written as the language writes them). An apostrophe is always
/// the typographic one, because ICU gives a meaning to the straight one.
class Messages {
public:
    using Argument = std::variant<std::int64_t, double, std::string>;
    using Arguments = std::vector<std::pair<std::string, Argument>>;

    /// The texts of `language`, or French where there are none in it.
    static const Messages& in(std::string_view language);

    [[nodiscard]] const std::string& language() const { return m_language; }
    [[nodiscard]] const std::map<std::string, std::string, std::less<>>& all() const
    {
        return m_texts;
    }
    /// A text without arguments. @throws EncodingError for an unknown key.
    [[nodiscard]] const std::string& text(std::string_view key) const;
    /// The same, but nothing instead of a throw.
    [[nodiscard]] const std::string* find(std::string_view key) const;
    /// A pattern filled in. @throws EncodingError for an unknown key or a broken pattern.
    [[nodiscard]] std::string format(std::string_view key, const Arguments& arguments) const;

private:
    Messages(std::string language, std::string_view json);

    std::string m_language;
    std::map<std::string, std::string, std::less<>> m_texts;
};

/// French typography: a narrow no-break space before ; : ! ? » and after «, where a plain one
/// stands, and a curved apostrophe between letters.
[[nodiscard]] std::string french_spacing(std::string_view text);

}  // namespace parvis::publish::site
