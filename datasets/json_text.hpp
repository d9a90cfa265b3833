// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::datasets {

/// Writes one JSON text, value after value: the one JSON writer of Parvis. What cannot be JSON
/// throws, so that a text once taken is always whole and valid.
///
///     JsonText json;
///     json.start_object();
///     json.key("nom");
///     json.text("Val-de-Seine");
///     json.end_object();
///     std::string out = json.take();
class JsonText {
public:
    /// `indent` spaces a level, one member a line; 0 writes everything on one line.
    explicit JsonText(unsigned indent = 0);
    JsonText(JsonText&&) noexcept;
    JsonText& operator=(JsonText&&) noexcept;
    ~JsonText();

    void start_object();
    void end_object();
    void start_array();
    void end_array();
    /// @throws EncodingError for invalid UTF-8, here and in text().
    void key(std::string_view name);
    void text(std::string_view value);
    /// The shortest text that reads back the same. @throws EncodingError for NaN and infinities.
    void number(double value);
    void integer(std::int64_t value);
    void boolean(bool value);
    void null();
    /// A value that is JSON already (a stored feature); it is not checked.
    void raw(std::string_view json);

    void member(std::string_view name, std::string_view value) { key(name), text(value); }
    void member(std::string_view name, const char* value) { key(name), text(value); }
    void member(std::string_view name, bool value) { key(name), boolean(value); }
    void member(std::string_view name, std::int64_t value) { key(name), integer(value); }
    void member(std::string_view name, std::uint64_t value);
    /// An array of texts.
    void member(std::string_view name, const std::vector<std::string>& texts);

    /// The text. @throws EncodingError when objects or arrays are still open, or nothing was
    /// written.
    [[nodiscard]] std::string take();

private:
    struct Writing;
    std::unique_ptr<Writing> m_writing;
};

// The pieces below are for rows, of which there are millions: they append without a writer's state.

/// `text` as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD: a row is never
/// lost for a broken letter.
void append_json_text(std::string& out, std::string_view text);
/// The shortest decimal that reads back the same: plain between 1e-6 and 1e21, with an exponent
/// beyond. @throws EncodingError for NaN and infinities.
void append_number(std::string& out, double value);
void append_integer(std::string& out, std::int64_t value);
/// A degree with at most 7 decimals (a centimetre), without trailing zeros.
/// @throws EncodingError unless it is between -1000 and 1000.
void append_degree(std::string& out, double degree);
/// `text` as it is, with each byte that is not UTF-8 replaced by U+FFFD.
void append_valid_utf8(std::string& out, std::string_view text);

}  // namespace parvis::datasets
