// SPDX-License-Identifier: EUPL-1.2
#include "publish/cql2/sources.hpp"

#include "publish/query.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace parvis::publish::cql2 {

namespace {

constexpr std::int64_t micros = 1'000'000;

class IntegerColumn : public Source<Number> {
public:
    explicit IntegerColumn(const Integers& column) : m_values(column.values) {}
    void fill(Rows rows, Number* out) const override
    {
        for (const RowIndex row : rows) {
            const auto value = m_values[row];
            *out++ = value == Integers::null ? std::numeric_limits<double>::quiet_NaN()
                                             : static_cast<double>(value);
        }
    }

private:
    const std::vector<std::int64_t>& m_values;
};

class NumberColumn : public Source<Number> {
public:
    explicit NumberColumn(const Numbers& column) : m_values(column.values) {}
    void fill(Rows rows, Number* out) const override
    {
        for (const RowIndex row : rows) {
            *out++ = m_values[row];
        }
    }

private:
    const std::vector<double>& m_values;
};

class TextColumn : public Source<Text> {
public:
    explicit TextColumn(const Words& words) : m_words(words) {}
    void fill(Rows rows, Text* out) const override
    {
        for (const RowIndex row : rows) {
            *out++ = m_words.word(row);
        }
    }
    [[nodiscard]] Cost cost() const override { return Cost::text; }

private:
    const Words& m_words;
};

class DistinctTexts : public Source<Text> {
public:
    explicit DistinctTexts(const Words& words) : m_words(words) {}
    void fill(Rows rows, Text* out) const override
    {
        for (const RowIndex word : rows) {
            *out++ = word < m_words.words.size() ? m_words.words[word] : Text{};
        }
    }

private:
    const Words& m_words;
};

class DayColumn : public Source<Moment> {
public:
    explicit DayColumn(const Days& column) : m_values(column.values) {}
    void fill(Rows rows, Moment* out) const override
    {
        for (const RowIndex row : rows) {
            const auto value = m_values[row];
            *out++ = value == Days::null ? unknown_moment : value;
        }
    }

private:
    const std::vector<std::int32_t>& m_values;
};

class InstantColumn : public Source<Moment> {
public:
    explicit InstantColumn(const Instants& column) : m_values(column.values) {}
    void fill(Rows rows, Moment* out) const override
    {
        for (const RowIndex row : rows) {
            const auto value = m_values[row];
            *out++ = value == Instants::null ? unknown_moment : value * micros;
        }
    }

private:
    const std::vector<std::int64_t>& m_values;
};

class ListColumn : public Source<Members> {
public:
    explicit ListColumn(const Slices& column) : m_column(column) {}
    void fill(Rows rows, Members* out) const override
    {
        for (const RowIndex row : rows) {
            *out++ = members(m_column.value(row));
        }
    }
    [[nodiscard]] Cost cost() const override { return Cost::text; }

private:
    static Members members(datasets::Value value)
    {
        std::vector<std::string> names;
        if (auto* list = std::get_if<std::vector<std::string>>(&value)) {
            names = std::move(*list);
        } else if (auto* parts = std::get_if<std::vector<datasets::Part>>(&value)) {
            for (auto& part : *parts) {
                names.push_back(std::move(part.area));
            }
        } else {
            return std::nullopt;
        }
        std::ranges::sort(names);
        names.erase(std::unique(names.begin(), names.end()), names.end());
        return names;
    }

    const Slices& m_column;
};

class Ids : public Source<Text> {
public:
    explicit Ids(const Snapshot& dataset) : m_dataset(dataset) {}
    void fill(Rows rows, Text* out) const override
    {
        for (const RowIndex row : rows) {
            *out++ = m_dataset.feature_id(row);
        }
    }
    [[nodiscard]] Cost cost() const override { return Cost::text; }

private:
    const Snapshot& m_dataset;
};

class States : public Source<Text> {
public:
    States(const Snapshot& dataset, datasets::Date day) : m_dataset(dataset), m_day(day) {}
    void fill(Rows rows, Text* out) const override
    {
        for (const RowIndex row : rows) {
            *out++ = datasets::code_of(m_dataset.work_state(row, m_day));
        }
    }
    [[nodiscard]] Cost cost() const override { return Cost::text; }

private:
    const Snapshot& m_dataset;
    datasets::Date m_day;
};

Number result_of(Operator op, Number a, Number b)
{
    Number result = 0;
    switch (op) {
    case Operator::add:
        result = a + b;
        break;
    case Operator::subtract:
        result = a - b;
        break;
    case Operator::multiply:
        result = a * b;
        break;
    case Operator::divide:
        result = a / b;
        break;
    case Operator::whole_divide:
        result = std::trunc(a / b);
        break;
    case Operator::remainder:
        result = std::fmod(a, b);
        break;
    default:
        result = std::pow(a, b);
    }
    return std::isfinite(result) ? result : std::numeric_limits<double>::quiet_NaN();
}

class Arithmetic : public Source<Number> {
public:
    Arithmetic(Operator op, SourcePtr<Number> left, SourcePtr<Number> right)
        : m_op(op), m_left(std::move(left)), m_right(std::move(right))
    {
    }
    void fill(Rows rows, Number* out) const override
    {
        m_left->fill(rows, out);
        m_right->fill(rows, m_others.data());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            out[i] = result_of(m_op, out[i], m_others[i]);
        }
    }
    [[nodiscard]] Cost cost() const override { return std::max(m_left->cost(), m_right->cost()); }

private:
    Operator m_op;
    SourcePtr<Number> m_left, m_right;
    mutable Block<Number> m_others{};
};

