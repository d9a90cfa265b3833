// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parvis::service {

/// CLI11 speaks English only. What it says of a command line that it cannot read, in French: what
/// lacks, what is too much, which values there are. `commands`: those that may stand where one
/// lacks; `given`: the word that stood there, "" for none.
[[nodiscard]] std::string command_fault_fr(std::string_view english, std::string_view given,
                                           const std::vector<std::string>& commands);

/// What an option takes, as its help says it: "TEXTE", "NOMBRE de 1 à 256", "{csv,json}"; from the
/// name that CLI11 has made of type and checks.
[[nodiscard]] std::string option_type_fr(std::string_view type);

}  // namespace parvis::service
