// SPDX-License-Identifier: EUPL-1.2
#include "publish/row_block.hpp"

#include "geo/error.hpp"
#include "publish/geometry_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace parvis::publish {

namespace {

/// Reads some lines of the file, one after another.
class BlockReader {
public:
    /// `bytes` are whole lines of the file, which begin there at `offset`.
    BlockReader(const std::filesystem::path& file, std::string_view bytes, std::uint64_t offset,
                const datasets::Manifest& manifest)
        : m_cursor(file, bytes), m_offset(offset)
    {
        for (const auto& property : manifest.properties) {
            m_block.columns.push_back(column_for(property.type));
            m_keys.push_back(fmt::format("{}\"{}\":", m_keys.empty() ? "" : ",", property.name));
        }
    }

    RowBlock read(std::size_t room)
    {
        m_block.lines.reserve(room);
        m_block.boxes.reserve(room);
        for (auto& column : m_block.columns) {
            std::visit([&](auto& values) { values.values.reserve(room); }, column);
        }
        while (!m_cursor.at_end()) {
            read_line();
        }
        for (auto& column : m_block.columns) {
            if (auto* words = std::get_if<Words>(&column)) {
                words->finish();
            }
        }
        return std::move(m_block);
    }

private:
    void read_line()
    {
        const auto start = m_cursor.offset();
        // The id's opening quote is the last byte of line_start and the first of the string.
        m_cursor.expect(RowBlock::line_start.substr(0, RowBlock::line_start.size() - 1));
        bool escaped = false;
        const auto id = m_cursor.string(escaped);
        if (escaped || id.empty()) {
            m_cursor.fail("identifiant");
        }
        m_cursor.expect(RowBlock::before_geometry);
        constexpr double nowhere = RowBlock::nowhere;
        m_block.boxes.push_back(
            read_bounds(m_cursor).value_or(geo::Box{nowhere, nowhere, nowhere, nowhere}));
        m_cursor.expect(RowBlock::before_properties);
        m_block.lines.push_back({m_offset + start,
                                 static_cast<std::uint32_t>(m_cursor.offset() - start),
                                 static_cast<std::uint32_t>(id.size())});
        for (std::size_t i = 0; i < m_keys.size(); ++i) {
            m_cursor.expect(m_keys[i]);
            const bool null = m_cursor.skip("null");
            std::visit([&](auto& column) { null ? column.read_null() : column.read(m_cursor); },
                       m_block.columns[i]);
        }
        m_cursor.expect("}}");
        m_cursor.next_line();
    }

    LineCursor m_cursor;
    std::uint64_t m_offset;
    std::vector<std::string> m_keys;  ///< ,"name":  as it stands before each value
    RowBlock m_block;
};

template <typename Value>
void append(std::vector<Value>& to, const std::vector<Value>& from)
{
    to.insert(to.end(), from.begin(), from.end());
}

/// Columns of one type, one after the other.
template <typename Values>
void append(Values& to, Values&& from)
{
    append(to.values, from.values);
}

void append(Words& to, Words&& from) { to.append(std::move(from)); }

void append(RowBlock& to, RowBlock&& from)
{
    append(to.lines, from.lines);
    append(to.boxes, from.boxes);
    for (std::size_t i = 0; i < to.columns.size(); ++i) {
        std::visit(
            [&]<typename Values>(Values& column) {
                append(column, std::get<Values>(std::move(from.columns[i])));
            },
            to.columns[i]);
    }
}

}  // namespace

RowBlock RowBlock::read(const std::filesystem::path& file, std::string_view bytes,
                        const datasets::Manifest& manifest, std::size_t split_above)
{
    // No more than the file can hold: a manifest that lies must not cost memory.
    const auto room =
        std::min<std::size_t>(manifest.counts.rows(), bytes.size() / line_start.size());
    const auto whole = [&] { return BlockReader(file, bytes, 0, manifest).read(room); };
    const auto middle = bytes.find('\n', bytes.size() / 2);
    if (bytes.size() <= split_above || middle == std::string_view::npos) {
        return whole();
    }
    const auto second = bytes.substr(middle + 1);
    auto later = std::async(std::launch::async, [&] {
        return BlockReader(file, second, middle + 1, manifest).read(room / 2);
    });
    std::optional<RowBlock> block;
    try {
        block = BlockReader(file, bytes.substr(0, middle + 1), 0, manifest).read(room);
        append(*block, later.get());
    } catch (const StoreError&) {
        // The second thread does not know the number of its first line: the fault is found again.
        block.reset();
    }
    return block ? std::move(*block) : whole();
}

}  // namespace parvis::publish
