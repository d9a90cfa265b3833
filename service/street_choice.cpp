// SPDX-License-Identifier: EUPL-1.2
#include "service/street_choice.hpp"

#include "datasets/desk_settings.hpp"
#include "datasets/feature_geojson.hpp"
#include "datasets/register.hpp"
#include "publish/snapshot.hpp"
#include "publish/works/street_place.hpp"

#include <optional>
#include <string>
#include <vector>

namespace parvis::service {
namespace {

/// Nothing where the site has no layer of streets that is published.
std::optional<std::vector<publish::works::StreetLine>> streets_of(const datasets::Site& site)
{
    const std::string id = datasets::read_desk_settings(site.folder).streets;
    if (id.empty()) {
        return std::nullopt;
    }
    const datasets::Register reg(site.data());
    const auto record = reg.published(id);
    if (!record) {
        return std::nullopt;
    }
    return publish::works::street_lines(
        {datasets::version_folder(reg.data(), id, record->version), {}, 0});
}

}  // namespace

bool names_street(std::string_view text)
{
    std::size_t letters = 0, longest = 0;
    for (const char c : text) {
        if (c == '(' || c == '{') {
            return false;
        }
        const bool is_letter =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<signed char>(c) < 0;
        letters = is_letter ? letters + 1 : 0;
        longest = std::max(longest, letters);
    }
    return longest > 2;  // "49.44 N" is a slip in a position
}

void choose_street(WorkAsked& asked, const datasets::Site& site)
{
    const auto member = asked.members.find(datasets::geometry_member);
    if (member == asked.members.end() || !names_street(member->second)) {
        return;
    }
    std::string fault = "ce site n’a pas de couche de voies : donnez des positions, en degrés.";
    if (const auto streets = streets_of(site)) {
        auto place = publish::works::street_place(member->second, *streets);
        if (place.fault.empty()) {
            member->second.clear();
            datasets::append_geojson_geometry(member->second, place.geometry);
            return;
        }
        fault = std::move(place.fault);
    }
    asked.members.erase(member);
    asked.faults.emplace_back(datasets::geometry_member, std::move(fault));
}

}  // namespace parvis::service
