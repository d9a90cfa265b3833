// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/dataset_definition.hpp"
#include "datasets/row_issue.hpp"
#include "datasets/source.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parvis::datasets {

/// Where a text of a road work names a person, or how to reach one: first byte and length, in
/// order, apart from one another. A person is a civility with a name ("Mme Dupont", "M. de Vigny"),
/// but not in the name of a street ("rue M. Berthelot"). In `column` "contact_service" the address
/// and the number of a service stay, since residents are to call it: an address by its own words or
/// those beside it ("voirie@ville.fr"), a number beside the name of a service or of a single
/// organisation ("Mairie de Rouen, 02 35 08 69 00").
[[nodiscard]] std::vector<std::pair<std::size_t, std::size_t>>
personal_parts(std::string_view column, std::string_view text);

/// Keeps persons out of road works, whose schemas ask for one ("infos-travaux": prenom, nom, mail,
/// telephone). Columns of such a name that the definition does not map are never published, and
/// what stands in them is taken out of the texts of the same row, however it is accented or
/// capitalised, as is all that personal_parts() finds. Does nothing for other kinds of datasets.
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
