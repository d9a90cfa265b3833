// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

namespace parvis::service {

struct ByteRange {
    std::uint64_t first = 0, length = 0;
    friend bool operator==(const ByteRange&, const ByteRange&) = default;
};
struct WholeBody {
    friend bool operator==(const WholeBody&, const WholeBody&) = default;
};
struct UnsatisfiableRange {
    friend bool operator==(const UnsatisfiableRange&, const UnsatisfiableRange&) = default;
};

/// The part of a body of `size` bytes that a Range header asks for. One range of bytes is served; a
/// header with several, another unit or bad grammar is ignored, as RFC 9110 allows, so that a small
/// request can never ask for more than the file.
[[nodiscard]] std::variant<WholeBody, ByteRange, UnsatisfiableRange>
read_range(std::string_view range, std::uint64_t size);

}  // namespace parvis::service
