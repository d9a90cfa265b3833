// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/value.hpp"

#include <string>

namespace parvis::publish {

// A property as a parameter of items: `name=value`.

/// Why a text cannot be a value of the property; "" when it can, or asks for null.
[[nodiscard]] std::string refused_value(const datasets::Property& property,
                                        const std::string& text);
/// Its JSON Schema.
[[nodiscard]] std::string parameter_schema(const datasets::Property& property);

}  // namespace parvis::publish
