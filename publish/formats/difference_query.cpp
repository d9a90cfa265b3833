// SPDX-License-Identifier: EUPL-1.2
#include "publish/formats/difference_query.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>

namespace parvis::publish {

namespace {

/// A whole number from `least` on; nothing for any other text.
std::optional<std::uint64_t> whole(std::string_view text, std::uint64_t least)
{
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() && number >= least
               ? std::optional(number)
               : std::nullopt;
}

}  // namespace

std::vector<ParameterText> difference_parameters()
{
    constexpr const char* version = R"({"type":"integer","minimum":1})";
    return {
        {"from", "Version de départ", version, false, false, "1", true},
        {"to", "Version d'arrivée", version, false, false, "1", true},
        {"limit", "Nombre de lignes au plus, en JSON",
         R"({"type":"integer","minimum":1,"maximum":10000,"default":1000})"},
        {"offset", "Lignes à passer, en JSON", R"({"type":"integer","minimum":0,"default":0})"}};
}

std::variant<DifferenceQuery, std::vector<ParameterProblem>>
parse_difference_query(const Parameters& parameters)
{
    DifferenceQuery query;
    std::vector<ParameterProblem> problems;
    std::map<std::string, int> seen;
    for (const auto& [name, value] : parameters) {
        if (++seen[name] > 1) {
            problems.push_back({name, value, "ce paramètre est donné deux fois"});
        } else if (name == "from" || name == "to") {
            const auto number = whole(value, 1);
            if (!number || *number > std::numeric_limits<std::uint32_t>::max()) {
                problems.push_back({name, value, "un numéro de version tel que 3 est attendu"});
            } else {
                (name == "from" ? query.from : query.to) = static_cast<std::uint32_t>(*number);
            }
        } else if (name == "limit") {
            if (const auto number = whole(value, 1)) {
                query.limit = static_cast<std::size_t>(
                    std::min<std::uint64_t>(*number, DifferenceQuery::largest_limit));
            } else {
                problems.push_back({name, value, "un nombre entier d'au moins 1 est attendu"});
            }
        } else if (name == "offset") {
            if (const auto number = whole(value, 0)) {
                query.offset = *number;
            } else {
                problems.push_back({name, value, "un nombre entier positif est attendu"});
            }
        } else if (name != "f") {
            problems.push_back({name, value,
                                "ce paramètre n'existe pas ici. Possibles : from, to, limit, "
                                "offset, f",
                                true});
        }
    }
    for (const std::string name : {"from", "to"}) {
        if (seen[name] == 0) {
            problems.push_back({name, "", "ce paramètre est attendu : un numéro de version"});
        }
    }
    if (!problems.empty()) {
        return problems;
    }
    return query;
}

}  // namespace parvis::publish
