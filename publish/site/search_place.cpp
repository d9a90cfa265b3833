// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/search_place.hpp"

#include "publish/site/row.hpp"
#include "publish/site/search_words.hpp"
#include "publish/works/public_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace parvis::publish::site {

namespace {

using Words = std::vector<std::string>;

/// How well a name answers: the less, the better.
enum class Fit { whole, start, part };

std::string joined(const Words& words)
{
    std::string all;
    for (const std::string& word : words) {
        all += word;
    }
    return all;
}

/// The communes and areas that the words name: by the whole name; else by its beginning, or by its
/// first word and others of it.
std::vector<SearchedPlace> find_areas(const Page& page, const Words& words, Fit fit)
{
    constexpr std::size_t least_letters = 3;
    const std::string asked = joined(words);
    std::vector<SearchedPlace> areas;
    std::vector<std::shared_ptr<const Snapshot>> sources;
    if (const auto communes = page.publication->communes()) {
        sources.push_back(communes);
    }
    const auto levels = page.publication->levels();
    sources.insert(sources.end(), levels.begin(), levels.end());
    for (const auto& places : sources) {
        for (RowIndex index = 0; index < places->size(); ++index) {
            const std::string name = Row(*places, index).title();
            const std::string own = joined(words_of(name));
            const bool fits = fit == Fit::whole ? own == asked
                              : fit == Fit::start
                                  ? asked.size() >= least_letters && own.starts_with(asked)
                                  : match(search_text(name), words) == 0;
            if (fits && !is_unknown_area(*places, index)) {
                SearchedPlace area;
                area.name = name;
                area.collection = places->id();
                area.key = places->feature_id(index);
                if (places->manifest().facts.kind != datasets::Kind::communes) {
                    area.where = row_noun(page, *places);
                }
                areas.push_back(std::move(area));
            }
        }
    }
    return areas;
}

/// Looks through the things of the site; keeps those that fit best, by name and commune.
class Things {
public:
    Things(const Page& page, const Words& words)
        : m_page(&page), m_words(&words), m_asked(joined(words))
    {
    }

    void look(datasets::Kind kind, std::string_view named)
    {
        for (const auto& dataset : m_page->publication->of_kind(kind)) {
            // Whoever types a street does not wait for a look through a million rows.
            constexpr RowIndex most = 100'000;
            for (RowIndex index = 0; index < std::min(most, dataset->size()); ++index) {
                const Row row(*dataset, index);
                if (kind != datasets::Kind::road_works) {
                    offer(row, named.empty() ? row.title() : row.text(named));
                    continue;
                }
                // One work may be in several streets.
                for (const std::string& street : works::street_names(row.text(named))) {
                    offer(row, street);
                }
            }
        }
    }
    [[nodiscard]] std::vector<SearchedPlace> take()
    {
        std::vector<SearchedPlace> places;
        for (Group& group : m_groups) {
            places.push_back(std::move(group.place));
        }
        return places;
    }

private:
    struct Group {
        std::string name;  ///< as it is compared
        SearchedPlace place;
    };

    void offer(const Row& row, const std::string& name)
    {
        constexpr std::size_t most = 50;  // one street may have many works
        if (name.empty() || !row.dataset().bounds(row.index())) {
            return;
        }
        const std::string commune = row.text("commune_nom");
        const auto rank = match(search_text(name + " " + commune), *m_words);
        if (!rank) {
            return;
        }
        const std::string own = joined(words_of(name));
        const Fit fit = own == m_asked || own + joined(words_of(commune)) == m_asked ? Fit::whole
                        : *rank == 0                                                 ? Fit::start
                                                                                     : Fit::part;
        if (fit > m_fit) {
            return;
        }
        if (fit < m_fit) {
            m_groups.clear();
            m_fit = fit;
        }
        // What is of no commune is taken for that of the first.
        auto group = std::ranges::find_if(m_groups, [&](const Group& one) {
            return one.name == own &&
                   (one.place.where == commune || commune.empty() || one.place.where.empty());
        });
        if (group == m_groups.end()) {
            if (m_groups.size() == most) {
                return;
            }
            group = m_groups.insert(group, Group{own, {}});
            group->place.name = name;
        }
        if (group->place.where.empty()) {
            group->place.where = commune;
        }
        if (group->place.shapes.size() < most) {
            group->place.shapes.push_back(row.dataset().geometry(row.index()));
        }
    }

