// SPDX-License-Identifier: EUPL-1.2
#include "publish/cross/crossing.hpp"

#include "datasets/licence.hpp"
#include "datasets/territory.hpp"
#include "publish/api/facts.hpp"
#include "publish/cross/comment_scope.hpp"
#include "publish/cross/denominator.hpp"
#include "publish/cross/tally.hpp"
#include "publish/parameter_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace parvis::publish::cross {

namespace {

using Operation = Measure::Operation;

/// What an expression is at one place: an exact sum as long as it is one, else a number.
struct Result {
    std::optional<Exact> exact;
    std::optional<double> number;  ///< nothing: not known here
};

Result of_number(double value) { return {std::nullopt, value}; }

std::optional<double> as_number(const Result& result)
{
    return result.exact ? std::optional{to_double(*result.exact)} : result.number;
}

/// A whole factor keeps a sum exact.
std::optional<std::int64_t> whole(const Result& result)
{
    return !result.exact && result.number && std::floor(*result.number) == *result.number &&
                   std::abs(*result.number) <= largest_whole_factor
               ? std::optional{static_cast<std::int64_t>(*result.number)}
               : std::nullopt;
}

/// An exact result where both are, and where it is not too large to be.
std::optional<Exact> exactly(Operation operation, const Result& left, const Result& right)
{
    Exact result = 0;
    if (operation == Operation::multiply) {
        const auto factor = left.exact ? whole(right) : whole(left);
        const auto& sum = left.exact ? left.exact : right.exact;
        const bool fits = sum && factor && !(left.exact && right.exact) &&
                          !__builtin_mul_overflow(*sum, Exact{*factor}, &result);
        return fits ? std::optional{result} : std::nullopt;
    }
    if (operation == Operation::divide || !left.exact || !right.exact) {
        return std::nullopt;
    }
    const bool overflows = operation == Operation::add
                               ? __builtin_add_overflow(*left.exact, *right.exact, &result)
                               : __builtin_sub_overflow(*left.exact, *right.exact, &result);
    return overflows ? std::nullopt : std::optional{result};
}

Result combined(Operation operation, const Result& left, const Result& right)
{
    if (const auto exact = exactly(operation, left, right)) {
        return {exact, std::nullopt};
    }
    const auto a = as_number(left), b = as_number(right);
    if (!a || !b) {
        return {};
    }
    switch (operation) {
    case Operation::add:
        return of_number(*a + *b);
    case Operation::subtract:
        return of_number(*a - *b);
    case Operation::multiply:
        return of_number(*a * *b);
    default:
        // A ratio without a denominator is not known; it is not 0.
        return *b == 0 ? Result{} : of_number(*a / *b);
    }
}

Result evaluate(const Measure& measure, const std::vector<const Tally*>& tallies, std::size_t index,
                const Place* place)
{
    std::vector<Result> results;
    for (const Measure::Node& node : measure.nodes) {
        switch (node.operation) {
        case Operation::number:
            results.push_back(of_number(node.number));
            break;
        case Operation::population:
            results.push_back({std::nullopt, place == nullptr ? std::nullopt : place->population});
            break;
        case Operation::square_km:
            results.push_back({std::nullopt, place == nullptr ? std::nullopt : place->square_km});
            break;
        case Operation::aggregate: {
            const Tally& tally = *tallies[node.aggregate];
            results.push_back(tally.is_exact() ? Result{tally.sum(index), std::nullopt}
                                               : Result{std::nullopt, tally.number(index)});
            break;
        }
        default:
            results.push_back(combined(node.operation, results[node.left], results[node.right]));
        }
    }
    return results.back();
}

datasets::Value value_of(const Result& result)
{
    constexpr double largest_integer = 9e15;  // what every reader of JSON keeps
    if (result.exact) {
        const auto units = *result.exact / exact_unit;
        const double number = to_double(*result.exact);
        if (units * exact_unit == *result.exact && std::abs(number) <= largest_integer) {
            return static_cast<std::int64_t>(units);
        }
        return number;
    }
    if (!result.number || !std::isfinite(*result.number)) {
        return {};
    }
    // A ratio has no more digits than what it is made of; the rest is noise of the division.
    return std::stod(fmt::format("{:.12g}", *result.number));
}

struct Crosser {
    const Publication& publication;
    const CrossQuery& query;
    Places& places;
    std::vector<Tally> tallies;
    std::vector<ParameterProblem> problems;

