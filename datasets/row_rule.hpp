// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/schema_object.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parvis::datasets {

/// A check of a French schema that Table Schema itself has no word for (`custom_checks`): the ones
/// of the schemas of schema.data.gouv.fr.
struct RowRule {
    enum class Kind {
        siren,          ///< nine digits with their key
        siret,          ///< fourteen digits with their key
        year_interval,  ///< "2019/2021", the first not after the second
        together,       ///< all of these columns are filled, or none
        compared,       ///< `column` stands in `comparison` to the first of `others`
        sum,            ///< `column` is the sum of `others`
        one_of,         ///< `column` or one of `others` is filled
        unchecked       ///< known by name; what it means is not in the schema
    };
    Kind kind = Kind::unchecked;
    std::string name;  ///< as the schema writes it
    std::string column;
    std::vector<std::string> others;
    std::string comparison;  ///< ">=", "<", "==" …
    bool one_year = false;   ///< year_interval: a single year will do
};

/// @throws SourceError for a check that is not one of the above, or lacks a parameter.
[[nodiscard]] RowRule read_row_rule(const SchemaObject& json);

/// Whether a SIREN or SIRET has the right number of digits and its key (Luhn; La Poste's
/// establishments, 356000000, may instead have digits that add up to a multiple of five).
[[nodiscard]] bool is_siren(std::string_view text);
[[nodiscard]] bool is_siret(std::string_view text);
/// "2019/2021"; with `one_year`, also "2019".
[[nodiscard]] bool is_year_interval(std::string_view text, bool one_year);

}  // namespace parvis::datasets
