// SPDX-License-Identifier: EUPL-1.2
#include "datasets/commune_history.hpp"

#include "datasets/source.hpp"
#include "geo/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace parvis::datasets {

namespace {

/// MOD of movements that change which ground a code means (RULES.md §5): creation, restoration,
/// suppression, mergers, changes of code. 10 is a change of name; 34, 35 and 70 to 72 change what
/// a commune's parts are called.
constexpr std::array ground_movements{"20", "21", "30", "31", "32", "33", "41", "50"};

/// One line of the file that moves ground from one commune to another.
struct Movement {
    Date day;
    std::string before, after;  ///< codes; "" for ground that was, or is, no commune
    std::string mod, name_before, name_after;
};

/// What names every movement: INSEE's words, shortened.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> movement_names{{
    {"20", "création d’une commune"},
    {"21", "rétablissement d’une commune"},
    {"30", "suppression d’une commune"},
    {"31", "fusion simple"},
    {"32", "création d’une commune nouvelle"},
    {"33", "fusion-association"},
    {"41", "changement de code, changement de département"},
    {"50", "changement de code, transfert de chef-lieu"},
}};
constexpr std::string_view change_of_name = "10";

std::size_t column(const Source& source, std::string_view name, const std::filesystem::path& file)
{
    const auto found = std::ranges::find(source.columns(), name);
    if (found == source.columns().end()) {
        throw SourceError{fmt::format(
            "{}, ligne 1 : la colonne « {} » manque. Donnez le fichier des mouvements de communes "
            "de l’INSEE tel qu’il est publié (MOD, DATE_EFF, TYPECOM_AV, COM_AV, …).",
            file.string(), name)};
    }
    return static_cast<std::size_t>(found - source.columns().begin());
}

/// The file has a few codes that a spreadsheet has taken for numbers.
std::string with_zero(std::string_view code)
{
    constexpr std::size_t digits = 5;
    return code.size() == digits - 1 ? "0" + std::string{code} : std::string{code};
}

/// The movements of ground, and beside them the changes of name alone.
struct Movements {
    std::vector<Movement> of_ground, of_name;
};

Movements read_movements(const std::filesystem::path& file)
{
    SourceOptions options;
    options.file = file;
    options.format = "csv";
    const auto source = open_source(options);
    const std::size_t kind = column(*source, "MOD", file);
    const std::size_t day = column(*source, "DATE_EFF", file);
    const std::size_t type_before = column(*source, "TYPECOM_AV", file);
    const std::size_t before = column(*source, "COM_AV", file);
    const std::size_t type_after = column(*source, "TYPECOM_AP", file);
    const std::size_t after = column(*source, "COM_AP", file);
    const auto optional_column = [&](std::string_view name) -> std::optional<std::size_t> {
        const auto found = std::ranges::find(source->columns(), name);
        return found == source->columns().end()
                   ? std::nullopt
                   : std::optional{static_cast<std::size_t>(found - source->columns().begin())};
    };
    const auto name_before = optional_column("LIBELLE_AV");
    const auto name_after = optional_column("LIBELLE_AP");
    Movements movements;
    SourceRow row;
    const auto cell = [&](std::optional<std::size_t> at) {
        return at && *at < row.cells.size() ? std::string{row.cells[*at]} : std::string{};
    };
    while (source->next(row)) {
        const bool renames = row.cells[kind] == change_of_name;
        if (!renames &&
            std::ranges::find(ground_movements, row.cells[kind]) == ground_movements.end()) {
            continue;
        }
        // Associated and delegated communes (COMA, COMD) are parts of a commune, not ground of
        // their own: with the same code as a commune they would be counted twice.
        const bool from_commune = row.cells[type_before] == "COM";
        const bool to_commune = row.cells[type_after] == "COM";
        const bool created = row.cells[before].empty();
        const bool ended = row.cells[after].empty();
        if (!(from_commune || created) || !(to_commune || ended) || (created && ended)) {
            continue;
        }
        const auto date = parse_date(row.cells[day]);
        if (!date) {
            throw SourceError{fmt::format(
                "{}, ligne {}, colonne « DATE_EFF » : « {} » n’est pas une date telle que "
                "2019-01-01.",
                file.string(), row.line, row.cells[day])};
        }
        (renames ? movements.of_name : movements.of_ground)
            .push_back({*date, with_zero(row.cells[before]), with_zero(row.cells[after]),
                        std::string{row.cells[kind]}, cell(name_before), cell(name_after)});
    }
    return movements;
}

}  // namespace

