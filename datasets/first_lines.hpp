// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace parvis::datasets {

/// For each of many texts, the line that had it first; without the texts, in 23 to 46 bytes each.
/// Two texts are told apart by 96 bits of hash: but for one chance in 10^15 among 10,000,000.
class FirstLines {
public:
    /// The line that had the text before; nothing where none had: from now on it is `line`, at most
    /// 4,294,967,294.
    std::optional<std::uint64_t> note(std::string_view text, std::uint64_t line);

private:
    struct Place {
        std::uint64_t hash = 0;
        std::uint32_t more_hash = 0;
        std::uint32_t line_and_one = 0;  ///< 0: free
    };
    /// Where such a text is, or the free place where it would be.
    [[nodiscard]] std::size_t find(const Place& place) const;
    void grow();

    std::vector<Place> m_places = std::vector<Place>(1024);  ///< open addressing
    std::size_t m_count = 0;
};

}  // namespace parvis::datasets
