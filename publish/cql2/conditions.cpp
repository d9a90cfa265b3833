// SPDX-License-Identifier: EUPL-1.2
#include "publish/cql2/conditions.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace parvis::publish::cql2 {

namespace {

class Always : public Condition {
public:
    explicit Always(Truth truth) : m_truth(truth) {}
    void judge(Rows rows, Truth* out) const override { std::fill_n(out, rows.size(), m_truth); }
    [[nodiscard]] Cost cost() const override { return Cost::constant; }
    [[nodiscard]] std::optional<Reach> reach() const override
    {
        return m_truth == Truth::yes ? std::nullopt : std::optional(Reach{});
    }

private:
    Truth m_truth;
};

/// "and": `no` decides; "or": `yes` does. Rows that are decided are not asked again.
class Joined : public Condition {
public:
    Joined(Truth decides, std::vector<ConditionPtr> parts)
        : m_decides(decides), m_parts(std::move(parts))
    {
        std::ranges::stable_sort(m_parts, {}, [](const auto& part) { return part->cost(); });
    }

    void judge(Rows rows, Truth* out) const override
    {
        m_parts.front()->judge(rows, out);
        for (std::size_t part = 1; part < m_parts.size(); ++part) {
            std::size_t open = 0;
            for (std::size_t i = 0; i < rows.size(); ++i) {
                m_places[open] = static_cast<std::uint32_t>(i);
                m_rows[open] = rows[i];
                open += out[i] != m_decides ? 1 : 0;
            }
            if (open == 0) {
                return;
            }
            m_parts[part]->judge(Rows(m_rows).first(open), m_truths.data());
            for (std::size_t i = 0; i < open; ++i) {
                Truth& truth = out[m_places[i]];
                truth = m_truths[i] == m_decides || truth != Truth::unknown ? m_truths[i] : truth;
            }
        }
    }
    [[nodiscard]] Cost cost() const override { return m_parts.back()->cost(); }
    [[nodiscard]] std::optional<Reach> reach() const override
    {
        return m_decides == Truth::no ? narrowest() : all();
    }

private:
    [[nodiscard]] std::optional<Reach> narrowest() const
    {
        // Geometries first: theirs are counted, an order of a column may have to be made.
        std::optional<Reach> best;
        for (auto part = m_parts.rbegin(); part != m_parts.rend(); ++part) {
            auto reach = (*part)->reach();
            if (reach && (!best || reach->rows < best->rows)) {
                best = std::move(reach);
            }
            if (best && best->rows <= block_size) {
                break;
            }
        }
        return best;
    }
    [[nodiscard]] std::optional<Reach> all() const
    {
        Reach joined;
        for (const auto& part : m_parts) {
            const auto more = part->reach();
            if (!more) {
                return std::nullopt;
            }
            joined.boxes.insert(joined.boxes.end(), more->boxes.begin(), more->boxes.end());
            joined.runs.insert(joined.runs.end(), more->runs.begin(), more->runs.end());
            joined.rows += more->rows;
        }
        return joined;
    }

    Truth m_decides;
    std::vector<ConditionPtr> m_parts;
    mutable Block<std::uint32_t> m_places{};
    mutable Block<RowIndex> m_rows{};
    mutable Block<Truth> m_truths{};
};

class Negated : public Condition {
public:
    explicit Negated(ConditionPtr inner) : m_inner(std::move(inner)) {}
    void judge(Rows rows, Truth* out) const override
    {
        m_inner->judge(rows, out);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            out[i] = out[i] == Truth::unknown ? out[i] : truth_of(out[i] == Truth::no);
        }
    }
    [[nodiscard]] Cost cost() const override { return m_inner->cost(); }

private:
    ConditionPtr m_inner;
};

class FlagColumn : public Condition {
public:
    explicit FlagColumn(const Flags& column) : m_values(column.values) {}
    void judge(Rows rows, Truth* out) const override
    {
        for (const RowIndex row : rows) {
            *out++ = m_values[row] < 0 ? Truth::unknown : truth_of(m_values[row] == 1);
        }
    }

private:
    const std::vector<std::int8_t>& m_values;
};

