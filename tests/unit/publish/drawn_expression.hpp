// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cql2/expression.hpp"

#include <cmath>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace parvis::test {

// Expressions drawn at random, of every node that CQL2 has: for what must hold for all of them.

using namespace publish::cql2;

class ExpressionDrawer {
public:
    explicit ExpressionDrawer(std::mt19937& random) : m_random(random) {}

    Expression condition(int depth)
    {
        if (depth == 0) {
            return operation(Operator::is_null, {property()});
        }
        switch (pick(10)) {
        case 0:
            return operation(pick(2) == 0 ? Operator::both : Operator::either,
                             several(2, [&] { return condition(depth - 1); }));
        case 1:
            return operation(Operator::negation, {condition(depth - 1)});
        case 2:
            return operation(Operator::like, {text(depth - 1), text(depth - 1)});
        case 3:
            return operation(Operator::between,
                             {number(depth - 1), number(depth - 1), number(depth - 1)});
        case 4:
            return operation(
                Operator::in,
                {scalar(depth - 1),
                 expression_of(Array{several(1, [&] { return scalar(depth - 1); })}, 0)});
        case 5:
            return operation(Operator::is_null, {pick(2) == 0 ? condition(depth - 1) : shape()});
        case 6:
            return operation(between(Operator::s_contains, Operator::s_within), {shape(), shape()});
        case 7:
            return operation(between(Operator::t_after, Operator::t_starts), {span(), span()});
        case 8:
            return operation(between(Operator::a_contained_by, Operator::a_overlaps),
                             {list(depth - 1), list(depth - 1)});
        default:
            return operation(between(Operator::equal, Operator::at_least),
                             {scalar(depth - 1), scalar(depth - 1)});
        }
    }

private:
    int pick(int count) { return std::uniform_int_distribution<int>(0, count - 1)(m_random); }

    Operator between(Operator first, Operator last)
    {
        const int low = static_cast<int>(first);
        return static_cast<Operator>(low + pick(static_cast<int>(last) - low + 1));
    }

    template <typename Draw>
    std::vector<Expression> several(int fewest, Draw&& draw)
    {
        std::vector<Expression> drawn;
        for (int i = fewest + pick(3); i > 0; --i) {
            drawn.push_back(draw());
        }
        return drawn;
    }

    Expression operation(Operator op, std::vector<Expression> arguments)
    {
        return expression_of(Operation{op, std::move(arguments)}, 0);
    }

    Expression property()
    {
        const std::vector<std::string> names{"a",     "cout_eur", "été",   "date",  "and",
                                             "x.y:z", "un mot",   "\"q\"", "point", "bbox"};
        return expression_of(PropertyName{names[static_cast<std::size_t>(pick(10))]}, 0);
    }

    std::string words()
    {
        const std::vector<std::string> texts{"",    "x",     "l'un",  "''",      "\\",
                                             "\\'", "Rue %", "é 😀\n", "a\"b\\c", "('"};
        return texts[static_cast<std::size_t>(pick(10))];
    }

    double value()
    {
        switch (pick(4)) {
        case 0:
            return pick(2000) - 1000;
        case 1:
            return std::ldexp(static_cast<double>(m_random()), pick(200) - 100);
        case 2:
            return -static_cast<double>(m_random()) / 1e6;
        default:
            return pick(100) / 8.0;
        }
    }

    Expression text(int depth)
    {
        if (depth > 0 && pick(3) == 0) {
            return operation(pick(2) == 0 ? Operator::casei : Operator::accenti, {text(depth - 1)});
        }
        return pick(2) == 0 ? property() : expression_of(words(), 0);
    }

    Expression number(int depth)
    {
        if (depth > 0 && pick(2) == 0) {
            return operation(between(Operator::add, Operator::power),
                             {number(depth - 1), number(depth - 1)});
        }
        return pick(3) == 0 ? property() : expression_of(value(), 0);
    }

    Expression moment()
    {
        return pick(2) == 0 ? expression_of(datasets::date_of_days(pick(40000)), 0)
                            : expression_of(Timestamp{static_cast<std::int64_t>(m_random()) *
                                                      (pick(2) == 0 ? 1'000'000 : 777'777)},
                                            0);
    }

    Expression scalar(int depth)
    {
        switch (pick(6)) {
        case 0:
            return text(depth);
        case 1:
            return number(depth);
        case 2:
            return moment();
        case 3:
            return expression_of(pick(2) == 0, 0);
        case 4:
            return depth > 0 ? call(depth - 1) : property();
        default:
            return depth > 0 && pick(3) == 0 ? condition(depth - 1) : property();
        }
    }

    Expression argument(int depth) { return pick(4) == 0 ? list(depth) : scalar(depth); }

    Expression call(int depth)
    {
        return expression_of(Call{pick(2) == 0 ? "feature" : "Ma_Fonction",
                                  several(0, [&] { return argument(depth); })},
                             0);
    }

    Expression list(int depth)
    {
        if (depth <= 0) {
            return property();
        }
        return expression_of(Array{several(0, [&] { return argument(depth - 1); })}, 0);
    }

    Expression end(bool last)
    {
        static_cast<void>(last);
        return pick(4) == 0 ? expression_of(OpenEnd{}, 0) : pick(3) == 0 ? property() : moment();
    }

    Expression span()
    {
        return pick(3) == 0   ? property()
               : pick(2) == 0 ? moment()
                              : expression_of(Interval{{end(false), end(true)}}, 0);
    }

    geo::LonLat position() { return {value(), value()}; }
    geo::LineString line(int size)
    {
        geo::LineString positions;
        for (int i = 0; i < size; ++i) {
            positions.push_back(position());
        }
        return positions;
    }
    geo::Polygon polygon()
    {
        geo::Polygon polygon;
        for (int i = 1 + pick(2); i > 0; --i) {
            auto ring = line(3 + pick(3));
            ring.push_back(ring.front());
            polygon.rings.push_back(std::move(ring));
        }
        return polygon;
    }
    geo::Geometry geometry()
    {
        switch (pick(6)) {
        case 0:
            return geo::Point{position()};
        case 1:
            return geo::MultiPoint{line(1 + pick(3))};
        case 2:
            return geo::Line{line(2 + pick(3))};
        case 3:
            return geo::MultiLine{{line(2), line(3)}};
        case 4:
            return polygon();
        default:
            return geo::MultiPolygon{{polygon(), polygon()}};
        }
    }

    Expression shape()
    {
        switch (pick(4)) {
        case 0:
            return property();
        case 1:
            return expression_of(BoxLiteral{{value(), value(), value(), value()}}, 0);
        case 2:
            return expression_of(GeometryLiteral{{geometry()}, false}, 0);
        default:
            return expression_of(GeometryLiteral{{geometry(), geometry()}, true}, 0);
        }
    }

    std::mt19937& m_random;
};

inline Expression drawn_condition(std::mt19937& random, int depth)
{
    return ExpressionDrawer(random).condition(depth);
}

}  // namespace parvis::test
