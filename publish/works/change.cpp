// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/change.hpp"

#include "datasets/json_text.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace parvis::publish::works {
namespace {

constexpr std::array<std::string_view, 9> kind_codes{"appeared", "departed",   "cancelled",
                                                     "ended",    "started",    "paused",
                                                     "resumed",  "to_confirm", "changed"};

ChangeKind kind_of(const WorkState& before, const WorkState& after)
{
    const auto is_over = [](Stage stage) {
        return stage == Stage::ended || stage == Stage::cancelled;
    };
    if (before.stage != after.stage) {
        switch (after.stage) {
        case Stage::cancelled:
            return ChangeKind::cancelled;
        case Stage::ended:
            return ChangeKind::ended;
        case Stage::paused:
            return ChangeKind::paused;
        case Stage::active:
            return before.stage == Stage::paused || is_over(before.stage) ? ChangeKind::resumed
                                                                          : ChangeKind::started;
        case Stage::planned:
            if (is_over(before.stage)) {
                return ChangeKind::resumed;
            }
            break;
        case Stage::unknown:
            break;
        }
    }
    return after.to_confirm && !before.to_confirm ? ChangeKind::to_confirm : ChangeKind::changed;
}

/// One member as it was and as it is; "" where it is not.
struct Difference {
    const Member* was = nullptr;
    const Member* is = nullptr;
};

/// In the order of what is, then what was and is no more.
std::vector<Difference> differences(const std::vector<Member>& before,
                                    const std::vector<Member>& after)
{
    std::map<std::pair<std::string_view, std::string_view>, const Member*> was;
    for (const Member& member : before) {
        was[{member.phase, member.name}] = &member;
    }
    std::vector<Difference> found;
    for (const Member& member : after) {
        const auto old = was.find({member.phase, member.name});
        if (old == was.end()) {
            found.push_back({nullptr, &member});
            continue;
        }
        if (old->second->value != member.value) {
            found.push_back({old->second, &member});
        }
        was.erase(old);
    }
    for (const Member& member : before) {
        if (was.contains({member.phase, member.name})) {
            found.push_back({&member, nullptr});
        }
    }
    return found;
}

std::string differences_json(const std::vector<Difference>& differences)
{
    constexpr std::size_t longest = 4'096;
    datasets::JsonText json;
    json.start_array();
    for (const auto& [was, is] : differences) {
        const Member& either = is != nullptr ? *is : *was;
        json.start_object();
        json.member("member", either.name);
        if (!either.phase.empty()) {
            json.member("phase", either.phase);
        }
        const bool is_short = (was == nullptr || was->value.size() <= longest) &&
                              (is == nullptr || is->value.size() <= longest);
        if (is_short) {
            json.key("from");
            json.raw(was != nullptr ? std::string_view(was->value) : "null");
            json.key("to");
            json.raw(is != nullptr ? std::string_view(is->value) : "null");
        }
        json.end_object();
    }
    json.end_array();
    return json.take();
}

}  // namespace

std::string_view code_of(ChangeKind kind) { return kind_codes.at(static_cast<std::size_t>(kind)); }

std::optional<ChangeKind> change_kind(std::string_view code)
{
    const auto found = std::find(kind_codes.begin(), kind_codes.end(), code);
    return found == kind_codes.end()
               ? std::nullopt
               : std::optional(static_cast<ChangeKind>(found - kind_codes.begin()));
}

std::optional<Change> compare(const WorkState* before, const WorkState* after)
{
    if (before == nullptr && after == nullptr) {
        return std::nullopt;
    }
    const WorkState& either = after != nullptr ? *after : *before;
    Change change;
    change.dataset = either.dataset;
    change.id = either.id;
    change.members = "[]";
    if (before != nullptr) {
        change.before = before->where;
    }
    if (after != nullptr) {
        change.after = *after;
    }
    if (before == nullptr || after == nullptr) {
        change.kind = after != nullptr ? ChangeKind::appeared : ChangeKind::departed;
        return change;
    }
    if (*before == *after) {
        return std::nullopt;
    }
    const auto differing = differences(before->members, after->members);
    change.kind = kind_of(*before, *after);
    change.by_clock = !differing.empty() && std::ranges::all_of(differing, [](const auto& one) {
        const bool both = one.was != nullptr && one.is != nullptr;
        return (both                 ? one.is
                : one.was != nullptr ? one.was
                                     : one.is)
                       ->name == state_of_day ||
               (both && one.is->name == "etat");
    });
    change.members = differences_json(differing);
    return change;
}

Told told(const Change& change, const WorksWanted& wanted, bool takes_after)
{
    if (change.after && takes_after && change.after->where.fits(wanted)) {
        return Told::update;
    }
    // Columns as they were are not kept: whoever filters by them hears of all that left.
    const bool may_know = change.before.fits(wanted) ||
                          (!takes_after && change.after && change.after->where.fits(wanted));
    return may_know && change.kind != ChangeKind::appeared ? Told::gone : Told::nothing;
}

std::string change_json(const Change& change, Told told)
{
    datasets::JsonText json;
    json.start_object();
    json.member("number", change.number);
    json.member("at", datasets::to_text(change.at));
    json.member("type", told == Told::update ? "update" : "gone");
    json.member("change", code_of(change.kind));
    json.member("by", change.by_clock ? "clock" : "source");
    json.member("chantier", change.dataset + '/' + change.id);
    json.member("version", std::uint64_t{change.version});
    if (told == Told::update) {
        json.key("members");
        json.raw(change.members);
        json.key("work");
        json.raw(feature_of(*change.after));
    }
    json.end_object();
    return json.take();
}

}  // namespace parvis::publish::works
