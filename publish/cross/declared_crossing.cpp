// SPDX-License-Identifier: EUPL-1.2
#include "publish/cross/declared_crossing.hpp"

#include "datasets/model_column.hpp"
#include "datasets/version.hpp"
#include "publish/cross/comment_scope.hpp"
#include "publish/parameter_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

namespace parvis::publish::cross {

namespace {

using datasets::CrossingDefinition;
using datasets::DeclaredMeasure;
using datasets::Property;
using datasets::Texts;
using datasets::Value;
using datasets::ValueType;
using Operation = Measure::Operation;

constexpr std::string_view status_suffix = "_statut";

/// "« pole » : ce niveau n'existe pas." from the reason that /cross would give.
std::string sentence(std::string_view what, std::string_view reason)
{
    const bool ends = reason.ends_with('.') || reason.ends_with('?') || reason.ends_with('!');
    return fmt::format("{}{}{}", what.empty() ? "" : fmt::format("« {} » : ", what), reason,
                       ends ? "" : ".");
}

CrossQuery query_of(const Publication& publication, const CrossingDefinition& definition)
{
    CrossQuery query;
    query.level = definition.level;
    query.day = publication.today;
    if (!definition.period.empty()) {
        auto span = parse_datetime(definition.period, publication.site.zone);
        if (const auto* reason = std::get_if<std::string>(&span)) {
            definition.table.fail("period", sentence(definition.period, *reason));
        }
        query.period = std::get<TimeSpan>(span);
        query.period_text = definition.period;
    }
    for (const DeclaredMeasure& declared : definition.measures) {
        auto measure = parse_measure(declared.name + ": " + declared.expression);
        if (const auto* reason = std::get_if<std::string>(&measure)) {
            declared.table.fail("expression", sentence(declared.expression, *reason));
        }
        query.measures.push_back(std::get<Measure>(std::move(measure)));
        for (const Aggregate& aggregate : query.measures.back().aggregates) {
            const auto dataset = publication.find(aggregate.dataset);
            if (dataset && dataset->manifest().facts.kind == datasets::Kind::crossing) {
                declared.table.fail("expression",
                                    fmt::format("« {} » est lui-même un croisement : croisez les "
                                                "jeux de données dont il vient.",
                                                aggregate.dataset));
            }
        }
    }
    return query;
}

/// What was refused, at the line that asks for it.
[[noreturn]] void refuse(const ParameterProblem& problem, const CrossQuery& query,
                         const CrossingDefinition& definition)
{
    for (std::size_t i = 0; i < query.measures.size(); ++i) {
        if (problem.name == "measure" && problem.value == query.measures[i].text) {
            definition.measures[i].table.fail("expression",
                                              sentence(problem.value, problem.reason));
        }
    }
    definition.table.fail(problem.name == "level" ? "level" : "measure",
                          sentence(problem.value, problem.reason));
}

Property identity(std::string name, Texts label, std::string description)
{
    Property property;
    property.name = std::move(name);
    property.label = std::move(label);
    property.description = {{"fr", std::move(description)}};
    property.derived = true;
    return property;
}

/// The properties that say which place a row is, named as on every row of the site, so that the
/// same filters choose it.
struct Identity {
    std::vector<Property> properties;
    std::string key, title;
    std::vector<std::string> copied;  ///< those that are the place's own in its collection
    Texts row{{"fr", "un lieu"}};
};

Identity identity_of(const Publication& publication, const std::string& level)
{
    Identity made;
    const auto places = publication.find(level);
    const auto kind = places ? places->manifest().facts.kind : datasets::Kind::general;
    const auto copy = [&](const std::string& name) {
        if (const auto index = places->property(name)) {
            made.properties.push_back(places->manifest().properties[*index]);
            made.copied.push_back(name);
        }
    };
    if (kind != datasets::Kind::communes && kind != datasets::Kind::level) {
        made.key = "lieu";
        made.title = "lieu_nom";
        made.properties = {identity("lieu", {{"fr", "Lieu (clé)"}}, "Identifiant du lieu."),
                           identity("lieu_nom", {{"fr", "Lieu"}}, "Nom du lieu.")};
        return made;
    }
    const auto& facts = places->manifest().facts;
    made.row = facts.row;
    made.key = kind == datasets::Kind::communes ? "commune" : facts.level;
    made.title = facts.title_property;
    for (const std::string& name : {made.key, std::string{"commune_code"}, made.title}) {
        if (std::ranges::find(made.copied, name) == made.copied.end()) {
            copy(name);
        }
    }
    if (kind == datasets::Kind::communes) {
        for (const auto& other : publication.levels()) {
            copy(other->manifest().facts.level);
            copy(other->manifest().facts.level + "_nom");
        }
    }
    return made;
}

/// A value of the identity of the rows that lie in no known place.
Value unknown_identity(const Identity& identity, const Property& property)
{
    if (property.name == identity.title) {
        return std::string{"hors de tout lieu connu"};
    }
    // A commune is a key of its own; an area of a level that is not known has a name.
    return property.name == identity.key && property.name != "commune"
               ? Value{std::string{datasets::Level::unknown}}
               : Value{};
}

/// Whether every value is a whole number by what the measure is made of, whatever the rows hold.
bool is_whole(const Publication& publication, const Measure& measure)
{
    return std::ranges::all_of(measure.nodes, [&](const Measure::Node& node) {
        switch (node.operation) {
        case Operation::number:
            return std::floor(node.number) == node.number;
        case Operation::divide:
        case Operation::square_km:
            return false;
        case Operation::aggregate:
            break;
        default:
            return true;
        }
        const Aggregate& aggregate = measure.aggregates[node.aggregate];
        if (aggregate.function == Function::count || aggregate.function == Function::touching) {
            return true;
        }
        const auto dataset = publication.find(aggregate.dataset);
        const auto property = dataset ? dataset->property(aggregate.property) : std::nullopt;
        return aggregate.function == Function::sum && property &&
               dataset->manifest().properties[*property].type == ValueType::integer;
    });
}

/// Why the values of a measure are not to be added up.
std::string why_not_added(const Measure& measure)
{
    if (std::ranges::find(measure.nodes, Operation::divide, &Measure::Node::operation) !=
        measure.nodes.end()) {
        return "c’est un rapport";
    }
    for (const Aggregate& aggregate : measure.aggregates) {
        switch (aggregate.function) {
        case Function::touching:
            return "une même chose touche parfois plusieurs lieux";
        case Function::mean:
            return "c’est une moyenne";
        case Function::median:
            return "c’est une médiane";
        case Function::minimum:
            return "c’est un minimum";
        case Function::maximum:
            return "c’est un maximum";
        default:
            break;
        }
    }
    return "ce n’est pas une somme de ce qui est en chaque lieu";
}

/// The datasets a measure comes from, and the vintage of its figures where it is one.
void set_origin(const Publication& publication, const Measure& measure,
                const CrossedMeasure& crossed, Property& property)
{
    const auto add = [&](const std::string& id) {
        if (std::ranges::find(property.from, id) == property.from.end()) {
            property.from.push_back(id);
        }
    };
    std::vector<std::string> vintages = crossed.vintages;
    bool uses_people = false;
    for (const Aggregate& aggregate : measure.aggregates) {
        add(aggregate.dataset);
        uses_people = uses_people || aggregate.weight == "population";
        const auto dataset = publication.find(aggregate.dataset);
        const auto index = dataset ? dataset->property(aggregate.property) : std::nullopt;
        if (index && !dataset->manifest().properties[*index].vintage.empty()) {
            vintages.push_back(dataset->manifest().properties[*index].vintage);
        }
    }
    uses_people =
        uses_people || std::ranges::find(measure.nodes, Operation::population,
                                         &Measure::Node::operation) != measure.nodes.end();
    const auto communes = publication.communes();
    const auto people = communes ? communes->property("population") : std::nullopt;
    if (uses_people && people) {
        for (const std::string& id : communes->manifest().properties[*people].from) {
            add(id);
        }
    }
    std::ranges::sort(vintages);
    vintages.erase(std::ranges::unique(vintages).begin(), vintages.end());
    property.vintage = vintages.size() == 1 ? vintages.front() : "";
}

Property column_of(const Publication& publication, const DeclaredMeasure& declared,
                   const Measure& measure, const CrossTable& table, std::size_t index)
{
    const CrossedMeasure& crossed = table.measures[index];
    Property property;
    property.name = declared.name;
    property.label = declared.label;
    property.unit = declared.unit;
    property.derived = true;
    const auto whole = [&](const std::vector<Value>& row) {
        return !std::holds_alternative<double>(row[index]);
    };
    property.type = is_whole(publication, measure) && std::ranges::all_of(table.values, whole) &&
                            whole(table.unknown)
                        ? ValueType::integer
                        : ValueType::number;
    std::string said{datasets::text_in(declared.description, "fr")};
    said += fmt::format("{}Calcul : {}.", said.empty() ? "" : " ", crossed.expression);
    if (!table.period_text.empty()) {
        said += fmt::format(" Période : {}.", table.period_text);
    }
    for (const std::string& note : crossed.notes) {
        said += " " + note;
    }
    property.description = declared.description;
    property.description["fr"] = std::move(said);
    if (!crossed.adds_up) {
        property.no_sum = {{"fr", why_not_added(measure)}};
    }
    set_origin(publication, measure, crossed, property);
    return property;
}

Property status_column(const Property& of)
{
    Property property =
        identity(of.name + std::string{status_suffix},
                 {{"fr", fmt::format("{} : statut", datasets::text_in(of.label, "fr"))}},
                 "Lettre de la liste SDMX CL_OBS_STATUS, quand la valeur n’est pas ordinaire.");
    property.values = {{"B", {{"fr", "rupture : le périmètre a changé"}}},
                       {"E", {{"fr", "estimée"}}},
                       {"U", {{"fr", "minimum : des valeurs manquent"}}},
                       {"O", {{"fr", "inconnue"}}}};
    property.from = of.from;
    return property;
}

/// Fills the rows of one crossing.
struct Writing {
    const Publication& publication;
    const CrossTable& table;
    const Identity& identity;
    std::vector<bool> marked;  ///< by measure: it has a column of statuses
    DeclaredCrossing made;

