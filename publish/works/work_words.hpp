// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/carried_comment.hpp"
#include "publish/works/record.hpp"

#include <string>

namespace parvis::publish::works {

/// "Rue barrée": what traffic feels of a phase, in French; "Travaux" where that is not known.
[[nodiscard]] std::string effect_words(const Phase& phase);
/// The same at a stage: of what is paused, only that: it may not be felt for now.
[[nodiscard]] std::string effect_words(const Phase& phase, Stage stage);
/// "du lundi 24 novembre au vendredi 5 décembre 2026, de 8 h à 17 h"; says what is not known.
[[nodiscard]] std::string period_words(const Phase& phase);
/// "rue Jeanne-d’Arc, Rouen", "" where nothing is known.
[[nodiscard]] std::string place_words(const Work& work);
/// "à confirmer : le dernier fichier n’en parle plus", "suspendu", "annulé", "terminé", or "".
[[nodiscard]] std::string state_words(const Phase& phase, Stage stage);

/// A comment, who signs it and what it is on, without the marks of Markdown and its id, which say
/// nothing to readers of a feed.
[[nodiscard]] std::string comment_words(const CarriedComment& comment);

}  // namespace parvis::publish::works
