// SPDX-License-Identifier: EUPL-1.2
#include "publish/cross/denominator.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parvis::publish::cross {

namespace {

using Operation = Measure::Operation;

std::string text_of(const Aggregate& aggregate)
{
    return fmt::format("{}({}{}{}{}{}{}{}{})", name_of(aggregate.function), aggregate.dataset,
                       aggregate.property.empty() ? "" : ".", aggregate.property,
                       aggregate.weight.empty() ? "" : ", ", aggregate.weight,
                       aggregate.where.empty() ? "" : " where ", aggregate.where,
                       aggregate.within_m > 0 ? fmt::format(" within {} m", aggregate.within_m)
                                              : std::string());
}

/// A part of the expression as it may be written; parts of a product stand in parentheses.
std::string text_of(const Measure& measure, std::size_t index, bool inside)
{
    const Measure::Node& node = measure.nodes[index];
    const auto joined = [&](std::string_view sign) {
        const std::string text = fmt::format("{} {} {}", text_of(measure, node.left, true), sign,
                                             text_of(measure, node.right, true));
        return inside ? "(" + text + ")" : text;
    };
    switch (node.operation) {
    case Operation::number:
        return fmt::format("{}", node.number);
    case Operation::aggregate:
        return text_of(measure.aggregates[node.aggregate]);
    case Operation::population:
        return "population";
    case Operation::square_km:
        return "surface_km2";
    case Operation::add:
        return joined("+");
    case Operation::subtract:
        return joined("-");
    case Operation::multiply:
        return joined("*");
    case Operation::divide:
        return joined("/");
    }
    return {};
}

/// A denominator that is a number alone only changes the unit.
bool is_constant(const Measure& measure, std::size_t index)
{
    const Measure::Node& node = measure.nodes[index];
    switch (node.operation) {
    case Operation::number:
        return true;
    case Operation::aggregate:
    case Operation::population:
    case Operation::square_km:
        return false;
    default:
        return is_constant(measure, node.left) && is_constant(measure, node.right);
    }
}

struct Describer {
    const Measure& measure;
    const Places& places;
    const Publication& publication;
    Denominator& out;

    void say(std::string sentence)
    {
        if (std::ranges::find(out.notes, sentence) == out.notes.end()) {
            out.notes.push_back(std::move(sentence));
        }
    }
    void add_vintage(const std::string& vintage)
    {
        if (!vintage.empty() && std::ranges::find(out.vintages, vintage) == out.vintages.end()) {
            out.vintages.push_back(vintage);
        }
    }
    static std::string dated(const datasets::Property& property)
    {
        return property.vintage.empty() ? "Son millésime n’est pas précisé."
                                        : fmt::format("Millésime : {}.", property.vintage);
    }

    /// The place's own figure: its population or its area, as its collection describes it.
    void ground(std::string_view word, std::string_view name)
    {
        for (const auto& ground : places.ground()) {
            if (const auto index = ground->property(name)) {
                const auto& property = ground->manifest().properties[*index];
                add_vintage(property.vintage);
                const auto said = datasets::text_in(property.description, "fr");
                say(fmt::format("« {} » : {}{}{}", word, said, said.empty() ? "" : " ",
                                dated(property)));
                return;
            }
        }
        say(fmt::format("« {} » n’est pas connue à ce niveau.", word));
    }
    void aggregate(const Aggregate& one)
    {
        const auto dataset = publication.find(one.dataset);
        const auto index = dataset ? dataset->property(one.property) : std::nullopt;
        if (!index) {
            return;
        }
        const auto& property = dataset->manifest().properties[*index];
        add_vintage(property.vintage);
        const auto label = datasets::text_in(property.label, "fr");
        say(fmt::format("« {}.{} » : {}, {}. {}", one.dataset, one.property,
                        label.empty() ? std::string_view{property.name} : label,
                        datasets::text_in(dataset->manifest().facts.title, "fr"), dated(property)));
    }
    void describe(std::size_t index)
    {
        const Measure::Node& node = measure.nodes[index];
        switch (node.operation) {
        case Operation::population:
            return ground("population", "population");
        case Operation::square_km:
            return ground("surface_km2", "superficie_km2");
        case Operation::aggregate:
            return aggregate(measure.aggregates[node.aggregate]);
        case Operation::number:
            return;
        default:
            describe(node.left);
            describe(node.right);
        }
    }
};

}  // namespace

Denominator denominator_of(const Measure& measure, const Places& places,
                           const Publication& publication, bool by_people)
{
    Denominator denominator;
    Describer describer{measure, places, publication, denominator};
    for (const Measure::Node& node : measure.nodes) {
        if (node.operation == Operation::divide && !is_constant(measure, node.right)) {
            const std::string text = text_of(measure, node.right, false);
            denominator.text += (denominator.text.empty() ? "" : " ; ") + text;
            describer.say(fmt::format("Dénominateur : {}.", text));
            describer.describe(node.right);
        }
    }
    for (std::size_t i = 0; i < measure.nodes.size(); ++i) {
        const auto operation = measure.nodes[i].operation;
        if (operation == Operation::population || operation == Operation::square_km) {
            describer.describe(i);
        }
    }
    if (by_people) {
        describer.ground("population", "population");
    }
    for (const Aggregate& aggregate : measure.aggregates) {
        if (aggregate.weight == "population") {
            describer.ground("population", "population");
        } else if (!aggregate.weight.empty()) {
            Aggregate weight = aggregate;
            weight.property = aggregate.weight;
            describer.aggregate(weight);
        }
    }
    return denominator;
}

}  // namespace parvis::publish::cross
