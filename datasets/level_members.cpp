// SPDX-License-Identifier: EUPL-1.2
#include "datasets/level_members.hpp"

#include "geo/overlay.hpp"

namespace parvis::datasets {

bool LevelMembers::add(const std::string& commune_key, std::string_view area_name)
{
    const std::string id = slug(area_name);
    if (id.empty() || id == Level::unknown) {
        return false;
    }
    m_names.try_emplace(id, area_name);
    m_areas[commune_key].insert(id);
    return true;
}

void LevelMembers::fill(const Territory& territory, Level& level) const
{
    std::map<std::string, LevelArea> areas;
    std::map<std::string, std::vector<geo::Geometry>> parts;
    for (const auto& [id, name] : m_names) {
        LevelArea& area = areas[id];
        area.id = id;
        area.name = name;
    }
    for (const auto& [key, ids] : m_areas) {
        const Commune* commune = territory.commune(key);
        if (commune == nullptr) {
            continue;
        }
        for (const std::string& id : ids) {
            (ids.size() == 1 ? areas[id].communes : areas[id].cut_communes).push_back(key);
            if (ids.size() == 1) {
                parts[id].push_back(commune->geometry);
            }
        }
    }
    level.areas.clear();
    for (auto& [id, area] : areas) {
        if (const auto found = parts.find(id); found != parts.end()) {
            area.geometry = geo::dissolve(found->second);
        }
        level.areas.push_back(std::move(area));
    }
}

}  // namespace parvis::datasets
