// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace parvis::publish {

/// The text with U+FFFD for each letter that XML 1.0 cannot say in any way (its production Char):
/// control characters but tab and line ends, U+FFFE and U+FFFF. One of them makes a whole file
/// unreadable. `text` is UTF-8; markup is not escaped.
[[nodiscard]] std::string xml_text(std::string_view text);

/// The same with markup escaped, for inside an element or a quoted attribute.
void append_xml(std::string& out, std::string_view text);
/// An element with a text; nothing for an empty one.
void append_element(std::string& out, std::string_view name, std::string_view text);

}  // namespace parvis::publish
