// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace parvis::service {

enum class Encoding { identity, gzip, brotli };

/// "gzip", "br"; "" for identity.
[[nodiscard]] std::string_view name_of(Encoding encoding);
/// What an ETag of this encoding ends with: each encoding is a representation of its own.
[[nodiscard]] std::string_view suffix_of(Encoding encoding);

/// The encoding to use for a body that can be compressed, from Accept-Encoding with its q-values;
/// at equal q brotli, then gzip, then identity. Nothing when the client takes none of them.
[[nodiscard]] std::optional<Encoding> negotiate(std::string_view accept_encoding);
/// Whether a body that cannot be compressed may be sent as it is.
[[nodiscard]] bool accepts_identity(std::string_view accept_encoding);

/// Texts, JSON, XML, SVG, scripts; not pictures, archives or fonts that are compressed already.
[[nodiscard]] bool is_compressible(std::string_view content_type);

/// @throws EncodingError when the library fails.
[[nodiscard]] std::string encoded(std::string_view bytes, Encoding encoding);

/// The value of If-None-Match as a resource that knows no encodings should see it, when the answer
/// would be sent as `encoding`: tags of that encoding without their suffix, tags of others left
/// out.
[[nodiscard]] std::string tags_for(std::string_view if_none_match, Encoding encoding);
/// Whether one of the tags is `etag` (weak comparison), or the value is "*".
[[nodiscard]] bool matches(std::string_view if_none_match, std::string_view etag);

}  // namespace parvis::service
