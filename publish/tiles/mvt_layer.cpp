// SPDX-License-Identifier: EUPL-1.2
#include "publish/tiles/mvt_layer.hpp"

#include "publish/column.hpp"

#include <protozero/pbf_writer.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace parvis::publish::tiles {

namespace {

// Numbers of fields, as vector_tile.proto of the specification has them.
constexpr protozero::pbf_tag_type tile_layer = 3;
constexpr protozero::pbf_tag_type layer_name = 1;
constexpr protozero::pbf_tag_type layer_feature = 2;
constexpr protozero::pbf_tag_type layer_key = 3;
constexpr protozero::pbf_tag_type layer_value = 4;
constexpr protozero::pbf_tag_type layer_extent = 5;
constexpr protozero::pbf_tag_type layer_version = 15;
constexpr protozero::pbf_tag_type feature_id = 1;
constexpr protozero::pbf_tag_type feature_tags = 2;
constexpr protozero::pbf_tag_type feature_type = 3;
constexpr protozero::pbf_tag_type feature_geometry = 4;
constexpr protozero::pbf_tag_type value_string = 1;
constexpr protozero::pbf_tag_type value_double = 3;
constexpr protozero::pbf_tag_type value_int = 4;
constexpr protozero::pbf_tag_type value_sint = 6;
constexpr protozero::pbf_tag_type value_bool = 7;

std::string encoded_text(std::string_view text)
{
    std::string encoded;
    protozero::pbf_writer(encoded).add_string(value_string, text.data(), text.size());
    return encoded;
}

/// The commands of a geometry: positions are written as steps from the one before.
class Commands {
public:
    void points(const geo::TilePath& points)
    {
        command(move_to, points.size());
        for (const auto p : points) {
            step(p);
        }
    }
    void line(const geo::TilePath& line)
    {
        command(move_to, 1);
        step(line.front());
        command(line_to, line.size() - 1);
        std::for_each(line.begin() + 1, line.end(), [&](geo::TilePoint p) { step(p); });
    }
    void ring(const geo::TilePath& ring)
    {
        line(ring);
        command(close_path, 1);
    }
    [[nodiscard]] const std::vector<std::uint32_t>& words() const { return m_words; }

private:
    static constexpr std::uint32_t move_to = 1;
    static constexpr std::uint32_t line_to = 2;
    static constexpr std::uint32_t close_path = 7;

    void command(std::uint32_t id, std::size_t count)
    {
        m_words.push_back(static_cast<std::uint32_t>(count) << 3U | id);
    }
    void step(geo::TilePoint to)
    {
        m_words.push_back(protozero::encode_zigzag32(static_cast<std::int32_t>(to.x - m_at.x)));
        m_words.push_back(protozero::encode_zigzag32(static_cast<std::int32_t>(to.y - m_at.y)));
        m_at = to;
    }

    std::vector<std::uint32_t> m_words;
    geo::TilePoint m_at;
};

}  // namespace

std::uint32_t MvtLayer::key_number(std::string_view key)
{
    const auto found = std::ranges::find(m_keys, key);
    if (found != m_keys.end()) {
        return static_cast<std::uint32_t>(found - m_keys.begin());
    }
    m_keys.emplace_back(key);
    return static_cast<std::uint32_t>(m_keys.size() - 1);
}

std::uint32_t MvtLayer::append_value(std::string_view encoded)
{
    protozero::pbf_writer(m_values).add_message(layer_value, encoded.data(), encoded.size());
    return m_value_count++;
}

void MvtLayer::tag_encoded(std::string_view key, std::string encoded)
{
    const auto known = m_numbers.find(encoded);
    m_tags.push_back(key_number(key));
    if (known != m_numbers.end()) {
        m_tags.push_back(known->second);
        return;
    }
    m_tags.push_back(append_value(encoded));
    m_numbers.emplace(std::move(encoded), m_tags.back());
}

void MvtLayer::tag_text(std::string_view key, std::string_view text)
{
    tag_encoded(key, encoded_text(text));
}

void MvtLayer::tag_own_text(std::string_view key, std::string_view text)
{
    m_tags.push_back(key_number(key));
    m_tags.push_back(append_value(encoded_text(text)));
}

void MvtLayer::tag_count(std::string_view key, std::uint64_t count)
{
    std::string encoded;
    protozero::pbf_writer(encoded).add_int64(value_int, static_cast<std::int64_t>(count));
    tag_encoded(key, std::move(encoded));
}

void MvtLayer::tag(std::string_view key, const datasets::Value& value)
{
    if (std::holds_alternative<std::monostate>(value)) {
        return;
    }
    std::string encoded;
    protozero::pbf_writer writer(encoded);
    if (const auto* flag = std::get_if<bool>(&value)) {
        writer.add_bool(value_bool, *flag);
    } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        *integer < 0 ? writer.add_sint64(value_sint, *integer)
                     : writer.add_int64(value_int, *integer);
    } else if (const auto* number = std::get_if<double>(&value)) {
        writer.add_double(value_double, *number);
    } else {
        encoded = encoded_text(text_of(value));
    }
    tag_encoded(key, std::move(encoded));
}

void MvtLayer::finish(std::uint64_t id, const Drawing& drawing)
{
    constexpr std::int32_t point_type = 1;
    constexpr std::int32_t line_type = 2;
    constexpr std::int32_t polygon_type = 3;
    Commands commands;
    std::int32_t type = point_type;
    if (!drawing.polygons.empty()) {
        type = polygon_type;
        for (const auto& polygon : drawing.polygons) {
            for (const auto& ring : polygon) {
                commands.ring(ring);
            }
        }
    } else if (!drawing.lines.empty()) {
        type = line_type;
        for (const auto& line : drawing.lines) {
            commands.line(line);
        }
    } else {
        commands.points(drawing.points);
    }
    protozero::pbf_writer layer(m_features);
    protozero::pbf_writer feature(layer, layer_feature);
    feature.add_uint64(feature_id, id);
    feature.add_packed_uint32(feature_tags, m_tags.begin(), m_tags.end());
    feature.add_enum(feature_type, type);
    feature.add_packed_uint32(feature_geometry, commands.words().begin(), commands.words().end());
    m_tags.clear();
    ++m_count;
}

std::string MvtLayer::take()
{
    if (m_count == 0) {
        return {};
    }
    std::string head;
    protozero::pbf_writer first(head);
    first.add_uint32(layer_version, 2);
    first.add_string(layer_name, m_name);
    std::string keys;
    protozero::pbf_writer behind(keys);
    for (const auto& key : m_keys) {
        behind.add_string(layer_key, key);
    }
    std::string tail;
    protozero::pbf_writer(tail).add_uint32(layer_extent, TileWindow::extent);
    std::string tile;
    tile.reserve(head.size() + m_features.size() + keys.size() + m_values.size() + 32);
    protozero::pbf_writer(tile).add_bytes_vectored(tile_layer, head, m_features, keys, m_values,
                                                   tail);
    return tile;
}

std::uint64_t feature_number(std::string_view id)
{
    constexpr std::uint64_t largest = (std::uint64_t{1} << 53U) - 1;
    std::uint64_t number = 0;
    const char* const last = id.data() + id.size();
    const auto [end, error] = std::from_chars(id.data(), last, number);
    if (error == std::errc{} && end == last && number <= largest &&
        (id.size() == 1 || id.front() != '0')) {
        return number;
    }
    std::uint64_t hash = 14695981039346656037U;
    for (const char letter : id) {
        hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211U;
    }
    return hash >> 11U;
}

}  // namespace parvis::publish::tiles
