// SPDX-License-Identifier: EUPL-1.2
#include "geo/wkt.hpp"
#include "publish/cql2/text.hpp"
#include "publish/cql2/text_cursor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace parvis::publish::cql2 {

namespace {

/// How tightly an operation binds; a part that binds less than its place needs parentheses.
enum Level { any, either, both, negation, predicate, sum, product, power, operand };

bool is_infix_negation(const Operation& operation)
{
    const auto* inner = std::get_if<Operation>(&operation.arguments.front().node);
    return inner != nullptr && (inner->op == Operator::is_null || inner->op == Operator::like ||
                                inner->op == Operator::between || inner->op == Operator::in);
}

Level level_of(const Expression& expression)
{
    const auto* operation = std::get_if<Operation>(&expression.node);
    if (operation == nullptr) {
        return operand;
    }
    switch (operation->op) {
    case Operator::either:
        return either;
    case Operator::both:
        return both;
    case Operator::negation:
        return is_infix_negation(*operation) ? predicate : negation;
    case Operator::add:
    case Operator::subtract:
        return sum;
    case Operator::multiply:
    case Operator::divide:
    case Operator::whole_divide:
    case Operator::remainder:
        return product;
    case Operator::power:
        return power;
    default:
        return operation->op <= Operator::is_null ? predicate : operand;
    }
}

std::string upper(std::string_view text)
{
    std::string high(text);
    std::ranges::transform(high, high.begin(), [](unsigned char letter) {
        return static_cast<char>(std::toupper(letter));
    });
    return high;
}

class Writer {
public:
    std::string take() { return std::move(m_out); }

    void write(const Expression& expression, Level least = any)
    {
        const bool enclosed = level_of(expression) < least;
        m_out += enclosed ? "(" : "";
        std::visit([&](const auto& node) { node_text(node); }, expression.node);
        m_out += enclosed ? ")" : "";
    }

private:
    void node_text(bool flag) { m_out += flag ? "TRUE" : "FALSE"; }
    void node_text(double number) { m_out += fmt::format("{}", number); }
    void node_text(const std::string& text) { quote(text, '\''); }
    void node_text(datasets::Date date) { m_out += "DATE('" + datasets::to_text(date) + "')"; }
    void node_text(Timestamp time) { m_out += "TIMESTAMP('" + to_text(time) + "')"; }
    void node_text(OpenEnd) { m_out += "'..'"; }
    void node_text(const PropertyName& property)
    {
        if (is_plain_name(property.name)) {
            m_out += property.name;
        } else {
            quote(property.name, '"');
        }
    }
    void node_text(const BoxLiteral& literal)
    {
        const auto& box = literal.box;
        m_out += fmt::format("BBOX({}, {}, {}, {})", box.west, box.south, box.east, box.north);
    }
    void node_text(const GeometryLiteral& literal)
    {
        m_out += literal.collection ? "GEOMETRYCOLLECTION(" : "";
        for (std::size_t i = 0; i < literal.parts.size(); ++i) {
            m_out += i > 0 ? ", " : "";
            geo::append_wkt(m_out, literal.parts[i], [](std::string& out, double number) {
                out += fmt::format("{}", number);
            });
        }
        m_out += literal.collection ? ")" : "";
    }
    void node_text(const Call& call) { list(call.name, call.arguments); }
    void node_text(const Array& array) { list("", array.elements); }
    void node_text(const Interval& interval)
    {
        m_out += "INTERVAL(";
        end(interval.ends.front());
        m_out += ", ";
        end(interval.ends.back());
        m_out += ")";
    }
    void node_text(const Operation& operation)
    {
        const auto& arguments = operation.arguments;
        switch (operation.op) {
        case Operator::both:
            joined(arguments, " AND ", negation);
            return;
        case Operator::either:
            joined(arguments, " OR ", both);
            return;
        case Operator::negation:
            if (is_infix_negation(operation)) {
                infix(std::get<Operation>(arguments.front().node), " NOT");
            } else {
                m_out += "NOT ";
                write(arguments.front(), predicate);
            }
            return;
        case Operator::add:
        case Operator::subtract:
            pair(operation, sum, product);
            return;
        case Operator::multiply:
        case Operator::divide:
        case Operator::whole_divide:
        case Operator::remainder:
            pair(operation, product, power);
            return;
        case Operator::power:
            pair(operation, operand, operand);
            return;
        default:
            break;
        }
        if (operation.op <= Operator::at_least) {
            pair(operation, sum, sum);
        } else if (operation.op <= Operator::is_null) {
            infix(operation, "");
        } else {
            list(upper(name_of(operation.op)), arguments);
        }
    }

    void joined(const std::vector<Expression>& parts, std::string_view mark, Level least)
    {
        for (std::size_t i = 0; i < parts.size(); ++i) {
            m_out += i > 0 ? mark : "";
            write(parts[i], least);
        }
    }

    void pair(const Operation& operation, Level left, Level right)
    {
        write(operation.arguments[0], left);
        m_out += fmt::format(" {} ", upper(name_of(operation.op)));
        write(operation.arguments[1], right);
    }

    /// Is null, like, between, in: `word` is " NOT" or nothing.
    void infix(const Operation& operation, std::string_view word)
    {
        const auto& arguments = operation.arguments;
        write(arguments.front(), sum);
        if (operation.op == Operator::is_null) {
            m_out += fmt::format(" IS{} NULL", word);
            return;
        }
        m_out += fmt::format("{} {} ", word, upper(name_of(operation.op)));
        write(arguments[1], operation.op == Operator::in ? any : sum);
        if (operation.op == Operator::between) {
            m_out += " AND ";
            write(arguments[2], sum);
        }
    }

    void list(std::string_view name, const std::vector<Expression>& parts)
    {
        m_out += name;
        m_out += '(';
        joined(parts, ", ", any);
        m_out += ')';
    }

    void end(const Expression& expression)
    {
        if (const auto* date = std::get_if<datasets::Date>(&expression.node)) {
            m_out += "'" + datasets::to_text(*date) + "'";
        } else if (const auto* time = std::get_if<Timestamp>(&expression.node)) {
            m_out += "'" + to_text(*time) + "'";
        } else {
            write(expression);
        }
    }

    void quote(std::string_view text, char mark)
    {
        m_out += mark;
        std::size_t slashes = 0;
        for (const char letter : text) {
            if (letter == mark) {
                // Backslashes before a quote are halved when read.
                m_out.append(mark == '\'' ? slashes : 0, '\\');
                m_out += mark;
            }
            m_out += letter;
            slashes = letter == '\\' ? slashes + 1 : 0;
        }
        m_out.append(mark == '\'' ? slashes : 0, '\\');
        m_out += mark;
    }

    std::string m_out;
};

}  // namespace

std::string write_text(const Expression& expression)
{
    Writer writer;
    writer.write(expression);
    return writer.take();
}

}  // namespace parvis::publish::cql2
