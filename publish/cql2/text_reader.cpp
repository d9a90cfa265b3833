// SPDX-License-Identifier: EUPL-1.2
#include "publish/cql2/text.hpp"
#include "publish/cql2/text_cursor.hpp"

#include <fmt/format.h>

#include <utility>

namespace parvis::publish::cql2 {

namespace {

/// Recursive descent, one function a level of the grammar:
/// or < and < not < comparison < + - < * / % div < ^ < operand.
class Reader {
public:
    explicit Reader(std::string_view text) : m_cursor(text) {}

    Expression read()
    {
        auto whole = either();
        if (!m_cursor.at_end()) {
            m_cursor.refuse("« and », « or » ou la fin était attendu");
        }
        return whole;
    }

private:
    using Arguments = std::vector<Expression>;

    Expression made(Expression::Node node, std::size_t at)
    {
        if (++m_nodes > Expression::most_nodes) {
            TextCursor::refuse_at(
                at, fmt::format("ce filtre a plus de {} éléments", Expression::most_nodes));
        }
        auto expression = expression_of(std::move(node), at);
        if (expression.depth > Expression::deepest) {
            TextCursor::refuse_at(at, "trop de parenthèses ou d'opérations l'une dans l'autre");
        }
        return expression;
    }

    template <typename... Parts>
    Expression operation(Operator op, std::size_t at, Parts... parts)
    {
        Operation operation{op, {}};
        (operation.arguments.push_back(std::move(parts)), ...);
        return made(std::move(operation), at);
    }

    Expression negated_if(bool negated, Expression inner)
    {
        const auto at = inner.at;
        return negated ? operation(Operator::negation, at, std::move(inner)) : std::move(inner);
    }

    /// Every level of parentheses, functions and "not" comes through here.
    Expression either()
    {
        if (++m_open > Expression::deepest) {
            m_cursor.refuse("trop de parenthèses ou d'opérations l'une dans l'autre");
        }
        auto whole = chain(Operator::either, "or",
                           [&] { return chain(Operator::both, "and", [&] { return factor(); }); });
        --m_open;
        return whole;
    }

    /// "a and b and c" is one operation of three.
    template <typename Part>
    Expression chain(Operator op, std::string_view word, Part&& part)
    {
        m_cursor.skip();
        const auto at = m_cursor.at();
        auto first = part();
        if (!m_cursor.take_word(word)) {
            return first;
        }
        Operation operation{op, {}};
        operation.arguments.push_back(std::move(first));
        do {
            operation.arguments.push_back(part());
        } while (m_cursor.take_word(word));
        return made(std::move(operation), at);
    }

    Expression factor()
    {
        m_cursor.skip();
        const auto at = m_cursor.at();
        const auto word = m_cursor.word();
        if (lower(word) != "not") {
            return comparison();
        }
        m_cursor.pass(word);
        if (++m_open > Expression::deepest) {
            m_cursor.refuse("trop de « not » l'un dans l'autre");
        }
        auto inner = factor();
        --m_open;
        return operation(Operator::negation, at, std::move(inner));
    }

    Expression comparison()
    {
        m_cursor.skip();
        const auto at = m_cursor.at();
        auto left = sum();
        if (m_cursor.take_word("is")) {
            const bool negated = m_cursor.take_word("not");
            if (!m_cursor.take_word("null")) {
                m_cursor.refuse("« null » était attendu");
            }
            return negated_if(negated, operation(Operator::is_null, at, std::move(left)));
        }
        const bool negated = m_cursor.take_word("not");
        if (m_cursor.take_word("like")) {
            auto pattern = sum();
            return negated_if(negated,
                              operation(Operator::like, at, std::move(left), std::move(pattern)));
        }
        if (m_cursor.take_word("between")) {
            auto low = sum();
            if (!m_cursor.take_word("and")) {
                m_cursor.refuse("« and » était attendu entre les bornes de « between »");
            }
            auto high = sum();
            return negated_if(negated, operation(Operator::between, at, std::move(left),
                                                 std::move(low), std::move(high)));
        }
        if (m_cursor.take_word("in")) {
            return negated_if(negated, one_of(std::move(left), at));
        }
        if (negated) {
            m_cursor.refuse("« in », « like » ou « between » était attendu après « not »");
        }
        return compared(std::move(left), at);
    }

