// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/address.hpp"
#include "publish/site/equipment_view.hpp"
#include "publish/site/figure_view.hpp"
#include "publish/site/markdown.hpp"
#include "publish/site/search_words.hpp"
#include "publish/site/template.hpp"
#include "publish/site/wording.hpp"
#include "publish/site/work_view.hpp"

#include <algorithm>

namespace parvis::publish::site {

namespace {

constexpr std::size_t most_shown = 12;

struct Hit {
    std::string title = {}, address = {}, detail = {};
    int rank = 0;  ///< 0 begins with the words, 1 holds them
};

/// The first hits by rank, those of one rank in the order in which they came; and how many there
/// were.
struct Group {
    std::string_view message;
    std::vector<Hit> hits;
    std::int64_t count = 0;

    /// Calls `make` for a hit that will be shown unless a better one comes: one letter may be in
    /// every row, and what a hit says takes longer than to find it.
    template <typename Make>
    void offer(int rank, Make&& make)
    {
        ++count;
        if (hits.size() == most_shown && rank >= hits.back().rank) {
            return;
        }
        Hit hit = make();
        hit.rank = rank;
        const auto after =
            std::upper_bound(hits.begin(), hits.end(), rank,
                             [](int mine, const Hit& other) { return mine < other.rank; });
        hits.insert(after, std::move(hit));
        if (hits.size() > most_shown) {
            hits.pop_back();
        }
    }
};

Group places(const Page& page, const std::vector<std::string>& words)
{
    Group group{"search_places", {}};
    std::vector<std::shared_ptr<const Snapshot>> sources = page.publication->levels();
    if (const auto communes = page.publication->communes()) {
        sources.push_back(communes);
    }
    for (const auto& dataset : sources) {
        for (RowIndex index = 0; index < dataset->size(); ++index) {
            const Row row(*dataset, index);
            const std::string name = row.title();
            const auto rank = match(search_text(name + " " + row.text("commune_code")), words);
            if (rank && dataset->feature_id(index) != "inconnu") {
                group.offer(*rank, [&] {
                    return Hit{name, row_address(*dataset, index),
                               capitalized(row_noun(page, *dataset))};
                });
            }
        }
    }
    return group;
}

bool is_over(const Page& page, const Row& row)
{
    const auto state = row.dataset().work_state(row.index(), page.day());
    return state != datasets::WorkState::active && state != datasets::WorkState::paused &&
           state != datasets::WorkState::planned;
}

Hit row_hit(const Page& page, const Row& row, bool is_work)
{
    Hit hit{capitalized(row.title()), row_address(row.dataset(), row.index()),
            row.text("commune_nom")};
    if (is_work) {
        const WorkView work = work_view(page, row);
        const std::string where = work_where(work, hit.title);
        hit.detail = (where.empty() ? "" : where + ". ") + work_sentence(page, work);
    } else if (const std::string hours = value_text(page, row, "horaires"); !hours.empty()) {
        hit.detail += (hit.detail.empty() ? "" : " · ") + hours;
    }
    return hit;
}

Group rows(const Page& page, const std::vector<std::string>& words, datasets::Kind kind)
{
    const bool works = kind == datasets::Kind::road_works;
    Group group{works ? "search_works" : "search_equipment", {}};
    for (const auto& dataset : page.publication->of_kind(kind)) {
        for (RowIndex index = 0; index < dataset->size(); ++index) {
            const Row row(*dataset, index);
            std::string text = row.title() + " " + row.text("voie") + " " + row.text("commune_nom");
            if (!works) {
                text += " " + value_text(page, row, "type") + " " +
                        value_text(page, row, "famille") + " " + row.text("adresse");
            }
            if (const auto rank = match(search_text(text), words)) {
                group.offer(*rank + (works && is_over(page, row) ? 2 : 0),
                            [&] { return row_hit(page, row, works); });
            }
        }
    }
    return group;
}

Group data(const Page& page, const std::vector<std::string>& words)
{
    Group group{"search_data", {}};
    for (const auto& [id, dataset] : page.publication->datasets) {
        const datasets::DatasetFacts& facts = dataset->manifest().facts;
        const std::string title(page.in_language(facts.title));
        if (const auto rank =
                match(search_text(title + " " + std::string(page.in_language(facts.description))),
                      words)) {
            group.offer(*rank, [&, &place = id] {
                return Hit{title, dataset_address(place), page.messages.text("search_dataset")};
            });
        }
        for (const datasets::Property& property : dataset->manifest().properties) {
            const bool number = property.type == datasets::ValueType::number ||
                                property.type == datasets::ValueType::integer;
            const std::string label = label_of(page, property);
            const auto rank = match(search_text(label), words);
            if (number && rank) {
                group.offer(*rank + 1, [&, &place = id] {
                    return Hit{capitalized(label), dataset_address(place) + "#colonnes", title};
                });
            }
            if (property.name == facts.figure_measure) {
                for (const auto& [code, text] : property.values) {
                    const std::string name(page.in_language(text));
                    if (const auto found = match(search_text(name), words)) {
                        group.offer(*found, [&, &place = id] {
                            return Hit{capitalized(name), dataset_address(place) + "#chiffres",
                                       title};
                        });
                    }
                }
            }
        }
    }
    return group;
}

Group comments(const Page& page, const std::vector<std::string>& words)
{
    Group group{"search_comments", {}};
    for (const datasets::Comment& comment : page.publication->comments) {
        const std::string text(page.in_language(comment.text));
        if (const auto rank = match(search_text(text), words)) {
            group.offer(*rank, [&] {
                return Hit{french_spacing(first_line(text, 120)), "/comments/" + comment.id,
                           comment.author + ", " + date_text(comment.date, page.messages)};
            });
        }
    }
    return group;
}

/// Words that find something here: the largest commune, a kind of equipment, a street.
Data::List examples(const Page& page)
{
    std::vector<std::string> found;
    if (const auto communes = page.publication->communes()) {
        double most = -1;
        std::string name;
        for (RowIndex index = 0; index < communes->size(); ++index) {
            const Row row(*communes, index);
            if (const double people = row.number("population").value_or(0); people > most) {
                most = people;
                name = row.title();
            }
        }
        found.push_back(name);
    }
    const auto add_first = [&](datasets::Kind kind, std::string_view property) {
        constexpr std::size_t longest = 40;
        for (const auto& dataset : page.publication->of_kind(kind)) {
            for (RowIndex index = 0; index < dataset->size(); ++index) {
                std::string text = value_text(page, Row(*dataset, index), property);
                if (!text.empty() && text.size() <= longest) {
                    found.push_back(std::move(text));
                    return;
                }
            }
        }
    };
    add_first(datasets::Kind::equipment, "famille");
    add_first(datasets::Kind::road_works, "voie");
    Data::List list;
    for (const std::string& word : found) {
        Data entry;
        entry.set("word", capitalized(word))
            .set("address", "/recherche?q=" + percent_encoded(word));
        list.push_back(std::move(entry));
    }
    return list;
}

Data group_data(const Page& page, const Group& group)
{
    Data::List hits;
    for (const Hit& hit : group.hits) {
        Data entry;
        entry.set("title", hit.title).set("address", hit.address).set("detail", hit.detail);
        hits.push_back(std::move(entry));
    }
    Data data;
    data.set("title", page.messages.text(group.message))
        .set("count", page.messages.format("search_count", {{"n", group.count}}))
        .set("more", group.count > static_cast<std::int64_t>(most_shown)
                         ? page.messages.format("search_more",
                                                {{"n", static_cast<std::int64_t>(most_shown)}})
                         : std::string())
        .set("hits", std::move(hits));
    return data;
}

}  // namespace

std::string search_page(const Publication& publication, const PageContext& context,
                        std::string_view asked)
{
    const Page page(&publication, context);
    const std::vector<std::string> words = words_of(asked);
    Data::List groups;
    if (!words.empty()) {
        for (const Group& group :
             std::vector<Group>{places(page, words), rows(page, words, datasets::Kind::road_works),
                                rows(page, words, datasets::Kind::equipment), data(page, words),
                                comments(page, words)}) {
            if (!group.hits.empty()) {
                groups.push_back(group_data(page, group));
            }
        }
    }
    Data data;
    data.set("asked", asked)
        .set("search_icon", icon("search"))
        .set("nothing", groups.empty() && !words.empty())
        .set("nothing_words",
             page.messages.format("search_nothing", {{"asked", std::string(asked)}}))
        .set("empty", words.empty())
        .set("examples", words.empty() ? examples(page) : Data::List())
        .set("groups", std::move(groups));
    Frame frame;
    frame.title = words.empty()
                      ? page.messages.text("search_title")
                      : page.messages.format("search_title_for", {{"asked", std::string(asked)}});
    data.set("title", frame.title);
    frame.section = "search";
    frame.body = render("search", data, page.messages);
    return whole_page(page, frame);
}

}  // namespace parvis::publish::site
