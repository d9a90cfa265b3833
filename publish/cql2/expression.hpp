// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/value.hpp"
#include "geo/geometry.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parvis::publish::cql2 {

/// The operators of CQL2 (OGC 21-065r2). "is not null", "not like", "not between" and "not in" are
/// `negation` over the operator; a minus before a property is a product with -1, as in CQL2 JSON.
enum class Operator : std::uint8_t {
    both,
    either,
    negation,
    equal,
    differs,
    less,
    more,
    at_most,
    at_least,
    like,
    between,
    in,
    is_null,
    casei,
    accenti,
    add,
    subtract,
    multiply,
    divide,
    whole_divide,
    remainder,
    power,
    s_contains,
    s_crosses,
    s_disjoint,
    s_equals,
    s_intersects,
    s_overlaps,
    s_touches,
    s_within,
    t_after,
    t_before,
    t_contains,
    t_disjoint,
    t_during,
    t_equals,
    t_finished_by,
    t_finishes,
    t_intersects,
    t_meets,
    t_met_by,
    t_overlapped_by,
    t_overlaps,
    t_started_by,
    t_starts,
    a_contained_by,
    a_contains,
    a_equals,
    a_overlaps
};
/// "and", "=", "isNull", "t_finishedBy": as CQL2 JSON writes it.
[[nodiscard]] std::string_view name_of(Operator op);
/// By that name, whatever its letter case.
[[nodiscard]] std::optional<Operator> operator_named(std::string_view name);

struct Expression;

/// Microseconds since 1970-01-01T00:00:00Z; digits beyond are left out.
struct Timestamp {
    std::int64_t microseconds = 0;
    friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
};
/// '..' in an interval.
struct OpenEnd {
    friend bool operator==(OpenEnd, OpenEnd) { return true; }
};
struct PropertyName {
    std::string name;
    friend bool operator==(const PropertyName&, const PropertyName&) = default;
};
/// BBOX(west, south, east, north); a west larger than the east crosses the antimeridian.
struct BoxLiteral {
    geo::Box box;
    friend bool operator==(const BoxLiteral&, const BoxLiteral&) = default;
};
/// A geometry written out; heights are left out. Several parts are a GEOMETRYCOLLECTION.
struct GeometryLiteral {
    std::vector<geo::Geometry> parts;
    bool collection = false;
    friend bool operator==(const GeometryLiteral&, const GeometryLiteral&) = default;
};
struct Operation {
    Operator op = Operator::both;
    std::vector<Expression> arguments;
};
/// A call of a function that CQL2 does not define itself.
struct Call {
    std::string name;
    std::vector<Expression> arguments;
};
/// Two ends: a day, an instant, an open end, a property or a call.
struct Interval {
    std::vector<Expression> ends;
};
struct Array {
    std::vector<Expression> elements;
};

/// An expression of CQL2 as a value: a closed set of nodes. Text and JSON are two ways to write it
/// and nothing else. Equality leaves out where a node stood.
struct Expression {
    using Node =
        std::variant<bool, double, std::string, datasets::Date, Timestamp, OpenEnd, PropertyName,
                     BoxLiteral, GeometryLiteral, Operation, Call, Interval, Array>;

    Node node;
    std::size_t at = 0;     ///< byte of the text or JSON it was read from
    std::size_t depth = 1;  ///< nodes from here to the deepest leaf

    /// Bounds of what is read: a request must not cost stack or memory without end.
    static constexpr std::size_t deepest = 60;
    static constexpr std::size_t most_nodes = 4000;
    static constexpr std::size_t longest_text = std::size_t{1} << 17U;
};

// Declared after Expression is whole; vectors of it compare by it.
[[nodiscard]] bool operator==(const Expression& a, const Expression& b);
inline bool operator==(const Operation& a, const Operation& b)
{
    return a.op == b.op && a.arguments == b.arguments;
}
inline bool operator==(const Call& a, const Call& b)
{
    return a.name == b.name && a.arguments == b.arguments;
}
inline bool operator==(const Interval& a, const Interval& b) { return a.ends == b.ends; }
inline bool operator==(const Array& a, const Array& b) { return a.elements == b.elements; }

/// The expressions below a node; none for a literal or a property.
[[nodiscard]] const std::vector<Expression>& children(const Expression& expression);
/// A node with its depth counted.
[[nodiscard]] Expression expression_of(Expression::Node node, std::size_t at);

/// Why a text or JSON is no filter. `reason` is the end of a French sentence.
struct Fault {
    std::size_t at = 0;  ///< byte
    std::string reason;
};
/// "à la position 12 (devant « … ») : un nombre était attendu". Positions count characters from 1.
[[nodiscard]] std::string sentence(const Fault& fault, std::string_view text);

/// The first byte that is not UTF-8, as a fault.
[[nodiscard]] std::optional<Fault> broken_utf8(std::string_view text);

/// "2026-11-22", as the full-date of RFC 3339.
[[nodiscard]] std::optional<datasets::Date> date_in(std::string_view text);
/// "2026-11-22T08:00:00Z", with any fraction; CQL2 has Z alone, other zones of RFC 3339 are read.
[[nodiscard]] std::optional<Timestamp> timestamp_in(std::string_view text);
[[nodiscard]] std::string to_text(Timestamp timestamp);

}  // namespace parvis::publish::cql2
