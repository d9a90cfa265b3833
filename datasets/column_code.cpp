// SPDX-License-Identifier: EUPL-1.2
#include "datasets/mapping.hpp"

#include <algorithm>

namespace parvis::datasets {
namespace {

bool same_letters(std::string_view a, std::string_view b)
{
    const auto low = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                              [&](char x, char y) { return low(x) == low(y); });
}

}  // namespace

std::optional<std::string_view> code_of(const ColumnMapping& mapping, std::string_view text)
{
    for (const auto& [written, code] : mapping.values) {
        if (same_letters(written, text)) {
            return code;
        }
    }
    for (const auto& [part, code] : mapping.contains) {
        if (text.find(part) != std::string_view::npos) {
            return code;
        }
    }
    for (const auto& [code, labels] : mapping.property.values) {
        if (same_letters(code, text) || same_letters(text_in(labels, "fr"), text)) {
            return code;
        }
    }
    return std::nullopt;
}

}  // namespace parvis::datasets
