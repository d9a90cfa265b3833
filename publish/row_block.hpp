// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/manifest.hpp"
#include "geo/lon_lat.hpp"
#include "publish/column.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string_view>
#include <vector>

namespace parvis::publish {

/// Rows of features.geojsonl that follow one another, taken apart.
struct RowBlock {
    static constexpr std::string_view line_start = "{\"type\":\"Feature\",\"id\":\"";
    static constexpr std::string_view before_geometry = ",\"geometry\":";
    static constexpr std::string_view before_properties = ",\"properties\":{";
    /// Sides of the box of a row without geometry: it touches nothing.
    static constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();
    /// Bytes above which a file is read by two threads.
    static constexpr std::size_t worth_two_threads = std::size_t{4} << 20U;

    /// Where the parts of one line stand: 16 bytes a row.
    struct Line {
        std::uint64_t offset = 0;      ///< in the file
        std::uint32_t properties = 0;  ///< from offset to the first property
        std::uint32_t id_size = 0;
    };

    std::vector<Line> lines;
    std::vector<geo::Box> boxes;
    std::vector<Column> columns;  ///< one a property of the manifest

    /// The whole file, whose bytes must outlive the block. Ids are not looked at.
    /// @throws StoreError naming line and column where the file is not as Parvis writes it.
    [[nodiscard]] static RowBlock read(const std::filesystem::path& file, std::string_view bytes,
                                       const datasets::Manifest& manifest,
                                       std::size_t split_above = worth_two_threads);
};

}  // namespace parvis::publish