    /// Index in tallies of an aggregate, tallied once however often it is asked.
    std::optional<std::size_t> tally_of(const Aggregate& aggregate, const Measure& measure)
    {
        for (std::size_t i = 0; i < tallies.size(); ++i) {
            if (tallies[i].aggregate() == aggregate) {
                return i;
            }
        }
        auto tallied =
            Tally::of(publication, places, aggregate, {query.period, query.period_text, query.day});
        if (auto* reason = std::get_if<std::string>(&tallied)) {
            problems.push_back({"measure", measure.text, std::move(*reason)});
            return std::nullopt;
        }
        tallies.push_back(std::get<Tally>(std::move(tallied)));
        return tallies.size() - 1;
    }
};

/// What there is of each dataset at each place: the answer to who asks for nothing in particular.
std::vector<Measure> counts(const Publication& publication)
{
    std::vector<Measure> measures;
    for (const auto& [id, dataset] : publication.datasets) {
        const auto kind = dataset->manifest().facts.kind;
        const bool of_things = kind == datasets::Kind::road_works ||
                               kind == datasets::Kind::equipment || kind == datasets::Kind::general;
        // A table of figures holds several measures: its rows are no things to count.
        if (of_things && dataset->manifest().facts.figure_value.empty()) {
            measures.push_back(std::get<Measure>(
                parse_measure(fmt::format("{}: count({})", datasets::snake_case(id), id))));
        }
    }
    return measures;
}

/// A crossing that would hold a worker for long is refused: one request must not be everybody's.
std::optional<std::string> too_much(const Publication& publication, const CrossQuery& query)
{
    constexpr std::uint64_t most_rows = 20'000'000;
    constexpr std::uint64_t cut_rows = 250;  // cutting a commune takes as long as so many rows
    std::vector<Aggregate> different;
    std::uint64_t rows = 0;
    for (const Measure& measure : query.measures) {
        for (const Aggregate& aggregate : measure.aggregates) {
            if (std::ranges::find(different, aggregate) == different.end()) {
                different.push_back(aggregate);
                const auto dataset = publication.find(aggregate.dataset);
                rows += dataset ? dataset->size() : 0;
                if (aggregate.function == Function::people && publication.communes()) {
                    rows += cut_rows * publication.communes()->size();
                }
            }
        }
    }
    if (rows <= most_rows) {
        return std::nullopt;
    }
    return fmt::format(
        "ces mesures liraient {} lignes, plus que les {} d'une demande : demandez-en "
        "moins à la fois",
        rows, most_rows);
}

/// Every dataset that the table is made from: the places, what was counted, and what the places'
/// own figures were counted from.
void add_inputs(CrossTable& table, const Publication& publication, const Places& places,
                const std::vector<Tally>& tallies, const std::vector<Measure>& measures)
{
    const auto add = [&](const std::shared_ptr<const Snapshot>& input) {
        if (input && std::ranges::find(table.inputs, input) == table.inputs.end()) {
            table.inputs.push_back(input);
        }
    };
    const auto add_figure = [&](const std::shared_ptr<const Snapshot>& of, std::string_view name) {
        const auto property = of ? of->property(name) : std::nullopt;
        if (!property) {
            return;
        }
        add(of);
        table.columns.push_back(of->id() + "." + std::string{name});
        for (const std::string& id : of->manifest().properties[*property].from) {
            add(publication.find(id));
        }
    };
    for (const auto& ground : places.ground()) {
        add(ground);
    }
    for (const Tally& tally : tallies) {
        add(tally.dataset());
        for (const std::string& name : tally.columns()) {
            add_figure(tally.dataset(), name);
        }
        if (tally.aggregate().weight == "population" || tally.uses_population()) {
            add_figure(publication.communes(), "population");
        }
    }
    for (const Measure& measure : measures) {
        for (const Measure::Node& node : measure.nodes) {
            if (node.operation == Operation::population || node.operation == Operation::square_km) {
                const bool people = node.operation == Operation::population;
                for (const auto& ground : places.ground()) {
                    add_figure(ground, people ? "population" : "superficie_km2");
                }
            }
        }
    }
    std::vector<std::string> licences;
    for (const auto& input : table.inputs) {
        licences.push_back(input->manifest().facts.licence);
    }
    table.licence = datasets::combined_licence(licences);
}

/// What people say of the rows that were counted at each place, with the measures that they are
/// counted in, and of the place's own figures.
void add_comments(CrossTable& table, const std::vector<Tally>& tallies,
                  const std::vector<std::vector<std::size_t>>& wanted)
{
    table.comments.resize(table.places.size() + 1);
    for (std::size_t i = 0; i < table.places.size(); ++i) {
        const Place& place = table.places[i];
        if (!place.dataset) {
            continue;
        }
        for (const CarriedComment& comment : place.dataset->comments(place.row)) {
            if (is_of_columns(table, *place.dataset, comment)) {
                add_comment(table.comments[i], comment);
            }
        }
    }
    for (std::size_t t = 0; t < tallies.size(); ++t) {
        const Tally& tally = tallies[t];
        std::vector<std::string> measures;
        for (std::size_t m = 0; m < wanted.size(); ++m) {
            if (std::ranges::find(wanted[m], t) != wanted[m].end()) {
                measures.push_back(table.measures[m].name);
            }
        }
        for (const RowComment& one : tally.comments()) {
            CarriedComment comment = one.comment;
            comment.scope.columns = measures;
            comment.scope.is_part = tally.is_one_of_many(one.place);
            add_comment(table.comments[one.place], comment);
            // Said of a row in no place: there must be a line that says it.
            table.has_unknown |= one.place == table.places.size();
        }
    }
}

}  // namespace

