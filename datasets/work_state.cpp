// SPDX-License-Identifier: EUPL-1.2
#include "datasets/cross.hpp"

namespace parvis::datasets {

std::string_view code_of(WorkState state)
{
    switch (state) {
    case WorkState::planned:
        return "prevu";
    case WorkState::active:
        return "en_cours";
    case WorkState::paused:
        return "suspendu";
    case WorkState::ended:
        return "termine";
    case WorkState::cancelled:
        return "annule";
    case WorkState::unknown:
        break;
    }
    return "inconnu";
}

WorkState state_on(std::optional<Date> start, std::optional<Date> end, std::string_view declared,
                   Date day)
{
    // What people declare beyond the dates: a work can be given up, finished early or
    // paused. "En cours" or "prévu" only held on the day it was typed, so the dates decide.
    if (declared == "annule") {
        return WorkState::cancelled;
    }
    if (declared == "termine" || (end && *end < day)) {
        return WorkState::ended;
    }
    if (!start) {
        return WorkState::unknown;
    }
    if (day < *start) {
        return WorkState::planned;
    }
    return declared == "suspendu" ? WorkState::paused : WorkState::active;
}

}  // namespace parvis::datasets
