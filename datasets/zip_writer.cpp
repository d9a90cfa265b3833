// SPDX-License-Identifier: EUPL-1.2
#include "datasets/zip_writer.hpp"

#include "geo/error.hpp"

#include <limits>
#include <vector>

#include <zlib.h>

namespace parvis::datasets {

namespace {

constexpr std::uint16_t version_needed = 20, names_are_utf8 = 1U << 11U, method_deflated = 8;
constexpr std::uint16_t first_day = (1U << 5U) | 1U;  // 1980-01-01, the format's zero

void append(std::string& out, std::uint64_t number, int bytes)
{
    for (int i = 0; i < bytes; ++i) {
        out += static_cast<char>(number & 255U);
        number >>= 8U;
    }
}

/// Deflated without zlib's own frame, as archives want it.
std::string deflated(std::string_view bytes)
{
    z_stream stream{};
    constexpr int raw_window = -15, memory = 8;
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, raw_window, memory,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        throw EncodingError("zlib cannot start");
    }
    std::vector<Bytef> input(bytes.begin(), bytes.end());
    std::string packed(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
    std::vector<Bytef> output(packed.size());
    stream.next_in = input.data();
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = output.data();
    stream.avail_out = static_cast<uInt>(output.size());
    const int answer = deflate(&stream, Z_FINISH);
    const std::size_t size = stream.total_out;
    deflateEnd(&stream);
    if (answer != Z_STREAM_END) {
        throw EncodingError("zlib cannot pack a file");
    }
    return {output.begin(), output.begin() + static_cast<std::ptrdiff_t>(size)};
}

}  // namespace

void ZipWriter::add(std::string_view name, std::string_view bytes, Packing packing)
{
    if (bytes.size() > std::numeric_limits<std::uint32_t>::max() / 2 ||
        m_bytes.size() > std::numeric_limits<std::uint32_t>::max() / 2) {
        throw EncodingError("too large for an archive without 64-bit sizes");
    }
    const std::vector<Bytef> plain(bytes.begin(), bytes.end());
    const auto sum = crc32(0, plain.data(), static_cast<uInt>(plain.size()));
    const bool packs = packing == Packing::deflated;
    const std::string packed = packs ? deflated(bytes) : std::string(bytes);
    const std::size_t at = m_bytes.size();
    std::string common;  // what the local header and the table of contents both say
    append(common, version_needed, 2);
    append(common, names_are_utf8, 2);
    append(common, packs ? std::uint64_t{method_deflated} : 0U, 2);
    append(common, 0, 2);
    append(common, first_day, 2);
    append(common, sum, 4);
    append(common, packed.size(), 4);
    append(common, bytes.size(), 4);
    append(common, name.size(), 2);
    append(common, 0, 2);
    m_bytes += "PK\x03\x04";
    m_bytes += common;
    m_bytes += name;
    m_bytes += packed;
    m_contents += "PK\x01\x02";
    append(m_contents, version_needed, 2);
    m_contents += common;
    append(m_contents, 0, 2 + 2 + 2 + 4);
    append(m_contents, at, 4);
    m_contents += name;
    ++m_count;
}

std::string ZipWriter::take()
{
    const std::size_t at = m_bytes.size();
    m_bytes += m_contents;
    m_bytes += "PK\x05\x06";
    append(m_bytes, 0, 4);
    append(m_bytes, m_count, 2);
    append(m_bytes, m_count, 2);
    append(m_bytes, m_contents.size(), 4);
    append(m_bytes, at, 4);
    append(m_bytes, 0, 2);
    return std::move(m_bytes);
}

}  // namespace parvis::datasets
