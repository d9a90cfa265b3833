// SPDX-License-Identifier: EUPL-1.2
// Conditions over spans of time and over lists.
#include "publish/cql2/conditions.hpp"

#include <algorithm>
#include <utility>

namespace parvis::publish::cql2 {

namespace {

bool holds(Operator op, Moment a, Moment a_end, Moment b, Moment b_end)
{
    switch (op) {
    case Operator::t_after:
        return a > b_end;
    case Operator::t_before:
        return a_end < b;
    case Operator::t_contains:
        return a < b && a_end > b_end;
    case Operator::t_disjoint:
        return a_end < b || a > b_end;
    case Operator::t_during:
        return a > b && a_end < b_end;
    case Operator::t_equals:
        return a == b && a_end == b_end;
    case Operator::t_finished_by:
        return a < b && a_end == b_end;
    case Operator::t_finishes:
        return a > b && a_end == b_end;
    case Operator::t_meets:
        return a_end == b;
    case Operator::t_met_by:
        return a == b_end;
    case Operator::t_overlapped_by:
        return a > b && a < b_end && a_end > b_end;
    case Operator::t_overlaps:
        return a < b && a_end > b && a_end < b_end;
    case Operator::t_started_by:
        return a == b && a_end > b_end;
    case Operator::t_starts:
        return a == b && a_end < b_end;
    default:  // t_intersects
        return a <= b_end && a_end >= b;
    }
}

/// Fills both ends of a span; an instant is read once.
void fill(const Span& span, Rows rows, Moment* start, Moment* end)
{
    span.start->fill(rows, start);
    if (span.start == span.end) {
        std::copy_n(start, rows.size(), end);
    } else {
        span.end->fill(rows, end);
    }
}

Cost cost_of(const Span& span) { return std::max(span.start->cost(), span.end->cost()); }

class Temporal : public Condition {
public:
    Temporal(Operator op, Span left, Span right)
        : m_op(op), m_left(std::move(left)), m_right(std::move(right))
    {
    }
    void judge(Rows rows, Truth* out) const override
    {
        fill(m_left, rows, m_moments[0].data(), m_moments[1].data());
        fill(m_right, rows, m_moments[2].data(), m_moments[3].data());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const bool known = std::ranges::all_of(
                m_moments, [&](const auto& moments) { return is_known(moments[i]); });
            out[i] = known ? truth_of(holds(m_op, m_moments[0][i], m_moments[1][i], m_moments[2][i],
                                            m_moments[3][i]))
                           : Truth::unknown;
        }
    }
    [[nodiscard]] Cost cost() const override { return std::max(cost_of(m_left), cost_of(m_right)); }

private:
    Operator m_op;
    Span m_left, m_right;
    mutable std::array<Block<Moment>, 4> m_moments{};
};

class NullSpan : public Condition {
public:
    explicit NullSpan(Span span) : m_span(std::move(span)) {}
    void judge(Rows rows, Truth* out) const override
    {
        fill(m_span, rows, m_starts.data(), m_ends.data());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            out[i] = truth_of(!is_known(m_starts[i]) || !is_known(m_ends[i]));
        }
    }

private:
    Span m_span;
    mutable Block<Moment> m_starts{}, m_ends{};
};

bool holds(Operator op, const std::vector<std::string>& a, const std::vector<std::string>& b)
{
    switch (op) {
    case Operator::a_equals:
        return a == b;
    case Operator::a_contains:
        return std::ranges::includes(a, b);
    case Operator::a_contained_by:
        return std::ranges::includes(b, a);
    default:
        return std::ranges::any_of(
            a, [&](const std::string& one) { return std::ranges::binary_search(b, one); });
    }
}

class OverLists : public Condition {
public:
    OverLists(Operator op, SourcePtr<Members> left, SourcePtr<Members> right)
        : m_op(op), m_left(std::move(left)), m_right(std::move(right)), m_lefts(block_size),
          m_rights(block_size)
    {
    }
    void judge(Rows rows, Truth* out) const override
    {
        m_left->fill(rows, m_lefts.data());
        m_right->fill(rows, m_rights.data());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            out[i] = m_lefts[i] && m_rights[i] ? truth_of(holds(m_op, *m_lefts[i], *m_rights[i]))
                                               : Truth::unknown;
        }
    }
    [[nodiscard]] Cost cost() const override { return Cost::text; }

private:
    Operator m_op;
    SourcePtr<Members> m_left, m_right;
    mutable std::vector<Members> m_lefts, m_rights;
};

}  // namespace

ConditionPtr temporal(Operator op, Span left, Span right)
{
    return std::make_unique<Temporal>(op, std::move(left), std::move(right));
}

ConditionPtr is_null(Span span) { return std::make_unique<NullSpan>(std::move(span)); }

ConditionPtr over_lists(Operator op, SourcePtr<Members> left, SourcePtr<Members> right)
{
    return std::make_unique<OverLists>(op, std::move(left), std::move(right));
}

}  // namespace parvis::publish::cql2