CommuneHistory CommuneHistory::read(const std::filesystem::path& file)
{
    const Movements read = read_movements(file);
    const std::vector<Movement>& movements = read.of_ground;
    // Each day on which a code loses or gets ground ends what it meant and starts another meaning,
    // if it is a commune on that day at all.
    struct Break {
        bool is_before = false, is_after = false;
        std::string began, ended, name_before, name_after;
    };
    std::map<std::string, std::map<Date, Break>> breaks;
    for (const Movement& movement : movements) {
        if (!movement.before.empty()) {
            Break& one = breaks[movement.before][movement.day];
            one.is_before = true;
            one.ended = movement.mod;
            one.name_before = movement.name_before;
        }
        if (!movement.after.empty()) {
            Break& one = breaks[movement.after][movement.day];
            one.is_after = true;
            one.began = movement.mod;
            one.name_after = movement.name_after;
        }
    }
    CommuneHistory history;
    for (const auto& [code, days] : breaks) {
        auto& own = history.m_by_code[code];
        const auto open = [&](std::optional<Date> from) {
            own.push_back(static_cast<std::uint32_t>(history.m_perimeters.size()));
            history.m_perimeters.push_back({code, from, std::nullopt, {}, {}, {}, {}, {}});
        };
        if (days.begin()->second.is_before) {
            open(std::nullopt);
        }
        for (const auto& [day, one] : days) {
            if (!own.empty() && !history.m_perimeters[own.back()].to) {
                Perimeter& before = history.m_perimeters[own.back()];
                before.to = day;
                before.ended = one.ended.empty() ? one.began : one.ended;
                before.name = one.name_before.empty() ? before.name : one.name_before;
            }
            if (one.is_after) {
                open(day);
                history.m_perimeters.back().began = one.began;
                history.m_perimeters.back().name = one.name_after;
            }
        }
    }
    for (const Movement& movement : movements) {
        const auto ends = [&](const std::string& code) -> std::optional<std::uint32_t> {
            for (const std::uint32_t index : history.m_by_code[code]) {
                if (history.m_perimeters[index].to == movement.day) {
                    return index;
                }
            }
            return std::nullopt;
        };
        const auto starts = [&](const std::string& code) -> std::optional<std::uint32_t> {
            for (const std::uint32_t index : history.m_by_code[code]) {
                if (history.m_perimeters[index].from == movement.day) {
                    return index;
                }
            }
            return std::nullopt;
        };
        if (movement.before.empty() || movement.after.empty()) {
            continue;
        }
        const auto before = ends(movement.before), after = starts(movement.after);
        if (before && after) {
            auto& successors = history.m_perimeters[*before].successors;
            if (std::ranges::find(successors, *after) == successors.end()) {
                successors.push_back(*after);
                history.m_perimeters[*after].predecessors.push_back(*before);
            }
        }
    }
    // A perimeter that has ended has the name it ended with; one that stands, its last.
    std::map<std::string, Date> renamed;
    for (const Movement& one : read.of_name) {
        for (const std::uint32_t index : history.m_by_code[one.after]) {
            Perimeter& perimeter = history.m_perimeters[index];
            Date& last = renamed[one.after];
            if (!perimeter.to && (!perimeter.from || *perimeter.from <= one.day) &&
                last <= one.day && !one.name_after.empty()) {
                last = one.day;
                perimeter.name = one.name_after;
            }
        }
    }
    std::erase_if(history.m_by_code, [](const auto& entry) { return entry.second.empty(); });
    return history;
}

bool CommuneHistory::moved(std::string_view code) const
{
    return m_by_code.find(code) != m_by_code.end();
}

std::string_view movement_name(std::string_view mod)
{
    const auto found =
        std::ranges::find(movement_names, mod, [](const auto& named) { return named.first; });
    return found == movement_names.end() ? std::string_view{"mouvement"} : found->second;
}

std::vector<const Perimeter*> CommuneHistory::of(std::string_view code) const
{
    std::vector<const Perimeter*> all;
    if (const auto found = m_by_code.find(code); found != m_by_code.end()) {
        for (const std::uint32_t index : found->second) {
            all.push_back(&m_perimeters[index]);
        }
    }
    return all;
}

const Perimeter* CommuneHistory::at(std::string_view code, Date day) const
{
    const auto found = m_by_code.find(code);
    if (found == m_by_code.end()) {
        return nullptr;
    }
    for (const std::uint32_t index : found->second) {
        const Perimeter& one = m_perimeters[index];
        if ((!one.from || *one.from <= day) && (!one.to || day < *one.to)) {
            return &one;
        }
    }
    return nullptr;
}

CommuneHistory::Translation CommuneHistory::translate(std::string_view code, Date day,
                                                      Date to) const
{
    if (!moved(code)) {
        return {{std::string{code}}, true};
    }
    const Perimeter* const start = at(code, day);
    if (start == nullptr) {
        return {};
    }
    const auto stands = [&](const Perimeter& one) {
        return (!one.from || *one.from <= to) && (!one.to || to < *one.to);
    };
    std::set<std::uint32_t> here{static_cast<std::uint32_t>(start - m_perimeters.data())};
    std::set<std::uint32_t> reached, seen;
    bool same_ground = true;
    const bool forward = day <= to;
    while (!here.empty()) {
        std::set<std::uint32_t> next;
        for (const std::uint32_t index : here) {
            const Perimeter& one = m_perimeters[index];
            if (!seen.insert(index).second) {
                continue;
            }
            if (stands(one)) {
                reached.insert(index);
                continue;
            }
            const auto& ways = forward ? one.successors : one.predecessors;
            for (const std::uint32_t way : ways) {
                const Perimeter& other = m_perimeters[way];
                // A change of code is the only step that leaves the ground as it is.
                const auto& back = forward ? other.predecessors : other.successors;
                same_ground = same_ground && ways.size() == 1 && back.size() == 1;
                next.insert(way);
            }
        }
        here = std::move(next);
    }
    Translation translation;
    for (const std::uint32_t index : reached) {
        translation.codes.push_back(m_perimeters[index].code);
    }
    std::ranges::sort(translation.codes);
    translation.codes.erase(std::ranges::unique(translation.codes).begin(),
                            translation.codes.end());
    translation.same_ground = same_ground && translation.codes.size() == 1;
    return translation;
}

}  // namespace parvis::datasets
