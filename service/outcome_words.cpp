// SPDX-License-Identifier: EUPL-1.2
#include "service/outcome_words.hpp"

#include <fmt/format.h>

namespace parvis::service {

namespace {

std::string_view type_fr(datasets::ValueType type)
{
    using datasets::ValueType;
    switch (type) {
    case ValueType::boolean:
        return "oui ou non";
    case ValueType::integer:
        return "nombre entier";
    case ValueType::number:
        return "nombre";
    case ValueType::text:
        return "texte";
    case ValueType::date:
        return "date";
    case ValueType::instant:
        return "date et heure";
    case ValueType::list:
        return "liste";
    case ValueType::parts:
        return "parts par secteur";
    }
    return "";
}

}  // namespace

std::string_view words_of_end(std::string_view reason)
{
    return reason == "past"          ? "sa date de fin est passée"
           : reason == "removed"     ? "il a été confirmé qu’elle est finie"
           : reason == "not_in_file" ? "elle n’est pas dans le fichier"
           : reason == "rejected"    ? "elle est dans le fichier, mais refusée"
           : reason == "outside"     ? "elle est dans le fichier, mais hors du territoire"
                                     : "sans identifiant, elle ne peut pas être reconnue d’un "
                                       "fichier à l’autre";
}

std::string types_line(const std::vector<datasets::Property>& properties)
{
    constexpr std::size_t most = 40;
    std::string line;
    std::size_t columns = 0;
    for (const auto& property : properties) {
        if (!property.derived && ++columns <= most) {
            line += fmt::format("{}{} {}", columns == 1 ? "" : ", ", property.name,
                                type_fr(property.type));
        }
    }
    return fmt::format("Types : {}{}", line, columns > most ? ", …" : "");
}

}  // namespace parvis::service
