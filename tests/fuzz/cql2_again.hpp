// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cql2/json.hpp"
#include "publish/cql2/text.hpp"

#include <cstddef>
#include <cstdlib>
#include <string>
#include <variant>

namespace parvis::fuzz {

using Read = std::variant<publish::cql2::Expression, publish::cql2::Fault>;

inline void require(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

/// A fault stands inside what was read; an expression is the same after text and after JSON.
inline void check_again(const Read& read, const std::string& source)
{
    using namespace publish::cql2;
    if (const auto* fault = std::get_if<Fault>(&read)) {
        require(fault->at <= source.size() && !sentence(*fault, source).empty());
        return;
    }
    const auto& expression = std::get<Expression>(read);
    const auto as_text = write_text(expression);
    const auto as_json = write_json(expression);
    if (as_text.size() <= Expression::longest_text) {
        const auto again = read_text(as_text);
        require(std::holds_alternative<Expression>(again) &&
                std::get<Expression>(again) == expression);
    }
    if (as_json.size() <= Expression::longest_text) {
        const auto again = read_json(as_json);
        require(std::holds_alternative<Expression>(again) &&
                std::get<Expression>(again) == expression);
    }
}

}  // namespace parvis::fuzz
