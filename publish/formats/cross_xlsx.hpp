// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cross/crossing.hpp"

#include <filesystem>

namespace parvis::publish {

/// A crossing as a workbook (XLSX) in `folder`: sheets « Croisement » (a row per place, what lies
/// in none, the total; comments as notes on the figures they went into), « Mesures »,
/// « Commentaires », « Source ». Gives the file. @throws Error
[[nodiscard]] std::filesystem::path write_cross_xlsx(const cross::CrossTable& table,
                                                     const std::filesystem::path& folder);

}  // namespace parvis::publish