template <typename Type>
bool holds(Operator op, const Type& a, const Type& b)
{
    switch (op) {
    case Operator::equal:
        return a == b;
    case Operator::differs:
        return a != b;
    case Operator::less:
        return a < b;
    case Operator::more:
        return a > b;
    case Operator::at_most:
        return a <= b;
    default:
        return a >= b;
    }
}

/// One loop an operator, so that numbers are compared without asking which.
template <typename Type>
void compare(Operator op, const Type* a, const Type* b, std::size_t count, Truth* out)
{
    const auto all = [&](auto&& test) {
        for (std::size_t i = 0; i < count; ++i) {
            out[i] = is_known(a[i]) && is_known(b[i]) ? truth_of(test(a[i], b[i])) : Truth::unknown;
        }
    };
    switch (op) {
    case Operator::equal:
        return all(std::equal_to<Type>{});
    case Operator::differs:
        return all(std::not_equal_to<Type>{});
    case Operator::less:
        return all(std::less<Type>{});
    case Operator::more:
        return all(std::greater<Type>{});
    case Operator::at_most:
        return all(std::less_equal<Type>{});
    default:
        return all(std::greater_equal<Type>{});
    }
}

template <typename Type>
class Compared : public Condition {
public:
    Compared(Operator op, SourcePtr<Type> left, SourcePtr<Type> right)
        : m_op(op), m_left(std::move(left)), m_right(std::move(right))
    {
    }
    void judge(Rows rows, Truth* out) const override
    {
        m_left->fill(rows, m_lefts.data());
        m_right->fill(rows, m_rights.data());
        compare(m_op, m_lefts.data(), m_rights.data(), rows.size(), out);
    }
    [[nodiscard]] Cost cost() const override { return std::max(m_left->cost(), m_right->cost()); }

private:
    Operator m_op;
    SourcePtr<Type> m_left, m_right;
    mutable Block<Type> m_lefts{}, m_rights{};
};

class ComparedTruths : public Condition {
public:
    ComparedTruths(Operator op, ConditionPtr left, ConditionPtr right)
        : m_op(op), m_left(std::move(left)), m_right(std::move(right))
    {
    }
    void judge(Rows rows, Truth* out) const override
    {
        m_left->judge(rows, out);
        m_right->judge(rows, m_others.data());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const bool known = out[i] != Truth::unknown && m_others[i] != Truth::unknown;
            out[i] = known ? truth_of(holds(m_op, out[i], m_others[i])) : Truth::unknown;
        }
    }
    [[nodiscard]] Cost cost() const override { return std::max(m_left->cost(), m_right->cost()); }

private:
    Operator m_op;
    ConditionPtr m_left, m_right;
    mutable Block<Truth> m_others{};
};

/// Values as they are kept for a search: texts are owned.
template <typename Type>
struct Kept {
    using Value = Type;
};
template <>
struct Kept<Text> {
    using Value = std::string;
};

template <typename Type>
class OneOf : public Condition {
public:
    OneOf(SourcePtr<Type> source, const std::vector<Type>& values) : m_source(std::move(source))
    {
        for (const Type& value : values) {
            if (is_known(value)) {
                m_values.emplace_back(value);
            } else {
                m_otherwise = Truth::unknown;
            }
        }
        std::ranges::sort(m_values);
    }
    void judge(Rows rows, Truth* out) const override
    {
        m_source->fill(rows, m_filled.data());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            out[i] = !is_known(m_filled[i]) ? Truth::unknown
                     : std::binary_search(m_values.begin(), m_values.end(), m_filled[i])
                         ? Truth::yes
                         : m_otherwise;
        }
    }
    [[nodiscard]] Cost cost() const override { return m_source->cost(); }

private:
    SourcePtr<Type> m_source;
    std::vector<typename Kept<Type>::Value> m_values;
    Truth m_otherwise = Truth::no;
    mutable Block<Type> m_filled{};
};

