// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/toml_file.hpp"

#include <algorithm>
#include <set>
#include <variant>

namespace parvis::datasets {

/// toml11's value in our own types: its tables forget the order of the file, so children are kept
/// sorted by position.
struct TomlTable::Node {
    using Child = std::pair<std::string, std::shared_ptr<const Node>>;
    using Table = std::vector<Child>;
    using Array = std::vector<std::shared_ptr<const Node>>;
    struct Other {};  ///< a time of day, a date with a time

    std::variant<std::string, std::int64_t, double, bool, Date, Table, Array, Other> value;
    std::size_t line = 0;
    std::size_t column = 0;
    std::string name;  ///< from the root, "" for the root
    /// Keys that a getter asked for. Reading a definition is single-threaded.
    mutable std::set<std::string, std::less<>> asked;

    [[nodiscard]] const Table* as_table() const { return std::get_if<Table>(&value); }
    [[nodiscard]] const Array* as_array() const { return std::get_if<Array>(&value); }

    [[nodiscard]] std::string_view type_fr() const
    {
        struct Name {
            std::string_view operator()(const std::string&) const { return "un texte"; }
            std::string_view operator()(std::int64_t) const { return "un nombre entier"; }
            std::string_view operator()(double) const { return "un nombre"; }
            std::string_view operator()(bool) const { return "vrai ou faux"; }
            std::string_view operator()(const Date&) const { return "une date"; }
            std::string_view operator()(const Table&) const { return "une table"; }
            std::string_view operator()(const Array&) const { return "une liste"; }
            std::string_view operator()(const Other&) const { return "une heure"; }
        };
        return std::visit(Name{}, value);
    }

    /// Line and column. A table made by dotted keys or [a.b] headers is where its first key is.
    [[nodiscard]] std::pair<std::size_t, std::size_t> position() const
    {
        std::pair<std::size_t, std::size_t> found{line, column};
        if (const Table* table = as_table(); table != nullptr && !table->empty()) {
            found = std::min(found, table->front().second->position());
        }
        return found;
    }
};

}  // namespace parvis::datasets
