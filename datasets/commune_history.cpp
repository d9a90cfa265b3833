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
};

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

std::vector<Movement> read_movements(const std::filesystem::path& file)
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
    std::vector<Movement> movements;
    SourceRow row;
    while (source->next(row)) {
        if (std::ranges::find(ground_movements, row.cells[kind]) == ground_movements.end()) {
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
        movements.push_back({*date, with_zero(row.cells[before]), with_zero(row.cells[after])});
    }
    return movements;
}

}  // namespace

CommuneHistory CommuneHistory::read(const std::filesystem::path& file)
{
    const std::vector<Movement> movements = read_movements(file);
    // Each day on which a code loses or gets ground ends what it meant and starts another meaning,
    // if it is a commune on that day at all.
    struct Break {
        bool is_before = false, is_after = false;
    };
    std::map<std::string, std::map<Date, Break>> breaks;
    for (const Movement& movement : movements) {
        if (!movement.before.empty()) {
            breaks[movement.before][movement.day].is_before = true;
        }
        if (!movement.after.empty()) {
            breaks[movement.after][movement.day].is_after = true;
        }
    }
    CommuneHistory history;
    for (const auto& [code, days] : breaks) {
        auto& own = history.m_by_code[code];
        const auto open = [&](std::optional<Date> from) {
            own.push_back(static_cast<std::uint32_t>(history.m_perimeters.size()));
            history.m_perimeters.push_back({code, from, std::nullopt, {}, {}});
        };
        if (days.begin()->second.is_before) {
            open(std::nullopt);
        }
        for (const auto& [day, one] : days) {
            if (!own.empty() && !history.m_perimeters[own.back()].to) {
                history.m_perimeters[own.back()].to = day;
            }
            if (one.is_after) {
                open(day);
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
    return history;
}

bool CommuneHistory::moved(std::string_view code) const
{
    return m_by_code.find(code) != m_by_code.end();
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
