// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/site/data.hpp"
#include "publish/site/messages.hpp"

#include <string>
#include <string_view>

namespace parvis::publish::site {

/// Fills templates/<name>.mustache. `{{t.key}}` is a text of the messages; partials are templates
/// of the same folder. Values are escaped unless the template asks for `{{{…}}}`.
/// @throws EncodingError when the template asks for a name that neither the data nor the messages
/// have: Mustache itself would show nothing, and nobody would see what is missing.
[[nodiscard]] std::string render(std::string_view name, const Data& data, const Messages& messages);

/// The same for a template given as text.
[[nodiscard]] std::string render_text(std::string_view text, const Data& data,
                                      const Messages& messages);

}  // namespace parvis::publish::site
