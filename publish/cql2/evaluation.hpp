// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/snapshot.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parvis::publish::cql2 {

// What a filter becomes once it is bound to a dataset: conditions and sources of values that go
// over blocks of rows, column by column. They keep their own scratch space: for one thread.

/// SQL's three values.
enum class Truth : std::uint8_t { no, yes, unknown };
[[nodiscard]] inline Truth truth_of(bool flag) { return flag ? Truth::yes : Truth::no; }

/// At most block_size rows, in any order.
using Rows = std::span<const RowIndex>;
inline constexpr std::size_t block_size = 1024;
template <typename Value>
using Block = std::array<Value, block_size>;

/// What a condition costs a row, in short: a conjunction asks the cheap ones first.
enum class Cost : std::uint8_t { constant, column, text, geometry };

/// Where rows that fit may be: those with a box that meets one of `boxes`, and those of `runs`.
struct Reach {
    std::vector<geo::Box> boxes;
    std::vector<std::span<const RowIndex>> runs;  ///< kept by the dataset
    std::uint64_t rows = 0;                       ///< at most so many
};

class Condition {
public:
    Condition() = default;
    virtual ~Condition() = default;
    Condition(const Condition&) = delete;
    Condition& operator=(const Condition&) = delete;

    /// Writes one truth a row.
    virtual void judge(Rows rows, Truth* out) const = 0;
    [[nodiscard]] virtual Cost cost() const { return Cost::column; }
    /// Steps (see Work) of judging every row that it may have to look at closely; 0 for what only
    /// reads columns.
    [[nodiscard]] virtual std::uint64_t steps() const { return 0; }
    /// Outside of it no row fits; nothing when rows may fit anywhere.
    [[nodiscard]] virtual std::optional<Reach> reach() const { return std::nullopt; }
};
using ConditionPtr = std::unique_ptr<const Condition>;

/// Values of one type, a row each. `constant()` is the value where no row changes it.
template <typename Type>
class Source {
public:
    using Value = Type;
    Source() = default;
    virtual ~Source() = default;
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;

    virtual void fill(Rows rows, Type* out) const = 0;
    [[nodiscard]] virtual std::optional<Type> constant() const { return std::nullopt; }
    [[nodiscard]] virtual Cost cost() const { return Cost::column; }
};
template <typename Type>
using SourcePtr = std::unique_ptr<const Source<Type>>;

/// Numbers; NaN is not known.
using Number = double;
/// Texts; data() == nullptr is not known. They live until the next fill().
using Text = std::string_view;
/// Days, or microseconds, since 1970; `unknown_moment` is not known.
using Moment = std::int64_t;
inline constexpr Moment unknown_moment = std::numeric_limits<Moment>::min();
inline constexpr Moment before_all = unknown_moment + 1;
inline constexpr Moment after_all = std::numeric_limits<Moment>::max();
/// Members of a list, in order and without repetition; nothing is not known.
using Members = std::optional<std::vector<std::string>>;

[[nodiscard]] inline bool is_known(Number value) { return value == value; }
[[nodiscard]] inline bool is_known(Text value) { return value.data() != nullptr; }
[[nodiscard]] inline bool is_known(Moment value) { return value != unknown_moment; }
[[nodiscard]] inline bool is_known(const Members& value) { return value.has_value(); }

template <typename Type>
class Constant : public Source<Type> {
public:
    explicit Constant(Type value) : m_value(std::move(value)) {}
    void fill(Rows rows, Type* out) const override { std::fill_n(out, rows.size(), m_value); }
    [[nodiscard]] std::optional<Type> constant() const override { return m_value; }
    [[nodiscard]] Cost cost() const override { return Cost::constant; }

private:
    Type m_value;
};

/// A text of the filter itself.
class ConstantText : public Source<Text> {
public:
    explicit ConstantText(std::string text) : m_text(std::move(text)) {}
    void fill(Rows rows, Text* out) const override { std::fill_n(out, rows.size(), Text(m_text)); }
    [[nodiscard]] std::optional<Text> constant() const override { return Text(m_text); }
    [[nodiscard]] Cost cost() const override { return Cost::constant; }

private:
    std::string m_text;
};

/// The moment a side of a temporal predicate begins and ends; both are one source for an instant.
struct Span {
    std::shared_ptr<const Source<Moment>> start, end;
    bool instants = false;  ///< microseconds, else days
    bool open = false;      ///< '..' on both sides: neither
};

/// The geometry of a row, or one that the filter names.
struct ShapeSource {
    bool of_row = false;
    std::vector<geo::Geometry> parts;
    std::optional<geo::Box> box;  ///< what a BBOX said
};

struct Moments {
    SourcePtr<Moment> source;
    bool instants = false;
};

/// What any expression is bound to.
using Bound = std::variant<ConditionPtr, SourcePtr<Number>, SourcePtr<Text>, Moments, Span,
                           SourcePtr<Members>, ShapeSource>;

}  // namespace parvis::publish::cql2
