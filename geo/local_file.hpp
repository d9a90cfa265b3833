// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace parvis::geo {

/// The absolute name of an existing plain file, safe to give to GDAL, which takes names that are no
/// files too (addresses, archives in archives, a program's output).
/// @throws SourceError for anything else.
[[nodiscard]] std::string local_file_name(const std::filesystem::path& file);

/// Whether the name ends so, in any letter case. \pre extension is in lower case, with its dot
[[nodiscard]] bool has_extension(std::string_view name, std::string_view extension);

}  // namespace parvis::geo
