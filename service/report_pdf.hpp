// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/child_process.hpp"

#include <optional>
#include <string>

namespace parvis::service {

/// The PDF of an HTML document that has everything in it, or why there is none, in French.
struct MadePdf {
    std::optional<std::string> bytes;
    std::string why_not;
};

/// By WeasyPrint, run as a program with limits and without a way to the network: tagged, with
/// bookmarks from the headings. It reads nothing but the document: one that asks for a file or an
/// address is refused (publish/site/report_pdf.py). Its variant is "pdf/ua-1", which WeasyPrint 57
/// does not promise to fulfil: tagged, not certified.
[[nodiscard]] MadePdf make_pdf(const std::string& html, const ProgramLimits& limits = {});

}  // namespace parvis::service
