// SPDX-License-Identifier: EUPL-1.2
#include "datasets/report_settings.hpp"

#include "datasets/toml_file.hpp"

namespace parvis::datasets {

ReportSettings read_report_settings(const TomlTable& file)
{
    ReportSettings settings;
    const auto table = file.table("report");
    if (!table) {
        return settings;
    }
    if (const auto threshold = table->number("threshold_percent")) {
        if (*threshold <= 0 || *threshold > 1000) {
            table->fail("threshold_percent",
                        "un pourcentage entre 0 et 1000 est attendu, par exemple 15.");
        }
        settings.threshold_percent = *threshold;
    }
    if (const auto threshold = table->number("threshold_points")) {
        if (*threshold <= 0 || *threshold > 100) {
            table->fail("threshold_points",
                        "un nombre de points entre 0 et 100 est attendu, par exemple 5.");
        }
        settings.threshold_points = *threshold;
    }
    return settings;
}

ReportSettings read_report_settings(const std::filesystem::path& site_folder)
{
    return read_report_settings(TomlTable::open(site_folder / "parvis.toml"));
}

}  // namespace parvis::datasets
