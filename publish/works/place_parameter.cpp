// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/place_parameter.hpp"

#include "publish/site/row.hpp"
#include "publish/site/search_words.hpp"
#include "publish/store.hpp"

namespace parvis::publish::works {

namespace {

/// The key of the place that somebody names by its code ("76540") or its name; "" for none.
std::string meant_by(const Snapshot& places, std::string_view text)
{
    const std::string wanted = site::search_text(text);
    for (RowIndex index = 0; !wanted.empty() && index < places.size(); ++index) {
        const std::string key(places.feature_id(index));
        const site::Row row(places, index);
        const bool is_code = key.size() > text.size() && key.ends_with(text) &&
                             key[key.size() - text.size() - 1] == '_';
        if (is_code || site::search_text(row.title()) == wanted ||
            site::search_text(key) == wanted) {
            return key;
        }
    }
    return {};
}

}  // namespace

std::optional<std::string> read_place(const std::string& name, const std::string& text,
                                      const Publication& publication, std::string& commune,
                                      Parameters& areas)
{
    if (name == "commune") {
        commune = text;
        const auto communes = publication.communes();
        if (communes && communes->row_of(text)) {
            return "";
        }
        const std::string meant = communes ? meant_by(*communes, text) : std::string();
        return "aucune commune n'a cette clé" +
               (meant.empty() ? std::string(" ; elles sont à l'adresse /collections/communes/items")
                              : " : peut-être " + meant + " ?");
    }
    for (const auto& level : publication.levels()) {
        if (level->manifest().facts.level == name) {
            areas.emplace_back(name, text);
            if (level->row_of(text)) {
                return "";
            }
            const std::string meant = meant_by(*level, text);
            return meant.empty() ? "ce nom ne désigne aucun lieu du territoire"
                                 : "aucun lieu n'a cette clé : peut-être " + meant + " ?";
        }
    }
    return std::nullopt;
}

}  // namespace parvis::publish::works
