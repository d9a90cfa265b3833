// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/issue_title.hpp"

#include "datasets/row_issue.hpp"
#include "publish/site/messages.hpp"

#include <algorithm>

namespace parvis::publish::site {

std::string issue_title(std::string_view code)
{
    const auto& kinds = datasets::issue_kinds();
    const auto kind =
        std::find_if(kinds.begin(), kinds.end(), [&](const auto& one) { return one.code == code; });
    return french_spacing(kind == kinds.end() ? code : std::string_view(kind->title_fr));
}

}  // namespace parvis::publish::site