    [[nodiscard]] const PerimeterMark* mark(std::size_t place, std::size_t measure) const
    {
        const auto found = table.marks.find({place, measure});
        return found == table.marks.end() ? nullptr : &found->second;
    }

    void add(std::size_t index, const std::vector<Value>& values)
    {
        const bool known = index < table.places.size();
        const Place* const place = known ? &table.places[index] : nullptr;
        datasets::Feature row;
        row.id = known ? place->id : std::string{datasets::Level::unknown};
        if (known && place->dataset) {
            row.geometry = place->dataset->geometry(place->row);
        }
        for (const Property& property : identity.properties) {
            if (!known) {
                row.values.push_back(unknown_identity(identity, property));
            } else if (!identity.copied.empty()) {
                row.values.push_back(
                    place->dataset->value(place->row, *place->dataset->property(property.name)));
            } else {
                row.values.emplace_back(property.name == identity.key ? place->id : place->name);
            }
        }
        for (std::size_t m = 0; m < table.measures.size(); ++m) {
            row.values.push_back(values[m]);
            const PerimeterMark* const one = mark(index, m);
            if (marked[m]) {
                row.values.push_back(one == nullptr ? Value{} : Value{std::string(1, one->status)});
            }
            if (one != nullptr && one->status == PerimeterMark::missing) {
                made.issues.push_back(
                    {0, datasets::Severity::warning, "crossing_value_unknown",
                     table.measures[m].name, "", row.id,
                     fmt::format("{} : {}.", known ? place->name : row.id, one->reason)});
            }
        }
        if (made.manifest.facts.sample) {
            row.values.emplace_back(true);
        }
        made.rows.push_back(std::move(row));
    }
};

datasets::Manifest manifest_of(const Publication& publication, const CrossingDefinition& definition,
                               const CrossTable& table, const Identity& identity)
{
    datasets::Manifest manifest;
    auto& facts = manifest.facts;
    facts.id = definition.id;
    facts.kind = datasets::Kind::crossing;
    facts.level = definition.level;
    facts.title = definition.title;
    facts.description = definition.description;
    facts.note = definition.note;
    facts.row = identity.row;
    facts.licence = table.licence;
    facts.producer = publication.site.publisher;
    facts.updated = updated(table);
    facts.zone = publication.site.zone;
    facts.sample = !sample_warning(table).empty();
    facts.key = {identity.key};
    facts.title_property = identity.title;
    std::vector<std::string> titles;
    for (const auto& input : table.inputs) {
        manifest.inputs.push_back(fmt::format("{}@{}", input->id(), input->manifest().version));
        titles.emplace_back(datasets::text_in(input->manifest().facts.title, "fr"));
    }
    facts.origin = fmt::format("Calculé par Parvis à partir de : {}.", fmt::join(titles, " ; "));
    manifest.cause = "crossing";
    manifest.reference_date = datasets::to_text(table.day);
    manifest.source.name = fmt::format("{}", fmt::join(manifest.inputs, ", "));
    return manifest;
}

/// A name that a column of Parvis has already, or an id that another dataset has.
void refuse_taken_names(const Publication& publication, const CrossingDefinition& definition,
                        const Identity& identity, const std::vector<Property>& properties)
{
    for (const DeclaredMeasure& declared : definition.measures) {
        if (std::ranges::count(properties, declared.name, &Property::name) > 1 ||
            std::ranges::find(identity.properties, declared.name, &Property::name) !=
                identity.properties.end()) {
            declared.table.fail("name", fmt::format("« {} » nomme déjà une colonne que Parvis "
                                                    "ajoute : choisissez un autre nom.",
                                                    declared.name));
        }
    }
    const auto other = publication.find(definition.id);
    if (other && other->manifest().facts.kind != datasets::Kind::crossing) {
        definition.table.fail("title", fmt::format("un jeu de données « {} » est déjà publié : "
                                                   "donnez un autre nom à ce fichier.",
                                                   definition.id));
    }
}

}  // namespace

DeclaredCrossing make_crossing(const Publication& publication, const CrossingDefinition& definition)
{
    const CrossQuery query = query_of(publication, definition);
    auto crossed = cross(publication, query);
    if (const auto* problems = std::get_if<std::vector<ParameterProblem>>(&crossed)) {
        refuse(problems->front(), query, definition);
    }
    const CrossTable& table = std::get<CrossTable>(crossed);
    const Identity identity = identity_of(publication, definition.level);
    Writing writing{publication, table, identity, {}, {}};
    DeclaredCrossing& made = writing.made;
    made.manifest = manifest_of(publication, definition, table, identity);
    made.properties = identity.properties;
    for (std::size_t m = 0; m < query.measures.size(); ++m) {
        made.properties.push_back(
            column_of(publication, definition.measures[m], query.measures[m], table, m));
        writing.marked.push_back(std::ranges::any_of(table.marks, [&](const auto& mark) {
            // The total is no row of it.
            return mark.first.second == m && mark.first.first != total_index(table);
        }));
        if (writing.marked.back()) {
            made.properties.push_back(status_column(made.properties.back()));
        }
    }
    if (made.manifest.facts.sample) {
        made.properties.push_back(datasets::sample_property());
    }
    refuse_taken_names(publication, definition, identity, made.properties);
    for (std::size_t i = 0; i < table.places.size(); ++i) {
        writing.add(i, table.values[i]);
    }
    if (table.has_unknown) {
        writing.add(table.places.size(), table.unknown);
        made.issues.push_back({0, datasets::Severity::warning, "crossing_without_place", "", "",
                               std::string{datasets::Level::unknown},
                               "Des lignes ne sont d’aucun lieu connu de ce niveau : elles sont "
                               "comptées à part, dans la ligne « inconnu »."});
    }
    made.manifest.properties = made.properties;
    made.manifest.counts.read = made.manifest.counts.kept = made.rows.size();
    for (const auto& issue : made.issues) {
        ++made.manifest.issues[issue.code];
    }
    return std::move(writing.made);
}

std::vector<CarriedInto> carried_comments(const Publication& publication,
                                          const CrossingDefinition& definition,
                                          const Snapshot& published)
{
    const CrossQuery query = query_of(publication, definition);
    const auto crossed = cross(publication, query);
    if (const auto* problems = std::get_if<std::vector<ParameterProblem>>(&crossed)) {
        refuse(problems->front(), query, definition);
    }
    const auto& table = std::get<CrossTable>(crossed);
    CarriedComments general = comments_on(table);
    std::vector<CarriedInto> carried;
    for (CarriedComment& comment : general) {
        carried.push_back({std::nullopt, std::move(comment)});
    }
    for (std::size_t i = 0; i < table.comments.size(); ++i) {
        const auto row =
            published.row_of(i < table.places.size() ? std::string_view(table.places[i].id)
                                                     : datasets::Level::unknown);
        for (CarriedComment comment : table.comments[i]) {
            if (comment.scope.dataset.empty()) {  // said of the place itself, by its collection
                comment.scope =
                    scope_of(publication, *table.places[i].dataset, table.places[i].row);
            }
            if (row) {
                carried.push_back({row, std::move(comment)});
            }
        }
    }
    return carried;
}

std::optional<datasets::Manifest> publish_crossing(const Publication& publication,
                                                   const CrossingDefinition& definition,
                                                   datasets::Register& reg,
                                                   std::chrono::milliseconds patience)
{
    DeclaredCrossing made = make_crossing(publication, definition);
    datasets::VersionWriter writer{reg.data(), definition.id, made.properties, patience};
    for (const auto& row : made.rows) {
        writer.write(row);
    }
    for (const auto& issue : made.issues) {
        writer.write(issue);
    }
    return writer.commit(made.manifest, reg) ? std::optional{std::move(made.manifest)}
                                             : std::nullopt;
}

}  // namespace parvis::publish::cross
