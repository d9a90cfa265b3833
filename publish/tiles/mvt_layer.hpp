// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/value.hpp"
#include "publish/tiles/ground.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace parvis::publish::tiles {

/// Writes one layer of a Mapbox Vector Tile, version 2.1: feature after feature. Keys and values
/// that repeat stand once. The only code that sees protozero is mvt_layer.cpp.
class MvtLayer {
public:
    explicit MvtLayer(std::string_view name) : m_name(name) {}

    /// A property of the next feature; nothing for null, which MVT has not. Days and instants are
    /// ISO 8601 texts, lists are joined by "; ".
    void tag(std::string_view key, const datasets::Value& value);
    void tag_text(std::string_view key, std::string_view text);
    /// A text that hardly another feature has: not looked for among those that are there.
    void tag_own_text(std::string_view key, std::string_view text);
    void tag_count(std::string_view key, std::uint64_t count);

    /// Closes a feature with the properties since the one before. \pre the drawing is not empty
    void finish(std::uint64_t id, const Drawing& drawing);

    [[nodiscard]] std::uint64_t features() const { return m_count; }
    /// The layer as a field of a tile: tiles are layers joined together. "" without a feature.
    [[nodiscard]] std::string take();

private:
    void tag_encoded(std::string_view key, std::string encoded);
    std::uint32_t key_number(std::string_view key);
    std::uint32_t append_value(std::string_view encoded);

    std::string m_name;
    std::uint64_t m_count = 0;
    std::string m_features;
    std::vector<std::string> m_keys;
    std::string m_values;  ///< as fields of the layer
    std::uint32_t m_value_count = 0;
    std::unordered_map<std::string, std::uint32_t> m_numbers;  ///< by encoded value
    std::vector<std::uint32_t> m_tags;                         ///< of the next feature
};

/// What identifies a feature where only a number can: the id itself when it is one, else 53 bits of
/// a hash of it (JavaScript has no more), the same in every version.
[[nodiscard]] std::uint64_t feature_number(std::string_view id);

}  // namespace parvis::publish::tiles
