// SPDX-License-Identifier: EUPL-1.2
#include "service/perimeter_command.hpp"

#include "datasets/commune_perimeters.hpp"
#include "publish/api/perimeters.hpp"

#include <fmt/format.h>

#include <optional>
#include <ostream>

namespace parvis::service {

int tell_perimeter(const Command& command, std::ostream& out, std::ostream& errors)
{
    std::optional<datasets::Date> at;
    if (!command.at.empty()) {
        at = datasets::parse_date(command.at);
        if (!at) {
            errors << fmt::format(
                "parvis : --at « {} » : un jour tel que 2013-06-01 est attendu.\n", command.at);
            return 2;
        }
    }
    const auto perimeters = datasets::read_perimeters(datasets::read_site(command.site));
    if (perimeters == nullptr) {
        errors
            << "parvis : ce site ne dit pas ce que les codes ont désigné : donnez-lui le fichier "
               "des mouvements de communes de l’Insee (movements = \"…\" dans [communes] de "
               "territory.toml).\n";
        return 1;
    }
    const auto code = perimeters->code_of(command.code);
    for (const auto& sentence : publish::perimeter_sentences(*perimeters, code, at)) {
        out << sentence << '\n';
    }
    return 0;
}

}  // namespace parvis::service
