// SPDX-License-Identifier: EUPL-1.2
#include "datasets/licence.hpp"

#include <algorithm>

namespace parvis::datasets {

std::string combined_licence(std::span<const std::string> licences)
{
    constexpr const char* share_alike = "ODbL-1.0";
    constexpr const char* unspecified = "notspecified";
    if (std::ranges::find(licences, share_alike) != licences.end()) {
        return share_alike;
    }
    const bool unlicensed = std::ranges::any_of(licences, [&](const std::string& licence) {
        return licence.empty() || licence == unspecified;
    });
    if (licences.empty() || unlicensed) {
        return unspecified;
    }
    // CC BY asks for the same as the open licences of states, and names more conditions: what is
    // made with it says so.
    const auto strictest = std::ranges::find(licences, "CC-BY-4.0");
    return strictest == licences.end() ? licences.front() : *strictest;
}

}  // namespace parvis::datasets
