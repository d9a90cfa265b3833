// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/column.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish {

/// A text as it is searched: lower case, without accents, "œ" as "oe"; hyphens, apostrophes and
/// any white space are one space.
[[nodiscard]] std::string searchable(std::string_view text);

/// The texts of one column, each distinct one once, as they are searched: one run of bytes, so that
/// a word is found at the speed of memory.
class SearchedTexts {
public:
    explicit SearchedTexts(const Words& words);

    /// Marks every row one of whose texts has `needle` (which is searchable()) in it.
    void mark(std::string_view needle, std::vector<char>& rows) const;
    [[nodiscard]] std::size_t bytes() const { return m_bytes.size(); }

private:
    const Words& m_words;
    std::string m_bytes;                ///< texts, each ended by a line feed, which none has
    std::vector<std::uint64_t> m_ends;  ///< behind each text
};

}  // namespace parvis::publish
