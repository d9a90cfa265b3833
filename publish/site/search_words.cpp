// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/search_words.hpp"

#include "publish/site/wording.hpp"

namespace parvis::publish::site {

std::optional<int> match(const std::string& text, const std::vector<std::string>& words)
{
    constexpr std::size_t least_letters = 4;
    std::string run_on;  // made for the few words that are no words of the text
    for (const std::string& word : words) {
        if (text.find(word) != std::string::npos) {
            continue;
        }
        if (word.size() < least_letters) {
            return std::nullopt;
        }
        if (run_on.empty()) {
            run_on = text;
            std::erase(run_on, ' ');
        }
        if (run_on.find(word) == std::string::npos) {
            return std::nullopt;
        }
    }
    return text.starts_with(words.front()) ? 0 : 1;
}

std::vector<std::string> words_of(std::string_view text)
{
    std::vector<std::string> words;
    std::string word;
    const auto end_word = [&] {
        if (word == "st" || word == "ste") {
            word = word == "st" ? "saint" : "sainte";
        }
        if (!word.empty()) {
            words.push_back(std::move(word));
            word.clear();
        }
    };
    for (const char c : folded(text)) {
        const bool letter = c >= 'a' && c <= 'z';
        if (c == ' ' || c == '\t' || c == ',' || c == '.' || c == '(' || c == ')') {
            end_word();
        } else if (!letter || word.empty() || word.back() != c) {
            word += c;
        }
    }
    end_word();
    return words;
}

std::string search_text(std::string_view text)
{
    std::string all;
    for (const std::string& word : words_of(text)) {
        all += (all.empty() ? "" : " ") + word;
    }
    return all;
}

}  // namespace parvis::publish::site
