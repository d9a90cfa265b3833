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

/// The rows of a dataset's published version that go with its new file, where the definition lets
/// them go (`absent = "removed"`): the file lacks them, or has them and they are refused or outside
/// the territory. Whoever publishes the file is told which. Nine bytes a row. Knows none without a
/// key: an id is then only a row's place in its file.
class GoneRows {
public:
    GoneRows(const DatasetDefinition& definition, const Register& reg);

    /// A row that the file has and that is published.
    void kept(std::string_view id) { mark(id, Fate::kept); }
    /// One that is refused, or `outside`; it goes unless another row with this id is kept.
    void not_kept(std::string_view id, bool outside)
    {
        mark(id, outside ? Fate::outside : Fate::rejected);
    }
    /// After the last row of the file: counts those that go, and names the first, in `manifest`.
    void settle(Manifest& manifest) const;

private:
    /// Of several rows with one id the highest counts: where one is kept, it stays.
    enum class Fate : std::uint8_t { not_in_file, outside, rejected, kept };
    void mark(std::string_view id, Fate fate);

    std::filesystem::path m_folder;
    Manifest m_before;
    std::vector<std::uint64_t> m_hashes;  ///< of the published ids, sorted
    std::vector<Fate> m_fates;            ///< by place in m_hashes
};

}  // namespace parvis::datasets
