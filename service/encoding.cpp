// SPDX-License-Identifier: EUPL-1.2
#include "service/encoding.hpp"

#include "geo/error.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>

#include <brotli/encode.h>
#include <zlib.h>

namespace parvis::service {

namespace {

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
        text.remove_prefix(1);
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
        text.remove_suffix(1);
    }
    return text;
}

bool same(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
               return (x | 0x20) == (y | 0x20);
           });
}

/// Takes the part before `separator` off the front of `rest`.
std::string_view take(std::string_view& rest, char separator)
{
    const std::size_t end = rest.find(separator);
    const std::string_view part = trimmed(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    return part;
}

/// A q-value in thousandths; what is none counts as 0, so that a typo never forces an encoding.
int thousandths(std::string_view q)
{
    if (q.empty() || q.size() > 5 || (q[0] != '0' && q[0] != '1') ||
        (q.size() > 1 && q[1] != '.')) {
        return 0;
    }
    int value = (q[0] - '0') * 1000;
    int unit = 100;
    for (const char c : q.substr(std::min<std::size_t>(2, q.size()))) {
        if (c < '0' || c > '9') {
            return 0;
        }
        value += (c - '0') * unit;
        unit /= 10;
    }
    return value <= 1000 ? value : 0;
}

struct Preferences {
    int identity = -1, gzip = -1, brotli = -1, any = -1;  ///< thousandths; -1: not named

    [[nodiscard]] int of_identity() const { return identity >= 0 ? identity : any == 0 ? 0 : 1; }
    [[nodiscard]] int of_gzip() const { return gzip >= 0 ? gzip : std::max(any, 0); }
    [[nodiscard]] int of_brotli() const { return brotli >= 0 ? brotli : std::max(any, 0); }
};

Preferences read_preferences(std::string_view header)
{
    Preferences out;
    while (!header.empty()) {
        std::string_view item = take(header, ',');
        const std::string_view name = take(item, ';');
        int q = 1000;
        while (!item.empty()) {
            const std::string_view parameter = take(item, ';');
            if (parameter.size() > 2 && same(parameter.substr(0, 2), "q=")) {
                q = thousandths(parameter.substr(2));
            }
        }
        if (same(name, "identity")) {
            out.identity = q;
        } else if (same(name, "gzip") || same(name, "x-gzip")) {
            out.gzip = q;
        } else if (same(name, "br")) {
            out.brotli = q;
        } else if (name == "*") {
            out.any = q;
        }
    }
    return out;
}

std::string gzip(std::string_view bytes)
{
    constexpr int level = 5;
    constexpr int gzip_window = 15 + 16;
    z_stream stream{};
    if (deflateInit2(&stream, level, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw EncodingError("gzip: cannot start");
    }
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    std::string input(bytes);  // zlib's interface is not const
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int answer = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (answer != Z_STREAM_END) {
        throw EncodingError("gzip: the body does not compress");
    }
    return out;
}

std::string brotli(std::string_view bytes)
{
    constexpr int quality = 4;  // at 5 and above it costs more time than the network saves
    std::size_t size = BrotliEncoderMaxCompressedSize(bytes.size());
    std::string out(size, '\0');
    if (BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, bytes.size(),
                              reinterpret_cast<const std::uint8_t*>(bytes.data()), &size,
                              reinterpret_cast<std::uint8_t*>(out.data())) == BROTLI_FALSE) {
        throw EncodingError("brotli: the body does not compress");
    }
    out.resize(size);
    return out;
}

/// Takes the next entity tag off the front of a list: `W/"abc"` or `"abc"`, without W/ and quotes.
std::optional<std::string_view> take_tag(std::string_view& rest)
{
    const std::size_t open = rest.find('"');
    const std::size_t close = open == std::string_view::npos ? open : rest.find('"', open + 1);
    if (close == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view tag = rest.substr(open + 1, close - open - 1);
    rest = rest.substr(close + 1);
    return tag;
}

bool ends_with(std::string_view text, std::string_view end)
{
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

}  // namespace

std::string_view name_of(Encoding encoding)
{
    switch (encoding) {
    case Encoding::identity:
        return "";
    case Encoding::gzip:
        return "gzip";
    case Encoding::brotli:
        return "br";
    }
    return "";
}

std::string_view suffix_of(Encoding encoding)
{
    switch (encoding) {
    case Encoding::identity:
        return "";
    case Encoding::gzip:
        return "-gz";
    case Encoding::brotli:
        return "-br";
    }
    return "";
}

std::optional<Encoding> negotiate(std::string_view accept_encoding)
{
    const Preferences q = read_preferences(accept_encoding);
    const int best = std::max({q.of_identity(), q.of_gzip(), q.of_brotli()});
    if (best <= 0) {
        return std::nullopt;
    }
    if (q.of_brotli() == best) {
        return Encoding::brotli;
    }
    return q.of_gzip() == best ? Encoding::gzip : Encoding::identity;
}

bool accepts_identity(std::string_view accept_encoding)
{
    return read_preferences(accept_encoding).of_identity() > 0;
}

bool is_compressible(std::string_view content_type)
{
    const std::string_view type = trimmed(content_type.substr(0, content_type.find(';')));
    constexpr std::array<std::string_view, 8> types{"application/vnd.mapbox-vector-tile",
                                                    "application/json",
                                                    "application/xml",
                                                    "application/javascript",
                                                    "image/svg+xml",
                                                    "application/manifest+json",
                                                    "application/geo+json-seq",
                                                    "application/vnd.oai.openapi+json"};
    return type.substr(0, 5) == "text/" || ends_with(type, "+json") || ends_with(type, "+xml") ||
           std::find(types.begin(), types.end(), type) != types.end();
}

std::string encoded(std::string_view bytes, Encoding encoding)
{
    switch (encoding) {
    case Encoding::identity:
        return std::string(bytes);
    case Encoding::gzip:
        return gzip(bytes);
    case Encoding::brotli:
        return brotli(bytes);
    }
    return std::string(bytes);
}

std::string tags_for(std::string_view if_none_match, Encoding encoding)
{
    if (trimmed(if_none_match) == "*") {
        return "*";
    }
    std::string out;
    const std::string_view suffix = suffix_of(encoding);
    while (auto tag = take_tag(if_none_match)) {
        const bool is_gzip = ends_with(*tag, suffix_of(Encoding::gzip));
        const bool is_brotli = ends_with(*tag, suffix_of(Encoding::brotli));
        if (!suffix.empty() && ends_with(*tag, suffix)) {
            tag->remove_suffix(suffix.size());
        } else if (is_gzip || is_brotli) {
            continue;
        }
        out += out.empty() ? "\"" : ", \"";
        out += *tag;
        out += '"';
    }
    return out;
}

bool matches(std::string_view if_none_match, std::string_view etag)
{
    if (trimmed(if_none_match) == "*") {
        return true;
    }
    while (const auto tag = take_tag(if_none_match)) {
        if (*tag == etag) {
            return true;
        }
    }
    return false;
}

}  // namespace parvis::service
