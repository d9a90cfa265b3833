// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/source.hpp"
#include "datasets/source_file.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace parvis::datasets {

/// A DATEX II v3 SituationPublication (XML), a row per situationRecord. Elements are columns with
/// dots, by their names without namespace ("validity.validityTimeSpecification.overallStartTime");
/// several of one name are an array. "values.value" of texts in several languages is left out: the
/// first language counts. A generalPublicComment is named by its type
/// ("generalPublicComment.description"). Attributes: "@id", "@type" (xsi:type, without prefix),
/// "situation.@id". The columns that definitions commonly read are there even where no record has
/// them. Geometry, in WGS 84: points by coordinates, GML lines and areas, in the order latitude,
/// longitude, or as srsName says (EPSG:4326 or CRS84; another is a problem of the row), of two or
/// three dimensions, the height left out. `SourceRow::line` is the number of the record.
///
/// Read twice, block by block: once for the columns. A document type (DTD) is refused.
class Datex2Source final : public Source {
public:
    /// @throws SourceError for text that is no XML (line and column), no situationRecord in it.
    explicit Datex2Source(const SourceFile& file);
    ~Datex2Source() override;

    bool next(SourceRow& row) override;
    [[nodiscard]] std::optional<double> share_read() const override;

private:
    class Reader;
    std::string m_name;
    std::uint64_t m_bytes;
    std::unique_ptr<Reader> m_reader;
    std::map<std::string, std::size_t, std::less<>> m_index;
    std::vector<std::string> m_values;  ///< cells of the current row
};

}  // namespace parvis::datasets
