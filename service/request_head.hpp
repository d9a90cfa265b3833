// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace parvis::service {

/// What a request may bring before its body.
constexpr std::size_t max_target = 8'192;
constexpr std::size_t max_head = 16'384;
constexpr std::size_t max_header_fields = 100;

/// The request line and header fields of an HTTP/1 request, with its framing understood.
struct RequestHead {
    std::string method;
    std::string target;
    std::vector<std::pair<std::string, std::string>> fields;  ///< names in lower case, in order
    std::optional<std::uint64_t> content_length;
    bool chunked = false;
    bool keep_alive = true;
    bool expects_continue = false;

    [[nodiscard]] std::string_view field(std::string_view lower_name) const;  ///< "" if absent
    [[nodiscard]] bool has_body() const { return chunked || content_length.value_or(0) > 0; }
};

/// A request that is refused before anything looks at what it asks for.
struct Refusal {
    int status = 400;
    std::string detail;  ///< French sentence
};

/// Why a JSON body of at most so many bytes is not read; nothing when it is.
[[nodiscard]] std::optional<Refusal> refuse_json_body(const RequestHead& head, std::uint64_t most);

/// Length of the head at the start of `bytes`, with the empty line that ends it; 0 while that line
/// has not come. `searched` is where an earlier call for the same bytes stopped looking.
[[nodiscard]] std::size_t head_length(std::string_view bytes, std::size_t searched = 0);

/// Whether an unfinished head is too long already.
[[nodiscard]] std::optional<Refusal> refuse_unfinished(std::string_view bytes);

/// Reads a whole head. What two programs could read in two ways (a folded line, a bare line feed, a
/// space before the colon, two lengths, a length beside chunks) is refused, not guessed.
[[nodiscard]] std::variant<RequestHead, Refusal> read_head(std::string_view head);

/// Path and query of a target.
struct Target {
    std::vector<std::string> path;  ///< segments, decoded once
    std::string raw_path, raw_query;
    std::vector<std::pair<std::string, std::string>> query;
};

[[nodiscard]] bool is_utf8(std::string_view text);  ///< without NUL, surrogates or overlong forms

/// Splits at "/", "&" and "=", then decodes each piece once. Pieces that are no UTF-8 or hold a
/// NUL, and the segments "." and "..", are refused, in clear or encoded.
[[nodiscard]] std::variant<Target, Refusal> read_target(std::string_view target);

}  // namespace parvis::service
