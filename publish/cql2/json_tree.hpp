// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cql2/expression.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parvis::publish::cql2 {

struct JsonMember;

/// A JSON value that knows where it stands, so that a fault can say it. Numbers are doubles.
struct JsonValue {
    using Members = std::vector<JsonMember>;
    using Items = std::vector<JsonValue>;

    std::variant<std::monostate, bool, double, std::string, Items, Members> value;
    std::size_t at = 0;
    std::size_t end = 0;  ///< behind its last byte

    static constexpr std::size_t deepest = 2 * Expression::deepest + 8;

    /// nullptr when it is no object or has no such member.
    [[nodiscard]] const JsonValue* member(std::string_view name) const;
    [[nodiscard]] const Items* items() const { return std::get_if<Items>(&value); }
    [[nodiscard]] const std::string* text() const { return std::get_if<std::string>(&value); }
    [[nodiscard]] const double* number() const { return std::get_if<double>(&value); }
};

struct JsonMember {
    std::string name;
    JsonValue value;
};

/// @pre the text is UTF-8. Without recursion while reading; nesting beyond `deepest` is a fault.
[[nodiscard]] std::variant<JsonValue, Fault> read_json_value(std::string_view json);

}  // namespace parvis::publish::cql2
