// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/dataset_definition.hpp"
#include "datasets/source.hpp"
#include "datasets/territory.hpp"

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace parvis::datasets {

/// What a row's place amounts to.
enum class Placement {
    placed,    ///< it has a commune, or needs none
    unplaced,  ///< it says nothing of its place: published without one
    outside,   ///< it lies outside the territory
    far_away,  ///< and further from it than rows that are kept all the same
};

/// Joins rows to the territory: each gets its commune and its area of each level; lines and areas
/// get every one that they touch, with the share, and a length or surface.
class Join {
public:
    /// `extent`: rows may be lines or areas. `degrees`: their numbers are degrees, which people
    /// swap.
    /// @throws SourceError for a column that the source does not have, a level that the territory
    /// does not know.
    Join(const DatasetDefinition& definition, const Source& source, const Territory& territory,
         bool has_place, bool extent, bool degrees, std::string place_column);

    /// What Parvis adds to each row, in order.
    [[nodiscard]] const std::vector<Property>& properties() const { return m_properties; }

    /// Sets properties().size() values from values[first] on; adds what is wrong to `issues`.
    Placement read(const SourceRow& row, const geo::Geometry& geometry, std::vector<Value>& values,
                   std::size_t first, std::vector<RowIssue>& issues) const;

private:
    /// A level's area as a row shows it.
    struct AreaName {
        std::string id, name;
    };
    /// A commune's code as a row gives it; `country` is "" where nothing says it.
    struct Code {
        std::string_view country, text;
    };
    struct LevelJoin {
        const Level* level = nullptr;
        std::optional<std::size_t> column;  ///< the source's own word for it
        std::string column_name;
        bool open = false;         ///< areas are learnt from rows: any name counts
        bool learnt_here = false;  ///< and from these very rows: nothing else counts
        std::vector<const LevelArea*> of_commune;  ///< by index of the communes' locator
        std::vector<bool> concerns;                ///< so: whether its country has the level
        std::unique_ptr<geo::Locator> own;         ///< for areas of their own
        mutable std::unordered_map<std::string, std::optional<AreaName>>
            names;  ///< of the source's words
    };
    /// Where a row lies among the areas of one layer.
    struct Place {
        std::uint32_t main = geo::Locator::nowhere;
        std::vector<geo::AreaShare> shares;
    };

    [[nodiscard]] Place locate(const geo::Locator& locator, const geo::Geometry& geometry) const;
    void check_code(const SourceRow& row, const Code& code, std::uint32_t commune,
                    std::vector<RowIssue>& issues) const;
    Placement place_without_geometry(const SourceRow& row, Code code, std::uint32_t& commune,
                                     std::vector<RowIssue>& issues) const;
    /// A code that is no commune of the territory: of another place, or wrong.
    /// `written`: as the file has it, before it was followed to today's list.
    Placement place_strange_code(const SourceRow& row, const Code& code, const Code& written,
                                 std::vector<RowIssue>& issues) const;
    /// The code's successor in the territory's list of communes: the code itself where nothing has
    /// changed, "" where no one commune has its ground today. Says what it did.
    [[nodiscard]] std::string code_of_today(const SourceRow& row, const Code& code,
                                            std::vector<RowIssue>& issues) const;
    void add_origin();
    /// The row's code as the file has it, and the codes of then that make its commune up.
    void set_origin(const Code& code, const Commune* commune, Value& origin, Value& parts) const;
    Placement place_outside(const SourceRow& row, const geo::Geometry& geometry, const Code& code,
                            std::vector<RowIssue>& issues) const;
    /// Whether a row outside the territory is too far from it to be kept.
    [[nodiscard]] bool is_far(const geo::Geometry& geometry) const;
    [[nodiscard]] Code code_of(const SourceRow& row) const;
    /// Whether codes of that country are followed from another day's list to the territory's.
    [[nodiscard]] bool translates(std::string_view country) const;
    [[nodiscard]] const AreaName* own_area(const LevelJoin& level, const SourceRow& row,
                                           std::vector<RowIssue>& issues) const;
    void set_level(const LevelJoin& level, const SourceRow& row, const geo::Geometry& geometry,
                   const Place& place, bool outside, Value& id, Value& name, Value* parts,
                   std::vector<RowIssue>& issues) const;
    void set_extent(const geo::Geometry& geometry, const Place& place, std::vector<Value>& values,
                    std::size_t communes_parts, std::size_t length) const;

    const Territory* m_territory;
    OutsideRule m_outside;
    bool m_needs_code = false;
    bool m_is_spatial = false;
    bool m_extent = false;
    bool m_degrees = false;
    std::string m_place_column;
    std::optional<std::size_t> m_code_column;
    std::string m_code_name;
    std::string m_country;  ///< of every code, "" where rows say it
    std::optional<std::size_t> m_country_column;
    std::optional<double> m_outside_m;    ///< how far rows outside are kept
    std::optional<Date> m_code_vintage;   ///< where codes are of another list than the territory's
    std::optional<std::size_t> m_origin;  ///< of the two properties of origin, among m_properties
    std::vector<const Commune*> m_communes;  ///< by index of the locator
    std::vector<LevelJoin> m_levels;
    std::vector<Property> m_properties;
};

}  // namespace parvis::datasets
