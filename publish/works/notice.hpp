// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/site/page.hpp"
#include "publish/snapshot.hpp"

#include <string>

namespace parvis::publish::works {

/// The notice to residents of a work, as an HTML document with everything in it (style, fonts, map,
/// QR code of the work's page): one sheet of A5, on paper and as PDF. Long texts are shortened to
/// stay on it: the page that the code leads to has them whole. The row is of a road_works dataset.
[[nodiscard]] std::string notice_html(const site::Page& page, const Snapshot& dataset,
                                      RowIndex row);

/// Where the work is: its shape among what the site knows around it (communes, river, named lines
/// and equipment), north up, with a scale. SVG; "" for a work without a place.
[[nodiscard]] std::string notice_map(const site::Page& page, const Snapshot& dataset, RowIndex row);

}  // namespace parvis::publish::works
