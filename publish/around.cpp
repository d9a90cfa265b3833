// SPDX-License-Identifier: EUPL-1.2
#include "publish/around.hpp"

#include "geo/distance.hpp"
#include "geo/error.hpp"
#include "geo/measure.hpp"
#include "geo/overlay.hpp"
#include "geo/reach.hpp"
#include "geo/short_edges.hpp"
#include "publish/parameter_text.hpp"
#include "publish/row_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace parvis::publish {

namespace {

/// Whether rows of a dataset are things on the ground.
bool has_things(const Snapshot& dataset)
{
    const auto& facts = dataset.manifest().facts;
    return (facts.kind == datasets::Kind::road_works || facts.kind == datasets::Kind::equipment ||
            facts.kind == datasets::Kind::general) &&
           facts.figure_value.empty();
}

/// Without one row of a dataset, where `without` is not nothing.
std::variant<std::vector<DatasetAround>, std::string>
things_near(const Publication& publication, const geo::Geometry& geometry, double metres,
            std::optional<std::pair<std::string_view, RowIndex>> without)
{
    // One request must not be everybody's: what one thread looks at in about a second.
    constexpr std::uint64_t most_pairs = 20'000'000;
    std::vector<DatasetAround> around;
    const auto box = geo::bounds(geometry);
    if (!box) {
        return around;
    }
    const geo::Box wide = geo::widened(*box, metres);
    std::uint64_t pairs = 0;
    for (const auto& [id, other] : publication.datasets) {
        if (!has_things(*other)) {
            continue;
        }
        DatasetAround found{other, {}};
        const auto candidates = other->rows_in(wide);
        for (const RowIndex candidate : candidates) {
            if (without && id == without->first && candidate == without->second) {
                continue;
            }
            const geo::Geometry thing = other->geometry(candidate);
            pairs += geo::vertex_count(geometry) * geo::vertex_count(thing);
            if (pairs > most_pairs) {
                return fmt::format("trop d'objets se trouvent à {:g} m de celui-ci : demandez une "
                                   "distance plus courte",
                                   metres);
            }
            const double away = geo::distance_m(geometry, thing, metres);
            if (away <= metres) {
                found.things.push_back({candidate, away});
            }
        }
        std::ranges::stable_sort(found.things, {}, &ThingAround::metres);
        around.push_back(std::move(found));
    }
    return around;
}

}  // namespace

std::variant<std::vector<DatasetAround>, std::string>
things_around(const Publication& publication, const Snapshot& dataset, RowIndex row, double metres)
{
    return things_near(publication, dataset.geometry(row), metres, std::pair(dataset.id(), row));
}

std::variant<std::vector<DatasetAround>, std::string>
things_around(const Publication& publication, const geo::Geometry& geometry, double metres)
{
    return things_near(publication, geometry, metres, std::nullopt);
}

std::variant<double, std::string> people_around(const Publication& publication,
                                                const geo::Geometry& geometry, double metres)
{
    return people_around(publication, std::span(&geometry, 1), metres);
}

std::variant<double, std::string> people_around(const Publication& publication,
                                                std::span<const geo::Geometry> geometries,
                                                double metres)
{
    constexpr std::size_t most_positions = 5000;
    const auto communes = publication.communes();
    const auto people = communes ? communes->property("population") : std::nullopt;
    if (!people) {
        return "Aucune population des communes n'est publiée ici.";
    }
    std::vector<RowIndex> near;
    std::size_t positions = 0;
    bool somewhere = false;
    for (const geo::Geometry& geometry : geometries) {
        if (const auto box = geo::bounds(geometry)) {
            const auto rows = communes->rows_in(geo::widened(*box, 1.01 * metres));
            near.insert(near.end(), rows.begin(), rows.end());
            positions += geo::vertex_count(geometry);
            somewhere = true;
        }
    }
    if (!somewhere) {
        return "L'objet n'a pas de place connue.";
    }
    if (positions > most_positions) {
        return fmt::format("La forme de l'objet a {} points, plus que les {} de cette estimation.",
                           positions, most_positions);
    }
    std::ranges::sort(near);
    near.erase(std::unique(near.begin(), near.end()), near.end());
    if (near.empty()) {
        return "Aucune commune du territoire n'est à cette distance.";
    }
    double sum = 0;
    try {
        std::vector<geo::Geometry> all;
        for (const geo::Geometry& geometry : geometries) {
            if (!geo::is_empty(geometry)) {
                all.push_back(geo::surroundings(geometry, metres));
            }
        }
        const geo::Geometry reach = all.size() == 1 ? all.front() : geo::dissolve(all);
        for (const RowIndex commune : near) {
            const geo::Geometry area = communes->geometry(commune);
            if (geo::dimension(area) != geo::Dimension::area) {
                return fmt::format("Les limites de « {} » ne sont pas connues.",
                                   row_name(*communes, commune));
            }
            const geo::Geometry whole = geo::with_short_edges(area);
            const double common = geo::area_m2(geo::intersection(whole, reach));
            if (common == 0) {
                continue;
            }
            const auto inhabitants = communes->number(commune, *people);
            if (!inhabitants) {
                return fmt::format("La population de « {} » n'est pas connue.",
                                   row_name(*communes, commune));
            }
            sum += *inhabitants * std::min(1.0, common / geo::area_m2(whole));
        }
    } catch (const GeometryError& error) {  // at a pole, or what GEOS cannot cut
        return fmt::format("Les alentours de l'objet ne se découpent pas : {}", error.what());
    }
    return std::round(sum);
}

std::variant<double, std::string> parse_around(std::string_view text)
{
    const auto metres = parse_number(text);
    if (!metres || !(*metres > 0) || *metres > largest_around_m) {
        return fmt::format("un nombre de mètres au-dessus de 0 et jusqu'à {:g} est attendu, tel "
                           "que {:g}",
                           largest_around_m, default_around_m);
    }
    return *metres;
}

}  // namespace parvis::publish
