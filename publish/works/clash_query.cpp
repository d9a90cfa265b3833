// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/clash_query.hpp"

#include "publish/parameter_reading.hpp"
#include "publish/parameter_text.hpp"
#include "publish/store.hpp"
#include "publish/works/feed_query.hpp"
#include "publish/works/place_parameter.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace parvis::publish::works {
namespace {

/// Of each somebody may ask the whole search: there are few.
constexpr std::array<double, 6> metres_steps{0, 5, 10, 25, 50, 100};

std::string read_day(const std::string& text, std::optional<datasets::Date>& day)
{
    day = datasets::parse_date(text);
    return day ? "" : "un jour tel que 2026-11-22 est attendu";
}

std::string read_count(const std::string& text, std::size_t& count)
{
    const auto number = parse_number(text);
    if (!number || *number < 1 ||
        *number != static_cast<double>(static_cast<std::int64_t>(std::min(*number, 1e9)))) {
        return "un nombre entier à partir de 1 est attendu";
    }
    count = static_cast<std::size_t>(std::min(*number, 1e6));
    return {};
}

std::string kind_list()
{
    std::string list;
    for (std::size_t i = 0; i < clash_kinds; ++i) {
        list += (list.empty() ? "" : ", ") + std::string(code_of(static_cast<ClashKind>(i)));
    }
    return list;
}

/// As ReadParameter.
std::optional<std::string> read_one(const std::string& name, const std::string& text,
                                    const Publication& publication, ClashQuery& query)
{
    if (name == "from") {
        return read_day(text, query.from);
    }
    if (name == "to") {
        return read_day(text, query.to);
    }
    if (name == "kind") {
        query.kind = clash_kind_named(text);
        return query.kind ? "" : "une de ces sortes est attendue : " + kind_list();
    }
    if (name == "severity") {
        const auto least = severity_named(text);
        query.least = least.value_or(query.least);
        return least ? "" : "faible, moyenne ou forte est attendu";
    }
    if (name == "metres") {
        const auto metres = parse_number(text);
        query.metres = metres;
        return metres && std::ranges::find(metres_steps, *metres) != metres_steps.end()
                   ? ""
                   : fmt::format("une de ces distances est attendue, en mètres : {:g}",
                                 fmt::join(metres_steps, ", "));
    }
    if (name == "owner") {
        query.owner = text;
        return text.size() <= 200 ? "" : "200 octets au plus";
    }
    if (name == "owners") {
        query.owners = text;
        return text == "two" || text == "same"
                   ? ""
                   : "two (deux maîtres d'ouvrage) ou same (un seul) est attendu";
    }
    if (name == "limit") {
        return read_count(text, query.limit);
    }
    if (name == "page") {
        return read_count(text, query.page);
    }
    return read_place(name, text, publication, query.commune, query.areas);
}

}  // namespace

Parameters ClashQuery::parameters(std::size_t of_page, std::string_view format) const
{
    Parameters all = areas;
    const auto add = [&](const char* name, std::string text) {
        if (!text.empty()) {
            all.emplace_back(name, std::move(text));
        }
    };
    add("commune", commune);
    add("from", from ? datasets::to_text(*from) : "");
    add("to", to ? datasets::to_text(*to) : "");
    add("kind", kind ? std::string(code_of(*kind)) : "");
    add("severity", least == Severity::low ? "" : std::string(code_of(least)));
    add("metres", metres ? fmt::format("{:g}", *metres) : "");
    add("owner", owner);
    add("owners", owners);
    add("limit", limit == default_limit ? "" : std::to_string(limit));
    add("page", of_page > 1 ? std::to_string(of_page) : "");
    add("f", std::string(format));
    return all;
}

void ClashQuery::cut_limit(std::size_t most)
{
    if (limit > most) {
        note = fmt::format("« limit » est ramené de {} à {}, le plus possible ; « next » mène à la "
                           "suite.",
                           limit, most);
        limit = most;
    }
}

Parameters ClashQuery::csv_parameters() const
{
    ClashQuery whole = *this;
    whole.limit = default_limit;
    return whole.parameters(1, "csv");
}

std::variant<ClashQuery, std::vector<ParameterProblem>>
parse_clash_query(const Parameters& parameters, const Publication& publication)
{
    ClashQuery query;
    auto problems = read_each(parameters, [&](const auto& name, const auto& text) {
        ClashQuery unused;
        // An empty field of a form is no wish; a name that does not exist is still wrong.
        const auto reason = read_one(name, text, publication, text.empty() ? unused : query);
        return reason && text.empty() ? std::optional<std::string>("") : reason;
    });
    if (problems.empty() && query.from && query.to && *query.to < *query.from) {
        problems.push_back({"to", datasets::to_text(*query.to),
                            "le dernier jour est avant le premier (« from ») : échangez-les"});
    }
    if (!problems.empty()) {
        return problems;
    }
    return query;
}

std::vector<ParameterText> clash_parameters(const Publication& publication)
{
    auto all = feed_parameters(publication);
    std::erase_if(all, [](const ParameterText& one) { return one.name == "bbox"; });
    // A form sends every field: an empty one asks for nothing.
    const std::string day =
        R"({"anyOf":[{"type":"string","format":"date"},{"type":"string","enum":[""]}]})";
    all.push_back({"from", "Premier jour qui intéresse ; sans lui, aujourd'hui", day});
    all.push_back({"to", "Dernier jour qui intéresse", day});
    std::string codes;
    for (std::size_t i = 0; i < clash_kinds; ++i) {
        codes += (i == 0 ? "\"" : ",\"") + std::string(code_of(static_cast<ClashKind>(i))) + '"';
    }
    all.push_back({"kind", "Cette sorte seulement", R"({"type":"string","enum":[)" + codes + "]}"});
    all.push_back({"severity", "Cette gravité ou davantage",
                   R"({"type":"string","enum":["faible","moyenne","forte"]})"});
    all.push_back({"owner", "Maître d'ouvrage d'un des chantiers", R"({"type":"string"})"});
    all.push_back({"owners", "Entre deux maîtres d'ouvrage (two), ou d'un seul (same)",
                   R"({"type":"string","enum":["two","same"]})"});
    all.push_back(
        {"metres",
         "Distance entre deux chantiers jusqu'à laquelle ils se gênent ; sans "
         "elle, celle du site",
         fmt::format(R"({{"type":"number","enum":[{:g}]}})", fmt::join(metres_steps, ","))});
    all.push_back({"limit", "Combien par page ; d'un CSV jusqu'à 2000, et autant sans ce paramètre",
                   R"({"type":"integer","minimum":1,"maximum":500,"default":50})"});
    all.push_back({"page", "Numéro de la page", R"({"type":"integer","minimum":1,"default":1})"});
    return all;
}

}  // namespace parvis::publish::works
