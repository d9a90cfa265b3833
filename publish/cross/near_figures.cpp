// SPDX-License-Identifier: EUPL-1.2
#include "publish/cross/near_figures.hpp"

#include "geo/error.hpp"
#include "geo/measure.hpp"
#include "geo/point_tree.hpp"
#include "geo/reach.hpp"
#include "publish/cross/access.hpp"
#include "publish/cross/exact.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace parvis::publish::cross {

namespace {

/// A place that distances are asked from: a commune, or an area of its own.
struct Asked {
    std::uint32_t place = 0;  ///< of the level
    std::optional<geo::LonLat> at;
    std::optional<double> people;
    const Snapshot* dataset = nullptr;
    RowIndex row = 0;
};

std::vector<Asked> asked_of(const NearQuestion& question)
{
    std::vector<Asked> asked;
    Places& places = question.places;
    if (places.are_areas()) {
        for (std::uint32_t i = 0; i < places.places().size(); ++i) {
            const Place& place = places.places()[i];
            asked.push_back({i, place.dataset->positions().at(place.row), std::nullopt,
                             place.dataset.get(), place.row});
        }
        return asked;
    }
    const auto communes = question.publication.communes();
    const auto people = communes->property("population");
    const Places::Rows& where = places.rows(*communes);
    for (RowIndex row = 0; row < communes->size(); ++row) {
        asked.push_back({where.main(row), communes->positions().at(row),
                         people ? communes->number(row, *people) : std::nullopt, communes.get(),
                         row});
    }
    return asked;
}

/// The rows that are looked for: those with a position and, where one is needed, a value.
struct Things {
    std::vector<geo::LonLat> at;
    std::vector<double> values;
    std::vector<bool> abroad;  ///< whether it lies in no commune of the territory
    std::vector<geo::LonLat> without_value;
    std::uint64_t skipped = 0;
};

Things things_of(const NearQuestion& question)
{
    Things things;
    const RowPositions& positions = question.dataset.positions();
    const Places::Rows& where = question.places.rows(question.dataset);
    for (const RowIndex row : question.rows) {
        const auto at = positions.at(row);
        const auto value = question.property ? question.dataset.number(row, *question.property)
                                             : std::optional{1.0};
        if (at && value && to_exact(*value)) {
            things.at.push_back(*at);
            things.values.push_back(*value);
            things.abroad.push_back(where.know_communes() && where.commune(row).empty());
        } else {
            ++things.skipped;
            if (at) {
                things.without_value.push_back(*at);
            }
        }
    }
    return things;
}

std::string distance_text(double metres)
{
    return metres >= 1000 ? fmt::format("{:g} km", metres / 1000) : fmt::format("{:g} m", metres);
}

/// Metres to a tenth: positions are no better.
double tenths(double metres) { return std::round(metres * 10) / 10; }

using Numbers = std::vector<std::optional<double>>;

/// Metres to the nearest thing, by asked place.
Numbers nearest(const std::vector<Asked>& asked, const Things& things)
{
    const geo::PointTree tree(things.at);
    Numbers numbers;
    for (const Asked& one : asked) {
        const auto found = one.at ? tree.nearest(*one.at) : std::vector<geo::Neighbour>{};
        numbers.push_back(found.empty() ? std::nullopt : std::optional{tenths(found[0].metres)});
    }
    return numbers;
}

/// Why the value of an asked place is only a bound: "" where it is not.
using Doubts = std::vector<std::string>;

/// What of the things within the distance has no value, told place by place; where none has one,
/// the number is not known.
void doubt_what_lacks(const std::vector<Asked>& asked, const Things& things, double metres,
                      Numbers& numbers, Doubts& doubts)
{
    if (things.without_value.empty()) {
        return;
    }
    const geo::PointTree known(things.at), empty(things.without_value);
    const auto count = [&](const geo::PointTree& tree, const Asked& one) {
        std::size_t found = 0;
        tree.visit(*one.at, metres,
                   [&](std::size_t first, std::size_t last) { found += last - first; });
        return found;
    };
    for (std::size_t i = 0; i < asked.size(); ++i) {
        const std::size_t lacking = asked[i].at ? count(empty, asked[i]) : 0;
        if (lacking == 0) {
            continue;
        }
        const std::size_t valued = count(known, asked[i]);
        if (valued == 0) {
            numbers[i] = std::nullopt;
        } else {
            doubts[i] = fmt::format("minimum : {} lignes à portée sur {} sont sans valeur", lacking,
                                    lacking + valued);
        }
    }
}

/// The values within the distance, added.
Numbers sums_within(const std::vector<Asked>& asked, const Things& things, double metres,
                    Doubts& doubts)
{
    const geo::PointTree tree(things.at);
    std::vector<Exact> up_to(things.at.size() + 1);
    for (std::size_t place = 0; place < things.at.size(); ++place) {
        up_to[place + 1] = up_to[place] + to_exact(things.values[tree.order()[place]]).value_or(0);
    }
    Numbers numbers;
    for (const Asked& one : asked) {
        if (!one.at) {
            numbers.emplace_back();
            continue;
        }
        Exact sum = 0;
        tree.visit(*one.at, metres,
                   [&](std::size_t first, std::size_t last) { sum += up_to[last] - up_to[first]; });
        numbers.push_back(to_double(sum));
    }
    doubt_what_lacks(asked, things, metres, numbers, doubts);
    return numbers;
}

/// Inhabitants of each commune within the distance of a thing, whole, by the share of its area.
/// What GEOS cannot cut is not known.
Numbers people_within(const std::vector<Asked>& asked, const Things& things, double metres)
{
    const geo::PointTree tree(things.at);
    Numbers numbers;
    for (const Asked& one : asked) {
        auto& number = numbers.emplace_back();
        const auto box = one.dataset->bounds(one.row);
        if (!box || !one.at || !one.people) {
            continue;
        }
        // Whatever touches the commune is no farther from its position than the farthest corner
        // and the distance.
        double size = 0;
        for (const geo::LonLat corner : {geo::LonLat{box->west, box->south},
                                         {box->west, box->north},
                                         {box->east, box->south},
                                         {box->east, box->north}}) {
            size = std::max(size, geo::distance_m(*one.at, corner));
        }
        const auto nearest = tree.nearest(*one.at);
        if (nearest.empty() || nearest[0].metres > 1.01 * (size + metres)) {
            number = 0;
            continue;
        }
        if (nearest[0].metres + size < 0.99 * metres) {  // one circle holds all of it
            number = std::round(*one.people);
            continue;
        }
        std::vector<geo::LonLat> centres;
        for (const geo::Neighbour& near : tree.within(*one.at, 1.01 * (size + metres))) {
            centres.push_back(things.at[near.index]);
        }
        try {
            const double share =
                geo::covered_share(one.dataset->geometry(one.row), centres, metres);
            number = std::round(share * *one.people);
        } catch (const GeometryError&) {
            number = std::nullopt;
        }
    }
    return numbers;
}

/// The value of a place: that of its one commune; else the mean, weighted by people, or the sum.
/// What one commune does not know, the place does not.
struct Gathering {
    std::size_t communes = 0;
    double only = 0, sum = 0, weighted = 0, people = 0;
    bool known = true, has_people = true;

