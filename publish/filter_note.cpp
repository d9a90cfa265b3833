// SPDX-License-Identifier: EUPL-1.2
#include "publish/filter_note.hpp"

#include "datasets/spelling.hpp"
#include "publish/site/address.hpp"
#include "publish/swapped_axes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string_view>

namespace parvis::publish {

namespace {

/// Where the values of a property can be looked up: a crossed collection and its column.
struct Known {
    std::shared_ptr<const Snapshot> places;
    std::size_t column = 0;
    std::size_t name = 0;  ///< the column that people know
};

std::optional<Known> known_in(const std::shared_ptr<const Snapshot>& places,
                              const std::string& property, const std::string& key,
                              const std::string& name)
{
    const bool of_place = property == key || property == key + "_code" || property == name;
    const auto column = places->property(property);
    const auto names = places->property(name);
    return of_place && column && names ? std::optional(Known{places, *column, *names})
                                       : std::nullopt;
}

std::optional<Known> known_of(const Publication& publication, const std::string& property)
{
    if (const auto communes = publication.communes()) {
        if (auto known = known_in(communes, property, "commune", "commune_nom")) {
            return known;
        }
    }
    for (const auto& level : publication.levels()) {
        const std::string& id = level->manifest().facts.level;
        if (auto known = known_in(level, property, id, id + "_nom")) {
            return known;
        }
    }
    return std::nullopt;
}

bool begins_with(std::string_view name, std::string_view asked)
{
    const auto low = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    return asked.size() <= name.size() &&
           std::equal(asked.begin(), asked.end(), name.begin(),
                      [&](char x, char y) { return low(x) == low(y); });
}

/// "Vouliez-vous dire « FR_76540 » (Rouen) ?", by the value itself or by the name that people know.
std::string hint(const Known& known, const std::string& asked)
{
    std::map<std::string, std::string> values, by_name;  // value -> name, name -> value
    for (RowIndex row = 0; row < known.places->size(); ++row) {
        const std::string value = known.places->text(row, known.column);
        const std::string name = known.places->text(row, known.name);
        values.emplace(value, name);
        by_name.emplace(name, value);
    }
    const auto nearest = [&](const std::map<std::string, std::string>& from) {
        std::vector<std::string> words;
        for (const auto& [word, other] : from) {
            words.push_back(word);
        }
        return datasets::nearest_spelling(asked, words);
    };
    std::string value;
    if (const auto name = nearest(by_name); !name.empty()) {
        value = by_name.at(name);
    } else {
        value = nearest(values);
    }
    const auto named = [&](const std::string& one) {
        const std::string& name = values.at(one);
        return name == one ? fmt::format("« {} »", one) : fmt::format("« {} » ({})", one, name);
    };
    if (!value.empty()) {
        return fmt::format(" Vouliez-vous dire {} ?", named(value));
    }
    constexpr std::size_t most = 3;
    std::vector<std::string> beginning;  // "Sotteville" of Sotteville-lès-Rouen
    for (const auto& [name, one] : by_name) {
        if (beginning.size() < most && begins_with(name, asked)) {
            beginning.push_back(named(one));
        }
    }
    return beginning.empty()
               ? fmt::format(" La liste est à l'adresse /collections/{}/items.", known.places->id())
               : fmt::format(" Vouliez-vous dire {} ?", fmt::join(beginning, " ou "));
}

/// The sentence for a text that no row of the dataset has; nothing where one has it.
std::optional<std::string> no_row_has(const Snapshot& dataset, std::size_t property,
                                      const std::string& text)
{
    constexpr std::size_t most_different = 2000;  // of a list of values; names are more
    const auto& one = dataset.manifest().properties[property];
    if (one.type != datasets::ValueType::text || text.empty() ||
        !dataset.rows_where(property, text).empty()) {
        return std::nullopt;
    }
    std::set<std::string_view> different;
    for (RowIndex row = 0; row < dataset.size() && different.size() <= most_different; ++row) {
        if (const auto word = dataset.word(row, property); !word.empty()) {
            different.insert(word);
        }
    }
    std::string hint;
    if (different.size() <= most_different) {
        hint = datasets::spelling_hint(
            text, std::vector<std::string>(different.begin(), different.end()));
    }
    return fmt::format("Aucune ligne de « {} » n'a « {} » dans « {} ».{}", dataset.id(), text,
                       one.name, hint);
}

}  // namespace

std::vector<FilterNote> unknown_values(const Publication& publication, const Snapshot& dataset,
                                       const std::vector<cql2::AskedText>& asked)
{
    std::vector<FilterNote> notes;
    const auto looked_at = std::min(asked.size(), FilterNote::most_looked_at);
    for (std::size_t i = 0; i < looked_at && notes.size() < FilterNote::most; ++i) {
        const auto& [name, text] = asked[i];
        const auto property = dataset.property(name);
        if (!property || text.empty() || text == "inconnu") {
            continue;
        }
        const auto known = known_of(publication, name);
        if (!known) {
            if (auto sentence = no_row_has(dataset, *property, text)) {
                notes.push_back({name, text, *std::move(sentence)});
            }
        } else if (known->places->rows_where(known->column, text).empty()) {
            notes.push_back({name, text,
                             fmt::format("« {} » ne désigne aucun lieu du territoire ({}).{}", text,
                                         name, hint(*known, text))});
        }
    }
    return notes;
}

std::string sentences_of(const std::vector<FilterNote>& notes)
{
    std::string all;
    for (const auto& note : notes) {
        all += (all.empty() ? "" : " ") + note.sentence;
    }
    return all;
}

std::string header_of(const std::vector<FilterNote>& notes)
{
    std::string all;
    for (const auto& note : notes) {
        all += fmt::format("{}{}={}", all.empty() ? "" : ", ", note.property,
                           site::percent_encoded(note.value));
    }
    return all;
}

std::vector<FilterNote> filter_notes(const Publication& publication, const Snapshot& dataset,
                                     const ItemsQuery& query)
{
    std::vector<cql2::AskedText> asked;
    for (const auto& filter : query.filters) {
        for (const std::string& value : filter.values) {
            asked.push_back({dataset.manifest().properties[filter.property].name, value});
        }
    }
    if (query.filter) {
        const auto& texts = query.filter->asked_texts();
        asked.insert(asked.end(), texts.begin(), texts.end());
    }
    auto notes = unknown_values(publication, dataset, asked);
    if (query.bbox && are_axes_swapped(publication, *query.bbox)) {
        const auto& box = *query.bbox;
        notes.push_back(
            {"bbox", fmt::format("{:g},{:g},{:g},{:g}", box.west, box.south, box.east, box.north),
             "Ce rectangle (bbox) est loin du territoire, mais y serait avec longitude "
             "et latitude échangées : sans bbox-crs, donnez ouest, sud, est, nord."});
    }
    return notes;
}

}  // namespace parvis::publish
