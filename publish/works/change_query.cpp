// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/change_query.hpp"

#include "publish/cql2/filter.hpp"
#include "publish/works/feed_query.hpp"

#include <algorithm>
#include <charconv>

namespace parvis::publish::works {
namespace {

cql2::Language language_of(const Follow& follow)
{
    return follow.json_filter ? cql2::Language::json : cql2::Language::text;
}

/// "" where the filter fits one dataset of works at least; else why it fits none.
std::string filter_fault(const Follow& follow, const Publication& publication)
{
    // It is asked anew at every publication, for as long as somebody follows it.
    constexpr std::uint64_t most_steps = cql2::Work::most / 40;
    cql2::Work cost;
    std::string fault = "aucun jeu de chantiers n'est publié";
    bool is_first = true;
    for (const auto& dataset : publication.of_kind(datasets::Kind::road_works)) {
        auto read = cql2::Filter::read(follow.filter, language_of(follow), *dataset,
                                       {&publication, publication.today, nullptr, &cost});
        auto* reason = std::get_if<std::string>(&read);
        if (cost.steps > most_steps) {
            return "ses géométries coûtent trop pour un filtre qui est suivi : simplifiez-les";
        }
        if (reason == nullptr) {
            return {};
        }
        if (is_first) {
            fault = std::move(*reason);
            is_first = false;
        }
    }
    return fault;
}

/// "" or why the parameter cannot be used; nothing for one that is not ours.
std::optional<std::string> read_own(const std::string& name, const std::string& text,
                                    ChangeAddress address, ChangeQuery& query)
{
    const bool is_stream = address == ChangeAddress::stream;
    if (name == (is_stream ? "last_event_id" : "since")) {
        query.since = change_number(text);
        return query.since ? ""
                           : "un numéro de changement est un entier, tel que « next » le donne";
    }
    if (!is_stream && name == "limit") {
        const auto number = change_number(text);
        if (!number || *number == 0) {
            return "un entier à partir de 1";
        }
        query.limit = static_cast<std::size_t>(
            std::min<std::int64_t>(*number, static_cast<std::int64_t>(ChangeQuery::most)));
        return "";
    }
    if (is_stream && name == "snapshot") {
        query.snapshot = text != "false";
        return text == "true" || text == "false" ? "" : "true ou false";
    }
    if (name == "filter") {
        query.follow.filter = text;
        return text.empty() ? "un filtre CQL2, tel que effet = 'rue_barree'" : "";
    }
    if (name == "filter-lang") {
        query.follow.json_filter = text == "cql2-json";
        return text == "cql2-json" || text == "cql2-text" ? "" : "cql2-text ou cql2-json";
    }
    return std::nullopt;
}

std::string key_of(const Parameters& parameters)
{
    Parameters sorted;
    for (const auto& pair : parameters) {
        const auto& name = pair.first;
        if (name != "f" && name != "since" && name != "last_event_id" && name != "limit" &&
            name != "snapshot") {
            sorted.push_back(pair);
        }
    }
    std::ranges::sort(sorted);
    std::string key;
    for (const auto& [name, text] : sorted) {
        key += name + '=' + text + '\n';
    }
    return key;
}

}  // namespace

FollowedRows::FollowedRows(const Follow& follow, const Publication& publication)
    : m_all(follow.filter.empty())
{
    if (m_all) {
        return;
    }
    for (const auto& dataset : publication.of_kind(datasets::Kind::road_works)) {
        const auto read = cql2::Filter::read(follow.filter, language_of(follow), *dataset,
                                             {&publication, publication.today});
        if (const auto* filter = std::get_if<cql2::Filter>(&read)) {
            auto& rows = m_rows[dataset->id()];
            for (const RowIndex row : filter->rows()) {
                rows.emplace(dataset->feature_id(row));
            }
        }
    }
}

bool FollowedRows::takes(const WorkState& state) const
{
    if (m_all) {
        return true;
    }
    const auto rows = m_rows.find(state.dataset);
    return rows != m_rows.end() && std::ranges::any_of(state.rows, [&](const std::string& row) {
               return rows->second.contains(row);
           });
}

std::variant<ChangeQuery, std::vector<ParameterProblem>>
parse_change_query(const Parameters& parameters, const Publication& publication,
                   ChangeAddress address)
{
    ChangeQuery query;
    Parameters others;
    std::vector<ParameterProblem> problems;
    std::set<std::string> seen;
    for (const auto& [name, text] : parameters) {
        const auto fault = read_own(name, text, address, query);
        if (!fault) {
            others.emplace_back(name, text);
        } else if (!seen.insert(name).second) {
            problems.push_back({name, text, "ce paramètre est donné deux fois", false});
        } else if (!fault->empty()) {
            problems.push_back({name, text, *fault, false});
        }
    }
    if (!query.follow.filter.empty()) {
        if (auto fault = filter_fault(query.follow, publication); !fault.empty()) {
            problems.push_back({"filter", query.follow.filter, std::move(fault), false});
        }
    }
    auto places = parse_feed_query(others, publication);
    if (const auto* more = std::get_if<std::vector<ParameterProblem>>(&places)) {
        problems.insert(problems.end(), more->begin(), more->end());
    }
    if (!problems.empty()) {
        return problems;
    }
    query.follow.wanted = std::get<WorksWanted>(std::move(places));
    query.follow.key = key_of(parameters);
    return query;
}

std::optional<std::int64_t> change_number(std::string_view text)
{
    constexpr std::size_t longest = 15;  // what a client's double still counts by ones
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_whole = error == std::errc() && end == text.data() + text.size();
    return is_whole && text.size() <= longest && text.front() != '-' ? std::optional(number)
                                                                     : std::nullopt;
}

std::vector<ParameterText> change_parameters(const Publication& publication, ChangeAddress address)
{
    std::vector<ParameterText> all;
    const auto number = R"({"type":"integer","minimum":0})";
    if (address == ChangeAddress::changes) {
        all.push_back({"since",
                       "Numéro du dernier changement connu (« next » de la réponse d'avant) ; sans "
                       "lui, la réponse dit le dernier numéro et par où commencer",
                       number});
        all.push_back({"limit", "Changements au plus (100 sans indication)",
                       R"({"type":"integer","minimum":1,"maximum":1000,"default":100})"});
    } else {
        all.push_back({"last_event_id",
                       "Dernier identifiant reçu, pour qui ne peut pas envoyer l'en-tête "
                       "Last-Event-ID : le flux reprend après lui",
                       number});
        all.push_back({"snapshot", "« false » : ne pas commencer par l'état de tous les chantiers",
                       R"({"type":"boolean","default":true})"});
    }
    for (auto& place : feed_parameters(publication)) {
        if (place.name == "bbox") {
            place.description =
                "Ouest, sud, est, nord : les chantiers dont le rectangle d'une phase le touche";
        }
        all.push_back(std::move(place));
    }
    all.push_back({"filter",
                   "Filtre CQL2 sur les colonnes des jeux de chantiers, telles que publiées en ce "
                   "moment ; ce qui ne lui répond plus est annoncé « gone »",
                   R"({"type":"string"})"});
    all.push_back({"filter-lang", "Écriture de « filter »",
                   R"({"type":"string","enum":["cql2-text","cql2-json"],"default":"cql2-text"})"});
    return all;
}

}  // namespace parvis::publish::works
