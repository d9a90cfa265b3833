// SPDX-License-Identifier: EUPL-1.2
#include "service/byte_range.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace parvis::service {

namespace {

std::optional<std::uint64_t> number(std::string_view text)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = !text.empty() && error == std::errc() && end == text.data() + text.size();
    return whole ? std::optional(value) : std::nullopt;
}

}  // namespace

std::variant<WholeBody, ByteRange, UnsatisfiableRange> read_range(std::string_view range,
                                                                  std::uint64_t size)
{
    constexpr std::string_view unit = "bytes=";
    if (range.substr(0, unit.size()) != unit) {
        return WholeBody{};
    }
    range.remove_prefix(unit.size());
    const std::size_t dash = range.find('-');
    if (dash == std::string_view::npos) {
        return WholeBody{};
    }
    const std::string_view from = range.substr(0, dash);
    const std::string_view to = range.substr(dash + 1);
    if (from.empty()) {  // the last bytes
        const auto count = number(to);
        if (!count) {
            return WholeBody{};
        }
        const std::uint64_t length = std::min(*count, size);
        return length == 0
                   ? std::variant<WholeBody, ByteRange, UnsatisfiableRange>(UnsatisfiableRange{})
                   : ByteRange{size - length, length};
    }
    const auto first = number(from);
    const auto last =
        to.empty() ? std::optional(size - std::min<std::uint64_t>(size, 1)) : number(to);
    if (!first || !last || (!to.empty() && *last < *first)) {
        return WholeBody{};
    }
    if (*first >= size) {
        return UnsatisfiableRange{};
    }
    return ByteRange{*first, std::min(*last, size - 1) - *first + 1};
}

}  // namespace parvis::service
