// SPDX-License-Identifier: EUPL-1.2
#include "publish/cql2/json.hpp"
#include "publish/cql2/json_tree.hpp"
#include "publish/cql2/text_cursor.hpp"

#include <fmt/format.h>

#include <utility>

namespace parvis::publish::cql2 {

namespace {

using Items = JsonValue::Items;

[[noreturn]] void refuse(const JsonValue& value, std::string reason)
{
    throw Fault{value.at, std::move(reason)};
}

/// Where a value stands: arrays are values only among the arguments of functions and array
/// predicates, open ends only in intervals.
enum class Seat { scalar, argument };

class Reader {
public:
    Expression expression(const JsonValue& value, Seat seat = Seat::scalar)
    {
        if (const auto* flag = std::get_if<bool>(&value.value)) {
            return made(*flag, value);
        }
        if (const auto* number = value.number()) {
            return made(*number, value);
        }
        if (const auto* text = value.text()) {
            return made(*text, value);
        }
        if (const auto* items = value.items()) {
            if (seat != Seat::argument) {
                refuse(value, "une liste n'a pas sa place ici");
            }
            return made(Array{expressions(*items, Seat::argument)}, value);
        }
        if (std::holds_alternative<std::monostate>(value.value)) {
            refuse(value, "null n'a pas sa place ici : écrivez {\"op\":\"isNull\",…}");
        }
        return object(value);
    }

private:
    Expression made(Expression::Node node, const JsonValue& value)
    {
        if (++m_nodes > Expression::most_nodes) {
            refuse(value, fmt::format("ce filtre a plus de {} éléments", Expression::most_nodes));
        }
        auto expression = expression_of(std::move(node), value.at);
        if (expression.depth > Expression::deepest) {
            refuse(value, "trop d'opérations l'une dans l'autre");
        }
        return expression;
    }

    std::vector<Expression> expressions(const Items& items, Seat seat)
    {
        std::vector<Expression> made;
        for (const auto& item : items) {
            made.push_back(expression(item, seat));
        }
        return made;
    }

    Expression object(const JsonValue& value)
    {
        if (value.member("op") != nullptr) {
            return operation(value);
        }
        if (const auto* name = value.member("property")) {
            if (name->text() == nullptr) {
                refuse(*name, "le nom d'une propriété était attendu");
            }
            return made(PropertyName{*name->text()}, value);
        }
        if (const auto* day = value.member("date")) {
            const auto date = day->text() != nullptr ? date_in(*day->text()) : std::nullopt;
            if (!date) {
                refuse(*day, "un jour tel que \"2026-11-22\" était attendu");
            }
            return made(*date, value);
        }
        if (const auto* instant = value.member("timestamp")) {
            const auto time =
                instant->text() != nullptr ? timestamp_in(*instant->text()) : std::nullopt;
            if (!time) {
                refuse(*instant, "un instant tel que \"2026-11-22T08:00:00Z\" était attendu");
            }
            return made(*time, value);
        }
        if (const auto* ends = value.member("interval")) {
            if (ends->items() == nullptr || ends->items()->size() != 2) {
                refuse(*ends, "un intervalle a deux bouts");
            }
            Interval interval;
            interval.ends.push_back(end(ends->items()->front()));
            interval.ends.push_back(end(ends->items()->back()));
            return made(std::move(interval), value);
        }
        if (value.member("type") != nullptr) {
            return made(geometry(value), value);
        }
        if (const auto* box = value.member("bbox")) {
            const auto numbers = this->numbers(*box);
            if (numbers.size() != 4 && numbers.size() != 6) {
                refuse(*box, "« bbox » attend quatre nombres, ou six avec les altitudes");
            }
            const std::size_t half = numbers.size() / 2;
            return made(BoxLiteral{{numbers[0], numbers[1], numbers[half], numbers[half + 1]}},
                        value);
        }
        refuse(value, "« op », « property », « date », « timestamp », « interval », « bbox » ou "
                      "une géométrie GeoJSON était attendu");
    }

    Expression end(const JsonValue& value)
    {
        const auto* text = value.text();
        if (text == nullptr) {
            return expression(value);
        }
        if (*text == "..") {
            return made(OpenEnd{}, value);
        }
        if (const auto date = date_in(*text)) {
            return made(*date, value);
        }
        if (const auto time = timestamp_in(*text)) {
            return made(*time, value);
        }
        refuse(value, "un jour, un instant ou \"..\" était attendu");
    }

    Expression operation(const JsonValue& value)
    {
        const auto* name = value.member("op")->text();
        if (name == nullptr || name->empty()) {
            refuse(*value.member("op"), "le nom d'une opération était attendu");
        }
        const auto* arguments = value.member("args");
        if (arguments == nullptr || arguments->items() == nullptr) {
            refuse(value, fmt::format("« args » de « {} » était attendu, une liste", *name));
        }
        const auto& items = *arguments->items();
        const auto op = operator_named(*name);
        if (!op) {
            if (!is_call_name(*name)) {
                refuse(*value.member("op"), "ceci ne peut pas être le nom d'une fonction");
            }
            return made(Call{*name, expressions(items, Seat::argument)}, value);
        }
        check_count(*op, *name, items.size(), *arguments);
        if (*op == Operator::in) {
            return one_of(items, value);
        }
        const bool arrays = *op >= Operator::a_contained_by;
        return made(Operation{*op, expressions(items, arrays ? Seat::argument : Seat::scalar)},
                    value);
    }

