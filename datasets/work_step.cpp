// SPDX-License-Identifier: EUPL-1.2
#include "datasets/work_step.hpp"

#include <algorithm>

namespace parvis::datasets {
namespace {

struct Words {
    std::string_view name, label_fr;
};

constexpr std::array<Words, work_steps.size()> step_words{{{"draft", "brouillon"},
                                                           {"published", "publié"},
                                                           {"started", "en cours"},
                                                           {"paused", "suspendu"},
                                                           {"ended", "terminé"},
                                                           {"cancelled", "annulé"}}};
constexpr std::array<Words, work_actions.size()> action_words{{{"change", "modifier"},
                                                               {"publish", "publier"},
                                                               {"start", "démarrer"},
                                                               {"pause", "suspendre"},
                                                               {"extend", "prolonger"},
                                                               {"end", "terminer"},
                                                               {"cancel", "annuler"},
                                                               {"reopen", "rouvrir"}}};

template <class Enum, std::size_t n>
std::optional<Enum> named(const std::array<Words, n>& words, std::string_view name)
{
    const auto found = std::ranges::find(words, name, &Words::name);
    return found == words.end() ? std::nullopt
                                : std::optional(static_cast<Enum>(found - words.begin()));
}

}  // namespace

std::optional<WorkStep> step_after(WorkStep step, WorkAction action)
{
    const bool has_begun = step == WorkStep::started || step == WorkStep::paused;
    const auto only = [](bool allowed, WorkStep to) {
        return allowed ? std::optional(to) : std::nullopt;
    };
    switch (action) {
    case WorkAction::change:
        return only(step != WorkStep::cancelled, step);
    case WorkAction::publish:
        return only(step == WorkStep::draft, WorkStep::published);
    case WorkAction::start:
        return only(step == WorkStep::published || step == WorkStep::paused, WorkStep::started);
    case WorkAction::pause:
        return only(step == WorkStep::started, WorkStep::paused);
    case WorkAction::extend:
        return only(step == WorkStep::published || has_begun, step);
    case WorkAction::end:
        return only(step == WorkStep::published || has_begun, WorkStep::ended);
    case WorkAction::cancel:
        return only(step == WorkStep::draft || step == WorkStep::published, WorkStep::cancelled);
    case WorkAction::reopen:
        return only(step == WorkStep::ended, WorkStep::started);
    }
    return std::nullopt;
}

std::string_view name_of(WorkStep step) { return step_words[static_cast<std::size_t>(step)].name; }

std::optional<WorkStep> work_step(std::string_view name)
{
    return named<WorkStep>(step_words, name);
}

std::string_view name_of(WorkAction action)
{
    return action_words[static_cast<std::size_t>(action)].name;
}

std::optional<WorkAction> work_action(std::string_view name)
{
    return named<WorkAction>(action_words, name);
}

std::string_view label_fr(WorkStep step)
{
    return step_words[static_cast<std::size_t>(step)].label_fr;
}

std::string_view label_fr(WorkAction action)
{
    return action_words[static_cast<std::size_t>(action)].label_fr;
}

}  // namespace parvis::datasets
