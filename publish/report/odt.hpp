// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/report/content.hpp"
#include "publish/report/edition_facts.hpp"
#include "publish/site/page.hpp"

#include <string>

namespace parvis::publish::report {

/// The report as an OpenDocument text, so that a clerk can go on working with it: headings, tables
/// and paragraphs with named styles, every comment signed. Drawings are left out: each says what
/// the tables say.
[[nodiscard]] std::string report_odt(const site::Page& page, const Report& report,
                                     const EditionFacts& edition);

}  // namespace parvis::publish::report
