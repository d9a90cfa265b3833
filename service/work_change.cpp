// SPDX-License-Identifier: EUPL-1.2
#include "service/work_change.hpp"

#include "datasets/work_step.hpp"
#include "service/entered_issue.hpp"
#include "service/work_members.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace parvis::service {

WorkRefusal refused_work(WorkRefusal::Kind kind, std::string sentence)
{
    return {kind, std::move(sentence), {}};
}

std::optional<WorkRefusal> faulty_work(WorkFaults fields)
{
    if (fields.empty()) {
        return std::nullopt;
    }
    WorkRefusal refused;
    for (const auto& [name, reason] : fields) {
        refused.sentence +=
            fmt::format("{}« {} » : {}", refused.sentence.empty() ? "" : " ", name, reason);
    }
    refused.fields = std::move(fields);
    return refused;
}

namespace {

using datasets::EnteredWork;
using datasets::WorkAction;
using datasets::WorkStep;
using Kind = WorkRefusal::Kind;

std::string action_fault(const EnteredWork& work, WorkAction action, datasets::Date today)
{
    std::string possible;
    for (const WorkAction one : datasets::work_actions) {
        if (possible_step(work, one, today)) {
            possible += fmt::format("{}{}", possible.empty() ? "" : ", ", label_fr(one));
        }
    }
    return fmt::format("Le chantier {} est « {} » : {} n’est pas possible. {}", work.id,
                       label_fr(work.step), label_fr(action),
                       possible.empty() ? std::string("Plus rien ne l’est.")
                                        : fmt::format("Possible : {}.", possible));
}

/// As people write it.
std::string day_text(datasets::Date day)
{
    return fmt::format("{:02}/{:02}/{}", day.day, day.month, day.year);
}

/// The day that a start or an end is told for.
std::optional<datasets::Date> told_day(const WorkAsked& asked, datasets::Date today)
{
    const auto day = asked.day.empty() ? std::optional(today) : datasets::parse_date(asked.day);
    return day && *day <= today ? day : std::nullopt;
}

std::optional<WorkRefusal> extend(EnteredWork& work, const WorkAsked& asked)
{
    const auto end = asked.members.find("fin");
    const auto day = end == asked.members.end() ? std::nullopt : datasets::parse_date(end->second);
    if (!day) {
        return faulty_work({{"fin", end == asked.members.end() || end->second.empty()
                                        ? std::string("le nouveau dernier jour, comme 2026-12-31.")
                                        : day_fault(end->second)}});
    }
    const auto before = datasets::parse_date(work.member("fin"));
    if (before && *day <= *before) {
        return faulty_work({{"fin", fmt::format("prolonger va au-delà du {} ; pour finir plus tôt, "
                                                "modifiez la fin.",
                                                day_text(*before))}});
    }
    if (asked.why.empty()) {
        return faulty_work({{"why", "une prolongation dit pourquoi."}});
    }
    work.members["fin"] = datasets::to_text(*day);
    work.members.erase("fin_exacte");
    work.members.erase("fin_confirmee");
    return std::nullopt;
}

/// What was said to have ended goes on, until the day that is asked for.
std::optional<WorkRefusal> reopen(EnteredWork& work, const WorkAsked& asked, datasets::Date today)
{
    if (asked.why.empty()) {
        return faulty_work({{"why", "rouvrir un chantier demande pourquoi."}});
    }
    const auto end = asked.members.find("fin");
    const std::string text = end == asked.members.end() ? std::string() : end->second;
    const auto day = datasets::parse_date(text);
    if (!text.empty() && (!day || *day < today)) {
        return faulty_work({{"fin", "jusqu’à quand ? Donnez le nouveau dernier jour, aujourd’hui "
                                    "ou plus tard, comme 31/12/2026."}});
    }
    work.members["fin"] = text;
    std::erase_if(work.members, [](const auto& one) {
        return one.first == "fin_exacte" || one.first == "fin_confirmee" ||
               (one.first == "fin" && one.second.empty());
    });
    return std::nullopt;
}

/// What a step itself says of a work.
std::optional<WorkRefusal> take_step(EnteredWork& work, const WorkAsked& asked,
                                     datasets::Date today)
{
    for (const auto& [name, value] : asked.members) {
        const bool has_end =
            asked.action == WorkAction::extend || asked.action == WorkAction::reopen;
        if (!has_end || name != "fin") {
            return faulty_work(
                {{name, "cette étape ne le change pas ; modifiez d’abord le chantier."}});
        }
    }
    const bool dated = asked.action == WorkAction::start || asked.action == WorkAction::end;
    const auto day = told_day(asked, today);
    if (dated && !day) {
        return faulty_work({{"day", "un jour passé, ou aujourd’hui, comme 2026-11-30."}});
    }
    if ((asked.action == WorkAction::pause || asked.action == WorkAction::cancel) &&
        asked.why.empty()) {
        return faulty_work(
            {{"why", fmt::format("{} un chantier demande pourquoi.", label_fr(asked.action))}});
    }
    if (asked.action == WorkAction::extend) {
        return extend(work, asked);
    }
    if (asked.action == WorkAction::reopen) {
        return reopen(work, asked, today);
    }
    if (asked.action == WorkAction::start && work.step == WorkStep::published) {
        work.members["debut"] = datasets::to_text(*day);
        work.members["debut_confirme"] = "true";
        work.members.erase("debut_exact");
    } else if (asked.action == WorkAction::end) {
        work.members["fin"] = datasets::to_text(*day);
        work.members["fin_confirmee"] = "true";
        work.members.erase("fin_exacte");
    }
    return std::nullopt;
}

/// A day of a work, what says its hour, and what says that it was seen.
struct Bound {
    const char *day, *exact, *seen;
};
constexpr std::array<Bound, 2> bounds{
    {{"debut", "debut_exact", "debut_confirme"}, {"fin", "fin_exacte", "fin_confirmee"}}};

/// The exact time of a bound counts before its day: one that is of another day would still be told
/// after the day was changed. And what was seen is seen no more once it is said otherwise.
void settle_bound(EnteredWork& work, const Bound& bound, const datasets::WorkMembers& before,
                  const WorkAsked& asked)
{
    const auto was = [&](const char* name) {
        const auto found = before.find(name);
        return found == before.end() ? std::string() : found->second;
    };
    const bool other_day = work.member(bound.day) != was(bound.day);
    if (other_day && !asked.members.contains(bound.exact)) {
        work.members.erase(bound.exact);
    }
    if (other_day || work.member(bound.exact) != was(bound.exact)) {
        work.members.erase(bound.seen);
    }
}

}  // namespace

