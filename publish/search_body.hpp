// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/query.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parvis::publish {

/// The body of a search, a JSON object, as the parameters that an address would have: a member is
/// called what the parameter is. Texts stand as in an address; numbers and booleans may be bare;
/// null is the empty text (a property that is not known); an array is a list, or several values of
/// a property; `filter` may be the CQL2 itself. What is wrong names its member; a text that is no
/// JSON object, or one that nests deeper than any search does, is one problem without name.
/// `known` are the parameters of items: they say which arrays are lists.
[[nodiscard]] std::variant<Parameters, std::vector<ParameterProblem>>
parse_search_body(std::string_view body, const std::vector<ParameterText>& known);

/// A body that reads back as these parameters.
[[nodiscard]] std::string search_body(const Parameters& parameters);

}  // namespace parvis::publish
