// SPDX-License-Identifier: EUPL-1.2
#include "geo/cell_text.hpp"

#include <charconv>
#include <cstdint>
#include <optional>

namespace parvis::geo {
namespace {

constexpr std::string_view shape = "_x0000_";
constexpr std::uint32_t first_high = 0xd800, first_low = 0xdc00, behind_surrogates = 0xe000;

/// The unit of "_xHHHH" at the start of a text, whatever follows.
std::optional<std::uint32_t> unit_at(std::string_view text)
{
    constexpr std::size_t digits = 4, prefix = 2;
    if (text.size() < prefix + digits || !text.starts_with("_x")) {
        return std::nullopt;
    }
    std::uint32_t unit = 0;
    const char* const first = text.data() + prefix;
    const auto [end, error] = std::from_chars(first, first + digits, unit, 16);
    return error == std::errc{} && end == first + digits ? std::optional(unit) : std::nullopt;
}

/// The same where the closing underscore stands.
std::optional<std::uint32_t> escape_at(std::string_view text)
{
    const bool closed = text.size() >= shape.size() && text[shape.size() - 1] == '_';
    return closed ? unit_at(text) : std::nullopt;
}

void append_utf8(std::string& out, std::uint32_t code)
{
    const auto follow = [&](unsigned shift) {
        out += static_cast<char>(0x80U | ((code >> shift) & 0x3fU));
    };
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xc0U | (code >> 6U));
        follow(0);
    } else if (code < 0x10000) {
        out += static_cast<char>(0xe0U | (code >> 12U));
        follow(6);
        follow(0);
    } else {
        out += static_cast<char>(0xf0U | (code >> 18U));
        follow(12);
        follow(6);
        follow(0);
    }
}

/// How many bytes at the start of a text XML 1.0 cannot hold as they are: a control character, or
/// U+FFFE or U+FFFF. A carriage return it would turn into a line feed.
std::size_t unwritable_at(std::string_view text)
{
    const auto byte = static_cast<unsigned char>(text.empty() ? ' ' : text.front());
    if (byte < ' ') {
        return byte == '\n' || byte == '\t' ? 0 : 1;
    }
    return text.starts_with("\xef\xbf\xbe") || text.starts_with("\xef\xbf\xbf") ? 3 : 0;
}

}  // namespace

std::string meant_cell_text(std::string_view written)
{
    std::string text;
    while (!written.empty()) {
        const std::size_t begin = written.find("_x");
        text += written.substr(0, begin);
        if (begin == std::string_view::npos) {
            break;
        }
        written.remove_prefix(begin);
        const auto unit = escape_at(written);
        std::uint32_t code = unit.value_or(0);
        std::size_t length = shape.size();
        if (code >= first_high && code < first_low) {
            const auto low = escape_at(written.substr(shape.size()));
            const bool pair = low && *low >= first_low && *low < behind_surrogates;
            code = pair ? 0x10000 + ((code - first_high) << 10U) + (*low - first_low) : 0;
            length *= 2;
        } else if (code >= first_low && code < behind_surrogates) {
            code = 0;
        }
        if (code == 0) {
            text += '_';
            written.remove_prefix(1);
            continue;
        }
        append_utf8(text, code);
        written.remove_prefix(length);
    }
    return text;
}

std::string written_cell_text(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string written;
    for (; !text.empty(); text.remove_prefix(1)) {
        const std::size_t unwritable = unwritable_at(text);
        if (unwritable > 0) {
            const auto byte = static_cast<unsigned char>(text[unwritable - 1]);
            if (unwritable > 1) {
                written += byte == 0xbe ? "_xFFFE_" : "_xFFFF_";
            } else if (byte != 0) {
                written += "_x00";
                written += digits[byte >> 4U];
                written += digits[byte & 0xfU];
                written += '_';
            }
            text.remove_prefix(unwritable - 1);
            continue;
        }
        written += text.front();
        if (text.front() != '_' || !unit_at(text)) {
            continue;
        }
        // What follows the digits may be an underscore, or be written with one in front.
        std::string_view rest = text.substr(shape.size() - 1);
        while (rest.starts_with('\0')) {
            rest.remove_prefix(1);
        }
        if (rest.starts_with('_') || unwritable_at(rest) > 0) {
            written += "x005F_";
        }
    }
    return written;
}

std::size_t utf16_length(std::string_view text)
{
    std::size_t units = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        units += (byte & 0xc0U) == 0x80 ? 0 : byte >= 0xf0 ? 2 : 1;
    }
    return units;
}

}  // namespace parvis::geo
