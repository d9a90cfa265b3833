// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/report/content.hpp"
#include "publish/site/page.hpp"

#include <string>
#include <string_view>

namespace parvis::publish::report {

/// The report as an OpenDocument text, so that a clerk can go on working with it: headings, lists,
/// tables and paragraphs with named styles, and the drawings. It is made from what report_html()
/// gave, so that neither can say what the other does not.
[[nodiscard]] std::string report_odt(const site::Page& page, const Report& report,
                                     std::string_view html);

}  // namespace parvis::publish::report