    Expression one_of(Expression left, std::size_t at)
    {
        m_cursor.skip();
        const auto list_at = m_cursor.at();
        m_cursor.expect("(", "in");
        Array list;
        do {
            list.elements.push_back(either());
        } while (m_cursor.take(","));
        close();
        return operation(Operator::in, at, std::move(left), made(std::move(list), list_at));
    }

    Expression compared(Expression left, std::size_t at)
    {
        constexpr std::pair<std::string_view, Operator> marks[]{
            {"<>", Operator::differs}, {"<=", Operator::at_most}, {">=", Operator::at_least},
            {"<", Operator::less},     {">", Operator::more},     {"=", Operator::equal}};
        for (const auto& [mark, op] : marks) {
            if (m_cursor.take(mark)) {
                auto right = sum();
                return operation(op, at, std::move(left), std::move(right));
            }
        }
        return left;
    }

    Expression sum()
    {
        m_cursor.skip();
        const auto at = m_cursor.at();
        auto left = product();
        for (;;) {
            const bool plus = m_cursor.take("+");
            if (!plus && !m_cursor.take("-")) {
                return left;
            }
            auto right = product();
            left = operation(plus ? Operator::add : Operator::subtract, at, std::move(left),
                             std::move(right));
        }
    }

    Expression product()
    {
        m_cursor.skip();
        const auto at = m_cursor.at();
        auto left = power();
        for (;;) {
            Operator op = Operator::multiply;
            if (m_cursor.take("/")) {
                op = Operator::divide;
            } else if (m_cursor.take("%")) {
                op = Operator::remainder;
            } else if (m_cursor.take_word("div")) {
                op = Operator::whole_divide;
            } else if (!m_cursor.take("*")) {
                return left;
            }
            auto right = power();
            left = operation(op, at, std::move(left), std::move(right));
        }
    }

    Expression power()
    {
        m_cursor.skip();
        const auto at = m_cursor.at();
        auto base = signed_operand();
        if (!m_cursor.take("^")) {
            return base;
        }
        auto exponent = signed_operand();
        return operation(Operator::power, at, std::move(base), std::move(exponent));
    }

    Expression signed_operand()
    {
        m_cursor.skip();
        const auto at = m_cursor.at();
        if (m_cursor.at_number()) {
            return made(m_cursor.number(), at);
        }
        if (m_cursor.take("-")) {
            auto minus = made(-1.0, at);
            return operation(Operator::multiply, at, std::move(minus), operand());
        }
        return operand();
    }

    Expression operand()
    {
        const char next = m_cursor.peek();
        const auto at = m_cursor.at();
        if (next == '(') {
            m_cursor.take("(");
            auto inner = either();
            close();
            return inner;
        }
        if (next == '\'') {
            return made(m_cursor.quoted(), at);
        }
        if (next == '"') {
            return made(PropertyName{m_cursor.quoted_name()}, at);
        }
        if (m_cursor.at_number()) {
            return made(m_cursor.number(), at);
        }
        const auto word = m_cursor.word();
        const auto low = lower(word);
        if (low == "true" || low == "false") {
            m_cursor.pass(word);
            return made(low == "true", at);
        }
        if (word.empty() || is_reserved(low)) {
            m_cursor.refuse("une propriété, une valeur ou une fonction était attendue");
        }
        if (is_geometry_keyword(low) &&
            (m_cursor.after(word) == '(' || lower(std::string(1, m_cursor.after(word))) == "z")) {
            m_cursor.pass(word);
            return made(m_cursor.geometry(low), at);
        }
        if (m_cursor.after(word) != '(') {
            m_cursor.pass(word);
            return made(PropertyName{std::string(word)}, at);
        }
        m_cursor.pass(word);
        return called(std::string(word), low, at);
    }