std::variant<CrossTable, std::vector<ParameterProblem>> cross(const Publication& publication,
                                                              const CrossQuery& query)
{
    auto found = Places::of(publication, query.level);
    if (auto* reason = std::get_if<std::string>(&found)) {
        return std::vector<ParameterProblem>{{"level", query.level, std::move(*reason)}};
    }
    Places& places = std::get<Places>(found);
    if (const auto reason = too_much(publication, query)) {
        return std::vector<ParameterProblem>{{"measure", "", *reason}};
    }
    Crosser crosser{publication, query, places, {}, {}};
    std::vector<std::vector<std::size_t>> wanted;
    for (const Measure& measure : query.measures) {
        auto& indexes = wanted.emplace_back();
        for (const Aggregate& aggregate : measure.aggregates) {
            indexes.push_back(crosser.tally_of(aggregate, measure).value_or(0));
        }
    }
    if (!crosser.problems.empty()) {
        return std::move(crosser.problems);
    }

    CrossTable table;
    table.level = places.level();
    table.level_title = places.title();
    table.places = places.places();
    table.values.resize(table.places.size());
    table.notes = places.notes();
    table.period_text = query.period_text;
    table.day = query.day;
    for (std::size_t m = 0; m < query.measures.size(); ++m) {
        const Measure& measure = query.measures[m];
        CrossedMeasure column{
            measure.name, measure.text, adds_up(measure), 0, 0, {}, {}, false, {}, {}};
        std::vector<const Tally*> tallies;
        for (const std::size_t index : wanted[m]) {
            const Tally& tally = crosser.tallies[index];
            tallies.push_back(&tally);
            column.rows += tally.rows();
            column.skipped += tally.skipped();
            column.notes.insert(column.notes.end(), tally.notes().begin(), tally.notes().end());
            const auto& cautions = tally.cautions();
            column.cautions.insert(column.cautions.end(), cautions.begin(), cautions.end());
            column.estimated |= tally.is_estimated();
            table.has_unknown |= tally.has_unknown();
        }
        const bool by_people = std::ranges::any_of(
            tallies, [](const Tally* tally) { return tally->uses_population(); });
        const Denominator denominator = denominator_of(measure, places, publication, by_people);
        column.denominator = denominator.text;
        column.vintages = denominator.vintages;
        column.notes.insert(column.notes.end(), denominator.notes.begin(), denominator.notes.end());
        for (std::size_t i = 0; i <= total_index(table); ++i) {
            for (const Tally* tally : tallies) {
                if (const auto* mark = tally->mark(static_cast<std::uint32_t>(i))) {
                    add_mark(table.marks[{i, m}], *mark);
                }
            }
        }
        for (std::size_t i = 0; i < table.places.size(); ++i) {
            table.values[i].push_back(value_of(evaluate(measure, tallies, i, &table.places[i])));
        }
        table.unknown.push_back(value_of(evaluate(measure, tallies, places.unknown(), nullptr)));
        table.total.push_back(
            value_of(evaluate(measure, tallies, places.unknown() + 1, &places.whole())));
        table.measures.push_back(std::move(column));
    }
    add_inputs(table, publication, places, crosser.tallies, query.measures);
    add_comments(table, crosser.tallies, wanted);
    return table;
}

