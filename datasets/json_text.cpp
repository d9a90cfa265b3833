// SPDX-License-Identifier: EUPL-1.2
#include "datasets/json_text.hpp"

#include "geo/error.hpp"

#include <rapidjson/prettywriter.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

namespace parvis::datasets {

namespace {

/// RapidJSON's output stream on a string.
struct StringStream {
    using Ch = char;
    std::string text;
    void Put(char c) { text.push_back(c); }
    void Flush() {}
};

// Texts are checked before they are written (see checked()): RapidJSON 1.1.0's own validating flag
// finds a bad text half-way through, and its PrettyWriter does not compile with it.
using PlainWriter = rapidjson::Writer<StringStream>;
using IndentedWriter = rapidjson::PrettyWriter<StringStream>;

void expect(bool written, const char* what)
{
    if (!written) {
        throw EncodingError(std::string("JSON : ") + what);
    }
}

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// Length of the UTF-8 sequence that begins at `at`, 0 when there is none: no overlong forms, no
/// surrogates, nothing above U+10FFFF.
std::size_t sequence_length(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i])
                               : static_cast<unsigned char>(0);
    };
    const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const unsigned char first = byte(at);
    const unsigned char second = byte(at + 1);
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return continues(at + 1) ? 2 : 0;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        const bool overlong = first == 0xE0 && second < 0xA0;
        const bool surrogate = first == 0xED && second > 0x9F;
        return continues(at + 1) && continues(at + 2) && !overlong && !surrogate ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool overlong = first == 0xF0 && second < 0x90;
        const bool beyond = first == 0xF4 && second > 0x8F;
        return continues(at + 1) && continues(at + 2) && continues(at + 3) && !overlong && !beyond
                   ? 4
                   : 0;
    }
    return 0;
}

/// Position of the first byte from `at` on that is not ASCII; the length when there is none.
std::size_t first_not_ascii(std::string_view text, std::size_t at)
{
    constexpr std::uint64_t high_bits = 0x8080'8080'8080'8080U;
    for (std::uint64_t eight = 0; at + sizeof eight <= text.size(); at += sizeof eight) {
        std::memcpy(&eight, text.data() + at, sizeof eight);
        if ((eight & high_bits) != 0) {
            break;
        }
    }
    while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) {
        ++at;
    }
    return at;
}

bool is_valid_utf8(std::string_view text)
{
    for (std::size_t at = first_not_ascii(text, 0); at < text.size();
         at = first_not_ascii(text, at)) {
        const std::size_t length = sequence_length(text, at);
        if (length == 0) {
            return false;
        }
        at += length;
    }
    return true;
}

/// Bytes that cannot be copied into a JSON string without a look.
constexpr std::array<bool, 256> needs_a_look = [] {
    std::array<bool, 256> table{};
    for (std::size_t c = 0; c < 256; ++c) {
        table[c] = c < 0x20 || c == '"' || c == '\\' || c >= 0x80;
    }
    return table;
}();

/// Position of the first byte from `at` on that needs a look; the length when there is none.
std::size_t first_to_look_at(std::string_view text, std::size_t at)
{
    constexpr std::uint64_t ones = 0x0101'0101'0101'0101U;
    constexpr std::uint64_t high_bits = ones * 0x80;
    // The high bit of each byte that is 0, and perhaps of one above it: enough to know that there
    // is one.
    const auto zeros = [](std::uint64_t eight) { return (eight - ones) & ~eight; };
    for (std::uint64_t eight = 0; at + sizeof eight <= text.size(); at += sizeof eight) {
        std::memcpy(&eight, text.data() + at, sizeof eight);
        const auto control = (eight - ones * 0x20) & ~eight;
        const auto found = eight | control | zeros(eight ^ ones * '"') | zeros(eight ^ ones * '\\');
        if ((found & high_bits) != 0) {
            break;
        }
    }
    while (at < text.size() && !needs_a_look[static_cast<unsigned char>(text[at])]) {
        ++at;
    }
    return at;
}

void append_escaped(std::string& out, char c)
{
    constexpr std::string_view hex = "0123456789abcdef";
    switch (c) {
    case '"':
        out += "\\\"";
        return;
    case '\\':
        out += "\\\\";
        return;
    case '\b':
        out += "\\b";
        return;
    case '\f':
        out += "\\f";
        return;
    case '\n':
        out += "\\n";
        return;
    case '\r':
        out += "\\r";
        return;
    case '\t':
        out += "\\t";
        return;
    default:
        break;
    }
    const auto code = static_cast<unsigned char>(c);
    out += "\\u00";
    out += hex[code >> 4U];
    out += hex[code & 0x0FU];
}

}  // namespace

struct JsonText::Writing {
    explicit Writing(unsigned indent)
        : indented(indent > 0), plain_writer(stream), indented_writer(stream)
    {
        if (indented) {
            indented_writer.SetIndent(' ', indent);
        }
        constexpr std::size_t small_document = 2'048;
        stream.text.reserve(small_document);
    }

    /// Calls `write` with the writer in use: both have the same functions but no virtual ones.
    template <class Write>
    bool with_writer(Write write)
    {
        return indented ? write(indented_writer) : write(plain_writer);
    }

    StringStream stream;
    bool indented;
    PlainWriter plain_writer;
    IndentedWriter indented_writer;
};

JsonText::JsonText(unsigned indent) : m_writing(std::make_unique<Writing>(indent)) {}
JsonText::JsonText(JsonText&&) noexcept = default;
JsonText& JsonText::operator=(JsonText&&) noexcept = default;
JsonText::~JsonText() = default;

