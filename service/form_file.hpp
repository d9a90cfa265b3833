// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/site.hpp"
#include "service/command_line.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <ostream>
#include <string>

namespace parvis::service {

/// Rows of a form that is written while somebody waits for it, by a core that others wait for too.
inline constexpr std::uint64_t most_rows_served = 50'000;

/// Writes the form of a dataset: its columns, its lists, the rows of its published version; as they
/// are without a version. The number of rows. `most_rows`: more are refused.
/// @throws SourceError, StoreError
std::uint64_t write_form(const datasets::Site& site, const std::string& dataset,
                         const std::filesystem::path& file, std::uint64_t most_rows);

/// `parvis template`; started by the server it writes no more than `most_rows_served`. The exit
/// code; @throws StoreError for a file that is there already.
int write_form(const Command& command, std::ostream& out);

}  // namespace parvis::service
