// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/dataset_definition.hpp"
#include "datasets/row_issue.hpp"
#include "datasets/source.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::datasets {

/// Keeps persons out of road works, whose schemas ask for one ("infos-travaux": prenom, nom, mail,
/// telephone). Columns of such a name that the definition does not map are never published, and
/// what stands in them is taken out of the texts of the same row, as are all e-mail addresses and
/// telephone numbers. Does nothing for other kinds of datasets.
class PersonalData {
public:
    PersonalData() = default;
    /// `used` says which columns of the source the definition maps.
    PersonalData(const DatasetDefinition& definition, const Source& source,
                 const std::vector<bool>& used);

    /// Columns that must not be published, by position.
    [[nodiscard]] const std::vector<std::size_t>& columns() const { return m_columns; }

    /// Takes persons out of the free texts among `values`; an issue tells of each text that was
    /// changed, without its contact.
    void take_out(const SourceRow& row, const std::vector<Property>& properties,
                  std::vector<Value>& values, std::vector<RowIssue>& issues) const;

private:
    bool m_active = false;
    std::vector<std::string> m_key;
    std::vector<std::size_t> m_columns;
};

}  // namespace parvis::datasets
