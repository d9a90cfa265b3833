// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/tile_clip.hpp"

#include <protozero/pbf_reader.hpp>

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::test {

/// A feature of a Mapbox Vector Tile as the specification says to read it.
struct DecodedFeature {
    std::uint64_t id = 0;
    int type = 0;  ///< 1 points, 2 lines, 3 rings
    std::vector<geo::TilePath> parts;
    std::map<std::string, std::string> tags;  ///< values as text: "3", "0.25", "true"
};

struct DecodedLayer {
    std::uint32_t version = 0, extent = 0;
    std::vector<DecodedFeature> features;
};

class TileDecoder {
public:
    static std::map<std::string, DecodedLayer> decode(std::string_view bytes)
    {
        std::map<std::string, DecodedLayer> layers;
        protozero::pbf_reader tile(bytes.data(), bytes.size());
        while (tile.next(3)) {
            TileDecoder decoder;
            decoder.read_layer(tile.get_message());
            if (!layers.emplace(decoder.m_name, decoder.m_layer).second) {
                throw std::runtime_error("two layers of one name");
            }
        }
        return layers;
    }

private:
    void read_layer(protozero::pbf_reader layer)
    {
        std::vector<protozero::data_view> features;
        while (layer.next()) {
            switch (layer.tag()) {
            case 1:
                m_name = layer.get_string();
                break;
            case 2:
                features.push_back(layer.get_view());
                break;
            case 3:
                m_keys.push_back(layer.get_string());
                break;
            case 4:
                m_values.push_back(value_of(layer.get_message()));
                break;
            case 5:
                m_layer.extent = layer.get_uint32();
                break;
            case 15:
                m_layer.version = layer.get_uint32();
                break;
            default:
                throw std::runtime_error("a field that no layer has");
            }
        }
        for (const auto& view : features) {
            read_feature(protozero::pbf_reader(view));
        }
    }

    static std::string value_of(protozero::pbf_reader value)
    {
        std::string text;
        while (value.next()) {
            switch (value.tag()) {
            case 1:
                text = value.get_string();
                break;
            case 3:
                text = std::to_string(value.get_double());
                break;
            case 4:
                text = std::to_string(value.get_int64());
                break;
            case 6:
                text = std::to_string(value.get_sint64());
                break;
            case 7:
                text = value.get_bool() ? "true" : "false";
                break;
            default:
                throw std::runtime_error("a value of a type that is not written");
            }
        }
        return text;
    }

    void read_feature(protozero::pbf_reader message)
    {
        DecodedFeature feature;
        while (message.next()) {
            if (message.tag() == 1) {
                feature.id = message.get_uint64();
            } else if (message.tag() == 2) {
                const auto tags = message.get_packed_uint32();
                for (auto at = tags.begin(); at != tags.end();) {
                    const auto& key = m_keys.at(*at++);
                    feature.tags[key] = m_values.at(*at++);
                }
            } else if (message.tag() == 3) {
                feature.type = message.get_enum();
            } else if (message.tag() == 4) {
                read_geometry(feature, message.get_packed_uint32());
            }
        }
        m_layer.features.push_back(std::move(feature));
    }

    template <class Words>
    static void read_geometry(DecodedFeature& feature, const Words& words)
    {
        geo::TilePoint at;
        for (auto word = words.begin(); word != words.end();) {
            const auto command = *word & 7U;
            auto count = *word >> 3U;
            ++word;
            if (command == 7) {
                continue;
            }
            if (command == 1 && feature.type != 1) {
                feature.parts.emplace_back();
            } else if (feature.parts.empty()) {
                feature.parts.emplace_back();
            }
            for (; count > 0; --count) {
                at.x += protozero::decode_zigzag32(*word++);
                at.y += protozero::decode_zigzag32(*word++);
                feature.parts.back().push_back(at);
            }
        }
    }

    std::string m_name;
    DecodedLayer m_layer;
    std::vector<std::string> m_keys, m_values;
};

}  // namespace parvis::test