class Like : public Condition {
public:
    Like(SourcePtr<Text> source, std::string pattern)
        : m_source(std::move(source)), m_pattern(std::move(pattern))
    {
    }
    void judge(Rows rows, Truth* out) const override
    {
        m_source->fill(rows, m_texts.data());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            out[i] =
                is_known(m_texts[i]) ? truth_of(is_like(m_texts[i], m_pattern)) : Truth::unknown;
        }
    }
    [[nodiscard]] Cost cost() const override { return m_source->cost(); }

private:
    SourcePtr<Text> m_source;
    std::string m_pattern;
    mutable Block<Text> m_texts{};
};

template <typename Type>
class IsNull : public Condition {
public:
    explicit IsNull(SourcePtr<Type> source) : m_source(std::move(source)), m_values(block_size) {}
    void judge(Rows rows, Truth* out) const override
    {
        m_source->fill(rows, m_values.data());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            out[i] = truth_of(!is_known(m_values[i]));
        }
    }
    [[nodiscard]] Cost cost() const override { return m_source->cost(); }

private:
    SourcePtr<Type> m_source;
    mutable std::vector<Type> m_values;
};

class IsUnknown : public Condition {
public:
    explicit IsUnknown(ConditionPtr inner) : m_inner(std::move(inner)) {}
    void judge(Rows rows, Truth* out) const override
    {
        m_inner->judge(rows, out);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            out[i] = truth_of(out[i] == Truth::unknown);
        }
    }
    [[nodiscard]] Cost cost() const override { return m_inner->cost(); }

private:
    ConditionPtr m_inner;
};

class NoGeometry : public Condition {
public:
    explicit NoGeometry(const Snapshot& dataset) : m_dataset(dataset) {}
    void judge(Rows rows, Truth* out) const override
    {
        for (const RowIndex row : rows) {
            *out++ = truth_of(!m_dataset.bounds(row).has_value());
        }
    }

private:
    const Snapshot& m_dataset;
};

class ByWord : public Condition {
public:
    ByWord(const Snapshot& dataset, std::size_t property, std::vector<Truth> truths)
        : m_dataset(dataset), m_property(property),
          m_words(std::get<Words>(dataset.column(property))), m_truths(std::move(truths))
    {
    }
    void judge(Rows rows, Truth* out) const override
    {
        const auto null = m_truths.size() - 1;
        for (const RowIndex row : rows) {
            const auto word = m_words.values[row];
            *out++ = m_truths[word == Words::null ? null : word];
        }
    }

    [[nodiscard]] std::optional<Reach> reach() const override
    {
        if (m_truths.back() == Truth::yes) {
            return std::nullopt;  // rows without a text are in no run
        }
        const auto& by_value = m_dataset.by_value(m_property);
        Reach reach;
        for (std::uint32_t word = 0; word + 1 < m_truths.size(); ++word) {
            if (m_truths[word] == Truth::yes) {
                reach.runs.push_back(by_value.of_word(word));
                reach.rows += reach.runs.back().size();
            }
        }
        return reach;
    }

private:
    const Snapshot& m_dataset;
    std::size_t m_property;
    const Words& m_words;
    std::vector<Truth> m_truths;
};

/// Length in bytes of the letter that starts here.
std::size_t letter_size(std::string_view text, std::size_t at)
{
    std::size_t size = 1;
    while (at + size < text.size() &&
           (static_cast<unsigned char>(text[at + size]) & 0xC0U) == 0x80U) {
        ++size;
    }
    return size;
}

}  // namespace

ConditionPtr always(Truth truth) { return std::make_unique<Always>(truth); }

ConditionPtr joined(Operator op, std::vector<ConditionPtr> parts)
{
    return std::make_unique<Joined>(op == Operator::both ? Truth::no : Truth::yes,
                                    std::move(parts));
}

ConditionPtr negated(ConditionPtr inner) { return std::make_unique<Negated>(std::move(inner)); }

