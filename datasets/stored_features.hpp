// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/manifest.hpp"
#include "datasets/value.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace parvis::datasets {

/// The rows of a version on disk, read one by one from features.geojsonl: the properties asked
/// for, typed as the manifest says, and their geometry as text where it is asked for. Memory does
/// not grow with the rows.
class StoredFeatures {
public:
    enum class Geometry { left_out, as_text };
    /// A wanted property that the version does not have is null in every row.
    /// @throws StoreError when the file cannot be read.
    StoredFeatures(const std::filesystem::path& version_folder, const Manifest& manifest,
                   std::vector<std::string> wanted, Geometry geometry = Geometry::left_out);
    StoredFeatures(StoredFeatures&&) noexcept;
    StoredFeatures& operator=(StoredFeatures&&) noexcept;
    ~StoredFeatures();

    struct Row {
        std::string id;
        std::vector<Value> values;  ///< in the order of `wanted`
        std::string geometry;       ///< GeoJSON, in CRS84
    };
    /// False at the end. @throws StoreError naming file and line for what is no stored feature.
    bool next(Row& row);

private:
    struct Reading;
    std::unique_ptr<Reading> m_reading;
};

}  // namespace parvis::datasets
