// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/store.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace parvis::publish::cross {

/// A place that rows are counted in.
struct Place {
    std::string id, name;
    std::optional<double> population;  ///< nothing where it is not known
    std::optional<double> square_km;
    std::shared_ptr<const Snapshot> dataset;  ///< with its geometry, or none
    RowIndex row = 0;
};

/// A part of a row in one place: index of the place, share of the row's length or area.
using Share = std::pair<std::uint32_t, double>;

/// The places of one level: communes, poles, the whole territory, classes of communes by size, or
/// the areas of any dataset. Rows that lie in none count for `unknown`, the index after the last.
class Places {
public:
    /// The level of that name: "territoire", "tailles", a crossed collection, or a dataset of
    /// areas. A French sentence when there is none.
    [[nodiscard]] static std::variant<Places, std::string> of(const Publication& publication,
                                                              std::string_view level);

    [[nodiscard]] const std::string& level() const { return m_level; }
    [[nodiscard]] const std::string& title() const { return m_title; }
    [[nodiscard]] const std::vector<Place>& places() const { return m_places; }
    [[nodiscard]] std::uint32_t unknown() const
    {
        return static_cast<std::uint32_t>(m_places.size());
    }
    /// Inhabitants and area of the whole territory, places known or not; nothing where one
    /// commune's is not known, and where places are areas of their own.
    [[nodiscard]] const Place& whole() const { return m_whole; }
    /// The datasets that the level itself is made from.
    [[nodiscard]] const std::vector<std::shared_ptr<const Snapshot>>& ground() const
    {
        return m_ground;
    }
    /// What has to be known of the places, in French; may be empty.
    [[nodiscard]] const std::vector<std::string>& notes() const { return m_notes; }
    /// Whether places are areas of a dataset: geometry decides, not communes.
    [[nodiscard]] bool are_areas() const { return m_locator != nullptr; }
    /// The levels that there are: for the reader who asked for another.
    [[nodiscard]] static std::vector<std::string> levels(const Publication& publication);

    /// Tells where the rows of one dataset lie.
    class Rows {
    public:
        /// The one place of a row. `unknown` for a row without a place.
        [[nodiscard]] std::uint32_t main(RowIndex row) const;
        /// Every place that the row touches; the main one alone for points.
        [[nodiscard]] std::vector<Share> parts(RowIndex row) const;
        /// Whether rows of the dataset are told apart by the level's places at all.
        [[nodiscard]] bool know_places() const;
        /// Whether rows of the dataset say their commune at all.
        [[nodiscard]] bool know_communes() const { return m_commune.has_value(); }
        /// Key of the row's commune, or "".
        [[nodiscard]] std::string_view commune(RowIndex row) const;

    private:
        friend class Places;
        const Places* m_places = nullptr;
        const Snapshot* m_dataset = nullptr;
        std::optional<std::size_t> m_commune, m_main, m_parts;
        std::vector<std::vector<Share>> m_shares;  ///< by row, where places are areas of their own
    };
    /// Found out once for each dataset. The answer points to these places: they stay where they
    /// are.
    [[nodiscard]] const Rows& rows(const Snapshot& dataset);

private:
    std::string m_level, m_title;
    std::string m_main_property, m_parts_property;  ///< of rows; "" where geometry decides
    std::vector<Place> m_places;
    std::map<std::string, std::uint32_t, std::less<>> m_index;  ///< key on rows -> place
    Place m_whole;
    std::vector<std::shared_ptr<const Snapshot>> m_ground;
    std::vector<std::string> m_notes;
    std::map<const Snapshot*, Rows> m_rows;
    std::shared_ptr<const geo::Locator> m_locator;
    std::vector<std::uint32_t> m_area_place;  ///< area of the locator -> place

    [[nodiscard]] std::uint32_t place_of(std::string_view key) const;
    /// Where the places are areas of their own: largest first, never empty.
    [[nodiscard]] std::vector<Share> shares_of(const geo::Geometry& geometry) const;
    /// Another level whose places are made of whole ones of this: no place yet, rows found alike.
    [[nodiscard]] Places joined(std::string_view level, std::string_view title) const;
    void sum_up(const Publication& publication);

    static Places of_collection(const Publication& publication,
                                const std::shared_ptr<const Snapshot>& collection);
    static Places of_communes(const Publication& publication);
    static Places of_territory(const Publication& publication);
    static std::variant<Places, std::string> of_sizes(const Publication& publication);
    static std::variant<Places, std::string>
    of_areas(const std::shared_ptr<const Snapshot>& dataset);
};

}  // namespace parvis::publish::cross
