// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish::works {

/// A text of a source as feeds may show it: what can reach somebody (e-mail addresses, telephone
/// numbers) is replaced by "…", control characters by spaces, and spaces at its ends are gone.
/// Names of people cannot be told from other words: columns that hold them are not mapped.
[[nodiscard]] std::string public_text(std::string_view text);

/// Some sources list every stretch of every street, "RUE DU MIDI( 2 - 20) | RUE DU MIDI( - )": each
/// street once, without its house numbers, in order.
[[nodiscard]] std::vector<std::string> street_names(std::string_view text);

/// The first `most` bytes of valid UTF-8, whole characters only.
[[nodiscard]] std::string_view shortened_to(std::string_view text, std::size_t most);

}  // namespace parvis::publish::works