    /// What stands before "(": an instant, an interval, a box, a predicate, or a function.
    Expression called(std::string name, const std::string& low, std::size_t at)
    {
        if (low == "bbox") {
            return made(m_cursor.box(), at);
        }
        if (low == "date" || low == "timestamp") {
            m_cursor.expect("(");
            auto instant = this->instant(low);
            close();
            return instant;
        }
        if (low == "interval") {
            return interval(at);
        }
        const auto op = operator_named(low);
        if (op == Operator::is_null) {
            TextCursor::refuse_at(at, "« is null » s'écrit après ce qu'il examine");
        }
        // Lists are arguments of functions and of array predicates alone, as in JSON.
        const bool lists = !op || *op >= Operator::a_contained_by;
        auto arguments = this->arguments(lists);
        if (!op) {
            return made(Call{std::move(name), std::move(arguments)}, at);
        }
        const std::size_t wanted = *op == Operator::casei || *op == Operator::accenti ? 1 : 2;
        if (arguments.size() != wanted) {
            TextCursor::refuse_at(at, fmt::format("{} attend {}, pas {}", name,
                                                  wanted == 1 ? "un argument" : "deux arguments",
                                                  arguments.size()));
        }
        return made(Operation{*op, std::move(arguments)}, at);
    }

    Arguments arguments(bool lists)
    {
        m_cursor.expect("(");
        Arguments arguments;
        if (m_cursor.take(")")) {
            return arguments;
        }
        do {
            arguments.push_back(lists ? argument() : either());
        } while (m_cursor.take(","));
        close();
        return arguments;
    }

    /// "(1)" is a list of one where nothing but "," or ")" comes after it.
    Expression argument()
    {
        if (m_cursor.peek() != '(') {
            return either();
        }
        const char behind = m_cursor.after_parenthesis();
        if (behind != ',' && behind != ')') {
            return either();
        }
        if (++m_open > Expression::deepest) {
            m_cursor.refuse("trop de parenthèses ou d'opérations l'une dans l'autre");
        }
        const auto at = m_cursor.at();
        auto elements = arguments(true);
        --m_open;
        return made(Array{std::move(elements)}, at);
    }

    Expression instant(std::string_view kind)
    {
        if (m_cursor.peek() != '\'') {
            m_cursor.refuse(kind == "date" ? "un jour tel que '2026-11-22' était attendu"
                                           : "un instant tel que '2026-11-22T08:00:00Z' était "
                                             "attendu");
        }
        const auto at = m_cursor.at();
        const auto text = m_cursor.quoted();
        if (const auto date = date_in(text); date && kind != "timestamp") {
            return made(*date, at);
        }
        if (const auto timestamp = timestamp_in(text); timestamp && kind != "date") {
            return made(*timestamp, at);
        }
        TextCursor::refuse_at(at, kind == "date" ? "un jour tel que '2026-11-22' était attendu"
                                  : kind == "timestamp"
                                      ? "un instant tel que '2026-11-22T08:00:00Z' était attendu"
                                      : "un jour tel que '2026-11-22', un instant tel que "
                                        "'2026-11-22T08:00:00Z' ou '..' était attendu");
    }

    Expression interval(std::size_t at)
    {
        m_cursor.expect("(");
        Interval interval;
        interval.ends.push_back(end());
        m_cursor.expect(",");
        interval.ends.push_back(end());
        close();
        return made(std::move(interval), at);
    }

    Expression end()
    {
        const char next = m_cursor.peek();
        const auto at = m_cursor.at();
        if (m_cursor.take("'..'")) {
            return made(OpenEnd{}, at);
        }
        return next == '\'' ? instant("") : operand();
    }

    void close()
    {
        if (!m_cursor.take(")")) {
            m_cursor.refuse("« , » ou « ) » était attendu");
        }
    }

    TextCursor m_cursor;
    std::size_t m_open = 0;
    std::size_t m_nodes = 0;
};

}  // namespace

std::variant<Expression, Fault> read_text(std::string_view text)
{
    if (text.size() > Expression::longest_text) {
        return Fault{0, fmt::format("ce filtre dépasse {} octets", Expression::longest_text)};
    }
    if (auto broken = broken_utf8(text)) {
        return *std::move(broken);
    }
    try {
        return Reader{text}.read();
    } catch (Fault& fault) {
        return std::move(fault);
    }
}

}  // namespace parvis::publish::cql2
