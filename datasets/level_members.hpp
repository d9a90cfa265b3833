// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/territory.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace parvis::datasets {

/// Collects which commune names which area of a level, then makes the level's areas: a commune that
/// names one area lies in it, one that names several is cut by them. Names with the same slug
/// ("Val de Seine", "Val-de-Seine") are one area, called as it was first.
class LevelMembers {
public:
    /// An empty name, or one that means unknown, is no membership; false for these.
    bool add(const std::string& commune_key, std::string_view area_name);
    /// Fills level.areas; their geometry is the union of their whole communes.
    void fill(const Territory& territory, Level& level) const;

private:
    std::map<std::string, std::string> m_names;            ///< area id -> name
    std::map<std::string, std::set<std::string>> m_areas;  ///< commune key -> area ids
};

}  // namespace parvis::datasets
