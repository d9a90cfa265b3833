// SPDX-License-Identifier: EUPL-1.2
#include "publish/searched_texts.hpp"

#include "publish/site/wording.hpp"

#include <algorithm>

namespace parvis::publish {

namespace {

bool is_space(char letter)
{
    return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r' || letter == '\f' ||
           letter == '\v';
}

std::string lower_ascii(std::string_view text)
{
    std::string low(text);
    for (char& letter : low) {
        if (letter >= 'A' && letter <= 'Z') {
            letter = static_cast<char>(letter + ('a' - 'A'));
        } else if (letter == '-' || letter == '\'') {
            letter = ' ';
        }
    }
    return low;
}

}  // namespace

std::string searchable(std::string_view text)
{
    const bool ascii = std::all_of(text.begin(), text.end(), [](char letter) {
        return static_cast<unsigned char>(letter) < 0x80;
    });
    // ICU takes a microsecond a text; most texts need none.
    const auto folded = ascii ? lower_ascii(text) : site::folded(text);
    std::string out;
    out.reserve(folded.size());
    for (const char letter : folded) {
        if (!is_space(letter)) {
            out += letter;
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    if (!out.empty() && out.back() == ' ') {
        out.pop_back();
    }
    return out;
}

SearchedTexts::SearchedTexts(const Words& words) : m_words(words)
{
    const auto& texts = words.numbered ? words.words : words.texts;
    m_ends.reserve(texts.size());
    for (const auto text : texts) {
        m_bytes += searchable(text);
        m_bytes += '\n';
        m_ends.push_back(m_bytes.size());
    }
}

void SearchedTexts::mark(std::string_view needle, std::vector<char>& rows) const
{
    std::vector<char> found(m_words.numbered ? m_ends.size() : 0);
    auto& marks = m_words.numbered ? found : rows;
    const std::string_view bytes = m_bytes;
    for (auto at = bytes.find(needle); at != bytes.npos;) {
        const auto end = std::upper_bound(m_ends.begin(), m_ends.end(), at);
        marks[static_cast<std::size_t>(end - m_ends.begin())] = 1;
        at = bytes.find(needle, *end);
    }
    if (m_words.numbered) {
        for (std::size_t row = 0; row < rows.size(); ++row) {
            const auto word = m_words.values[row];
            if (word != Words::null && found[word] != 0) {
                rows[row] = 1;
            }
        }
    }
}

}  // namespace parvis::publish
