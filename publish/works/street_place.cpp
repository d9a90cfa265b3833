// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/street_place.hpp"

#include "datasets/spelling.hpp"
#include "geo/line_part.hpp"
#include "publish/site/row.hpp"
#include "publish/site/search_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>
#include <sstream>

namespace parvis::publish::works {
namespace {

using Words = std::vector<std::string>;
using Numbers = std::vector<std::int32_t>;

/// "12", and "12bis", whose letters no layer knows.
std::optional<std::int32_t> number_in(std::string_view word)
{
    std::int32_t number = 0;
    const auto [rest, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    const std::string_view letters(rest,
                                   static_cast<std::size_t>(word.data() + word.size() - rest));
    const bool is_number = error == std::errc() && number >= 0 &&
                           (letters.empty() || letters == "bis" || letters == "ter");
    return is_number ? std::optional(number) : std::nullopt;
}

/// What stands between numbers: "du 12 au 40", "n° 12", "12 - 40".
bool joins_numbers(const std::string& word)
{
    static const std::set<std::string, std::less<>> words{
        "du", "de", "des", "au", "a", "à", "et", "n", "n°", "nº", "no", "-", "–", "bis", "ter"};
    return words.contains(word);
}

/// Numbers at the beginning or at the end of words, taken off them.
Numbers take_numbers(Words& words, bool at_end)
{
    Numbers numbers;
    Words rest = words;
    if (at_end) {
        std::ranges::reverse(rest);
    }
    std::size_t taken = 0, seen = 0;
    for (const auto& word : rest) {
        if (const auto number = number_in(word)) {
            numbers.push_back(*number);
            seen = taken + 1;
        } else if (!joins_numbers(word)) {
            break;
        }
        ++taken;
    }
    // Behind the last number at the beginning, "de la" belongs to the name in no layer; before the
    // first one at the end, "du" does not either.
    const std::size_t cut = numbers.empty() ? 0 : at_end ? taken : seen;
    rest.erase(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(cut));
    if (at_end) {
        std::ranges::reverse(rest);
        std::ranges::reverse(numbers);
    }
    words = std::move(rest);
    return numbers;
}

/// Words of a part of the text; "12-40" is two numbers, "Jeanne-d'Arc" one word.
Words split(std::string_view part)
{
    Words words;
    std::istringstream in{std::string(part)};
    for (std::string word; in >> word;) {
        const auto dash = word.find('-');
        if (dash != std::string::npos && number_in(std::string_view(word).substr(0, dash)) &&
            number_in(std::string_view(word).substr(dash + 1))) {
            words.push_back(word.substr(0, dash));
            words.push_back(word.substr(dash + 1));
        } else {
            words.push_back(word);
        }
    }
    return words;
}

std::string joined(const Words& words)
{
    std::string text;
    for (const auto& word : words) {
        text += (text.empty() ? "" : " ") + word;
    }
    return text;
}

struct Asked {
    Words street;
    Numbers numbers;
    std::string commune;
};

Asked read(std::string_view text)
{
    Asked asked;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of(",;\n"), text.size());
        Words words = split(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        Words rest = words;
        const Numbers numbers = take_numbers(rest, false);
        if (words.empty()) {
            continue;
        }
        if (rest.empty()) {
            asked.numbers = numbers;
        } else if (asked.street.empty()) {
            asked.street = std::move(words);
        } else {
            asked.commune = joined(rest);  // without its postcode
        }
    }
    return asked;
}

/// The commune itself, where a layer has it; else those whose name has these words: "Rouen" is not
/// "Sotteville-lès-Rouen", and "Sotteville" is.
class CommuneAsked {
public:
    CommuneAsked(const std::string& text, const std::vector<StreetLine>& streets)
        : m_text(text), m_words(site::words_of(text))
    {
        m_whole = std::ranges::any_of(streets, [this](const auto& line) { return is(line); });
    }
    [[nodiscard]] bool takes(const StreetLine& line) const
    {
        return m_words.empty() ||
               (m_whole ? is(line)
                        : site::match(site::search_text(line.commune_name), m_words).has_value());
    }

private:
    [[nodiscard]] bool is(const StreetLine& line) const
    {
        return line.commune == m_text || line.commune.ends_with('_' + m_text) ||
               site::words_of(line.commune_name) == m_words;
    }

