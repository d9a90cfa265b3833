// SPDX-License-Identifier: EUPL-1.2
#include "datasets/spelling.hpp"

#include <algorithm>
#include <vector>

namespace parvis::datasets {

namespace {

std::string lower_ascii(std::string_view text)
{
    std::string lower{text};
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return lower;
}

// Optimal string alignment: a swap of two neighbours is one edit, as typing goes. By bytes: an
// accent costs two, which is still near.
std::size_t edits(const std::string& a, const std::string& b)
{
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> previous(b.size() + 1);
    std::vector<std::size_t> current(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        previous[j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        current[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U);
            current[j] = std::min({previous[j] + 1, current[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                current[j] = std::min(current[j], before[j - 2] + 1);
            }
        }
        std::swap(before, previous);
        std::swap(previous, current);
    }
    return previous[b.size()];
}

}  // namespace

std::string nearest_spelling(std::string_view word, std::span<const std::string> candidates)
{
    const std::string wanted = lower_ascii(word);
    // A code without what it begins with: "76540" of "FR_76540".
    for (const std::string& candidate : candidates) {
        if (!wanted.empty() && lower_ascii(candidate).ends_with("_" + wanted)) {
            return candidate;
        }
    }
    const std::size_t allowed = std::max<std::size_t>(1, wanted.size() / 3);
    std::string nearest;
    std::size_t fewest = allowed + 1;
    for (const std::string& candidate : candidates) {
        const std::size_t distance = edits(wanted, lower_ascii(candidate));
        if (distance < fewest) {
            fewest = distance;
            nearest = candidate;
        }
    }
    return nearest;
}

std::string spelling_hint(std::string_view word, std::span<const std::string> candidates)
{
    if (const std::string near = nearest_spelling(word, candidates); !near.empty()) {
        return " Vouliez-vous dire « " + near + " » ?";
    }
    if (candidates.empty()) {
        return "";
    }
    constexpr std::size_t shown = 12;
    std::string hint = " Possibles : ";
    for (std::size_t i = 0; i < candidates.size() && i < shown; ++i) {
        hint += (i == 0 ? "« " : ", « ") + candidates[i] + " »";
    }
    hint += candidates.size() > shown
                ? " et " + std::to_string(candidates.size() - shown) + " autres."
                : ".";
    return hint;
}

}  // namespace parvis::datasets
