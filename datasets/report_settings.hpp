// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <filesystem>

namespace parvis::datasets {

class TomlTable;

/// [report] of parvis.toml.
struct ReportSettings {
    /// A figure that changes by as much on the year before needs a comment before a report with it
    /// can be published.
    double threshold_percent = 15;
    /// The same of a figure that is itself in percent, whose change is told in points.
    double threshold_points = 5;
};

/// @throws SourceError naming line and key.
[[nodiscard]] ReportSettings read_report_settings(const TomlTable& file);
/// Of the site in this folder. @throws SourceError
[[nodiscard]] ReportSettings read_report_settings(const std::filesystem::path& site_folder);

}  // namespace parvis::datasets
