// SPDX-License-Identifier: EUPL-1.2
#include "publish/cross/condition.hpp"

#include "datasets/spelling.hpp"
#include "publish/parameter_text.hpp"
#include "publish/query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>

namespace parvis::publish::cross {

namespace {

using Node = Condition::Node;
using Operation = Condition::Operation;
using datasets::Value;
using datasets::ValueType;

/// Why a text is no condition. Thrown inside this file only.
struct Refusal {
    std::string reason;
};

std::string lower(std::string_view text)
{
    std::string low(text);
    std::ranges::transform(low, low.begin(), [](unsigned char letter) {
        return static_cast<char>(std::tolower(letter));
    });
    return low;
}

bool is_name_letter(char letter)
{
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

class Reader {
public:
    Reader(std::string_view text, const Snapshot& dataset) : m_text(text), m_dataset(dataset) {}

    std::vector<Node> read()
    {
        either();
        skip();
        if (m_at < m_text.size()) {
            refuse("« and », « or » ou la fin était attendu");
        }
        return std::move(m_nodes);
    }

private:
    static constexpr std::size_t deepest = 32;

    [[noreturn]] void refuse(std::string_view what) const
    {
        const auto rest = m_text.substr(m_at, 40);
        throw Refusal{rest.empty()
                          ? fmt::format("condition « {} » : {} à la fin", m_text, what)
                          : fmt::format("condition « {} » : {} devant « {} »", m_text, what, rest)};
    }

    void skip()
    {
        while (m_at < m_text.size() &&
               std::isspace(static_cast<unsigned char>(m_text[m_at])) != 0) {
            ++m_at;
        }
    }

    bool take(std::string_view mark)
    {
        skip();
        if (m_text.substr(m_at).starts_with(mark)) {
            m_at += mark.size();
            return true;
        }
        return false;
    }

    std::string_view peek_word()
    {
        skip();
        std::size_t end = m_at;
        while (end < m_text.size() && is_name_letter(m_text[end])) {
            ++end;
        }
        return m_text.substr(m_at, end - m_at);
    }

    bool take_word(std::string_view word)
    {
        const auto next = peek_word();
        if (lower(next) != word) {
            return false;
        }
        m_at += next.size();
        return true;
    }

    std::size_t add(Node node)
    {
        m_nodes.push_back(std::move(node));
        return m_nodes.size() - 1;
    }

    std::size_t join(Operation operation, std::size_t left, std::size_t right)
    {
        Node node;
        node.operation = operation;
        node.left = left;
        node.right = right;
        return add(std::move(node));
    }

    std::size_t either()
    {
        if (++m_depth > deepest) {
            refuse("trop de parenthèses");
        }
        std::size_t left = both();
        while (take_word("or")) {
            const std::size_t right = both();
            left = join(Operation::either, left, right);
        }
        --m_depth;
        return left;
    }

    std::size_t both()
    {
        std::size_t left = factor();
        while (take_word("and")) {
            const std::size_t right = factor();
            left = join(Operation::both, left, right);
        }
        return left;
    }

    std::size_t factor()
    {
        if (take_word("not")) {
            if (++m_depth > deepest) {
                refuse("trop de « not »");
            }
            const std::size_t inner = factor();
            --m_depth;
            return join(Operation::negation, inner, inner);
        }
        if (take("(")) {
            const std::size_t inner = either();
            if (!take(")")) {
                refuse("« ) » était attendu");
            }
            return inner;
        }
        return comparison();
    }

    std::size_t property()
    {
        const bool quoted = take("\"");
        const std::size_t start = m_at;
        const std::string name(peek_word());
        if (name.empty()) {
            refuse("le nom d'une propriété était attendu");
        }
        m_at += name.size();
        if (quoted && !take("\"")) {
            refuse("« \" » était attendu");
        }
        if (name == "etat" && has_state(m_dataset.manifest())) {
            return Condition::state;
        }
        if (const auto found = m_dataset.property(name)) {
            const auto type = m_dataset.manifest().properties[*found].type;
            if (type == ValueType::list || type == ValueType::parts) {
                m_at = start;
                refuse(fmt::format("« {} » est une liste et ne se compare pas", name));
            }
            return *found;
        }
        std::vector<std::string> names;
        for (const auto& one : m_dataset.manifest().properties) {
            names.push_back(one.name);
        }
        m_at = start;
        throw Refusal{fmt::format("condition « {} » : « {} » n'a pas de propriété « {} ».{}",
                                  m_text, m_dataset.id(), name,
                                  datasets::spelling_hint(name, names))};
    }

    std::string quoted_text()
    {
        std::string text;
        for (; m_at < m_text.size(); ++m_at) {
            if (m_text[m_at] != '\'') {
                text += m_text[m_at];
            } else if (m_text.substr(m_at).starts_with("''")) {
                text += m_text[m_at++];
            } else {
                ++m_at;
                return text;
            }
        }
        refuse("« ' » était attendu");
    }

    Value value(std::size_t property)
    {
        const ValueType type = property == Condition::state
                                   ? ValueType::text
                                   : m_dataset.manifest().properties[property].type;
        const bool date_call = take_word("date");
        if (date_call && !take("(")) {
            refuse("« ( » était attendu après DATE");
        }
        skip();
        const std::size_t start = m_at;
        const auto wrong = [&](std::string_view what) {
            m_at = start;
            refuse(what);
        };
        if (take("'")) {
            std::string text = quoted_text();
            if (date_call && !take(")")) {
                refuse("« ) » était attendu");
            }
            if (type == ValueType::date || type == ValueType::instant) {
                const auto day = datasets::parse_date(text);
                const auto instant = datasets::parse_instant(text);
                if (type == ValueType::date && day) {
                    return *day;
                }
                if (type == ValueType::instant && instant) {
                    return *instant;
                }
                wrong(type == ValueType::date ? "un jour tel que '2026-11-22' était attendu"
                                              : "un instant tel que '2026-11-22T08:00:00Z' était "
                                                "attendu");
            }
            if (type != ValueType::text) {
                wrong("un nombre était attendu, sans guillemets,");
            }
            return text;
        }
        if (take_word("true")) {
            return true;
        }
        if (take_word("false")) {
            return false;
        }
        while (m_at < m_text.size() && (is_name_letter(m_text[m_at]) || m_text[m_at] == '.' ||
                                        m_text[m_at] == '-' || m_text[m_at] == '+')) {
            ++m_at;
        }
        const auto number = parse_number(m_text.substr(start, m_at - start));
        if (!number || (type != ValueType::number && type != ValueType::integer)) {
            wrong(type == ValueType::text ? "un texte entre apostrophes, tel que 'sport', était "
                                            "attendu"
                                          : "une valeur du type de la propriété était attendue");
        }
        return *number;
    }

    std::size_t comparison()
    {
        Node node;
        node.property = property();
        if (take_word("is")) {
            const bool negated = take_word("not");
            if (!take_word("null")) {
                refuse("« null » était attendu");
            }
            node.operation = Operation::is_null;
            return negated_if(negated, std::move(node));
        }
        const bool negated = take_word("not");
        if (take_word("in")) {
            if (!take("(")) {
                refuse("« ( » était attendu après « in »");
            }
            do {
                node.values.push_back(value(node.property));
            } while (take(","));
            if (!take(")")) {
                refuse("« , » ou « ) » était attendu");
            }
            node.operation = Operation::one_of;
            return negated_if(negated, std::move(node));
        }
        if (negated) {
            refuse("« in » était attendu après « not »");
        }
        bool differs = false;
        if (take("<>")) {
            differs = true;
        } else if (take("<=")) {
            node.operation = Operation::at_most;
        } else if (take(">=")) {
            node.operation = Operation::at_most;
            node.swapped = true;
        } else if (take("<")) {
            node.operation = Operation::less;
        } else if (take(">")) {
            node.operation = Operation::less;
            node.swapped = true;
        } else if (!take("=")) {
            refuse("« = », « <> », « < », « > », « in » ou « is null » était attendu");
        }
        node.values.push_back(value(node.property));
        return negated_if(differs, std::move(node));
    }

    /// "a <> 1" and "a not in (1)" do not fit a row without a: SQL's three values, in short.
    std::size_t negated_if(bool negated, Node node)
    {
        if (!negated) {
            return add(std::move(node));
        }
        Node null;
        null.operation = Operation::is_null;
        null.property = node.property;
        const bool asks_null = node.operation == Operation::is_null;
        const std::size_t inner = add(std::move(node));
        const std::size_t outside = join(Operation::negation, inner, inner);
        if (asks_null) {
            return outside;
        }
        const std::size_t unknown = add(std::move(null));
        return join(Operation::both, outside, join(Operation::negation, unknown, unknown));
    }

    std::string_view m_text;
    const Snapshot& m_dataset;
    std::vector<Node> m_nodes;
    std::size_t m_at = 0;
    std::size_t m_depth = 0;
};

/// Less, equal or more; nothing for what cannot be compared.
std::optional<int> compared(const Value& a, const Value& b)
{
    const auto sign = [](const auto& x, const auto& y) { return x < y ? -1 : y < x ? 1 : 0; };
    const auto number = [](const Value& value) -> std::optional<double> {
        if (const auto* whole = std::get_if<std::int64_t>(&value)) {
            return static_cast<double>(*whole);
        }
        const auto* real = std::get_if<double>(&value);
        return real == nullptr ? std::nullopt : std::optional{*real};
    };
    const auto x = number(a), y = number(b);
    if (x && y) {
        return sign(*x, *y);
    }
    if (a.index() != b.index()) {
        return std::nullopt;
    }
    if (const auto* text = std::get_if<std::string>(&a)) {
        return sign(*text, std::get<std::string>(b));
    }
    if (const auto* day = std::get_if<datasets::Date>(&a)) {
        return sign(*day, std::get<datasets::Date>(b));
    }
    if (const auto* instant = std::get_if<datasets::Instant>(&a)) {
        return sign(*instant, std::get<datasets::Instant>(b));
    }
    if (const auto* flag = std::get_if<bool>(&a)) {
        return sign(*flag, std::get<bool>(b));
    }
    return std::nullopt;
}

bool fits_leaf(const Node& node, const Value& value)
{
    if (node.operation == Operation::is_null) {
        return std::holds_alternative<std::monostate>(value);
    }
    return std::ranges::any_of(node.values, [&](const Value& wanted) {
        const auto order = node.swapped ? compared(wanted, value) : compared(value, wanted);
        switch (node.operation) {
        case Operation::less:
            return order && *order < 0;
        case Operation::at_most:
            return order && *order <= 0;
        default:
            return order && *order == 0;
        }
    });
}

}  // namespace

std::variant<Condition, std::string> Condition::read(std::string_view text, const Snapshot& dataset)
{
    Condition condition;
    try {
        condition.m_nodes = Reader{text, dataset}.read();
    } catch (const Refusal& refusal) {
        return refusal.reason;
    }
    return condition;
}

bool Condition::fits(const Snapshot& dataset, RowIndex row, datasets::Date day) const
{
    return fits(m_nodes.back(), dataset, row, day);
}

bool Condition::fits(const Node& node, const Snapshot& dataset, RowIndex row,
                     datasets::Date day) const
{
    switch (node.operation) {
    case Operation::both:
        return fits(m_nodes[node.left], dataset, row, day) &&
               fits(m_nodes[node.right], dataset, row, day);
    case Operation::either:
        return fits(m_nodes[node.left], dataset, row, day) ||
               fits(m_nodes[node.right], dataset, row, day);
    case Operation::negation:
        return !fits(m_nodes[node.left], dataset, row, day);
    default:
        return fits_leaf(node,
                         node.property == state
                             ? Value{std::string{datasets::code_of(dataset.work_state(row, day))}}
                             : dataset.value(row, node.property));
    }
}

}  // namespace parvis::publish::cross
