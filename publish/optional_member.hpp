// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/json_text.hpp"

#include <string_view>

namespace parvis::publish {

/// A member of the object that is open, where it says something.
inline void write_unless_empty(datasets::JsonText& json, std::string_view name,
                               std::string_view value)
{
    if (!value.empty()) {
        json.member(name, value);
    }
}

}  // namespace parvis::publish
