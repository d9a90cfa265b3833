// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace parvis::publish::site {

/// What is wrong with a row, for people; the code itself where no kind of issue has it.
[[nodiscard]] std::string issue_title(std::string_view code);

}  // namespace parvis::publish::site
