// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/search_place.hpp"

#include "publish/site/row.hpp"
#include "publish/site/search_words.hpp"

#include <algorithm>

namespace parvis::publish::site {

namespace {

using Words = std::vector<std::string>;

/// How well a name answers: the less, the better.
enum class Fit { whole, start, part };

/// The commune or area of which the words are the name, or its beginning.
SearchedPlace find_area(const Page& page, const Words& words, bool whole)
{
    std::vector<std::shared_ptr<const Snapshot>> sources;
    if (const auto communes = page.publication->communes()) {
        sources.push_back(communes);
    }
    const auto levels = page.publication->levels();
    sources.insert(sources.end(), levels.begin(), levels.end());
    for (const auto& places : sources) {
        for (RowIndex index = 0; index < places->size(); ++index) {
            const std::string name = Row(*places, index).title();
            const Words own = words_of(name);
            const bool fits = whole ? own == words : match(search_text(name), words) == 0;
            if (fits && !is_unknown_area(*places, index)) {
                return {name, places->id(), std::string(places->feature_id(index)), {}};
            }
        }
    }
    return {};
}

/// Looks through the things of the site; keeps those that fit best.
class Things {
public:
    Things(const Page& page, const Words& words) : m_page(&page), m_words(&words) {}

    void look(datasets::Kind kind, std::string_view named)
    {
        for (const auto& dataset : m_page->publication->of_kind(kind)) {
            // Whoever types a street does not wait for a look through a million rows.
            constexpr RowIndex most = 100'000;
            for (RowIndex index = 0; index < std::min(most, dataset->size()); ++index) {
                const Row row(*dataset, index);
                const std::string name = named.empty() ? row.title() : row.text(named);
                offer(row, name);
            }
        }
    }
    [[nodiscard]] SearchedPlace take() { return std::move(m_place); }

private:
    void offer(const Row& row, const std::string& name)
    {
        constexpr std::size_t most = 50;  // one street may have many works
        if (name.empty() || !row.dataset().bounds(row.index())) {
            return;
        }
        const auto rank = match(search_text(name + " " + row.text("commune_nom")), *m_words);
        if (!rank) {
            return;
        }
        const Fit fit = words_of(name) == *m_words ? Fit::whole
                        : *rank == 0               ? Fit::start
                                                   : Fit::part;
        if (m_place.shapes.empty() || fit < m_fit) {
            m_fit = fit;
            m_place.name = name;
            m_place.shapes.clear();
        }
        if (fit == m_fit && m_place.shapes.size() < most &&
            search_text(name) == search_text(m_place.name)) {
            m_place.shapes.push_back(row.dataset().geometry(row.index()));
        }
    }

    const Page* m_page;
    const Words* m_words;
    Fit m_fit = Fit::part;
    SearchedPlace m_place;
};

SearchedPlace find_things(const Page& page, const Words& words)
{
    Things things(page, words);
    things.look(datasets::Kind::general, "");
    things.look(datasets::Kind::road_works, "voie");
    things.look(datasets::Kind::equipment, "");
    things.look(datasets::Kind::equipment, "adresse");
    return things.take();
}

bool is_house_number(const std::string& word)
{
    return word == "bis" || word == "ter" ||
           std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

SearchedPlace find_place(const Page& page, std::string_view asked)
{
    Words words = words_of(asked);
    if (words.empty()) {
        return {};
    }
    SearchedPlace place = find_area(page, words, true);
    if (place.found()) {
        return place;
    }
    place = find_things(page, words);
    if (!place.found()) {
        place = find_area(page, words, false);
    }
    if (!place.found() && std::erase_if(words, is_house_number) > 0 && !words.empty()) {
        place = find_things(page, words);
    }
    return place;
}

}  // namespace parvis::publish::site
