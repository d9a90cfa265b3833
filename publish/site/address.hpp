// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/snapshot.hpp"

#include <string>
#include <string_view>

namespace parvis::publish::site {

/// Addresses of pages and resources, as in ARCHITECTURE: one place writes them.
[[nodiscard]] std::string percent_encoded(std::string_view text);
void append_percent_encoded(std::string& out, std::string_view text);
[[nodiscard]] std::string dataset_address(std::string_view id);
/// The page of a row: of a commune or area for the crossed collections, else of the item.
[[nodiscard]] std::string row_address(const Snapshot& dataset, RowIndex row);
[[nodiscard]] std::string item_address(std::string_view dataset, std::string_view feature);
[[nodiscard]] std::string place_address(std::string_view collection, std::string_view key);
[[nodiscard]] std::string download_address(const datasets::Manifest& manifest,
                                           std::string_view file);

}  // namespace parvis::publish::site
