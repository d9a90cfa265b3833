// SPDX-License-Identifier: EUPL-1.2
#include "publish/comment_query.hpp"

#include "datasets/spelling.hpp"
#include "publish/api/link.hpp"
#include "publish/parameter_text.hpp"
#include "publish/row_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <set>

namespace parvis::publish {

namespace {

using datasets::Comment;

/// A place of the site, in the collection that has it.
struct AskedPlace {
    std::shared_ptr<const Snapshot> places;
    RowIndex row = 0;
};

std::optional<AskedPlace> find_place(const Publication& publication, std::string_view key)
{
    auto collections = publication.levels();
    if (auto communes = publication.communes()) {
        collections.insert(collections.begin(), std::move(communes));
    }
    for (auto& places : collections) {
        if (const auto row = places->row_of(key)) {
            return AskedPlace{std::move(places), *row};
        }
    }
    return std::nullopt;
}

/// Reads one parameter after the other.
class Reading {
public:
    explicit Reading(const Publication& publication) : m_publication(publication) {}

    void read(const std::string& name, const std::string& value)
    {
        if (!m_seen.insert(name).second) {
            refuse(name, value, "ce paramètre est donné deux fois");
        } else if (name == "f") {
            return;
        } else if (name == "dataset") {
            dataset(value);
        } else if (name == "place") {
            query.place = value;
            if (!find_place(m_publication, value)) {
                refuse(name, value,
                       "aucune commune ni aucun lieu n'a cette clé ; donnez une clé telle que "
                       "FR_76540, ou celle d'un pôle");
            }
        } else if (name == "datetime") {
            datetime(value);
        } else if (name == "limit") {
            query.limit = std::min(number(name, value).value_or(1), CommentQuery::largest_limit);
        } else if (name == "page") {
            query.page = number(name, value);
        } else {
            problems.push_back({name, value,
                                "ce paramètre n'existe pas ici. Possibles : dataset, place, "
                                "datetime, limit, page, f",
                                true});
            return;
        }
        if (name != "page") {
            query.filters.emplace_back(name, value);
        }
    }

    CommentQuery query;
    std::vector<ParameterProblem> problems;

private:
    void refuse(const std::string& name, const std::string& value, std::string reason)
    {
        problems.push_back({name, value, std::move(reason)});
    }

    void dataset(const std::string& value)
    {
        query.dataset = value;
        if (m_publication.find(value)) {
            return;
        }
        std::vector<std::string> ids;
        for (const auto& [id, one] : m_publication.datasets) {
            ids.push_back(id);
        }
        refuse("dataset", value,
               "ce jeu de données n'existe pas." + datasets::spelling_hint(value, ids));
    }

    void datetime(const std::string& value)
    {
        auto span = parse_datetime(value, m_publication.site.zone);
        if (auto* reason = std::get_if<std::string>(&span)) {
            refuse("datetime", value, std::move(*reason));
        } else {
            query.span = std::get<TimeSpan>(span);
        }
    }

    std::optional<std::size_t> number(const std::string& name, const std::string& value)
    {
        constexpr std::size_t most = 1'000'000'000;
        std::size_t read = 0;
        const auto* const end = value.data() + value.size();
        const auto [rest, error] = std::from_chars(value.data(), end, read);
        if (error != std::errc() || rest != end || read < 1 || read > most) {
            refuse(name, value, "un nombre entier à partir de 1 est attendu");
            return std::nullopt;
        }
        return read;
    }

    const Publication& m_publication;
    std::set<std::string> m_seen;
};

bool is_in(const TimeSpan& span, datasets::Date day)
{
    return !(span.first && day < span.first->day) && !(span.last && span.last->day < day);
}

/// Whether a row of a dataset lies in a place, whole or in part.
class Whereabouts {
public:
    Whereabouts(const Snapshot& places, RowIndex place)
        : m_places(places), m_key(places.feature_id(place))
    {
        const auto& facts = places.manifest().facts;
        const bool communes = facts.kind == datasets::Kind::communes;
        m_main = communes ? "commune" : facts.level;
        m_parts = communes ? "communes_parts" : places.id() + "_parts";
        const auto code = communes ? places.property("commune_code") : std::nullopt;
        m_names = {m_key, code ? places.text(place, *code) : m_key, row_name(places, place)};
    }

    /// As figures name their place: by its key, its code or its name.
    [[nodiscard]] bool is_named(const std::string& text) const
    {
        return !text.empty() && std::ranges::find(m_names, text) != m_names.end();
    }

