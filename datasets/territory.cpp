// SPDX-License-Identifier: EUPL-1.2
#include "datasets/territory.hpp"

#include "datasets/commune_code.hpp"
#include "datasets/level_members.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parvis::datasets {

const Commune* Territory::commune(std::string_view key) const
{
    const auto found = std::ranges::lower_bound(communes, key, {}, &Commune::key);
    return found != communes.end() && found->key == key ? &*found : nullptr;
}

const Commune* Territory::commune_by_code(std::string_view of_country, std::string_view code) const
{
    return commune(std::string{of_country} + "_" + std::string{code});
}

bool Territory::has_country(std::string_view code) const
{
    return code == country ||
           std::ranges::find(layers, code, &CommuneLayer::country) != layers.end();
}

bool Territory::concerns(const Level& level, std::string_view commune_key)
{
    return level.country.empty() || country_of_key(commune_key) == level.country;
}

std::string_view Territory::area_of(const Level& level, std::string_view commune_key) const
{
    for (const LevelArea& area : level.areas) {
        if (std::ranges::binary_search(area.communes, commune_key)) {
            return area.id;
        }
    }
    return Level::unknown;
}

void learn_level(Territory& territory, Level& level,
                 const std::vector<std::pair<std::string, std::string>>& pairs)
{
    LevelMembers members;
    for (const auto& [key, name] : pairs) {
        if (territory.commune(key) != nullptr) {
            members.add(key, name);
        }
    }
    members.fill(territory, level);

    // Said anew each time that the level is learnt; nothing is said before there is anything to
    // learn.
    std::erase_if(territory.issues, [&](const RowIssue& issue) {
        return issue.code == "commune_without_area" && issue.column == level.learnt_property;
    });
    for (const Commune& commune : territory.communes) {
        const bool touched = std::ranges::any_of(level.areas, [&](const LevelArea& area) {
            return std::ranges::binary_search(area.communes, commune.key) ||
                   std::ranges::binary_search(area.cut_communes, commune.key);
        });
        if (!touched && !level.areas.empty() && Territory::concerns(level, commune.key)) {
            territory.issues.push_back(
                {0, Severity::warning, "commune_without_area", level.learnt_property, "",
                 commune.code,
                 fmt::format(
                     "{} ({}) : aucune ligne de « {} » ne dit son {} ; publié comme « {} ».",
                     commune.name, commune.code, level.learnt_dataset, text_in(level.name, "fr"),
                     Level::unknown)});
        }
    }
}

}  // namespace parvis::datasets