void JsonText::start_object()
{
    m_writing->with_writer([](auto& writer) { return writer.StartObject(); });
}

void JsonText::end_object()
{
    m_writing->with_writer([](auto& writer) { return writer.EndObject(); });
}

void JsonText::start_array()
{
    m_writing->with_writer([](auto& writer) { return writer.StartArray(); });
}

void JsonText::end_array()
{
    m_writing->with_writer([](auto& writer) { return writer.EndArray(); });
}

void JsonText::key(std::string_view name) { text(name); }

void JsonText::text(std::string_view value)
{
    const bool plain = first_to_look_at(value, 0) == value.size();
    expect(plain || is_valid_utf8(value), "un texte n'est pas de l'UTF-8");
    // The writer puts what stands before a string; the string itself is copied whole, not byte by
    // byte.
    m_writing->with_writer(
        [](auto& writer) { return writer.RawValue("", 0, rapidjson::kStringType); });
    auto& out = m_writing->stream.text;
    if (plain) {
        (out += '"').append(value) += '"';
    } else {
        append_json_text(out, value);
    }
}

void JsonText::number(double value)
{
    // Checked first: RapidJSON writes the comma before it refuses, which leaves a broken text.
    std::string digits;
    append_number(digits, value);
    m_writing->with_writer([&](auto& writer) {
        return writer.RawValue(digits.data(), digits.size(), rapidjson::kNumberType);
    });
}

void JsonText::integer(std::int64_t value)
{
    m_writing->with_writer([&](auto& writer) { return writer.Int64(value); });
}

void JsonText::member(std::string_view name, const std::vector<std::string>& texts)
{
    key(name);
    start_array();
    for (const std::string& one : texts) {
        text(one);
    }
    end_array();
}

void JsonText::member(std::string_view name, std::uint64_t value)
{
    key(name);
    m_writing->with_writer([&](auto& writer) { return writer.Uint64(value); });
}

void JsonText::boolean(bool value)
{
    m_writing->with_writer([&](auto& writer) { return writer.Bool(value); });
}

void JsonText::null()
{
    m_writing->with_writer([](auto& writer) { return writer.Null(); });
}

void JsonText::raw(std::string_view json)
{
    // RawValue goes through Put byte by byte and would decode; a stored feature is copied whole.
    m_writing->with_writer(
        [](auto& writer) { return writer.RawValue("", 0, rapidjson::kObjectType); });
    m_writing->stream.text += json;
}

std::string JsonText::take()
{
    const bool complete = m_writing->indented ? m_writing->indented_writer.IsComplete()
                                              : m_writing->plain_writer.IsComplete();
    expect(complete, "texte inachevé");
    return std::move(m_writing->stream.text);
}

void append_json_text(std::string& out, std::string_view text)
{
    out += '"';
    std::size_t copied = 0;
    for (std::size_t at = first_to_look_at(text, 0); at < text.size();
         at = first_to_look_at(text, at)) {
        const char c = text[at];
        const std::size_t length = sequence_length(text, at);
        if (length > 1) {
            at += length;
            continue;
        }
        out.append(text, copied, at - copied);
        if (length == 1) {
            append_escaped(out, c);
        } else {
            out += replacement;
        }
        copied = ++at;
    }
    out.append(text, copied);
    out += '"';
}

void append_valid_utf8(std::string& out, std::string_view text)
{
    std::size_t copied = 0;
    for (std::size_t at = first_not_ascii(text, 0); at < text.size();
         at = first_not_ascii(text, at)) {
        const std::size_t length = sequence_length(text, at);
        if (length > 0) {
            at += length;
            continue;
        }
        out.append(text, copied, at - copied);
        out += replacement;
        copied = ++at;
    }
    out.append(text, copied);
}

void append_number(std::string& out, double value)
{
    if (!std::isfinite(value)) {
        throw EncodingError("JSON : un nombre n'est pas fini (NaN ou infini)");
    }
    const double size = std::abs(value);
    const bool plain = value == 0 || (size >= 1e-6 && size < 1e21);
    std::array<char, 64> digits;
    const auto end = plain ? std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                           std::chars_format::fixed)
                           : std::to_chars(digits.data(), digits.data() + digits.size(), value);
    out.append(digits.data(), end.ptr);
}

void append_integer(std::string& out, std::int64_t value)
{
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    out.append(digits.data(), end.ptr);
}

void append_degree(std::string& out, double degree)
{
    if (!(degree > -1000 && degree < 1000)) {
        throw EncodingError("une coordonnée n'est pas un nombre de degrés");
    }
    // Whole ten-millionths of a degree: faster than shortest decimals, and never more than 7.
    constexpr std::size_t decimals = 7;
    const std::int64_t scaled = std::llround(degree * 1e7);
    std::array<char, 16> text;  // sign, 3 digits, dot, 7 digits at most
    std::size_t first = text.size();
    auto rest = static_cast<std::uint64_t>(scaled < 0 ? -scaled : scaled);
    bool significant = false;
    for (std::size_t i = 0; i < decimals; ++i, rest /= 10) {
        significant = significant || rest % 10 != 0;
        if (significant) {
            text[--first] = static_cast<char>('0' + rest % 10);
        }
    }
    if (significant) {
        text[--first] = '.';
    }
    do {
        text[--first] = static_cast<char>('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (scaled < 0) {
        text[--first] = '-';
    }
    out.append(text.data() + first, text.size() - first);
}

}  // namespace parvis::datasets
