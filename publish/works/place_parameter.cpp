// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/place_parameter.hpp"

#include "publish/store.hpp"

namespace parvis::publish::works {

std::optional<std::string> read_place(const std::string& name, const std::string& text,
                                      const Publication& publication, std::string& commune,
                                      Parameters& areas)
{
    if (name == "commune") {
        commune = text;
        const auto communes = publication.communes();
        return communes && communes->row_of(text)
                   ? ""
                   : "aucune commune n'a cette clé ; elles sont à l'adresse "
                     "/collections/communes/items";
    }
    for (const auto& level : publication.levels()) {
        if (level->manifest().facts.level == name) {
            areas.emplace_back(name, text);
            return level->row_of(text) ? "" : "ce nom ne désigne aucun lieu du territoire";
        }
    }
    return std::nullopt;
}

}  // namespace parvis::publish::works
