// SPDX-License-Identifier: EUPL-1.2
#include "datasets/row_issue.hpp"

#include <algorithm>
#include <utility>

namespace parvis::datasets {

const std::vector<IssueKind>& issue_kinds()
{
    static const std::vector<IssueKind> kinds{
        {"quote_unclosed", "Guillemet ouvert et jamais refermé"},
        {"quote_misplaced", "Guillemet au milieu d’une cellule"},
        {"row_too_short", "Ligne avec trop peu de cellules"},
        {"row_too_long", "Ligne avec trop de cellules"},
        {"row_not_object", "Enregistrement qui n’est pas un objet"},
        {"row_not_json", "Ligne qui n’est pas du JSON"},
        {"cell_too_long", "Cellule trop longue"},
        {"cell_merged", "Cellules fusionnées"},
        {"formula_without_value", "Formule sans valeur enregistrée"},
        {"date_1904", "Date comptée depuis 1904"},
        {"code_zero_lost", "Zéro de tête perdu dans un code"},
        {"encoding_invalid", "Octets illisibles dans l’encodage du fichier"},
        {"nul_byte", "Caractère nul dans le texte"},
        {"key_missing", "Identifiant absent"},
        {"key_duplicate", "Identifiant déjà utilisé"},
        {"required_missing", "Valeur obligatoire absente"},
        {"date_invalid", "Date illisible ou impossible"},
        {"time_ambiguous", "Heure locale ambiguë ou inexistante"},
        {"end_before_start", "Fin avant le début"},
        {"period_doubtful", "Chantier sans doute trop long"},
        {"day_contradicts_time", "Jour contredit par l’heure exacte"},
        {"number_invalid", "Nombre illisible"},
        {"number_impossible", "Nombre impossible"},
        {"lanes_contradict", "Plus de files fermées qu’il n’y en a"},
        {"boolean_invalid", "Oui ou non illisible"},
        {"value_unknown", "Valeur hors de la liste"},
        {"coordinates_invalid", "Coordonnées illisibles"},
        {"coordinates_out_of_range", "Coordonnées hors de la Terre"},
        {"coordinates_swapped", "Longitude et latitude échangées"},
        {"geometry_broken", "Géométrie illisible"},
        {"geometry_repaired", "Géométrie réparée"},
        {"unplaced", "Ligne sans lieu"},
        {"person_removed", "Personne retirée d’un texte"},
        {"row_absent", "Ligne absente du dernier fichier, à confirmer"},
        {"outside_territory", "Hors du territoire"},
        {"commune_contradicts_place", "Code commune contredit par le lieu"},
        {"commune_code_zero_lost", "Zéro de tête perdu dans le code commune"},
        {"commune_code_unknown", "Code commune inconnu"},
        {"commune_code_recomposed", "Commune d’alors, comptée dans celle d’aujourd’hui"},
        {"commune_code_divided", "Commune d’alors, partagée depuis"},
        {"commune_code_not_yet", "Code commune qui n’existait pas à cette date"},
        {"commune_perimeter_changed", "Périmètre de la commune changé depuis"},
        {"level_unknown", "Secteur inconnu"},
        {"level_contradicts_place", "Secteur contredit par le lieu"},
        {"commune_code_invalid", "Code qui n’est pas un code de commune"},
        {"commune_duplicate", "Commune présente deux fois"},
        {"commune_without_boundary", "Commune sans contour"},
        {"boundary_without_commune", "Contours hors du territoire"},
        {"commune_without_area", "Commune sans secteur connu"},
        {"population_incomplete", "Population d’une commune d’alors absente"},
        {"crossing_value_unknown", "Valeur croisée inconnue"},
        {"crossing_without_place", "Lignes hors de tout lieu connu"},
        {"layer_overlap", "Limites qui se recouvrent"},
        {"layer_overlap_total", "Recouvrements des limites, en tout"},
        {"layer_gap", "Trou entre les limites"},
        {"layer_gap_total", "Trous entre les limites, en tout"},
        {"schema_column_missing", "Colonne du schéma absente"},
        {"schema_column_unknown", "Colonne hors du schéma"},
        {"schema_column_order", "Colonnes dans un autre ordre que le schéma"},
        {"schema_column_spelling", "Nom de colonne écrit autrement que dans le schéma"},
        {"schema_unchecked", "Vérification du schéma qui n’est pas faite"},
        {"schema_required", "Valeur obligatoire absente (schéma)"},
        {"schema_type", "Valeur d’un autre type que celui du schéma"},
        {"schema_format", "Valeur d’un autre format que celui du schéma"},
        {"schema_enum", "Valeur hors de la liste du schéma"},
        {"schema_pattern", "Valeur sans la forme demandée par le schéma"},
        {"schema_pattern_limit", "Valeur que le motif du schéma ne permet pas de vérifier"},
        {"schema_min_length", "Valeur trop courte pour le schéma"},
        {"schema_max_length", "Valeur trop longue pour le schéma"},
        {"schema_minimum", "Valeur sous le minimum du schéma"},
        {"schema_maximum", "Valeur au-dessus du maximum du schéma"},
        {"schema_unique", "Valeur qui devait être unique"},
        {"schema_primary_key", "Clé de la ligne absente ou déjà utilisée"},
        {"schema_foreign_key", "Renvoi à une ligne qui n’existe pas"},
        {"schema_siren", "SIREN faux"},
        {"schema_siret", "SIRET faux"},
        {"schema_year_interval", "Intervalle d’années mal écrit"},
        {"schema_together", "Colonnes à remplir ensemble"},
        {"schema_compared", "Colonnes qui se contredisent"},
        {"schema_sum", "Somme fausse"},
        {"schema_one_of", "Une de plusieurs colonnes à remplir"},
        {"schema_any_of", "Valeur qui n’a aucune des formes permises"},
        {"schema_geometry", "Géométrie d’un autre genre que celui du schéma"},
        {"layer_seam", "Couture entre les limites de deux pays"},
    };
    return kinds;
}

std::string shortened(std::string_view text)
{
    constexpr std::size_t most = 200;
    std::size_t characters = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool starts = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
        if (starts && ++characters > most) {
            return std::string(text.substr(0, i)) + "…";
        }
    }
    return std::string(text);
}

void settle(std::vector<RowIssue>& issues)
{
    const auto causes = std::stable_partition(issues.begin(), issues.end(), [](const RowIssue& i) {
        return i.severity == Severity::rejected;
    });
    if (causes == issues.begin()) {
        // Nothing refuses it: the order of the cells is the reader's.
        for (RowIssue& issue : issues) {
            if (!issue.if_kept.empty()) {
                issue.message += " " + std::exchange(issue.if_kept, {});
            }
        }
        return;
    }
    for (RowIssue& issue : issues) {
        issue.if_kept.clear();
    }
    for (auto issue = causes; issue != issues.end(); ++issue) {
        issue->severity = Severity::rejected;
        issue->message += " (La ligne est refusée pour une autre raison.)";
    }
}

RowIssue cell_issue(std::uint64_t line, Severity severity, const char* code,
                    const std::string& column, std::string_view text, std::string message)
{
    return {line, severity, code, column, shortened(text), {}, std::move(message)};
}

}  // namespace parvis::datasets
