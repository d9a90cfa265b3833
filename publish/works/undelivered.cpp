// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/undelivered.hpp"

#include <array>

namespace parvis::publish::works {
namespace {

struct Words {
    std::string_view code, sentence;
};

// In the order of the enumerators.
constexpr std::array<Words, 14> words{{
    {"termine_de_longue_date",
     "Le chantier est terminé ou annulé depuis plus de 30 jours : il n’y a plus rien à annoncer."},
    {"sans_lieu", "Le chantier n’a pas de tracé. Dessinez-le, ou donnez sa position."},
    {"surface",
     "Le chantier est dessiné comme une surface : rien ne dit sur quelle rue elle se trouve. "
     "Dessinez une ligne le long de la rue."},
    {"point_sans_trace",
     "Une rue barrée se dessine par une ligne, d’un carrefour à l’autre ; ici il n’y a qu’un "
     "point."},
    {"sans_debut", "Le début n’est pas connu. Donnez une date."},
    {"sans_fin", "La fin n’est pas connue, et ce format en demande une. Donnez la date prévue."},
    {"fin_avant_debut", "La fin est avant le début. Corrigez les deux dates."},
    {"jamais_au_travail",
     "Aucun des jours de la semaine indiqués ne tombe entre le début et la fin. Corrigez les jours "
     "ou les dates."},
    {"sans_effet", "Le chantier est déclaré sans effet sur la circulation : il n’y a rien à "
                   "annoncer aux conducteurs."},
    {"sans_rue", "Le nom de la rue manque. Remplissez la colonne « voie »."},
    {"plusieurs_rues",
     "Une fermeture se donne rue par rue : celle-ci en nomme plusieurs. Faites-en une ligne par "
     "rue."},
    {"trop_long", "Le tracé de la fermeture dépasse 20 km. Coupez-le en plusieurs tronçons."},
    {"suspendu", "Le chantier est déclaré suspendu : aucune fermeture n’est annoncée aux "
                 "conducteurs jusqu’à la reprise."},
    {"trop_de_parties",
     "Le tracé est fait de plus de 100 morceaux séparés. Dessinez une ligne par tronçon de rue, ou "
     "faites-en plusieurs lignes du fichier."},
}};

}  // namespace

std::string_view code_of(Undelivered reason)
{
    return words.at(static_cast<std::size_t>(reason)).code;
}

std::string_view sentence_of(Undelivered reason)
{
    return words.at(static_cast<std::size_t>(reason)).sentence;
}

}  // namespace parvis::publish::works
