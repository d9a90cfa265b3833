// SPDX-License-Identifier: EUPL-1.2
#include "publish/tiles/tile_archive.hpp"

#include "geo/error.hpp"
#include "publish/ready_files.hpp"
#include "publish/tiles/pyramid.hpp"
#include "publish/tiles/tile.hpp"
#include "tests/unit/publish/small_site.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace parvis;
using namespace parvis::publish;
using namespace parvis::test;

namespace {

std::string same(std::string_view bytes) { return std::string(bytes); }

/// Reads an archive whose parts are not compressed, as its specification says.
class ArchiveReader {
public:
    explicit ArchiveReader(const std::filesystem::path& file)
    {
        std::ifstream in(file, std::ios::binary);
        m_bytes.assign(std::istreambuf_iterator<char>(in), {});
        read_directory(m_bytes.substr(wide(8), wide(16)));
    }
    [[nodiscard]] std::uint64_t wide(std::size_t at) const
    {
        std::uint64_t number = 0;
        for (std::size_t i = 8; i > 0; --i) {
            number = number << 8U | static_cast<unsigned char>(m_bytes.at(at + i - 1));
        }
        return number;
    }
    [[nodiscard]] int byte(std::size_t at) const
    {
        return static_cast<unsigned char>(m_bytes.at(at));
    }
    [[nodiscard]] const std::map<std::uint64_t, std::string>& tiles() const { return m_tiles; }
    [[nodiscard]] std::size_t leaves() const { return m_leaves; }
    [[nodiscard]] std::size_t size() const { return m_bytes.size(); }

private:
    void read_directory(const std::string& bytes)
    {
        std::size_t at = 0;
        const auto number = [&] {
            std::uint64_t value = 0;
            unsigned shift = 0;
            for (;; shift += 7) {
                const auto byte = static_cast<unsigned char>(bytes.at(at++));
                value |= std::uint64_t{byte & 127U} << shift;
                if (byte < 128) {
                    return value;
                }
            }
        };
        struct Entry {
            std::uint64_t id, run, length, offset;
        };
        std::vector<Entry> entries(number());
        std::uint64_t id = 0;
        for (auto& entry : entries) {
            entry.id = id += number();
        }
        for (auto& entry : entries) {
            entry.run = number();
        }
        for (auto& entry : entries) {
            entry.length = number();
        }
        for (std::size_t i = 0; i < entries.size(); ++i) {
            const auto value = number();
            entries[i].offset =
                value == 0 ? entries[i - 1].offset + entries[i - 1].length : value - 1;
        }
        BOOST_TEST(at == bytes.size());
        for (const auto& entry : entries) {
            if (entry.run == 0) {
                ++m_leaves;
                read_directory(m_bytes.substr(wide(40) + entry.offset, entry.length));
                continue;
            }
            for (std::uint64_t i = 0; i < entry.run; ++i) {
                m_tiles[entry.id + i] = m_bytes.substr(wide(56) + entry.offset, entry.length);
            }
        }
    }
    std::string m_bytes;
    std::map<std::uint64_t, std::string> m_tiles;
    std::size_t m_leaves = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(tile_archive, SmallSite)

BOOST_AUTO_TEST_CASE(numbers_follow_a_curve_that_never_jumps_and_meets_each_tile_once)
{
    BOOST_TEST(tiles::tile_number({0, 0, 0}) == 0U);
    // Zoom 1 of the specification: 0/0, 0/1, 1/1, 1/0 in columns and rows.
    BOOST_TEST(tiles::tile_number({1, 0, 0}) == 1U);
    BOOST_TEST(tiles::tile_number({1, 1, 0}) == 2U);
    BOOST_TEST(tiles::tile_number({1, 1, 1}) == 3U);
    BOOST_TEST(tiles::tile_number({1, 0, 1}) == 4U);
    std::uint64_t first = 5;
    for (int zoom = 2; zoom <= 7; ++zoom) {
        const auto side = std::uint32_t{1} << static_cast<unsigned>(zoom);
        std::map<std::uint64_t, tiles::TileWindow> along;
        for (std::uint32_t row = 0; row < side; ++row) {
            for (std::uint32_t column = 0; column < side; ++column) {
                const tiles::TileWindow window{zoom, row, column};
                along.emplace(tiles::tile_number(window), window);
            }
        }
        BOOST_REQUIRE(along.size() == std::size_t{side} * side);
        BOOST_TEST(along.begin()->first == first);
        BOOST_TEST(along.rbegin()->first == first + along.size() - 1);
        first += along.size();
        for (auto at = std::next(along.begin()); at != along.end(); ++at) {
            const auto& [row, column] = std::pair(at->second.row, at->second.column);
            const auto& before = std::prev(at)->second;
            const auto away = std::max(row, before.row) - std::min(row, before.row) +
                              std::max(column, before.column) - std::min(column, before.column);
            BOOST_REQUIRE(away == 1U);
        }
    }
}

BOOST_AUTO_TEST_CASE(what_was_added_is_found_also_through_leaves_and_the_same_bytes_are_stored_once)
{
    const ScratchFolder folder;
    std::mt19937 random(11);
    tiles::TileArchive archive(folder.path() / "a", same);
    std::map<std::uint64_t, std::string> added;
    constexpr int zoom = 8;
    for (std::uint32_t row = 0; row < 256; ++row) {
        for (std::uint32_t column = 0; column < 256; ++column) {
            if (random() % 3 == 0) {
                const auto number = tiles::tile_number({zoom, row, column});
                added[number] = random() % 5 == 0 ? "mer" : std::to_string(random());
            }
        }
    }
    std::map<std::uint64_t, tiles::TileWindow> windows;
    for (std::uint32_t row = 0; row < 256; ++row) {
        for (std::uint32_t column = 0; column < 256; ++column) {
            windows[tiles::tile_number({zoom, row, column})] = {zoom, row, column};
        }
    }
    std::set<std::string> contents;
    std::size_t stored = 0;
    for (const auto& [number, bytes] : added) {
        archive.add(windows.at(number), bytes);
        stored += contents.insert(bytes).second ? bytes.size() : 0;
    }
    BOOST_CHECK_THROW(archive.add({0, 0, 0}, "zu spät"), parvis::Error);
    archive.finish({0, zoom, {1, 2, 3, 4}, "{}"});

    const ArchiveReader read(folder.path() / "a");
    BOOST_TEST(read.leaves() > 1U);
    BOOST_TEST((read.tiles() == added));
    BOOST_TEST(read.wide(64) == stored);
    BOOST_TEST(read.wide(72) == added.size());
    BOOST_TEST(read.wide(88) == contents.size());
    BOOST_TEST(read.wide(8) + read.wide(16) <= 16'384U);
    BOOST_TEST(read.wide(24) + read.wide(32) == read.size());
}

BOOST_AUTO_TEST_CASE(what_is_taken_back_is_gone)
{
    const ScratchFolder folder;
    tiles::TileArchive archive(folder.path() / "a", same);
    archive.add({1, 0, 0}, "eins");
    archive.add({1, 1, 0}, "zwei");
    const auto mark = archive.mark();
    archive.add({1, 1, 1}, "zwei");  // lengthens the run before
    archive.add({1, 0, 1}, std::string(100'000, 'x'));
    archive.take_back(mark);
    archive.add({1, 0, 1}, "vier");
    archive.finish({0, 1, {}, "{\"name\":\"x\"}"});
    const ArchiveReader read(folder.path() / "a");
    const std::map<std::uint64_t, std::string> expected{{1, "eins"}, {2, "zwei"}, {4, "vier"}};
    BOOST_TEST((read.tiles() == expected));
    BOOST_TEST(read.wide(72) == 3U);
    BOOST_TEST(read.wide(88) == 3U);
    BOOST_TEST(read.size() < 17'000U);
}

BOOST_AUTO_TEST_CASE(a_pyramid_ends_where_it_would_be_more_tiles_or_bytes_than_it_may)
{
    publish(works_facts(), works_properties(), works(300, 7));
    refresh();
    const auto publication = store().current();
    const tiles::TileQuery query{{publication->find("chantiers")}, {}, {}};
    const std::string base = "https://exemple.fr";
    const tiles::Tileset tileset{*publication, publication->find("chantiers").get(), query, "",
                                 base};
    const ScratchFolder folder;
    const auto written = [&](const tiles::PyramidLimits& limits) {
        const auto file = folder.path() / "a";
        const int deepest =
            tiles::write_pyramid(tileset, publication->today, store().tiles(), file, same, limits);
        return std::pair(deepest, ArchiveReader(file));
    };
    const auto [whole_depth, whole] = written({12, 1'000'000, 1'000'000'000});
    BOOST_TEST(whole_depth == 12);
    const auto up_to = [&](int zoom) {
        auto tiles = whole.tiles();
        tiles.erase(tiles.lower_bound(tiles::tile_number({zoom + 1, 0, 0})), tiles.end());
        return tiles;
    };
    for (const tiles::PyramidLimits limits :
         {tiles::PyramidLimits{12, whole.wide(72) / 2, 1'000'000'000},
          tiles::PyramidLimits{12, 1'000'000, whole.wide(64) / 2}}) {
        const auto [depth, read] = written(limits);
        BOOST_TEST_CONTEXT(limits.tiles << " tiles, " << limits.bytes << " bytes")
        {
            BOOST_TEST(depth > 0);
            BOOST_TEST(depth < 12);
            BOOST_TEST(read.byte(101) == depth);
            BOOST_TEST((read.tiles() == up_to(depth)));
            BOOST_TEST(read.wide(72) <= limits.tiles);
            BOOST_TEST(read.wide(64) <= limits.bytes);
        }
    }
    // And each of them is what the tile route gives.
    for (int zoom = 0; zoom <= 9; ++zoom) {
        const auto limits = geo::tile_limits(geo::tile_grids().front(), *tileset.extent(), zoom);
        for (auto row = limits->first_row; row <= limits->last_row; ++row) {
            for (auto column = limits->first_column; column <= limits->last_column; ++column) {
                const auto drawn = tiles::draw_tile({geo::tile_grids().front(),
                                                     {zoom, row, column},
                                                     query,
                                                     publication->today,
                                                     base},
                                                    *publication, store().tiles());
                const auto found = whole.tiles().find(tiles::tile_number({zoom, row, column}));
                BOOST_TEST((found == whole.tiles().end() ? "" : found->second) == drawn.bytes);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(ready_files_are_made_once_kept_within_a_budget_and_go_with_who_holds_them)
{
    namespace fs = std::filesystem;
    int made = 0;
    const auto maker = [&](const fs::path& folder) {
        ++made;
        std::ofstream(folder / "x") << std::string(1'000, 'x');
        return folder / "x";
    };
    fs::path folder;
    fs::path kept;
    {
        ReadyFiles files(2'500);
        const auto first = files.get("a", maker);
        BOOST_TEST(first->bytes() == 1'000U);
        BOOST_TEST(files.get("a", maker) == first);
        BOOST_TEST(made == 1);
        kept = first->path();
        folder = kept.parent_path();
        const auto second = files.get("b", maker)->path();
        BOOST_TEST(files.get("a", maker) == first);  // used later than b
        static_cast<void>(files.get("c", maker));
        BOOST_TEST(!fs::exists(second));
        BOOST_TEST(fs::exists(kept));
        BOOST_TEST(made == 3);
        BOOST_CHECK_THROW(
            static_cast<void>(
                files.get("d", [](const fs::path&) -> fs::path { throw parvis::StoreError("x"); })),
            parvis::StoreError);
        BOOST_TEST(files.get("d", maker) != nullptr);
        // Another one is refused while one is being made; a maker that asks is such a moment.
        const auto outer = files.get("e", [&](const fs::path& at) {
            BOOST_TEST(files.get("f", maker) == nullptr);
            return maker(at);
        });
        BOOST_TEST(outer != nullptr);
        std::size_t entries = 0;
        for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder)) {
            ++entries;
        }
        BOOST_TEST(entries == 3U);  // a is held here, d and e are within the budget; no workshop
    }
    BOOST_TEST(!fs::exists(folder));
}

BOOST_AUTO_TEST_SUITE_END()
