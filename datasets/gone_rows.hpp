// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/dataset_definition.hpp"
#include "datasets/manifest.hpp"
#include "datasets/register.hpp"

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

namespace parvis::datasets {

/// The rows of a dataset's published version that its new file does not have, where the definition
/// lets them go (`absent = "removed"`): whoever publishes the file is told which. Eight bytes a
/// row. Knows none without a key: an id is then only a row's place in its file.
class GoneRows {
public:
    GoneRows(const DatasetDefinition& definition, const Register& reg);

    /// A row that the file has, whether it is kept or not.
    void seen(std::string_view id);
    /// After the last row of the file: counts those that go, and names the first, in `manifest`.
    void settle(Manifest& manifest) const;

private:
    std::filesystem::path m_folder;
    Manifest m_before;
    std::vector<std::uint64_t> m_hashes;  ///< of the published ids, sorted
    std::vector<bool> m_seen;             ///< by place in m_hashes
};

}  // namespace parvis::datasets
