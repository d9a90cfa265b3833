// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/works_query.hpp"

#include "datasets/row_issue.hpp"
#include "datasets/work_hours.hpp"
#include "publish/around.hpp"
#include "publish/parameter_reading.hpp"
#include "publish/works/feed_query.hpp"
#include "publish/works/place_parameter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace parvis::publish::site {
namespace {

constexpr const char* day_expected = "un jour est attendu, comme 2026-11-22";

/// One half of a position; a half that is not given yet is no number.
std::string read_position(const std::string& name, const std::string& text, WorksFilter& filter)
{
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    double degrees = 0;
    const auto* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, degrees);
    const double most = name == "lon" ? 180 : 90;
    if (error != std::errc() || rest != end || !(std::abs(degrees) <= most)) {
        return name == "lon" ? "un nombre de degrés est attendu, comme 1.09"
                             : "un nombre de degrés est attendu, comme 49.44";
    }
    auto& from = filter.from ? *filter.from : filter.from.emplace(geo::LonLat{unknown, unknown});
    (name == "lon" ? from.lon : from.lat) = degrees;
    return {};
}

std::string read_number(const std::string& name, const std::string& text, std::size_t most,
                        std::size_t& number)
{
    const auto* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc() && rest == end && number > 0) {
        number = std::min(number, most);
        return {};
    }
    number = WorksFilter().page;
    return name == "page" ? "un numéro de page est attendu, comme 2"
                          : "un nombre entier à partir de 1 est attendu";
}

/// As ReadParameter.
std::optional<std::string> read_one(const std::string& name, const std::string& text,
                                    const Publication& publication, WorksAsked& asked)
{
    WorksFilter& filter = asked.filter;
    if (name == "at") {
        asked.day = datasets::parse_date(text);
        return asked.day ? "" : day_expected;
    }
    if (name == "q") {
        const bool fits = datasets::shortened(text) == text;
        filter.words = fits ? text : std::string();
        return fits ? "" : "200 caractères au plus";
    }
    if (name == "lon" || name == "lat") {
        return read_position(name, text, filter);
    }
    if (name == "distance") {
        const auto metres = parse_around(text);
        if (const auto* reason = std::get_if<std::string>(&metres)) {
            return *reason;
        }
        filter.metres = std::get<double>(metres);
        return "";
    }
    if (name == "from" || name == "to") {
        const auto day = datasets::parse_date(text);
        (name == "from" ? filter.first_day : filter.last_day) = day;
        return day ? "" : day_expected;
    }
    if (name == "period") {
        const bool fits = text == "today" || text == "week";
        filter.period = fits ? text : std::string();
        return fits ? "" : "today ou week est attendu";
    }
    if (name == "etat") {
        const bool fits = states_of(text).has_value();
        filter.state = fits ? text : std::string();
        return fits ? ""
                    : "prevu, en_cours, suspendu, termine, annule, inconnu ou tous est attendu";
    }
    if (name == "page") {
        return read_number(name, text, std::numeric_limits<std::size_t>::max(), filter.page);
    }
    if (name == "limit") {
        return read_number(name, text, WorksFilter::largest_limit, filter.limit);
    }
    return works::read_place(name, text, publication, filter.commune, filter.areas);
}

