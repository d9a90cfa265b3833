// SPDX-License-Identifier: EUPL-1.2
#include "publish/cross/measure.hpp"

#include "datasets/territory.hpp"
#include "publish/cross/distance_clause.hpp"
#include "publish/parameter_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace parvis::publish::cross {

namespace {

using Operation = Measure::Operation;

enum class TakesProperty { no, yes, either };

struct Named {
    Function function;
    std::string_view name;
    TakesProperty property;
};

constexpr std::array functions{
    Named{Function::count, "count", TakesProperty::no},
    Named{Function::touching, "touching", TakesProperty::no},
    Named{Function::sum, "sum", TakesProperty::yes},
    Named{Function::mean, "mean", TakesProperty::yes},
    Named{Function::minimum, "min", TakesProperty::yes},
    Named{Function::maximum, "max", TakesProperty::yes},
    Named{Function::median, "median", TakesProperty::yes},
    Named{Function::length, "length", TakesProperty::no},
    Named{Function::area, "area", TakesProperty::no},
    Named{Function::nearest, "nearest", TakesProperty::no},
    Named{Function::people, "people", TakesProperty::no},
    Named{Function::access, "access", TakesProperty::either},
};

const Named* function_named(std::string_view name)
{
    const auto found = std::ranges::find(functions, name, &Named::name);
    return found == functions.end() ? nullptr : &*found;
}

bool is_space(char letter) { return letter == ' ' || letter == '\t' || letter == '\n'; }

bool is_letter(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || letter == '_';
}

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && is_space(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_space(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

/// Why an expression cannot be read. Thrown inside this file only.
struct Refusal {
    std::string reason;
};

/// Reads an expression from left to right: sums of products of terms.
class Reader {
public:
    Reader(std::string_view text, Measure& measure) : m_text(text), m_measure(measure) {}

    void read()
    {
        sum();
        skip();
        if (m_at < m_text.size()) {
            refuse("« + », « - », « * », « / » ou la fin était attendu");
        }
    }

private:
    static constexpr std::size_t deepest = 32;

    [[noreturn]] void refuse(std::string_view what) const
    {
        const auto rest = m_text.substr(m_at, 40);
        throw Refusal{rest.empty() ? fmt::format("{} à la fin de l'expression", what)
                                   : fmt::format("{} devant « {} »", what, rest)};
    }

    void skip()
    {
        while (m_at < m_text.size() && is_space(m_text[m_at])) {
            ++m_at;
        }
    }

    bool take(char letter)
    {
        skip();
        if (m_at < m_text.size() && m_text[m_at] == letter) {
            ++m_at;
            return true;
        }
        return false;
    }

    void expect(char letter)
    {
        if (!take(letter)) {
            refuse(fmt::format("« {} » était attendu", letter));
        }
    }

    /// Ids of datasets may have '-' in them: inside a function it is no sign.
    std::string word(std::string_view what, bool with_dash)
    {
        skip();
        const std::size_t start = m_at;
        while (m_at < m_text.size() && (is_letter(m_text[m_at]) || is_digit(m_text[m_at]) ||
                                        (with_dash && m_text[m_at] == '-'))) {
            ++m_at;
        }
        if (m_at == start) {
            refuse(fmt::format("{} était attendu", what));
        }
        return std::string{m_text.substr(start, m_at - start)};
    }

    std::size_t add(Measure::Node node)
    {
        m_measure.nodes.push_back(node);
        return m_measure.nodes.size() - 1;
    }

    std::size_t sum()
    {
        if (++m_depth > deepest) {
            refuse("trop de parenthèses");
        }
        std::size_t left = product();
        for (;;) {
            if (take('+')) {
                left = add({Operation::add, 0, 0, left, product()});
            } else if (take('-')) {
                left = add({Operation::subtract, 0, 0, left, product()});
            } else {
                --m_depth;
                return left;
            }
        }
    }

    std::size_t product()
    {
        std::size_t left = term();
        for (;;) {
            if (take('*')) {
                left = add({Operation::multiply, 0, 0, left, term()});
            } else if (take('/')) {
                left = add({Operation::divide, 0, 0, left, term()});
            } else {
                return left;
            }
        }
    }

    std::size_t term()
    {
        if (take('(')) {
            const std::size_t inner = sum();
            expect(')');
            return inner;
        }
        skip();
        if (m_at < m_text.size() && (is_digit(m_text[m_at]) || m_text[m_at] == '.')) {
            return number();
        }
        const std::size_t start = m_at;
        const std::string name =
            word("un nombre, « population », « surface_km2 » ou une fonction", false);
        if (name == "population") {
            return add({Operation::population, 0, 0, 0, 0});
        }
        if (name == "surface_km2") {
            return add({Operation::square_km, 0, 0, 0, 0});
        }
        const Named* function = function_named(name);
        if (function == nullptr) {
            m_at = start;
            refuse("une fonction était attendue (count, touching, sum, mean, min, max, median, "
                   "length, area, nearest, people, access), ou « population », ou "
                   "« surface_km2 »");
        }
        return aggregate(*function);
    }

    std::size_t number()
    {
        const std::size_t start = m_at;
        while (m_at < m_text.size() && (is_digit(m_text[m_at]) || m_text[m_at] == '.')) {
            ++m_at;
        }
        const auto value = parse_number(m_text.substr(start, m_at - start));
        if (!value) {
            m_at = start;
            refuse("un nombre tel que 1000 ou 0.5 était attendu");
        }
        return add({Operation::number, *value, 0, 0, 0});
    }

    std::size_t aggregate(const Named& function)
    {
        Aggregate one;
        one.function = function.function;
        expect('(');
        one.dataset = word("l'identifiant d'un jeu de données", true);
        if (take('.')) {
            one.property = word("le nom d'une propriété", false);
        }
        if (function.property == TakesProperty::yes && one.property.empty()) {
            refuse(fmt::format("{} demande une propriété, telle que {}({}.capacite), ",
                               function.name, function.name, one.dataset));
        }
        if (function.property == TakesProperty::no && !one.property.empty()) {
            refuse(fmt::format("{} ne prend pas de propriété", function.name));
        }
        if (take(',')) {
            if (one.function != Function::mean) {
                refuse(fmt::format("seule mean se pondère, pas {}", function.name));
            }
            one.weight = word("le poids : une propriété, ou « population », ", false);
        }
        if (!take(')')) {
            clauses(one);
            expect(')');
        }
        check_distance(function, one);
        const auto known = std::ranges::find(m_measure.aggregates, one);
        const auto index = static_cast<std::size_t>(known - m_measure.aggregates.begin());
        if (known == m_measure.aggregates.end()) {
            m_measure.aggregates.push_back(std::move(one));
        }
        return add({Operation::aggregate, 0, index, 0, 0});
    }

    /// "where …", "within …", or both in this order.
    void clauses(Aggregate& one)
    {
        const std::string first = word("« where », « within » ou « ) »", false);
        if (first != "where" && first != "within") {
            refuse("« where », « within » ou « ) » était attendu");
        }
        const std::string_view rest = up_to_the_end();
        const WithinClause parts =
            first == "where" ? split_within(rest) : WithinClause{{}, std::optional{rest}};
        if (first == "where" && parts.condition.empty()) {
            refuse("une condition était attendue après « where », telle que famille = 'sport', ");
        }
        one.where = parts.condition;
        if (parts.distance) {
            const auto metres = parse_distance(*parts.distance);
            if (const auto* reason = std::get_if<std::string>(&metres)) {
                throw Refusal{*reason};
            }
            one.within_m = std::get<double>(metres);
        }
    }

    /// A distance where there must be one, and none where it says nothing.
    static void check_distance(const Named& function, const Aggregate& one)
    {
        const bool needs = one.function == Function::people || one.function == Function::access;
        if (needs && one.within_m == 0) {
            throw Refusal{fmt::format("{0} demande une distance, telle que {0}({1} within 5 km)",
                                      function.name, one.dataset)};
        }
        const bool may = needs || one.function == Function::count || one.function == Function::sum;
        if (!may && one.within_m > 0) {
            throw Refusal{fmt::format("« within » s'emploie avec count, sum, people et access, pas "
                                      "avec {}",
                                      function.name)};
        }
    }

    /// Everything up to the parenthesis that closes the function: quotes hide parentheses.
    std::string_view up_to_the_end()
    {
        const std::size_t start = m_at;
        std::size_t open = 0;
        char quote = 0;
        for (; m_at < m_text.size(); ++m_at) {
            const char letter = m_text[m_at];
            if (quote != 0) {
                quote = letter == quote ? '\0' : quote;
            } else if (letter == '\'' || letter == '"') {
                quote = letter;
            } else if (letter == '(') {
                ++open;
            } else if (letter == ')' && open-- == 0) {
                break;
            }
        }
        return trimmed(m_text.substr(start, m_at - start));
    }

    std::string_view m_text;
    Measure& m_measure;
    std::size_t m_at = 0;
    std::size_t m_depth = 0;
};

/// "name: expression": where the name ends, or nothing.
std::optional<std::size_t> name_end(std::string_view text)
{
    const auto colon = text.find(':');
    return colon != text.npos &&
                   std::ranges::all_of(
                       text.substr(0, colon),
                       [](char letter) { return is_letter(letter) || is_digit(letter); })
               ? std::optional{colon}
               : std::nullopt;
}

/// The value of an expression of numbers alone.
std::optional<double> constant(const Measure& measure, std::size_t node)
{
    const Measure::Node& one = measure.nodes[node];
    if (one.operation == Operation::number) {
        return one.number;
    }
    if (one.operation == Operation::aggregate || one.operation == Operation::population ||
        one.operation == Operation::square_km) {
        return std::nullopt;
    }
    const auto left = constant(measure, one.left), right = constant(measure, one.right);
    if (!left || !right) {
        return std::nullopt;
    }
    switch (one.operation) {
    case Operation::add:
        return *left + *right;
    case Operation::subtract:
        return *left - *right;
    case Operation::multiply:
        return *left * *right;
    default:
        return *left / *right;
    }
}

/// Sums stay exact when they are multiplied by whole numbers, and by those alone.
bool is_whole(const Measure& measure, std::size_t node)
{
    const auto value = constant(measure, node);
    return value && std::floor(*value) == *value && std::abs(*value) <= largest_whole_factor;
}

bool adds_up(const Measure& measure, std::size_t node)
{
    const Measure::Node& one = measure.nodes[node];
    switch (one.operation) {
    case Operation::number:
    case Operation::population:  // not known at every place
    case Operation::square_km:
    case Operation::divide:
        return false;
    case Operation::aggregate: {
        const Aggregate& tallied = measure.aggregates[one.aggregate];
        const Function function = tallied.function;
        const bool of_rows = function == Function::count || function == Function::sum ||
                             function == Function::length || function == Function::area;
        return function == Function::people || (of_rows && !tallied.is_near());
    }
    case Operation::add:
    case Operation::subtract:
        return adds_up(measure, one.left) && adds_up(measure, one.right);
    case Operation::multiply:
        return (adds_up(measure, one.left) && is_whole(measure, one.right)) ||
               (is_whole(measure, one.left) && adds_up(measure, one.right));
    }
    return false;
}

}  // namespace

std::string_view name_of(Function function)
{
    return std::ranges::find(functions, function, &Named::function)->name;
}

bool adds_up(const Measure& measure) { return adds_up(measure, measure.nodes.size() - 1); }

std::variant<Measure, std::string> parse_measure(std::string_view text)
{
    text = trimmed(text);
    if (text.size() > Measure::longest_text) {
        return fmt::format("une mesure a au plus {} octets", Measure::longest_text);
    }
    Measure measure;
    if (const auto end = name_end(text)) {
        measure.name = datasets::snake_case(text.substr(0, *end));
        text = trimmed(text.substr(*end + 1));
        if (measure.name.empty()) {
            return "un nom était attendu devant « : »";
        }
    }
    measure.text = text;
    try {
        Reader{text, measure}.read();
    } catch (const Refusal& refusal) {
        return refusal.reason;
    }
    if (constant(measure, measure.nodes.size() - 1)) {
        return "un nombre seul n'est pas une mesure : nommez un jeu de données, par exemple "
               "count(equipements)";
    }
    if (measure.name.empty()) {
        measure.name = datasets::snake_case(text);
    }
    constexpr std::array reserved{"id",           "nom",     "commentaire",
                                  "commentaires", "sources", "donnee_exemple"};
    if (std::ranges::find(reserved, measure.name) != reserved.end()) {
        return fmt::format("« {} » nomme déjà autre chose dans la table : choisissez un autre nom",
                           measure.name);
    }
    if (measure.nodes.size() > Measure::most_nodes) {
        return fmt::format("une mesure a au plus {} termes et opérations", Measure::most_nodes);
    }
    return measure;
}

}  // namespace parvis::publish::cross
