// SPDX-License-Identifier: EUPL-1.2
#include "publish/tiles/tile_archive.hpp"

#include "datasets/sha256.hpp"
#include "geo/error.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace parvis::publish::tiles {

namespace {

constexpr std::size_t head_size = 127;
/// Head and root directory: what readers fetch first. Tiles follow, so that they can be written
/// before it is known where each is; the other directories and the metadata come last.
constexpr std::uint64_t start_size = 16'384;
constexpr std::uint64_t data_start = start_size;
constexpr std::size_t least_leaf = 4'096;

void append_number(std::string& out, std::uint64_t number)
{
    while (number >= 0x80) {
        out += static_cast<char>(number | 0x80);
        number >>= 7U;
    }
    out += static_cast<char>(number);
}

/// Numbers of the head, the lowest byte first.
class Head {
public:
    Head() : m_bytes("PMTiles") { m_bytes += '\3'; }
    Head& wide(std::uint64_t number) { return put(number, 8); }
    Head& byte(std::uint64_t number) { return put(number, 1); }
    /// Degrees in tens of millionths.
    Head& degrees(double value)
    {
        return put(static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(value * 1e7))),
                   4);
    }
    [[nodiscard]] const std::string& bytes() const { return m_bytes; }

private:
    Head& put(std::uint64_t number, int size)
    {
        for (int i = 0; i < size; ++i) {
            m_bytes += static_cast<char>(number >> (8U * static_cast<unsigned>(i)));
        }
        return *this;
    }
    std::string m_bytes;
};

}  // namespace

std::uint64_t tile_number(const TileWindow& place)
{
    std::uint64_t number = 0;
    for (int zoom = 0; zoom < place.zoom; ++zoom) {
        number += std::uint64_t{1} << (2U * static_cast<unsigned>(zoom));
    }
    // Along the curve, from the largest square that holds the tile down to the tile itself; each
    // square is turned and mirrored so that its curve goes on where the one before ended.
    std::uint64_t x = place.column;
    std::uint64_t y = place.row;
    for (int zoom = place.zoom - 1; zoom >= 0; --zoom) {
        const std::uint64_t side = std::uint64_t{1} << static_cast<unsigned>(zoom);
        const bool east = (x & side) != 0;
        const bool south = (y & side) != 0;
        number += side * side * ((east ? 3U : 0U) ^ (south ? 1U : 0U));
        if (!south) {
            if (east) {
                x = side - 1 - (x & (side - 1));
                y = side - 1 - (y & (side - 1));
            }
            std::swap(x, y);
        }
    }
    return number;
}

TileArchive::TileArchive(const std::filesystem::path& file, Compress compress)
    : m_compress(std::move(compress)), m_file(file, std::ios::binary | std::ios::trunc),
      m_path(file)
{
    write(std::string(start_size, '\0'));
}

void TileArchive::write(std::string_view bytes)
{
    m_file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!m_file) {
        throw StoreError("cannot write into " + m_path.string());
    }
}

void TileArchive::add(const TileWindow& place, std::string_view bytes)
{
    const auto number = tile_number(place);
    if (!m_entries.empty() && number < m_entries.back().number + m_entries.back().run) {
        throw StoreError("tiles of an archive must come in the order of their numbers");
    }
    ++m_addressed;
    const auto [content, is_new] = m_contents.try_emplace(datasets::sha256_hex(bytes));
    if (is_new) {
        const auto packed = m_compress(bytes);
        content->second = {0, m_data_bytes, static_cast<std::uint32_t>(packed.size()), 1};
        write(packed);
        m_data_bytes += packed.size();
    }
    auto entry = content->second;
    entry.number = number;
    if (!m_entries.empty()) {
        auto& last = m_entries.back();
        if (last.offset == entry.offset && last.number + last.run == number) {
            ++last.run;
            return;
        }
    }
    m_entries.push_back(entry);
}

