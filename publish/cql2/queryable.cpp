// SPDX-License-Identifier: EUPL-1.2
#include "publish/cql2/binding.hpp"
#include "publish/cql2/text_cursor.hpp"
#include "publish/query.hpp"

namespace parvis::publish::cql2 {

std::optional<Queryable> queryable(const Snapshot& dataset, std::string_view name)
{
    using Kind = Queryable::Kind;
    if (name == "etat" && has_state(dataset.manifest())) {
        return Queryable{Kind::state, 0};
    }
    if (const auto property = dataset.property(name)) {
        return Queryable{Kind::property, *property};
    }
    // No two properties differ by letter case alone: their names are lower case.
    const auto low = lower(name);
    if (low != name) {
        return queryable(dataset, low);
    }
    if (name == "geometry" || name == "geom") {
        return Queryable{Kind::geometry, 0};
    }
    return name == "id" ? std::optional(Queryable{Kind::id, 0}) : std::nullopt;
}

std::vector<std::string> queryable_names(const Snapshot& dataset)
{
    std::vector<std::string> names;
    for (const auto& property : dataset.manifest().properties) {
        names.push_back(property.name);
    }
    if (has_state(dataset.manifest())) {
        names.emplace_back("etat");
    }
    names.emplace_back("id");
    names.emplace_back("geometry");
    return names;
}

}  // namespace parvis::publish::cql2
