// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/crs_proposal.hpp"
#include "datasets/dataset_definition.hpp"
#include "datasets/number_text.hpp"
#include "datasets/source.hpp"
#include "geo/projection.hpp"

#include <optional>
#include <vector>

namespace parvis::datasets {

/// Reads where a row is: longitude and latitude, both in one column, GeoJSON or WKT in a column, or
/// the file's own geometry; in any CRS; gives CRS84, valid. Knows nothing of the territory.
class PlaceReader {
public:
    /// @throws SourceError for a column that the source does not have, a CRS that PROJ does not
    /// know, geometry asked of a file that has none.
    PlaceReader(const DatasetDefinition& definition, const Source& source);

    /// monostate without an issue of severity rejected: the row says nothing of its place.
    [[nodiscard]] geo::Geometry read(SourceRow& row, std::vector<RowIssue>& issues) const;

    /// CRS, what was supposed or dropped, and PROJ's operation with its stated accuracy: the one
    /// used where the rows read so far are.
    void describe(SourceInfo& info) const;

    /// The coordinates as they are written, for what they may be (see propose_crs()).
    [[nodiscard]] const CoordinateSample& sample() const { return m_sample; }
    [[nodiscard]] const std::string& crs() const { return m_crs; }
    /// Whether places cannot be read for want of a system that only the definition can say: a
    /// drawing has coordinates in metres and no word on their system.
    [[nodiscard]] bool lacks_crs() const { return m_lacks_crs; }

    [[nodiscard]] bool is_given() const { return m_way != Way::none; }
    /// Whether an issue says that the place of its row cannot be read.
    [[nodiscard]] static bool refused(const RowIssue& issue);
    /// Whether rows may be lines or areas, so that they have parts, a length, a surface.
    [[nodiscard]] bool may_have_extent() const { return m_way != Way::none && !is_point_way(); }
    /// Whether the numbers of the file are degrees, so that they can be swapped by mistake.
    [[nodiscard]] bool in_degrees() const { return m_projection->is_identity(); }
    /// Column to name in an issue about the place.
    [[nodiscard]] const std::string& column() const { return m_column; }

private:
    enum class Way { none, lon_lat, point, geojson, wkt, file };

    [[nodiscard]] bool is_point_way() const { return m_way == Way::lon_lat || m_way == Way::point; }
    [[nodiscard]] geo::Geometry read_lon_lat(const SourceRow& row,
                                             std::vector<RowIssue>& issues) const;
    [[nodiscard]] geo::Geometry read_pair(const SourceRow& row,
                                          std::vector<RowIssue>& issues) const;
    [[nodiscard]] geo::Geometry point_of(std::string_view x, std::string_view y, std::uint64_t line,
                                         std::vector<RowIssue>& issues) const;
    /// Keeps in mind where rows are: the operation that PROJ uses depends on it.
    void note(const geo::Geometry& geometry) const;
    [[nodiscard]] geo::Geometry finish(geo::Geometry geometry, std::string_view text,
                                       std::uint64_t line, std::vector<RowIssue>& issues) const;

    Way m_way = Way::none;
    std::size_t m_first = 0, m_second = 0;  ///< cells: lon and lat, or the one column
    bool m_lat_first = false;
    Decimal m_decimal = Decimal::either;
    std::string m_column;
    std::string m_crs;
    bool m_crs_supposed = false;
    bool m_crs_overrides_file = false;
    std::string m_file_crs;
    std::optional<geo::Projection> m_projection;  ///< set by the constructor
    bool m_lacks_crs = false;
    mutable CoordinateSample m_sample;
    mutable std::uint64_t m_heights = 0;
    mutable std::optional<geo::Box> m_extent;  ///< of the places read, in CRS84
};

}  // namespace parvis::datasets
