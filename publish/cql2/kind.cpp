// SPDX-License-Identifier: EUPL-1.2
#include "publish/cql2/kind.hpp"

#include <fmt/format.h>

namespace parvis::publish::cql2 {

Kind kind_of(const Bound& bound)
{
    if (const auto* moments = std::get_if<Moments>(&bound)) {
        return moments->instants ? Kind::instant : Kind::day;
    }
    switch (bound.index()) {
    case 0:
        return Kind::condition;
    case 1:
        return Kind::number;
    case 2:
        return Kind::text;
    case 4:
        return Kind::span;
    case 5:
        return Kind::list;
    default:
        return Kind::shape;
    }
}

std::string_view name_of(Kind kind)
{
    switch (kind) {
    case Kind::condition:
        return "un oui ou non";
    case Kind::number:
        return "un nombre";
    case Kind::text:
        return "un texte";
    case Kind::day:
        return "un jour";
    case Kind::instant:
        return "un instant (jour et heure)";
    case Kind::span:
        return "un intervalle de temps";
    case Kind::list:
        return "une liste";
    case Kind::shape:
        break;
    }
    return "une géométrie";
}

std::string_view wanted(Kind kind)
{
    switch (kind) {
    case Kind::condition:
        return "une condition, telle que « propriété = valeur », était attendue";
    case Kind::number:
        return "un nombre était attendu, sans guillemets";
    case Kind::text:
        return "un texte entre apostrophes, tel que 'sport', était attendu";
    case Kind::day:
        return "un jour tel que DATE('2026-11-22') était attendu";
    case Kind::instant:
        return "un instant tel que TIMESTAMP('2026-11-22T08:00:00Z') était attendu";
    case Kind::span:
        return "un jour, un instant ou un intervalle de temps était attendu";
    case Kind::list:
        return "une liste telle que ('a', 'b') était attendue";
    case Kind::shape:
        break;
    }
    return "une géométrie était attendue";
}

Fault misfit(const Expression& expression, Kind given, Kind place)
{
    const auto* property = std::get_if<PropertyName>(&expression.node);
    return {expression.at, property == nullptr ? std::string(wanted(place))
                                               : fmt::format("{} : « {} » est {}", wanted(place),
                                                             property->name, name_of(given))};
}

}  // namespace parvis::publish::cql2