TileArchive::Mark TileArchive::mark() const
{
    return {m_entries.size(), m_entries.empty() ? 0 : m_entries.back().run, m_addressed,
            m_data_bytes};
}

void TileArchive::take_back(const Mark& mark)
{
    m_entries.resize(mark.entries);
    if (!m_entries.empty()) {
        m_entries.back().run = mark.last_run;
    }
    m_addressed = mark.addressed;
    m_data_bytes = mark.data_bytes;
    std::erase_if(m_contents,
                  [&](const auto& content) { return content.second.offset >= mark.data_bytes; });
    m_file.seekp(static_cast<std::streamoff>(data_start + m_data_bytes));
}

std::string TileArchive::directory(const Entry* first, const Entry* last) const
{
    std::string plain;
    append_number(plain, static_cast<std::uint64_t>(last - first));
    std::uint64_t before = 0;
    for (const auto* entry = first; entry != last; ++entry) {
        append_number(plain, entry->number - before);
        before = entry->number;
    }
    for (const auto* entry = first; entry != last; ++entry) {
        append_number(plain, entry->run);
    }
    for (const auto* entry = first; entry != last; ++entry) {
        append_number(plain, entry->length);
    }
    for (const auto* entry = first; entry != last; ++entry) {
        const bool follows =
            entry != first && entry->offset == (entry - 1)->offset + (entry - 1)->length;
        append_number(plain, follows ? 0 : entry->offset + 1);
    }
    return m_compress(plain);
}

TileArchive::Directories TileArchive::directories() const
{
    const auto* const first = m_entries.data();
    const auto* const last = first + m_entries.size();
    Directories made{directory(first, last), {}};
    for (std::size_t leaf = least_leaf; made.root.size() > start_size - head_size; leaf *= 2) {
        made.leaves.clear();
        std::vector<Entry> roots;
        for (std::size_t at = 0; at < m_entries.size(); at += leaf) {
            const auto size = std::min(leaf, m_entries.size() - at);
            const auto packed = directory(first + at, first + at + size);
            roots.push_back({m_entries[at].number, made.leaves.size(),
                             static_cast<std::uint32_t>(packed.size()), 0});
            made.leaves += packed;
        }
        made.root = directory(roots.data(), roots.data() + roots.size());
    }
    return made;
}

void TileArchive::finish(const Facts& facts)
{
    const auto [root, leaves] = directories();
    const auto metadata = m_compress(facts.metadata);
    const auto leaves_start = data_start + m_data_bytes;
    const auto metadata_start = leaves_start + leaves.size();
    m_file.seekp(static_cast<std::streamoff>(leaves_start));
    write(leaves);
    write(metadata);
    constexpr int gzip = 2;
    constexpr int mvt = 1;
    const auto& box = facts.bounds;
    Head head;
    head.wide(head_size).wide(root.size());
    head.wide(metadata_start).wide(metadata.size());
    head.wide(leaves_start).wide(leaves.size());
    head.wide(data_start).wide(m_data_bytes);
    head.wide(m_addressed).wide(m_entries.size()).wide(m_contents.size());
    head.byte(1);  // clustered
    head.byte(gzip).byte(gzip).byte(mvt);
    head.byte(static_cast<std::uint64_t>(facts.min_zoom));
    head.byte(static_cast<std::uint64_t>(facts.max_zoom));
    head.degrees(box.west).degrees(box.south).degrees(box.east).degrees(box.north);
    head.byte(static_cast<std::uint64_t>((facts.min_zoom + facts.max_zoom) / 2));
    head.degrees((box.west + box.east) / 2).degrees((box.south + box.north) / 2);
    m_file.seekp(0);
    write(head.bytes());
    write(root);
    m_file.close();
    if (m_file.fail()) {
        throw StoreError("cannot write into " + m_path.string());
    }
    // What was taken back may lie behind the end.
    std::filesystem::resize_file(m_path, metadata_start + metadata.size());
}

}  // namespace parvis::publish::tiles
