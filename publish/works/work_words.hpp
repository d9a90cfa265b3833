// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/works/record.hpp"

#include <string>

namespace parvis::publish::works {

/// "Rue barrée": what traffic feels of a phase, in French; "Travaux" where that is not known.
[[nodiscard]] std::string effect_words(const Phase& phase);
/// "du lundi 24 novembre au vendredi 5 décembre 2026, de 8 h à 17 h"; says what is not known.
[[nodiscard]] std::string period_words(const Phase& phase);
/// "rue Jeanne-d’Arc, Rouen", "" where nothing is known.
[[nodiscard]] std::string place_words(const Work& work);
/// "à confirmer : le dernier fichier n’en parle plus", "suspendu", "annulé", "terminé", or "".
[[nodiscard]] std::string state_words(const Phase& phase, Stage stage);

}  // namespace parvis::publish::works
