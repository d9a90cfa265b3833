// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parvis::publish::cross {

/// What is made of the rows of a dataset at one place.
enum class Function {
    count,     ///< rows whose main place it is; adds up
    touching,  ///< rows with a part there; a row may touch several places: does not add up
    sum,       ///< of a property, by main place; adds up
    mean,      ///< of a property, weighted where a weight is given
    minimum,
    maximum,
    median,
    length,   ///< metres of lines: each line's share that lies there; adds up
    area,     ///< square metres of areas, in the same way
    nearest,  ///< metres to the nearest row
    people,   ///< inhabitants that live within a distance of any row, estimated; adds up
    access    ///< of an inhabitant to a supply within a distance (2SFCA)
};

/// One function over the rows of one dataset: "sum(equipements.capacite where famille = 'sport')".
struct Aggregate {
    Function function = Function::count;
    std::string dataset;
    std::string property;  ///< "" for those that need none
    std::string weight;    ///< property of the same row, "population" (of its commune), or ""
    std::string where;     ///< CQL2 text over the dataset's properties, or ""
    double within_m = 0;   ///< counts rows no farther than that, wherever they lie; 0: those there
    friend bool operator==(const Aggregate&, const Aggregate&) = default;

    /// Whether distances decide, not the place that rows lie in.
    [[nodiscard]] bool is_near() const { return function == Function::nearest || within_m > 0; }
};

/// A measure (French: mesure) of places: arithmetic over aggregates, numbers, and the population
/// and area of the place. Read from one text, the same in a site's files, on the command line and
/// in an address:
///
///     count(equipements)
///     piscines: count(equipements where type = 'piscine')
///     1000 * count(equipements) / population
///     length(chantiers) / surface_km2
///     mean(communes.densite_hab_km2, population)
///     nearest(equipements where type = 'piscine')
///     count(equipements where famille = 'sante' within 5 km)
///     people(equipements within 800 m) / population
///     access(hopitaux.lits within 20 km)
struct Measure {
    enum class Operation {
        number,
        aggregate,
        population,
        square_km,
        add,
        subtract,
        multiply,
        divide
    };
    struct Node {
        Operation operation = Operation::number;
        double number = 0;
        std::size_t aggregate = 0;        ///< index in aggregates
        std::size_t left = 0, right = 0;  ///< indexes in nodes, both before this one
    };

    std::string name;  ///< of its column: lower snake case, ASCII
    std::string text;  ///< the expression as it was asked
    std::vector<Aggregate> aggregates;
    std::vector<Node> nodes;  ///< the whole is the last

    static constexpr std::size_t longest_text = 2000;
    static constexpr std::size_t most_nodes = 100;
};

/// The measure that a text says, or why it says none: a French sentence that quotes the place.
/// Without "name:" the name is made from the expression.
[[nodiscard]] std::variant<Measure, std::string> parse_measure(std::string_view text);

/// Whole factors up to this one keep sums exact.
inline constexpr double largest_whole_factor = 1e9;

/// Whether the values of places add up to the total: only sums, differences and whole
/// multiples of aggregates that do.
[[nodiscard]] bool adds_up(const Measure& measure);

/// "count", "touching" …: as they are written.
[[nodiscard]] std::string_view name_of(Function function);

}  // namespace parvis::publish::cross
