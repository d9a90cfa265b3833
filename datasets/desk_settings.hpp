// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace parvis::datasets {

class TomlTable;

/// [works] of parvis.toml: how the works of a site are coordinated.
struct DeskSettings {
    double clash_metres = 25;         ///< works are in each other's way up to this distance
    double sensitive_metres = 100;    ///< and in that of schools, hospitals, fire stations, events
    std::vector<std::string> events;  ///< general datasets of markets and events, by id
    std::string winter;               ///< general dataset of the roads cleared first, or ""
    std::string streets;              ///< general dataset of the streets as lines, or ""
    /// Month and day by which the owners of networks hand in their programmes (R*115-1).
    std::optional<std::pair<std::uint8_t, std::uint8_t>> programme_deadline;
};

/// @throws SourceError naming line and key.
[[nodiscard]] DeskSettings read_desk_settings(const TomlTable& file);
/// Of the site in this folder. @throws SourceError
[[nodiscard]] DeskSettings read_desk_settings(const std::filesystem::path& site_folder);

}  // namespace parvis::datasets