std::string updated(const CrossTable& table)
{
    std::string newest;
    for (const auto& input : table.inputs) {
        newest = std::max(newest, input->manifest().facts.updated);
    }
    return newest;
}

std::string_view sample_warning(const CrossTable& table)
{
    const auto found = std::ranges::find_if(
        table.inputs, [](const auto& input) { return input->manifest().facts.sample; });
    return found == table.inputs.end() ? std::string_view{}
                                       : publish::sample_warning((*found)->manifest().facts);
}

std::vector<ParameterText> cross_parameters()
{
    constexpr const char* text = R"({"type":"string"})";
    return {{"level",
             "Le niveau : communes, un niveau du site (poles), territoire, tailles, ou un jeu de "
             "surfaces",
             R"({"type":"string","default":"communes"})"},
            {"measure",
             "Une mesure, telle que count(equipements), 1000 * count(equipements) / population, "
             "nearest(equipements), people(equipements within 5 km), "
             "access(equipements within 5 km) ou « nom : expression » ; peut être donné plusieurs "
             "fois",
             R"({"type":"array","maxItems":50,"items":{"type":"string","maxLength":2000}})", false,
             true},
            {"period", "Un jour ou un intervalle : chantiers actifs, période des chiffres", text},
            {"at", "Le jour qui compte pour l'état des chantiers",
             R"({"type":"string","format":"date"})"},
            {"f", "Format", text}};
}

std::variant<CrossQuery, std::vector<ParameterProblem>>
parse_cross_query(const Parameters& parameters, const Publication& publication)
{
    CrossQuery query;
    query.day = publication.today;
    std::vector<ParameterProblem> problems;
    std::map<std::string, int> seen;
    for (const auto& [name, value] : parameters) {
        if (value.empty() && (name == "measure" || name == "period")) {
            continue;  // a form sends the fields that were left empty
        }
        const bool again = ++seen[name] > 1;
        if (name == "measure") {
            auto measure = parse_measure(value);
            if (auto* reason = std::get_if<std::string>(&measure)) {
                problems.push_back({name, value, std::move(*reason)});
                continue;
            }
            auto& read = std::get<Measure>(measure);
            if (std::ranges::find(query.measures, read.name, &Measure::name) !=
                query.measures.end()) {
                problems.push_back({name, value,
                                    fmt::format("deux mesures se nomment « {} » ; écrivez « nom : "
                                                "expression » pour les distinguer",
                                                read.name)});
                continue;
            }
            query.measures.push_back(std::move(read));
        } else if (again && (name == "level" || name == "period" || name == "at" || name == "f")) {
            problems.push_back({name, value, "ce paramètre est donné deux fois"});
        } else if (name == "level") {
            query.level = value;
        } else if (name == "period") {
            auto span = parse_datetime(value, publication.site.zone);
            if (auto* reason = std::get_if<std::string>(&span)) {
                problems.push_back({name, value, std::move(*reason)});
            } else {
                query.period = std::get<TimeSpan>(span);
                query.period_text = value;
            }
        } else if (name == "at") {
            const auto day = datasets::parse_date(value);
            if (day) {
                query.day = *day;
            } else {
                problems.push_back({name, value, "un jour tel que 2026-11-22 est attendu"});
            }
        } else if (name != "f") {
            problems.push_back({name, value,
                                "ce paramètre n'existe pas ici. Possibles : level, measure, "
                                "period, at, f",
                                true});
        }
    }
    if (query.measures.size() > CrossQuery::most_measures) {
        problems.push_back(
            {"measure", "", fmt::format("{} mesures au plus", CrossQuery::most_measures)});
    }
    if (query.measures.empty() && seen.find("measure") == seen.end()) {
        query.measures = counts(publication);
    }
    if (!problems.empty()) {
        return problems;
    }
    return query;
}

}  // namespace parvis::publish::cross
