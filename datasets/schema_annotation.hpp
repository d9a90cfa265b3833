// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <string_view>

namespace parvis::datasets {

/// Members at the head of a schema that tell about it and bound no value: those of Table Schema and
/// of the catalogue schema.data.gouv.fr.
inline constexpr std::array<std::string_view, 22> schema_annotations{
    "name",    "title",        "description", "keywords",     "countryCode", "homepage",
    "path",    "image",        "licenses",    "resources",    "sources",     "created",
    "updated", "lastModified", "version",     "contributors", "author",      "contact",
    "uri",     "example",      "examples",    "profile"};

}  // namespace parvis::datasets