    static void check_count(Operator op, const std::string& name, std::size_t count,
                            const JsonValue& arguments)
    {
        if (op == Operator::both || op == Operator::either) {
            if (count < 2) {
                refuse(arguments, fmt::format("« {} » attend au moins deux arguments", name));
            }
            return;
        }
        const bool one = op == Operator::negation || op == Operator::is_null ||
                         op == Operator::casei || op == Operator::accenti;
        const std::size_t wanted = one ? 1 : op == Operator::between ? 3 : 2;
        if (count != wanted) {
            refuse(arguments, fmt::format("« {} » attend {} argument{}, pas {}", name, wanted,
                                          wanted > 1 ? "s" : "", count));
        }
    }

    Expression one_of(const Items& items, const JsonValue& value)
    {
        const auto* list = items[1].items();
        if (list == nullptr || list->empty()) {
            refuse(items[1], "« in » attend une liste de valeurs");
        }
        Operation operation{Operator::in, {}};
        operation.arguments.push_back(expression(items[0]));
        operation.arguments.push_back(made(Array{expressions(*list, Seat::scalar)}, items[1]));
        return made(std::move(operation), value);
    }

    static std::vector<double> numbers(const JsonValue& value)
    {
        if (value.items() == nullptr) {
            refuse(value, "une liste de nombres était attendue");
        }
        std::vector<double> numbers;
        for (const auto& item : *value.items()) {
            if (item.number() == nullptr) {
                refuse(item, "un nombre était attendu");
            }
            numbers.push_back(*item.number());
        }
        return numbers;
    }

    static geo::LonLat position(const JsonValue& value)
    {
        const auto numbers = Reader::numbers(value);
        if (numbers.size() < 2) {
            refuse(value, "une position a deux nombres");
        }
        return {numbers[0], numbers[1]};
    }

    template <typename Part>
    static auto parts(const JsonValue& value, Part part)
    {
        if (value.items() == nullptr || value.items()->empty()) {
            refuse(value, "une liste de coordonnées était attendue");
        }
        std::vector<decltype(part(value))> made;
        for (const auto& item : *value.items()) {
            made.push_back(part(item));
        }
        return made;
    }

    static geo::LineString line(const JsonValue& value)
    {
        auto positions = parts(value, position);
        if (positions.size() < 2) {
            refuse(value, "au moins 2 positions étaient attendues");
        }
        return positions;
    }

    static geo::Ring ring(const JsonValue& value)
    {
        auto positions = parts(value, position);
        if (positions.size() < 4 || positions.front() != positions.back()) {
            refuse(value, "un contour fermé d'au moins 4 positions était attendu");
        }
        return positions;
    }

    static geo::Polygon polygon(const JsonValue& value) { return {parts(value, ring)}; }

    static geo::Geometry simple_geometry(const JsonValue& value)
    {
        const auto* type = value.member("type");
        const auto* coordinates = value.member("coordinates");
        const auto* name = type == nullptr ? nullptr : type->text();
        if (name == nullptr || coordinates == nullptr) {
            refuse(value,
                   "une géométrie GeoJSON, avec « type » et « coordinates », était attendue");
        }
        if (*name == "Point") {
            return geo::Point{position(*coordinates)};
        }
        if (*name == "MultiPoint") {
            return geo::MultiPoint{parts(*coordinates, position)};
        }
        if (*name == "LineString") {
            return geo::Line{line(*coordinates)};
        }
        if (*name == "MultiLineString") {
            return geo::MultiLine{parts(*coordinates, line)};
        }
        if (*name == "Polygon") {
            return polygon(*coordinates);
        }
        if (*name == "MultiPolygon") {
            return geo::MultiPolygon{parts(*coordinates, polygon)};
        }
        refuse(*type, "ce type de géométrie n'existe pas en GeoJSON");
    }

    static GeometryLiteral geometry(const JsonValue& value)
    {
        GeometryLiteral literal;
        const auto* geometries = value.member("geometries");
        if (geometries == nullptr) {
            literal.parts.push_back(simple_geometry(value));
            return literal;
        }
        literal.collection = true;
        literal.parts = parts(*geometries, simple_geometry);
        return literal;
    }

    std::size_t m_nodes = 0;
};

}  // namespace

std::variant<Expression, Fault> read_json(std::string_view json)
{
    if (json.size() > Expression::longest_text) {
        return Fault{0, fmt::format("ce filtre dépasse {} octets", Expression::longest_text)};
    }
    // RapidJSON reads behind the end for a character that is cut off there.
    if (auto broken = broken_utf8(json)) {
        return *std::move(broken);
    }
    const auto tree = read_json_value(json);
    if (const auto* fault = std::get_if<Fault>(&tree)) {
        return *fault;
    }
    try {
        return Reader{}.expression(std::get<JsonValue>(tree));
    } catch (Fault& fault) {
        return std::move(fault);
    }
}

}  // namespace parvis::publish::cql2
