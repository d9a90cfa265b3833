// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/dataset_definition.hpp"
#include "datasets/feature.hpp"
#include "datasets/manifest.hpp"
#include "datasets/register.hpp"
#include "datasets/row_issue.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace parvis::datasets {

/// The rows of a dataset's published version that its new file does not have, and what becomes of
/// them where the definition says `absent = "confirm"`: a row that a file forgets is not ended in
/// silence. It is carried into the new version, with the day since when it lacks, until its end
/// date has passed or somebody has decided on it.
class AbsentRows {
public:
    /// Without a published version there is nothing to lack.
    /// @throws StoreError when the published version cannot be read: then its rows cannot be kept,
    /// and the file must wait until it is restored or rolled back.
    AbsentRows(const DatasetDefinition& definition, const Register& reg, Date today);

    /// A row that the file has and that is published.
    void kept(std::string_view id) { m_absent.erase(std::string(id)); }
    /// One that is refused, or `outside`: not absent, and published no more unless another row of
    /// the file with this id is kept.
    void not_kept(std::string_view id, bool outside);

    using Carry = std::function<void(const Feature&, const RowIssue&)>;
    /// After the last row of the file: calls `carry` for each row that goes on, in the order of the
    /// version before, with values as `properties` are; counts them, and those that end, in
    /// `manifest`.
    void settle(const std::vector<Property>& properties, Manifest& manifest, const Carry& carry);

private:
    struct Row {
        bool has_key = true;
        std::optional<Date> since;  ///< of an absence that began before
        /// Why a row that the file has is not kept, as EndedRow has it; "" for one that is absent.
        std::string_view not_kept = {};
    };
    void read_published(const Register& reg);
    void read_newer_versions(const Register& reg);
    [[nodiscard]] bool has_ended(const Value& end) const;
    [[nodiscard]] RowIssue issue_of(const std::string& id, Date since, bool confirmed,
                                    const std::string& lost) const;

    const DatasetDefinition* m_definition;
    std::filesystem::path m_data;
    Date m_today;
    std::uint32_t m_version = 0;  ///< the published one; 0: none
    Manifest m_before;
    std::unordered_map<std::string, Row>
        m_absent;  ///< by id; what is kept of the file is taken out
    std::unordered_map<std::string, RowDecision> m_decisions;
};

}  // namespace parvis::datasets