std::optional<WorkRefusal> change_work(EnteredWork& work, const WorkAsked& asked,
                                       const WorkWriter& writer, datasets::Date today,
                                       WorkFaults& faults)
{
    if (auto fault = text_fault(asked.why); !fault.empty()) {
        faults.emplace_back("why", std::move(fault));
    }
    if (auto fault = text_fault(writer.note.who); !fault.empty()) {
        faults.emplace_back("by", std::move(fault));  // pages name who changed a work
    }
    const datasets::WorkMembers before = work.members;
    if (!asked.id.empty()) {
        const auto next = possible_step(work, asked.action, today);
        if (!next) {
            return refused_work(Kind::state, action_fault(work, asked.action, today));
        }
        if (asked.action != WorkAction::change) {
            if (auto refused = take_step(work, asked, today)) {
                return refused;
            }
            work.step = *next;
            work.shown = work.shown || work.step == WorkStep::published;
            return std::nullopt;
        }
        if (asked.whole) {
            std::erase_if(work.members,
                          [](const auto& one) { return !datasets::is_set_by_steps(one.first); });
        }
    }
    for (const auto& [name, value] : asked.members) {
        if (auto fault = member_fault(name, value); !fault.empty()) {
            faults.emplace_back(name, std::move(fault));
        } else if (value.empty()) {
            work.members.erase(name);
        } else {
            work.members[name] = value;
        }
    }
    for (const Bound& bound : bounds) {
        settle_bound(work, bound, before, asked);
    }
    if (!writer.scope.owner.empty() && work.member("maitre_ouvrage").empty()) {
        work.members["maitre_ouvrage"] = writer.scope.owner;
    }
    return std::nullopt;
}

}  // namespace parvis::service
