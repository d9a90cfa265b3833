// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace parvis::publish::site {

/// What a template is filled with: named values, lists, texts and switches. An empty text counts as
/// "off" in a section, so that `{{#note}}…{{/note}}` shows nothing for a dataset without a note.
class Data {
public:
    using List = std::vector<Data>;
    using Fields = std::vector<std::pair<std::string, Data>>;

    Data() : m_value(Fields{}) {}
    Data(std::string text) : m_value(std::move(text)) {}
    Data(std::string_view text) : m_value(std::string(text)) {}
    Data(const char* text) : m_value(std::string(text)) {}
    Data(bool on) : m_value(on) {}
    Data(List list) : m_value(std::move(list)) {}

    /// Adds a named value; only for Data made without one.
    Data& set(std::string name, Data value)
    {
        std::get<Fields>(m_value).emplace_back(std::move(name), std::move(value));
        return *this;
    }

    [[nodiscard]] const std::variant<Fields, std::string, bool, List>& value() const
    {
        return m_value;
    }

private:
    std::variant<Fields, std::string, bool, List> m_value;
};

}  // namespace parvis::publish::site
