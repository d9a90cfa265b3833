// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/work_words.hpp"

#include "datasets/work_hours.hpp"
#include "publish/site/markdown.hpp"
#include "publish/site/messages.hpp"
#include "publish/site/wording.hpp"
#include "publish/works/public_text.hpp"

#include <fmt/format.h>

#include <optional>

namespace parvis::publish::works {
namespace {

std::optional<datasets::Date> day_of(const std::optional<Bound>& bound)
{
    return bound ? std::optional(bound->day) : std::nullopt;
}

}  // namespace

std::string effect_words(const Phase& phase)
{
    const auto& texts = site::Messages::in("fr");
    const std::string* words = texts.find("effect_" + std::string(code_of(phase.impact.effect)));
    std::string text = words == nullptr ? "Travaux" : *words;
    const Direction direction = phase.place.direction;
    if (phase.impact.effect == Effect::closed &&
        (direction == Direction::forward || direction == Direction::backward)) {
        text += " " + texts.text("work_one_way");
    }
    return text;
}

std::string effect_words(const Phase& phase, Stage stage)
{
    return stage == Stage::paused ? "Travaux suspendus" : effect_words(phase);
}

std::string period_words(const Phase& phase)
{
    std::string text =
        site::period_text(day_of(phase.start), day_of(phase.end), site::Messages::in("fr"));
    if (phase.start && !phase.end) {
        text += " (fin non annoncée)";
    }
    if (!phase.hours_text.empty()) {
        text += ", " + phase.hours_text;
    } else if (phase.hours && (phase.hours->first != 0 || phase.hours->last != 86'400)) {
        text += fmt::format(", de {} à {}", datasets::clock_text(phase.hours->first),
                            datasets::clock_text(phase.hours->last));
    }
    return text;
}

std::string place_words(const Work& work)
{
    std::string text;
    for (const std::string& street : street_names(work.street)) {
        text += (text.empty() ? "" : ", ") + street;
    }
    if (!work.commune_name.empty()) {
        text += (text.empty() ? "" : ", ") + work.commune_name;
    }
    return text;
}

std::string state_words(const Phase& phase, Stage stage)
{
    switch (stage) {
    case Stage::cancelled:
        return "annulé";
    case Stage::ended:
        return "terminé";
    case Stage::paused:
        return "suspendu";
    default:
        break;
    }
    return phase.absent_since ? "à confirmer : le dernier fichier n’en parle plus" : "";
}

std::string comment_words(const CarriedComment& comment)
{
    std::string text = comment_text(comment);
    if (const std::string id = " [" + comment.id + "]"; text.ends_with(id)) {
        text.resize(text.size() - id.size());
    }
    return site::without_marks(text);
}

}  // namespace parvis::publish::works