class Folded : public Source<Text> {
public:
    Folded(Operator op, SourcePtr<Text> source)
        : m_op(op), m_source(std::move(source)), m_texts(block_size)
    {
    }
    void fill(Rows rows, Text* out) const override
    {
        m_source->fill(rows, out);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (is_known(out[i])) {
                m_texts[i] =
                    m_op == Operator::casei ? without_case(out[i]) : without_accents(out[i]);
                out[i] = m_texts[i];
            }
        }
    }
    [[nodiscard]] Cost cost() const override { return Cost::text; }

private:
    Operator m_op;
    SourcePtr<Text> m_source;
    mutable std::vector<std::string> m_texts;
};

bool is_ascii(std::string_view text)
{
    return std::ranges::all_of(text,
                               [](char byte) { return static_cast<unsigned char>(byte) < 0x80; });
}

icu::UnicodeString wide(std::string_view text)
{
    return icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
}

std::string narrow(const icu::UnicodeString& text)
{
    std::string utf8;
    text.toUTF8String(utf8);
    return utf8;
}

}  // namespace

SourcePtr<Number> numbers_of(const Column& column)
{
    if (const auto* integers = std::get_if<Integers>(&column)) {
        return std::make_unique<IntegerColumn>(*integers);
    }
    return std::make_unique<NumberColumn>(std::get<Numbers>(column));
}

SourcePtr<Text> texts_of(const Words& words) { return std::make_unique<TextColumn>(words); }

SourcePtr<Text> distinct_texts_of(const Words& words)
{
    return std::make_unique<DistinctTexts>(words);
}

Moments moments_of(const Column& column)
{
    if (const auto* days = std::get_if<Days>(&column)) {
        return {std::make_unique<DayColumn>(*days), false};
    }
    return {std::make_unique<InstantColumn>(std::get<Instants>(column)), true};
}

SourcePtr<Members> members_of(const Slices& slices) { return std::make_unique<ListColumn>(slices); }

SourcePtr<Text> ids_of(const Snapshot& dataset) { return std::make_unique<Ids>(dataset); }

SourcePtr<Text> states_of(const Snapshot& dataset, datasets::Date day)
{
    return std::make_unique<States>(dataset, day);
}

SourcePtr<Number> arithmetic(Operator op, SourcePtr<Number> left, SourcePtr<Number> right)
{
    const auto a = left->constant();
    const auto b = right->constant();
    if (a && b) {
        return std::make_unique<Constant<Number>>(result_of(op, *a, *b));
    }
    return std::make_unique<Arithmetic>(op, std::move(left), std::move(right));
}

SourcePtr<Text> folded(Operator op, SourcePtr<Text> source)
{
    if (const auto text = source->constant()) {
        return std::make_unique<ConstantText>(op == Operator::casei ? without_case(*text)
                                                                    : without_accents(*text));
    }
    return std::make_unique<Folded>(op, std::move(source));
}

std::string without_case(std::string_view text)
{
    if (is_ascii(text)) {
        std::string low(text);
        for (char& letter : low) {
            letter =
                letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
        }
        return low;
    }
    return narrow(wide(text).foldCase());
}

std::string without_accents(std::string_view text)
{
    if (is_ascii(text)) {
        return std::string(text);
    }
    UErrorCode error = U_ZERO_ERROR;
    const auto* const decomposing = icu::Normalizer2::getNFDInstance(error);
    const auto* const composing = icu::Normalizer2::getNFCInstance(error);
    if (U_FAILURE(error)) {
        throw std::runtime_error("ICU sans ses tables de normalisation");
    }
    const auto apart = decomposing->normalize(wide(text), error);
    icu::UnicodeString bare;
    for (std::int32_t i = 0; i < apart.length();) {
        const UChar32 letter = apart.char32At(i);
        if (u_charType(letter) != U_NON_SPACING_MARK) {
            bare.append(letter);
        }
        i += U16_LENGTH(letter);
    }
    return narrow(composing->normalize(bare, error));
}

}  // namespace parvis::publish::cql2