    void add(const std::optional<double>& value, const std::optional<double>& inhabitants)
    {
        ++communes;
        known = known && value.has_value();
        has_people = has_people && inhabitants.has_value();
        only = value.value_or(0);
        sum += value.value_or(0);
        weighted += value.value_or(0) * inhabitants.value_or(0);
        people += inhabitants.value_or(0);
    }
    [[nodiscard]] std::optional<double> total() const
    {
        return known ? std::optional{sum} : std::nullopt;
    }
    [[nodiscard]] std::optional<double> mean() const
    {
        if (!known || communes == 0) {
            return std::nullopt;
        }
        if (communes == 1) {
            return only;
        }
        return has_people && people > 0 ? std::optional{weighted / people} : std::nullopt;
    }
};

void gather(const std::vector<Asked>& asked, const Numbers& values, const Doubts& doubts,
            const Places& places, NearFigures& figures)
{
    const std::size_t whole = std::size_t{places.unknown()} + 1;
    std::vector<Gathering> gatherings(whole + 1);
    for (std::size_t i = 0; i < asked.size(); ++i) {
        gatherings[asked[i].place].add(values[i], asked[i].people);
        figures.has_unknown |= asked[i].place == places.unknown();
        gatherings[whole].add(values[i], asked[i].people);
    }
    for (std::size_t i = 0; i < asked.size(); ++i) {
        if (doubts[i].empty()) {
            continue;
        }
        for (const std::size_t place : {std::size_t{asked[i].place}, whole}) {
            add_mark(figures.marks[static_cast<std::uint32_t>(place)],
                     {PerimeterMark::unreliable,
                      gatherings[place].communes == 1
                          ? doubts[i]
                          : "une partie de ses communes n'a qu'une borne",
                      true});
        }
    }
    for (const Gathering& one : gatherings) {
        figures.numbers.push_back(figures.are_sums ? one.total() : one.mean());
    }
    if (places.are_areas()) {
        // The areas may overlap, and their people are unknown.
        figures.numbers[whole] = std::nullopt;
        figures.marks.erase(static_cast<std::uint32_t>(whole));
    }
}

/// Whose share of a supply is too large: people around it that are not counted, because they live
/// outside the territory or their number is not known.
void doubt_uncounted_people(const std::vector<Asked>& asked, const Things& things, double metres,
                            Doubts& doubts)
{
    std::vector<geo::LonLat> uncounted;
    for (const Asked& one : asked) {
        if (one.at && !one.people) {
            uncounted.push_back(*one.at);
        }
    }
    const geo::PointTree tree(uncounted);
    std::vector<geo::LonLat> doubtful;
    for (std::size_t i = 0; i < things.at.size(); ++i) {
        if (things.abroad[i] || !tree.nearest(things.at[i], 1, metres).empty()) {
            doubtful.push_back(things.at[i]);
        }
    }
    const geo::PointTree near(doubtful);
    for (std::size_t i = 0; i < asked.size(); ++i) {
        if (asked[i].at && !near.nearest(*asked[i].at, 1, metres).empty()) {
            doubts[i] += (doubts[i].empty() ? "" : " ; ") +
                         std::string("maximum : des habitants autour d'une offre à portée ne sont "
                                     "pas comptés (hors du territoire, ou population inconnue)");
        }
    }
}

Numbers accesses(const std::vector<Asked>& asked, const Things& things,
                 const NearQuestion& question, NearFigures& figures, Doubts& doubts)
{
    std::vector<Demand> demands;
    std::vector<std::size_t> of;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        if (asked[i].at && asked[i].people) {
            demands.push_back({*asked[i].at, *asked[i].people});
            of.push_back(i);
        }
    }
    std::vector<Supply> supplies;
    for (std::size_t i = 0; i < things.at.size(); ++i) {
        supplies.push_back({things.at[i], things.values[i]});
    }
    const Access access = two_step_access(demands, supplies, question.aggregate.within_m);
    Numbers numbers(asked.size());
    for (std::size_t i = 0; i < of.size(); ++i) {
        numbers[of[i]] = access.of_demand[i];
    }
    doubt_what_lacks(asked, things, question.aggregate.within_m, numbers, doubts);
    doubt_uncounted_people(asked, things, question.aggregate.within_m, doubts);
    figures.cautions.emplace_back(
        "Seuls les habitants du territoire se partagent l'offre : près de ses limites, l'accès est "
        "surestimé.");
    figures.notes.push_back(fmt::format(
        "Accessibilité par zones flottantes à deux étapes (2SFCA) : chaque offre est partagée "
        "entre tous les habitants à {0} ou moins, puis chaque commune additionne ce qui lui "
        "revient "
        "à {0} ou moins ; en unités de « {1} » par habitant.",
        distance_text(question.aggregate.within_m),
        question.aggregate.property.empty() ? question.aggregate.dataset
                                            : question.aggregate.property));
    if (access.served > 0) {
        figures.notes.push_back(
            fmt::format("Contrôle du calcul, non des données : accès × habitants, "
                        "additionné, rend {:.12g} pour {:.12g} d'offre atteinte, "
                        "soit un écart relatif de {:.1e}.",
                        access.given_back, access.served, access.difference()));
    }
    if (access.unserved_places > 0) {
        figures.cautions.push_back(fmt::format(
            "{} lignes d'offre ({:.12g} en tout) sont à plus de {} du point de toute commune "
            "habitée : personne ne les atteint, elles ne comptent pour aucun lieu.",
            access.unserved_places, access.unserved, distance_text(question.aggregate.within_m)));
    }
    if (demands.size() < asked.size()) {
        figures.cautions.push_back(
            fmt::format("{} communes sans population connue ou sans limites ne demandent rien et "
                        "n'ont pas d'accès connu.",
                        asked.size() - demands.size()));
    }
    return numbers;
}

