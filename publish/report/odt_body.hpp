// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish::report {

/// What stands in an ODT's <office:text>.
struct OdtBody {
    std::string text;
    std::vector<std::string> drawings;  ///< SVG, named Pictures/1.svg, Pictures/2.svg …
};

/// The HTML of a report as the text of an ODT: whatever the one says, the other says too, but for
/// the way through the page. It reads what our own templates write: every element closed, every
/// attribute quoted, no letter that XML cannot have.
[[nodiscard]] OdtBody odt_body(std::string_view html);

}  // namespace parvis::publish::report