ConditionPtr flags_of(const Flags& flags) { return std::make_unique<FlagColumn>(flags); }

ConditionPtr compared(Operator op, ConditionPtr left, ConditionPtr right)
{
    return std::make_unique<ComparedTruths>(op, std::move(left), std::move(right));
}

template <typename Type>
ConditionPtr compared(Operator op, SourcePtr<Type> left, SourcePtr<Type> right)
{
    return std::make_unique<Compared<Type>>(op, std::move(left), std::move(right));
}
template ConditionPtr compared<Number>(Operator, SourcePtr<Number>, SourcePtr<Number>);
template ConditionPtr compared<Text>(Operator, SourcePtr<Text>, SourcePtr<Text>);
template ConditionPtr compared<Moment>(Operator, SourcePtr<Moment>, SourcePtr<Moment>);

template <typename Type>
ConditionPtr one_of(SourcePtr<Type> source, const std::vector<Type>& values)
{
    return std::make_unique<OneOf<Type>>(std::move(source), values);
}
template ConditionPtr one_of<Number>(SourcePtr<Number>, const std::vector<Number>&);
template ConditionPtr one_of<Text>(SourcePtr<Text>, const std::vector<Text>&);
template ConditionPtr one_of<Moment>(SourcePtr<Moment>, const std::vector<Moment>&);

ConditionPtr like(SourcePtr<Text> source, std::string pattern)
{
    return std::make_unique<Like>(std::move(source), std::move(pattern));
}

bool is_like(std::string_view text, std::string_view pattern)
{
    // Where the last "%" stands, and how much of the text it has taken: going back there is enough,
    // for an earlier one could not do better.
    constexpr std::size_t none = std::string_view::npos;
    std::size_t t = 0, p = 0, star = none, taken = 0;
    while (t < text.size()) {
        const char wanted = p < pattern.size() ? pattern[p] : '\0';
        const bool escaped =
            wanted == '\\' && p + 1 < pattern.size() &&
            (pattern[p + 1] == '%' || pattern[p + 1] == '_' || pattern[p + 1] == '\\');
        if (p < pattern.size() && wanted == '%') {
            star = p++;
            taken = t;
        } else if (p < pattern.size() && wanted == '_') {
            t += letter_size(text, t);
            ++p;
        } else if (p < pattern.size() && text[t] == pattern[escaped ? p + 1 : p]) {
            ++t;
            p += escaped ? 2 : 1;
        } else if (star != none) {
            taken += letter_size(text, taken);
            t = taken;
            p = star + 1;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('%', p) == none;
}

template <typename Type>
ConditionPtr is_null(SourcePtr<Type> source)
{
    return std::make_unique<IsNull<Type>>(std::move(source));
}
template ConditionPtr is_null<Number>(SourcePtr<Number>);
template ConditionPtr is_null<Text>(SourcePtr<Text>);
template ConditionPtr is_null<Moment>(SourcePtr<Moment>);
template ConditionPtr is_null<Members>(SourcePtr<Members>);

ConditionPtr is_null(ConditionPtr inner) { return std::make_unique<IsUnknown>(std::move(inner)); }

ConditionPtr has_no_geometry(const Snapshot& dataset)
{
    return std::make_unique<NoGeometry>(dataset);
}

ConditionPtr by_word(const Snapshot& dataset, std::size_t property, const Condition& over_texts)
{
    const auto& words = std::get<Words>(dataset.column(property));
    std::vector<RowIndex> numbers(words.words.size() + 1);
    for (RowIndex i = 0; i < numbers.size(); ++i) {
        numbers[i] = i;
    }
    std::vector<Truth> truths(numbers.size());
    for (std::size_t first = 0; first < numbers.size(); first += block_size) {
        const auto count = std::min(block_size, numbers.size() - first);
        over_texts.judge(Rows(numbers).subspan(first, count), truths.data() + first);
    }
    return std::make_unique<ByWord>(dataset, property, std::move(truths));
}

}  // namespace parvis::publish::cql2