std::optional<std::string> why_not(const NearQuestion& question, const Things& things)
{
    const Function function = question.aggregate.function;
    if (function != Function::people && function != Function::access) {
        return std::nullopt;
    }
    if (question.places.are_areas()) {
        return fmt::format(
            "{} demande la population de chaque lieu, et celle des surfaces de « {} » "
            "n'est pas connue : demandez communes, un niveau du site ou territoire",
            name_of(function), question.places.level());
    }
    const auto communes = question.publication.communes();
    const auto people = communes->property("population");
    bool known = false;
    for (RowIndex row = 0; people && !known && row < communes->size(); ++row) {
        known = communes->number(row, *people).has_value();
    }
    if (!known) {
        return fmt::format("{} demande la population des communes, que ce site ne publie pas",
                           name_of(function));
    }
    if (function == Function::access &&
        std::ranges::any_of(things.values, [](double value) { return value < 0; })) {
        return fmt::format("une offre ne peut pas être négative, et « {}.{} » a des valeurs sous 0",
                           question.aggregate.dataset, question.aggregate.property);
    }
    return std::nullopt;
}

void explain(const NearQuestion& question, const std::vector<Asked>& asked, NearFigures& figures)
{
    const Places& places = question.places;
    const Aggregate& aggregate = question.aggregate;
    const std::string_view what = aggregate.function == Function::nearest
                                      ? "Mètres à vol d'oiseau jusqu'à la ligne la plus proche"
                                      : "Distances à vol d'oiseau";
    figures.cautions.push_back(
        fmt::format("{}{} ; les limites ne comptent pas.", what,
                    figures.estimated ? ""
                    : places.are_areas()
                        ? ", depuis la position de chaque surface la plus proche de son centre"
                        : ", depuis la position de chaque commune la plus proche de son centre"));
    if (figures.estimated) {
        figures.cautions.push_back(fmt::format(
            "Estimation (statut E) : habitants à {} ou moins d'une ligne, chaque commune comptée "
            "pour la part de sa surface qui s'y trouve, arrondie à l'habitant.",
            distance_text(aggregate.within_m)));
    }
    figures.notes.push_back(
        fmt::format("Ne compte que ce que « {} » contient, dans le territoire et au-delà.",
                    datasets::text_in(question.dataset.manifest().facts.title, "fr")));
    std::vector<std::size_t> communes(places.places().size() + 1);
    for (const Asked& one : asked) {
        ++communes[one.place];
    }
    const bool gathers =
        !places.are_areas() && std::ranges::any_of(communes, [](auto count) { return count > 1; });
    if (!figures.are_sums && (gathers || figures.numbers.back())) {
        figures.cautions.emplace_back(gathers
                                          ? "Un lieu de plusieurs communes, et le total, ont leur "
                                            "moyenne pondérée par la population."
                                          : "Le total est la moyenne des communes pondérée par la "
                                            "population.");
        figures.uses_population = true;
    }
    figures.notes.insert(figures.notes.begin(), figures.cautions.begin(), figures.cautions.end());
}

}  // namespace

