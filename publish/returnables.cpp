// SPDX-License-Identifier: EUPL-1.2
#include "publish/returnables.hpp"

#include "geo/zoom_grid.hpp"
#include "publish/cql2/binding.hpp"
#include "publish/parameter_text.hpp"

#include <fmt/format.h>

namespace parvis::publish {

std::string read_properties(std::string_view text, const Snapshot& dataset, Returnables& wanted)
{
    using Kind = cql2::Queryable::Kind;
    wanted.all = false;
    wanted.properties.assign(dataset.manifest().properties.size(), false);
    std::string unknown;
    while (true) {
        const auto comma = text.find(',');
        const auto name = text.substr(0, comma);
        const auto found = cql2::queryable(dataset, name);
        if (found && found->kind == Kind::property) {
            wanted.properties[found->property] = true;
        } else if (found) {
            wanted.geometry = wanted.geometry || found->kind == Kind::geometry;
            wanted.state = wanted.state || found->kind == Kind::state;
        } else if (name != "commentaires") {
            unknown += fmt::format("{}« {} »", unknown.empty() ? "" : ", ", name);
        }
        if (comma == text.npos) {
            break;
        }
        text.remove_prefix(comma + 1);
    }
    return unknown.empty() ? std::string()
                           : fmt::format("ce jeu n'a pas {} ; ses propriétés sont : {}", unknown,
                                         fmt::join(cql2::queryable_names(dataset), ", "));
}

std::string read_zoom_level(std::string_view text, Returnables& wanted)
{
    constexpr double finest = 30;
    const auto zoom = parse_number(text);
    if (!zoom || *zoom < 0 || *zoom > finest) {
        return "un niveau de zoom est attendu, de 0 à 30, comme 12";
    }
    wanted.zoom = zoom;
    return {};
}

geo::Geometry geometry_of(const Snapshot& dataset, RowIndex row, const Returnables& wanted)
{
    if (!wanted.has_geometry()) {
        return {};
    }
    auto geometry = dataset.geometry(row);
    return wanted.zoom ? geo::on_zoom_grid(geometry, *wanted.zoom) : geometry;
}

}  // namespace parvis::publish