    [[nodiscard]] bool has(const Snapshot& dataset, RowIndex row) const
    {
        if (&dataset == &m_places) {
            return dataset.feature_id(row) == m_key;
        }
        const auto main = dataset.property(m_main);
        if (main && dataset.text(row, *main) == m_key) {
            return true;
        }
        const auto parts = dataset.property(m_parts);
        const auto value = parts ? dataset.value(row, *parts) : datasets::Value{};
        const auto* list = std::get_if<std::vector<datasets::Part>>(&value);
        return list != nullptr &&
               std::ranges::find(*list, m_key, &datasets::Part::area) != list->end();
    }

private:
    const Snapshot& m_places;
    std::string m_key, m_main, m_parts;
    std::vector<std::string> m_names;
};

bool is_at(const Publication& publication, const Whereabouts& place, const Comment& comment)
{
    if (place.is_named(comment.target.place)) {
        return true;
    }
    const auto dataset = publication.find(comment.target.dataset);
    if (!dataset) {
        return false;
    }
    const auto has = [&](RowIndex row) { return place.has(*dataset, row); };
    if (comment.state == datasets::CommentState::withdrawn) {
        const auto row = dataset->row_of(comment.target.key);
        return row && has(*row);
    }
    return std::ranges::any_of(dataset->rows_said_of(comment.id), has);
}

}  // namespace

std::string CommentQuery::address(std::optional<std::size_t> page_number,
                                  std::string_view format) const
{
    auto parameters = filters;
    if (page_number) {
        parameters.emplace_back("page", std::to_string(*page_number));
    }
    if (!format.empty()) {
        parameters.emplace_back("f", format);
    }
    return "/comments" + query_text(parameters);
}

std::variant<CommentQuery, std::vector<ParameterProblem>>
parse_comment_query(const Parameters& parameters, const Publication& publication)
{
    Reading reading(publication);
    for (const auto& [name, value] : parameters) {
        reading.read(name, value);
    }
    if (!reading.problems.empty()) {
        return std::move(reading.problems);
    }
    return std::move(reading.query);
}

std::vector<ParameterText> comment_parameters(const Publication& publication)
{
    constexpr const char* text = R"({"type":"string"})";
    ParameterText dataset{"dataset", "Le jeu de données commenté ; sans lui, tous", text};
    if (!publication.comments.empty() &&
        publication.find(publication.comments.front().target.dataset)) {
        dataset.example = publication.comments.front().target.dataset;
    }
    return {std::move(dataset),
            {"place",
             "La clé d'une commune ou d'un pôle : les commentaires sur ce lieu, ses chiffres, et "
             "les objets qui s'y trouvent",
             text},
            {"datetime", "Le jour des commentaires, ou un intervalle tel que 2026-01-01/..", text},
            {"limit", "Combien de commentaires une page a",
             fmt::format(R"({{"type":"integer","minimum":1,"maximum":{},"default":{}}})",
                         CommentQuery::largest_limit, CommentQuery::default_limit)},
            {"page", "Le numéro de la page", R"({"type":"integer","minimum":1})"}};
}

ChosenComments choose_comments(const Publication& publication, const CommentQuery& query)
{
    std::vector<const Comment*> all;
    for (const auto* list : {&publication.comments, &publication.withdrawn_comments}) {
        for (const Comment& comment : *list) {
            all.push_back(&comment);
        }
    }
    const auto place = query.place.empty() ? std::nullopt : find_place(publication, query.place);
    const auto where = place ? std::optional<Whereabouts>(std::in_place, *place->places, place->row)
                             : std::nullopt;
    std::erase_if(all, [&](const Comment* comment) {
        return (!query.dataset.empty() && comment->target.dataset != query.dataset) ||
               (query.span && !is_in(*query.span, comment->date)) ||
               (where && !is_at(publication, *where, *comment));
    });
    if (query.by_change) {
        std::vector<std::pair<std::string, const Comment*>> changes;
        for (const Comment* comment : all) {
            changes.emplace_back(changed_at(publication, *comment), comment);
        }
        std::ranges::stable_sort(
            changes, std::greater<>(), [](const auto& one) -> const auto& { return one.first; });
        std::ranges::transform(changes, all.begin(), [](const auto& one) { return one.second; });
    } else {
        std::ranges::stable_sort(
            all, [](const Comment* one, const Comment* other) { return other->date < one->date; });
    }
    ChosenComments chosen;
    chosen.total = all.size();
    chosen.pages = std::max<std::size_t>(1, (all.size() + query.limit - 1) / query.limit);
    chosen.first = std::min(all.size(), (query.page.value_or(1) - 1) * query.limit);
    const auto count = std::min(query.limit, all.size() - chosen.first);
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(chosen.first);
    chosen.comments.assign(begin, begin + static_cast<std::ptrdiff_t>(count));
    return chosen;
}

std::string changed_at(const Publication& publication, const Comment& comment)
{
    const auto found = publication.comment_changes.find(comment.id);
    return found == publication.comment_changes.end()
               ? datasets::to_text(comment.date) + "T00:00:00Z"
               : found->second;
}

const Comment* find_comment(const Publication& publication, std::string_view id)
{
    for (const auto* list : {&publication.comments, &publication.withdrawn_comments}) {
        const auto found = std::ranges::find(*list, id, &Comment::id);
        if (found != list->end()) {
            return &*found;
        }
    }
    return nullptr;
}

std::vector<const Comment*> comments_at(const Publication& publication, const Snapshot& places,
                                        RowIndex place)
{
    const Whereabouts where(places, place);
    std::vector<const Comment*> found;
    for (const Comment& comment : publication.comments) {
        if (is_at(publication, where, comment)) {
            found.push_back(&comment);
        }
    }
    return found;
}

}  // namespace parvis::publish
