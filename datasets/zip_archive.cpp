// SPDX-License-Identifier: EUPL-1.2
#include "datasets/zip_archive.hpp"

#include "geo/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include <zlib.h>

namespace parvis::datasets {
namespace {

constexpr std::size_t piece = std::size_t{256} << 10U;
constexpr std::uint64_t most_contents = std::uint64_t{16} << 20U;
constexpr std::uint32_t in_64_bits = 0xFFFFFFFF;

/// A number of `count` bytes, low byte first; 0 past the end.
std::uint64_t number(std::string_view bytes, std::size_t at, std::size_t count)
{
    std::uint64_t value = 0;
    for (std::size_t i = count; i-- > 0;) {
        const auto byte = at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U;
        value = (value << 8U) | byte;
    }
    return value;
}

/// Takes the sizes of 64 bits from the extra field 1 of an entry, in the order of the standard.
void take_64_bits(ZipArchive::Entry& entry, std::string_view extra)
{
    while (extra.size() >= 4) {
        const auto size = static_cast<std::size_t>(number(extra, 2, 2));
        if (number(extra, 0, 2) == 1) {
            std::size_t at = 4;
            for (std::uint64_t* value : {&entry.bytes, &entry.packed, &entry.at}) {
                if (*value == in_64_bits) {
                    *value = number(extra, at, 8);
                    at += 8;
                }
            }
            return;
        }
        extra.remove_prefix(std::min(extra.size(), size + 4));
    }
}

}  // namespace

ZipArchive::ZipArchive(const std::filesystem::path& file)
    : m_name(file.string()), m_file(file, std::ios::binary)
{
    m_file.seekg(0, std::ios::end);
    m_size = m_file ? static_cast<std::uint64_t>(m_file.tellg()) : 0;
    // The end of the contents stands before a comment of up to 65,535 bytes.
    const std::uint64_t tail_at = m_size > 65'557 ? m_size - 65'557 : 0;
    const std::string tail = bytes_at(tail_at, static_cast<std::size_t>(m_size - tail_at));
    const std::size_t end = tail.rfind("PK\x05\x06");
    if (end == std::string::npos) {
        throw SourceError(fmt::format(
            "{} : ce n’est pas une archive zip, ou elle est coupée ; déposez-la de nouveau.",
            m_name));
    }
    std::uint64_t count = number(tail, end + 10, 2);
    std::uint64_t bytes = number(tail, end + 12, 4);
    std::uint64_t at = number(tail, end + 16, 4);
    if (end >= 20 && tail.compare(end - 20, 4, "PK\x06\x07") == 0) {
        const std::string wide = bytes_at(number(tail, end - 12, 8), 56);
        count = number(wide, 32, 8);
        bytes = number(wide, 40, 8);
        at = number(wide, 48, 8);
    }
    read_contents(at, bytes, count);
}

std::string ZipArchive::bytes_at(std::uint64_t at, std::size_t count)
{
    std::string bytes(at < m_size ? std::min<std::uint64_t>(count, m_size - at) : 0, '\0');
    m_file.clear();
    m_file.seekg(static_cast<std::streamoff>(at));
    m_file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(m_file.gcount(), 0)));
    return bytes;
}

void ZipArchive::read_contents(std::uint64_t at, std::uint64_t bytes, std::uint64_t count)
{
    if (bytes > most_contents) {
        throw SourceError(
            fmt::format("{} : l’archive contient trop de fichiers ({}).", m_name, count));
    }
    const std::string contents = bytes_at(at, static_cast<std::size_t>(bytes));
    std::string_view left = contents;
    while (left.size() >= 46 && left.starts_with("PK\x01\x02")) {
        const auto name = static_cast<std::size_t>(number(left, 28, 2));
        const auto extra = static_cast<std::size_t>(number(left, 30, 2));
        const auto comment = static_cast<std::size_t>(number(left, 32, 2));
        Entry entry;
        entry.name = left.substr(46, name);
        entry.method = static_cast<std::uint16_t>(number(left, 10, 2));
        entry.packed = number(left, 20, 4);
        entry.bytes = number(left, 24, 4);
        entry.at = number(left, 42, 4);
        if (46 + name <= left.size()) {
            take_64_bits(entry, left.substr(46 + name, extra));
        }
        m_entries.push_back(std::move(entry));
        left.remove_prefix(std::min(left.size(), 46 + name + extra + comment));
    }
    if (m_entries.size() != count) {
        throw SourceError(fmt::format(
            "{} : la table des matières de l’archive est abîmée ; refaites l’archive.", m_name));
    }
}

void ZipArchive::refuse_above(std::uint64_t most) const
{
    std::uint64_t all = 0;
    for (const Entry& entry : m_entries) {
        all = entry.bytes > most - std::min(all, most) ? most + 1 : all + entry.bytes;
    }
    if (all > most) {
        throw SourceError(fmt::format(
            "{} : l’archive se déplie en plus de {} Mo, ce qui est trop : elle n’est pas ouverte. "
            "Déposez moins de données à la fois, ou vérifiez d’où vient ce fichier.",
            m_name, most >> 20U));
    }
}

bool ZipArchive::read(std::string_view name, const std::function<bool(std::string_view)>& take)
{
    const auto found = std::ranges::find(m_entries, name, &Entry::name);
    if (found == m_entries.end()) {
        return false;
    }
    const auto damaged = [&] {
        return SourceError(
            fmt::format("{} : « {} » est abîmé dans l’archive ; refaites-la.", m_name, name));
    };
    const std::string header = bytes_at(found->at, 30);
    if (!header.starts_with("PK\x03\x04") || (found->method != 0 && found->method != 8)) {
        throw damaged();
    }
    std::uint64_t at = found->at + 30 + number(header, 26, 2) + number(header, 28, 2);
    std::uint64_t packed = found->packed;
    std::uint64_t left = found->bytes;
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) {
        throw damaged();
    }
    const std::unique_ptr<z_stream, int (*)(z_stream*)> release(&stream, &inflateEnd);
    std::string out(piece, '\0');
    int state = Z_OK;
    while (packed > 0 && left > 0 && state == Z_OK) {
        std::string in =
            bytes_at(at, static_cast<std::size_t>(std::min<std::uint64_t>(packed, piece)));
        if (in.empty()) {
            throw damaged();
        }
        at += in.size();
        packed -= in.size();
        if (found->method == 0) {
            left -= std::min<std::uint64_t>(left, in.size());
            if (!take(in)) {
                return true;
            }
            continue;
        }
        stream.next_in = reinterpret_cast<Bytef*>(in.data());
        stream.avail_in = static_cast<uInt>(in.size());
        do {
            stream.next_out = reinterpret_cast<Bytef*>(out.data());
            stream.avail_out = static_cast<uInt>(out.size());
            state = inflate(&stream, Z_NO_FLUSH);
            if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) {
                throw damaged();
            }
            const std::uint64_t got = std::min<std::uint64_t>(out.size() - stream.avail_out, left);
            left -= got;
            if (!take(std::string_view(out.data(), static_cast<std::size_t>(got)))) {
                return true;
            }
        } while (stream.avail_out == 0 && state == Z_OK && left > 0);
        state = state == Z_BUF_ERROR ? Z_OK : state;
    }
    return true;
}

}  // namespace parvis::datasets
