// SPDX-License-Identifier: EUPL-1.2
#include "datasets/additivity.hpp"

#include <algorithm>
#include <array>

namespace parvis::datasets {

namespace {

struct Sign {
    std::string_view word;  ///< of a name in snake case, whole
    std::string_view reason;
};

constexpr std::array signs{
    Sign{"mediane", "c'est une médiane"}, Sign{"median", "c'est une médiane"},
    Sign{"decile", "c'est un décile"},    Sign{"quartile", "c'est un quartile"},
    Sign{"moyenne", "c'est une moyenne"}, Sign{"moyen", "c'est une moyenne"},
    Sign{"taux", "c'est un taux"},        Sign{"pourcentage", "c'est un pourcentage"},
    Sign{"pct", "c'est un pourcentage"},  Sign{"densite", "c'est une densité"},
    Sign{"indice", "c'est un indice"},    Sign{"ratio", "c'est un rapport"},
};

bool has_word(std::string_view name, std::string_view word)
{
    std::size_t start = 0;
    while (start <= name.size()) {
        const std::size_t end = std::min(name.find('_', start), name.size());
        if (name.substr(start, end - start) == word) {
            return true;
        }
        start = end + 1;
    }
    return false;
}

}  // namespace

Texts reason_not_to_add(std::string_view name, std::string_view unit)
{
    const auto found =
        std::ranges::find_if(signs, [&](const Sign& sign) { return has_word(name, sign.word); });
    if (found != signs.end()) {
        return {{"fr", std::string{found->reason}}};
    }
    if (unit.find('%') != unit.npos) {
        return {{"fr", "c'est un pourcentage"}};
    }
    if (unit.find('/') != unit.npos) {
        return {{"fr", "c'est un rapport (" + std::string{unit} + ")"}};
    }
    return {};
}

void read_additivity(const TomlTable& table, Property& property)
{
    auto reason = table.languages("no_sum");
    const auto additive = table.boolean("additive");
    if (!reason.empty() && additive.value_or(false)) {
        table.fail("additive", "« additive = true » et « no_sum » s’excluent");
    }
    if (additive) {
        property.no_sum = *additive ? Texts{} : Texts{{"fr", "le jeu de données le déclare"}};
    }
    if (!reason.empty()) {
        property.no_sum = std::move(reason);
    } else if (!additive && property.no_sum.empty()) {
        property.no_sum = reason_not_to_add(property.name, property.unit);
    }
}

}  // namespace parvis::datasets
