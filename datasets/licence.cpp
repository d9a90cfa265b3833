// SPDX-License-Identifier: EUPL-1.2
#include "datasets/licence.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace parvis::datasets {

namespace {

// From the one that asks for least to the one that decides whatever the others are. CC BY and
// dl-de/by name more conditions than the open licences of states: what is made with them says so.
// Nothing may be said of what somebody has not licensed.
constexpr std::array<std::string_view, 6> ranks{"CC0-1.0",   "etalab-2.0", "dl-de-by-2.0",
                                                "CC-BY-4.0", "ODbL-1.0",   "notspecified"};

}  // namespace

bool is_known_licence(std::string_view id) { return std::ranges::find(ranks, id) != ranks.end(); }

std::string combined_licence(std::span<const std::string> licences)
{
    if (licences.empty()) {
        return std::string{ranks.back()};
    }
    // A licence that Parvis does not know stays as it is when it is the only one.
    const std::string& first = licences.front();
    if (!first.empty() &&
        std::ranges::all_of(licences, [&](const auto& one) { return one == first; })) {
        return first;
    }
    std::size_t highest = 0;
    for (const std::string& licence : licences) {
        const auto rank =
            static_cast<std::size_t>(std::ranges::find(ranks, licence) - ranks.begin());
        highest = std::max(highest, std::min(rank, ranks.size() - 1));
    }
    return std::string{ranks[highest]};
}

}  // namespace parvis::datasets
