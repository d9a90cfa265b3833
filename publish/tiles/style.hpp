// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/store.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish::tiles {

/// The style of everything: communes, levels, works and equipment over one another. A dataset's id
/// has no underscore, so none is called that.
inline constexpr std::string_view whole_style = "tout_le_site";

/// "/styles": that one, and one for each dataset that has a geometry.
[[nodiscard]] std::string styles_json(const Publication& publication, const std::string& base_url);
/// "/styles/{id}": a style as MapLibre, Mapbox and OpenLayers read it, with the addresses of its
/// tiles: a map needs only this address. Without names on the map: there is no server of glyphs.
/// Nothing where there is no style of that name.
[[nodiscard]] std::optional<std::string>
style_json(const Publication& publication, std::string_view id, const std::string& base_url);

}  // namespace parvis::publish::tiles
