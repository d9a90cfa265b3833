// SPDX-License-Identifier: EUPL-1.2
#include "publish/comment_target.hpp"

#include "datasets/spelling.hpp"
#include "publish/comment_figure.hpp"
#include "publish/comment_index.hpp"
#include "publish/snapshot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <variant>

namespace parvis::publish {

namespace {

/// So many rows are looked at for what may have been meant.
constexpr RowIndex most_hinted = 100'000;

std::vector<std::string> column_names(const Snapshot& dataset)
{
    std::vector<std::string> names;
    for (const auto& property : dataset.manifest().properties) {
        names.push_back(property.name);
    }
    return names;
}

std::vector<std::string> ids_of(const Snapshot& dataset)
{
    std::vector<std::string> ids;
    for (RowIndex row = 0; row < std::min(dataset.size(), most_hinted); ++row) {
        ids.emplace_back(dataset.feature_id(row));
    }
    return ids;
}

std::vector<std::string> values_of(const Snapshot& dataset, std::size_t property)
{
    std::set<std::string> values;
    for (RowIndex row = 0; row < std::min(dataset.size(), most_hinted); ++row) {
        values.insert(dataset.text(row, property));
    }
    values.erase("");
    return {values.begin(), values.end()};
}

/// Which of measure, place and period is not there; "" where each is, but not together.
std::string missing_part(const Snapshot& dataset, const datasets::CommentTarget& target)
{
    const auto& facts = dataset.manifest().facts;
    if (facts.figure_measure.empty() && !dataset.property(target.measure)) {
        return fmt::format(" Aucune colonne ne s’appelle « {} ».{}", target.measure,
                           datasets::spelling_hint(target.measure, column_names(dataset)));
    }
    for (const auto& [property, wanted, what] :
         {std::tuple(facts.figure_measure, target.measure, "indicateur"),
          std::tuple(facts.figure_place, target.place, "lieu"),
          std::tuple(facts.figure_period, target.period, "période")}) {
        const auto index = dataset.property(property);
        if (index && dataset.rows_where(*index, wanted).empty()) {
            return fmt::format(" Aucune ligne n’a « {} » ({}).{}", wanted, what,
                               datasets::spelling_hint(wanted, values_of(dataset, *index)));
        }
    }
    return {};
}

std::string missing(const Snapshot& dataset, const datasets::CommentTarget& target,
                    const std::vector<RowIndex>& rows, bool hints)
{
    if (!target.column.empty() && !dataset.property(target.column)) {
        return fmt::format("« {} » n’a pas de colonne « {} ».{}", target.dataset, target.column,
                           datasets::spelling_hint(target.column, column_names(dataset)));
    }
    const bool of_rows = !target.key.empty() || !target.measure.empty();
    if (!of_rows || !rows.empty()) {
        return {};
    }
    if (target.key.empty() && !has_figures(dataset)) {
        return fmt::format("« {} » n’est pas un tableau de chiffres par lieu et par période : "
                           "désignez la ligne par « key » et la colonne par « column ».",
                           target.dataset);
    }
    if (target.key.empty()) {
        return fmt::format("aucun chiffre de « {} » n’est « {} », « {} », « {} »{}", target.dataset,
                           target.measure, target.place, target.period,
                           hints ? "." + missing_part(dataset, target) : std::string());
    }
    return fmt::format("« {} » n’a pas de ligne « {} »{}", target.dataset, target.key,
                       hints ? "." + datasets::spelling_hint(target.key, ids_of(dataset))
                             : std::string());
}

}  // namespace

std::string missing_target(const Snapshot& dataset, const datasets::CommentTarget& target,
                           const std::vector<RowIndex>& rows)
{
    return missing(dataset, target, rows, false);
}

std::string missing_target_with_hints(const Snapshot& dataset,
                                      const datasets::CommentTarget& target)
{
    return missing(dataset, target, figure_rows(dataset, target), true);
}

std::string malformed_target(const datasets::CommentTarget& target)
{
    if (target.dataset.empty()) {
        return "le jeu de données (« dataset ») manque.";
    }
    const bool some = !target.measure.empty() || !target.place.empty() || !target.period.empty();
    const bool all = !target.measure.empty() && !target.place.empty() && !target.period.empty();
    if (some && !all) {
        return "un chiffre se désigne par « measure », « place » et « period » ensemble.";
    }
    if (some && (!target.key.empty() || !target.column.empty())) {
        return "« key » et « column » ne vont pas avec « measure », « place » et « period » : "
               "gardez l’un ou l’autre.";
    }
    return {};
}

std::vector<std::vector<std::string>> communes_of(const Snapshot& dataset,
                                                  const std::vector<RowIndex>& rows)
{
    std::vector<std::vector<std::string>> of_rows;
    const bool are_communes = dataset.manifest().facts.kind == datasets::Kind::communes;
    const auto commune = dataset.property("commune");
    const auto parts = dataset.property("communes_parts");
    for (const RowIndex row : rows) {
        std::set<std::string> communes;
        if (are_communes) {
            communes.emplace(dataset.feature_id(row));
        }
        if (commune) {
            communes.insert(dataset.text(row, *commune));
        }
        if (parts) {
            const auto value = dataset.value(row, *parts);
            if (const auto* areas = std::get_if<std::vector<datasets::Part>>(&value)) {
                for (const auto& part : *areas) {
                    communes.insert(part.area);
                }
            }
        }
        communes.erase("");
        of_rows.emplace_back(communes.begin(), communes.end());
    }
    return of_rows;
}

}  // namespace parvis::publish
