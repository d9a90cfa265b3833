// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/recomposition.hpp"
#include "tests/unit/publish/crossed_site.hpp"

namespace parvis::test {

/// A commune of then with its figures, as a row of a table.
struct FormerCommune {
    std::string code;
    std::string today;               ///< key of today's commune, "" where it was divided
    std::vector<std::string> parts;  ///< of today's commune, where it has several
    Value people, median, rate;
};

/// Publishes the rows as ingest writes a table whose codes are of another day.
inline void publish_former(SmallSite& site, const std::vector<FormerCommune>& rows,
                           const std::string& id = "population",
                           const std::vector<std::string>& poles = {})
{
    auto of_then = property(std::string{origin_property}, ValueType::text);
    of_then.vintage = "2018-01-01";
    auto median = property("revenu_median", ValueType::number);
    median.no_sum = {{"fr", "c'est une médiane"}};
    auto rate = property("taux", ValueType::number);
    rate.no_sum = {{"fr", "c'est un taux"}};
    auto people = property("population_municipale", ValueType::integer);
    people.vintage = "2018";
    const std::vector<Property> properties{
        people,
        median,
        rate,
        property("commune", ValueType::text),
        property("pole", ValueType::text),
        of_then,
        property(std::string{origin_parts_property}, ValueType::list)};
    std::vector<Feature> features;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const FormerCommune& row = rows[i];
        features.push_back(
            {"r" + std::to_string(i),
             std::monostate{},
             {row.people, row.median, row.rate, row.today.empty() ? Value{} : Value{row.today},
              row.today.empty() || poles.empty() ? Value{} : Value{poles[i]}, row.code,
              row.parts.empty() ? Value{} : Value{row.parts}}});
    }
    site.publish(facts(id, Kind::demographics), properties, features);
    site.refresh();
}

}  // namespace parvis::test
