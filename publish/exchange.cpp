// SPDX-License-Identifier: EUPL-1.2
#include "publish/exchange.hpp"

#include <algorithm>

namespace parvis::publish {

std::string_view Request::header(std::string_view lower_name) const
{
    const auto found = std::find_if(headers.begin(), headers.end(),
                                    [&](const auto& header) { return header.first == lower_name; });
    return found == headers.end() ? std::string_view{} : std::string_view{found->second};
}

const std::string* Request::parameter(std::string_view name) const
{
    const auto found = std::find_if(query.begin(), query.end(),
                                    [&](const auto& pair) { return pair.first == name; });
    return found == query.end() ? nullptr : &found->second;
}

}  // namespace parvis::publish