/// What the parameters say together: a position has two halves, a period two days. What is wrong
/// by itself is not said a second time.
void complete(WorksAsked& asked, datasets::Date day)
{
    WorksFilter& filter = asked.filter;
    const auto wrong = [&](std::string_view name) {
        return std::ranges::any_of(asked.problems,
                                   [&](const auto& one) { return one.name == name; });
    };
    if (filter.from && (std::isnan(filter.from->lon) || std::isnan(filter.from->lat))) {
        const std::string lacks = std::isnan(filter.from->lon) ? "lon" : "lat";
        if (!wrong(lacks)) {
            asked.problems.push_back({lacks, "", "« lon » et « lat » vont ensemble"});
        }
        filter.from.reset();
    }
    const bool has_days = filter.first_day || filter.last_day;
    if (!filter.period.empty()) {
        if (has_days) {
            asked.problems.push_back(
                {"period", filter.period, "« period » et « from », « to » ne vont pas ensemble"});
        }
        constexpr int week = 7;
        const int today = datasets::days(day);
        const auto since_monday = static_cast<int>(datasets::week_day(today));
        const bool one_day = filter.period == "today";
        filter.first_day = datasets::date_of_days(one_day ? today : today - since_monday);
        filter.last_day = datasets::date_of_days(one_day ? today : today - since_monday + week - 1);
    } else if (has_days) {
        // One end alone leaves the other open.
        filter.first_day = filter.first_day.value_or(day);
        filter.last_day = filter.last_day.value_or(datasets::Date{9999, 12, 31});
        if (*filter.first_day > *filter.last_day && !wrong("from") && !wrong("to")) {
            asked.problems.push_back({"to", datasets::to_text(*filter.last_day),
                                      "le dernier jour est avant le premier : échangez-les"});
        }
    }
}

}  // namespace

bool WorksAsked::from_form() const
{
    return std::ranges::none_of(problems, &ParameterProblem::unknown);
}

WorksAsked read_works_query(const Parameters& parameters, const Publication& publication)
{
    WorksAsked asked;
    asked.problems = read_each(parameters, [&](const auto& name, const auto& text) {
        WorksAsked unused;
        // An empty field of a form is no wish; a name that does not exist is still wrong.
        const auto reason = read_one(name, text, publication, text.empty() ? unused : asked);
        return reason && text.empty() ? std::optional<std::string>("") : reason;
    });
    complete(asked, asked.day.value_or(publication.today));
    for (const ParameterProblem& problem : asked.problems) {
        asked.filter.faults.emplace_back(problem.name, problem.reason);
    }
    if (!asked.filter.faults.empty()) {
        asked.filter.typed = parameters;
    }
    return asked;
}

std::vector<ParameterText> works_parameters(const Publication& publication)
{
    auto all = works::feed_parameters(publication);
    std::erase_if(all, [](const ParameterText& one) { return one.name == "bbox"; });
    // A form sends every field: an empty one asks for nothing.
    const std::string day =
        R"({"anyOf":[{"type":"string","format":"date"},{"type":"string","enum":[""]}]})";
    all.push_back({"q", "Près de cette rue, de ce lieu ou de cette position (49.44,1.09)",
                   R"({"type":"string","maxLength":200})"});
    all.push_back({"lon", "Près de cette position, avec lat",
                   R"({"type":"number","minimum":-180,"maximum":180})"});
    all.push_back({"lat", "Près de cette position, avec lon",
                   R"({"type":"number","minimum":-90,"maximum":90})"});
    all.push_back({"distance", "À moins de tant de mètres de « q » ou de la position",
                   fmt::format(R"({{"type":"number","exclusiveMinimum":true,"minimum":0,)"
                               R"("maximum":5000,"default":{:g}}})",
                               WorksFilter().metres)});
    all.push_back({"from", "Premier jour de la période ; sans lui, le jour de la liste", day});
    all.push_back({"to", "Dernier jour de la période", day});
    all.push_back({"period", "Le jour ou la semaine de la liste, au lieu de from et to",
                   R"({"type":"string","enum":["today","week"]})"});
    all.push_back(
        {"etat", "Cet état ; sans lui, en cours et à venir",
         R"({"type":"string","enum":["prevu","en_cours","suspendu","termine","annule","inconnu",)"
         R"("tous"]})"});
    all.push_back({"at", "Tels qu'ils sont ce jour-là ; sans lui, aujourd'hui", day});
    all.push_back({"limit", "Combien par page ; la page pour les gens en a toujours 50",
                   fmt::format(R"({{"type":"integer","minimum":1,"maximum":{},"default":{}}})",
                               WorksFilter::largest_limit, WorksFilter::page_size)});
    all.push_back({"page", "Numéro de la page", R"({"type":"integer","minimum":1,"default":1})"});
    return all;
}

}  // namespace parvis::publish::site