    const Page* m_page;
    const Words* m_words;
    std::string m_asked;
    Fit m_fit = Fit::part;
    std::vector<Group> m_groups;
};

std::vector<SearchedPlace> find_things(const Page& page, const Words& words)
{
    Things things(page, words);
    things.look(datasets::Kind::general, "");
    things.look(datasets::Kind::road_works, "voie");
    things.look(datasets::Kind::equipment, "");
    things.look(datasets::Kind::equipment, "adresse");
    return things.take();
}

bool is_number(const std::string& word)
{
    return std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_house_number(const std::string& word)
{
    return word == "bis" || word == "ter" || is_number(word);
}

bool is_postcode(const std::string& word)
{
    constexpr std::size_t digits = 5;
    return word.size() == digits && is_number(word);
}

/// "49.4431,1.0993" or "49.4431 1.0993": latitude first, as maps and telephones write it; the other
/// way round where only that lies in the territory.
std::optional<geo::LonLat> position_in(const Page& page, std::string_view asked)
{
    std::vector<double> numbers;
    while (!asked.empty()) {
        const auto first = asked.find_first_not_of(" ,;\t");
        if (first == std::string_view::npos) {
            break;
        }
        asked.remove_prefix(first);
        double number = 0;
        const auto [rest, error] =
            std::from_chars(asked.data(), asked.data() + asked.size(), number);
        const bool ends = rest == asked.data() + asked.size() ||
                          std::string_view(" ,;\t").find(*rest) != std::string_view::npos;
        if (error != std::errc() || !ends || !std::isfinite(number)) {
            return std::nullopt;
        }
        numbers.push_back(number);
        asked.remove_prefix(static_cast<std::size_t>(rest - asked.data()));
    }
    constexpr double quarter = 90, half = 180;
    if (numbers.size() != 2 || std::abs(numbers[0]) > half || std::abs(numbers[1]) > half) {
        return std::nullopt;
    }
    const geo::LonLat usual{numbers[1], numbers[0]}, other{numbers[0], numbers[1]};
    const bool may_be = std::abs(usual.lat) <= quarter,
               may_be_other = std::abs(other.lat) <= quarter;
    if (!may_be ||
        (may_be_other && !is_in_territory(page, usual) && is_in_territory(page, other))) {
        return may_be_other ? std::optional(other) : std::nullopt;
    }
    return usual;
}

/// The first of them, with the others as what else may be meant.
SearchedPlace first_of(std::vector<SearchedPlace> places)
{
    constexpr std::size_t most = 6;
    if (places.empty()) {
        return {};
    }
    SearchedPlace first = std::move(places.front());
    places.erase(places.begin());
    places.resize(std::min(places.size(), most));
    first.others = std::move(places);
    return first;
}

}  // namespace

std::string SearchedPlace::full_name() const
{
    return where.empty() || search_text(name).find(search_text(where)) != std::string::npos
               ? name
               : name + " (" + where + ")";
}

bool is_in_territory(const Page& page, geo::LonLat at)
{
    const auto communes = page.publication->communes();
    return !communes || communes->count_in({at.lon, at.lat, at.lon, at.lat}) > 0;
}

SearchedPlace find_place(const Page& page, std::string_view asked)
{
    if (const auto at = position_in(page, asked)) {
        SearchedPlace place;
        place.name = asked;
        place.shapes = {geo::Point{*at}};
        place.is_position = true;
        return place;
    }
    Words words = words_of(asked);
    if (std::ranges::any_of(words, [](const auto& word) { return !is_number(word); })) {
        std::erase_if(words, [](const auto& word) { return is_postcode(word); });
    }
    if (words.empty()) {
        return {};
    }
    auto places = find_areas(page, words, Fit::whole);
    if (!places.empty()) {
        return first_of(std::move(places));
    }
    places = find_areas(page, words, Fit::start);
    auto things = find_things(page, words);
    if (things.empty() && places.empty()) {
        places = find_areas(page, words, Fit::part);
    }
    if (things.empty() && places.empty() && std::erase_if(words, is_house_number) > 0 &&
        !words.empty()) {
        things = find_things(page, words);
    }
    std::ranges::move(things, std::back_inserter(places));
    return first_of(std::move(places));
}

}  // namespace parvis::publish::site
