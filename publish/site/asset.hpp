// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace parvis::publish::site {

/// Address of an asset by its plain name: "site.js" -> "/assets/site.3f2a91c0….js".
/// @throws EncodingError when there is none.
[[nodiscard]] std::string asset_address(std::string_view plain_name);

}  // namespace parvis::publish::site