std::variant<NearFigures, std::string> near_figures(const NearQuestion& question)
{
    const Things things = things_of(question);
    if (auto reason = why_not(question, things)) {
        return *std::move(reason);
    }
    const std::vector<Asked> asked = asked_of(question);
    NearFigures figures;
    figures.rows = things.at.size();
    figures.skipped = things.skipped;
    const double metres = question.aggregate.within_m;
    Numbers values;
    Doubts doubts(asked.size());
    switch (question.aggregate.function) {
    case Function::nearest:
        values = nearest(asked, things);
        break;
    case Function::people:
        figures.are_sums = figures.estimated = figures.uses_population = true;
        values = people_within(asked, things, metres);
        break;
    case Function::access:
        figures.uses_population = true;
        values = accesses(asked, things, question, figures, doubts);
        break;
    default:
        values = sums_within(asked, things, metres, doubts);
    }
    if (question.rows.empty()) {
        figures.cautions.emplace_back("Aucune ligne ne répond à la condition.");
    }
    gather(asked, values, doubts, question.places, figures);
    if (question.aggregate.function == Function::nearest) {
        for (auto& number : figures.numbers) {
            number = number ? std::optional{tenths(*number)} : std::nullopt;
        }
    }
    explain(question, asked, figures);
    return figures;
}

}  // namespace parvis::publish::cross
