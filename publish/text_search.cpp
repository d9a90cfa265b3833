// SPDX-License-Identifier: EUPL-1.2
#include "publish/text_search.hpp"

#include "publish/searched_texts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parvis::publish {

namespace {

constexpr std::size_t most_alternatives = 16;
constexpr std::size_t longest = 400;  ///< bytes of the whole parameter
/// Bytes that one request may go over: some four seconds, as the filters of a request may take.
constexpr std::uint64_t most_work = 4'000'000'000;

}  // namespace

std::variant<TextSearch, std::string> parse_text_search(std::string_view text,
                                                        const Snapshot& dataset)
{
    if (text.size() > longest) {
        return fmt::format("{} octets au plus sont attendus", longest);
    }
    TextSearch search;
    while (true) {
        const auto comma = text.find(',');
        auto words = searchable(text.substr(0, comma));
        if (words.empty()) {
            return "un mot à chercher est attendu, ou plusieurs séparés par des virgules";
        }
        auto& known = search.alternatives;
        if (std::find(known.begin(), known.end(), words) == known.end()) {
            known.push_back(std::move(words));
        }
        if (comma == text.npos) {
            break;
        }
        text.remove_prefix(comma + 1);
    }
    if (search.alternatives.size() > most_alternatives) {
        return fmt::format("{} mots séparés par des virgules au plus sont attendus",
                           most_alternatives);
    }
    if (search.alternatives.size() * dataset.bytes() > most_work) {
        return "chercher tous ces mots dans ce jeu serait trop long ; donnez-en moins à la fois";
    }
    return search;
}

std::vector<RowIndex> rows_with(const Snapshot& dataset, const TextSearch& search)
{
    std::vector<char> marks(dataset.size());
    for (const auto& words : search.alternatives) {
        for (std::size_t i = 0; i < dataset.manifest().properties.size(); ++i) {
            if (const auto* texts = dataset.searched_texts(i)) {
                texts->mark(words, marks);
            }
        }
    }
    std::vector<RowIndex> rows;
    for (RowIndex row = 0; row < dataset.size(); ++row) {
        if (marks[row] != 0) {
            rows.push_back(row);
        }
    }
    return rows;
}

}  // namespace parvis::publish
