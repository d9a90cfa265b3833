// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace parvis::publish {

/// What OpenAPI says of the body that an operation answers with, as a JSON schema: for JSON a
/// reference into answer_schemas(), or any object where the operation has no form of its own; a
/// text or bytes for other media types.
[[nodiscard]] std::string answer_schema(std::string_view operation, std::string_view media_type);

/// The members of "components/schemas" that those references name, without braces: what each answer
/// has by OGC API - Features 1.0, Tiles 1.0, RFC 7946 or TileJSON 3.0. Members of ours come on top,
/// so none forbids others.
[[nodiscard]] std::string_view answer_schemas();

}  // namespace parvis::publish
