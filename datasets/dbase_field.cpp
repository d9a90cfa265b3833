// SPDX-License-Identifier: EUPL-1.2
#include "datasets/dbase_field.hpp"

#include <algorithm>
#include <vector>

namespace parvis::datasets {

std::optional<DbaseField> dbase_field(std::string_view text)
{
    std::vector<std::string_view> parts;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(',', at), text.size());
        parts.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    const auto is_count = [](std::string_view part) {
        return !part.empty() && part.size() <= 3 &&
               part.find_first_not_of("0123456789") == std::string_view::npos;
    };
    if ((parts.size() != 3 && parts.size() != 4) || parts[0].empty() || parts[1].size() != 1 ||
        !is_count(parts[2]) || (parts.size() == 4 && !is_count(parts[3]))) {
        return std::nullopt;
    }
    const bool whole = parts.size() == 3 || parts[3] == "0";
    switch (parts[1].front()) {
    case 'C':
        return DbaseField{std::string(parts[0]), ValueType::text};
    case 'N':
        return DbaseField{std::string(parts[0]), whole ? ValueType::integer : ValueType::number};
    case 'F':
        return DbaseField{std::string(parts[0]), ValueType::number};
    case 'D':
        return DbaseField{std::string(parts[0]), ValueType::date};
    case 'L':
        return DbaseField{std::string(parts[0]), ValueType::boolean};
    default:
        return std::nullopt;
    }
}

}  // namespace parvis::datasets
