// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace parvis::publish::site {

/// Markdown of a comment as HTML. Raw HTML in it shows as text; links other than http(s), mailto
/// and addresses of this site lose their target.
[[nodiscard]] std::string markdown_html(std::string_view markdown);

/// Why a comment must not be written so, a French sentence; "" where it may: raw HTML, an image, or
/// a link that would lose its target. Found by the parser that renders it, so that what passes here
/// is shown as it was meant.
[[nodiscard]] std::string markdown_fault(std::string_view markdown);

/// The value of an attribute of a tag as md4c and our templates write it, still escaped: no value
/// holds a quote. "" where the tag has none.
[[nodiscard]] std::string_view attribute(std::string_view tag, std::string_view name);

/// The first line of a comment without Markdown's marks, cut at a word near `length`.
[[nodiscard]] std::string first_line(std::string_view markdown, std::size_t length);

/// The whole of a comment without Markdown's marks, line by line: for what shows no bold.
[[nodiscard]] std::string without_marks(std::string_view markdown);

/// Text made safe inside an element or a quoted attribute.
[[nodiscard]] std::string escaped(std::string_view text);

}  // namespace parvis::publish::site