    std::string m_text;
    Words m_words;
    bool m_whole = false;
};

using Lines = std::vector<const StreetLine*>;

/// The lines of the street of this name; of those whose name has all its words, where none has it.
Lines named(const Words& name, const CommuneAsked& commune, const std::vector<StreetLine>& streets)
{
    const auto words = site::words_of(joined(name));
    Lines whole, part;
    for (const auto& line : streets) {
        if (words.empty() || !commune.takes(line)) {
            continue;
        }
        const auto own = site::words_of(line.name);
        const bool has_all = std::ranges::all_of(
            words, [&](const auto& word) { return std::ranges::find(own, word) != own.end(); });
        if (own == words) {
            whole.push_back(&line);
        } else if (has_all) {
            part.push_back(&line);
        }
    }
    return whole.empty() ? part : whole;
}

/// "Rue Garibaldi (Rouen)" of each street that the lines are of.
std::set<std::string> names_of(const Lines& lines)
{
    std::set<std::string> names;
    for (const auto* line : lines) {
        names.insert(line->commune_name.empty()
                         ? line->name
                         : fmt::format("{} ({})", line->name, line->commune_name));
    }
    return names;
}

std::string no_such_street(const Asked& asked, const std::vector<StreetLine>& streets)
{
    std::vector<std::string> names;
    for (const auto& line : streets) {
        names.push_back(line.name);
    }
    const std::string name = joined(asked.street);
    return fmt::format("« {} » n’est le nom d’aucune voie{}.{}", name,
                       asked.commune.empty() ? "" : " de « " + asked.commune + " »",
                       datasets::spelling_hint(name, names));
}

geo::Geometry geometry_of(std::vector<geo::LineString> lines)
{
    if (lines.size() == 1) {
        return geo::Line{std::move(lines.front())};
    }
    return geo::MultiLine{std::move(lines)};
}

/// Where a house number lies on a line, 0 its beginning and 1 its end.
double share_of(const StreetLine& line, std::int32_t number)
{
    return *line.first == *line.last ? 0
                                     : static_cast<double>(number - *line.first) /
                                           static_cast<double>(*line.last - *line.first);
}

StreetPlace numbered(const Lines& lines, std::int32_t from, std::int32_t to)
{
    std::vector<geo::LineString> parts;
    std::optional<std::pair<std::int32_t, std::int32_t>> all;
    for (const auto* line : lines) {
        if (!line->first || !line->last) {
            continue;
        }
        const auto [low, high] = std::minmax(*line->first, *line->last);
        all = all ? std::pair(std::min(all->first, low), std::max(all->second, high))
                  : std::pair(low, high);
        if (from > high || to < low) {
            continue;
        }
        if (from == to) {
            return {geo::Point{geo::position_along(line->line, share_of(*line, from))}, {}};
        }
        const double one = share_of(*line, std::clamp(from, low, high)),
                     other = share_of(*line, std::clamp(to, low, high));
        const double begin = std::min(one, other), end = std::max(one, other);
        if (begin < end || low == high) {
            parts.push_back(low == high ? line->line : geo::line_part(line->line, begin, end));
        }
    }
    const std::string& name = lines.front()->name;
    if (!all) {
        return {{},
                fmt::format("Les numéros de « {} » ne sont pas connus ici : donnez la voie seule, "
                            "ou dessinez la partie concernée.",
                            name)};
    }
    if (parts.empty()) {
        return {{},
                fmt::format("Les numéros connus de « {} » vont du {} au {}.", name, all->first,
                            all->second)};
    }
    return {geometry_of(std::move(parts)), {}};
}

}  // namespace

std::vector<StreetLine> street_lines(const Snapshot& streets)
{
    std::vector<StreetLine> lines;
    const auto number = [](const site::Row& row, std::string_view name) {
        const auto value = row.number(name);
        return value && *value >= 0 && *value < 1e6
                   ? std::optional(static_cast<std::int32_t>(std::lround(*value)))
                   : std::nullopt;
    };
    for (RowIndex index = 0; index < streets.size(); ++index) {
        const site::Row row(streets, index);
        StreetLine line{row.title(),
                        row.text("commune"),
                        row.text("commune_nom"),
                        number(row, "numero_debut"),
                        number(row, "numero_fin"),
                        {}};
        const auto add = [&](const geo::LineString& drawn) {
            if (drawn.size() > 1 && !line.name.empty()) {
                line.line = drawn;
                lines.push_back(line);
            }
        };
        const auto geometry = streets.geometry(index);
        if (const auto* one = std::get_if<geo::Line>(&geometry)) {
            add(one->line);
        } else if (const auto* many = std::get_if<geo::MultiLine>(&geometry)) {
            // Which part has which number is not known.
            line.first = line.last = std::nullopt;
            for (const auto& drawn : many->lines) {
                add(drawn);
            }
        }
    }
    return lines;
}

StreetPlace street_place(std::string_view text, const std::vector<StreetLine>& streets)
{
    const Asked asked = read(text);
    if (asked.street.empty()) {
        return {{}, "Donnez le nom d’une voie, comme « 12 à 40 rue Garibaldi, Sotteville »."};
    }
    // A name may begin or end with a number: as it stands first.
    Words before = asked.street, behind = asked.street;
    Numbers numbers = asked.numbers;
    const Numbers leading = take_numbers(before, false), trailing = take_numbers(behind, true);
    const CommuneAsked commune(asked.commune, streets);
    Lines lines = named(asked.street, commune, streets);
    if (lines.empty() && !leading.empty()) {
        lines = named(before, commune, streets);
        numbers = leading;
    }
    if (lines.empty() && !trailing.empty()) {
        lines = named(behind, commune, streets);
        numbers = trailing;
    }
    if (lines.empty()) {
        return {{}, no_such_street(asked, streets)};
    }
    if (const auto names = names_of(lines); names.size() > 1) {
        constexpr std::size_t most = 5;
        std::string list;
        std::size_t count = 0;
        for (const auto& name : names) {
            list += ++count > most ? "" : (list.empty() ? "" : ", ") + name;
        }
        return {{},
                fmt::format("Plusieurs voies répondent à ce nom : {}{}. Donnez le nom entier, et "
                            "la commune après une virgule.",
                            list, names.size() > most ? "…" : "")};
    }
    if (numbers.empty()) {
        std::vector<geo::LineString> whole;
        for (const auto* line : lines) {
            whole.push_back(line->line);
        }
        return {geometry_of(std::move(whole)), {}};
    }
    const auto [from, to] = std::ranges::minmax(numbers);
    return numbered(lines, from, to);
}

}  // namespace parvis::publish::works
