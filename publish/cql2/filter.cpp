// SPDX-License-Identifier: EUPL-1.2
#include "publish/cql2/filter.hpp"

#include "publish/cql2/binding.hpp"
#include "publish/cql2/json.hpp"
#include "publish/cql2/text.hpp"

#include <algorithm>
#include <numeric>

namespace parvis::publish::cql2 {

namespace {

/// The rows of a reach, each once, in row order.
std::vector<RowIndex> candidates(const Snapshot& dataset, const Reach& reach)
{
    std::vector<RowIndex> rows;
    // Sorting few costs less than marking all, marking all less than sorting many.
    constexpr std::size_t share = 16;
    if (reach.rows < dataset.size() / share) {
        for (const auto& box : reach.boxes) {
            const auto more = dataset.rows_near(box);
            rows.insert(rows.end(), more.begin(), more.end());
        }
        for (const auto run : reach.runs) {
            rows.insert(rows.end(), run.begin(), run.end());
        }
        std::ranges::sort(rows);
        rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
        return rows;
    }
    std::vector<char> marks(dataset.size());
    const auto mark = [&](Rows more) {
        for (const RowIndex row : more) {
            marks[row] = 1;
        }
    };
    for (const auto& box : reach.boxes) {
        mark(dataset.rows_near(box));
    }
    std::ranges::for_each(reach.runs, mark);
    for (RowIndex row = 0; row < dataset.size(); ++row) {
        if (marks[row] != 0) {
            rows.push_back(row);
        }
    }
    return rows;
}

/// Whether to go through the rows of a reach, and not through all: a scan reads columns in order,
/// and beats a long list of rows here and there where no geometry is looked at. Parts that an OR
/// joins may each reach most rows, a thousand times; boxes were charged for theirs (see Work).
bool is_worth(const Reach& reach, const Condition& condition, RowIndex size)
{
    constexpr std::uint64_t share = 4;
    if (reach.runs.empty()) {
        return true;
    }
    return condition.cost() == Cost::geometry ? reach.rows < size : reach.rows < size / share;
}

void add_asked(const Expression& property, const Expression& text, std::vector<AskedText>& asked)
{
    constexpr std::size_t most = 100;
    const auto* name = std::get_if<PropertyName>(&property.node);
    const auto* word = std::get_if<std::string>(&text.node);
    if (name == nullptr || word == nullptr || asked.size() == most) {
        return;
    }
    AskedText one{name->name, *word};
    if (std::ranges::find(asked, one) == asked.end()) {
        asked.push_back(std::move(one));
    }
}

/// Depth is bounded by what was read.
void collect_asked(const Expression& expression, std::vector<AskedText>& asked)
{
    if (const auto* operation = std::get_if<Operation>(&expression.node)) {
        const auto& arguments = operation->arguments;
        if (operation->op == Operator::equal && arguments.size() == 2) {
            add_asked(arguments[0], arguments[1], asked);
            add_asked(arguments[1], arguments[0], asked);
        } else if (operation->op == Operator::in && arguments.size() == 2) {
            for (const Expression& one : children(arguments[1])) {
                add_asked(arguments[0], one, asked);
            }
        }
    }
    for (const Expression& child : children(expression)) {
        collect_asked(child, asked);
    }
}

void append_fitting(const Condition& condition, Rows rows, std::vector<RowIndex>& out)
{
    Block<Truth> truths;
    condition.judge(rows, truths.data());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (truths[i] == Truth::yes) {
            out.push_back(rows[i]);
        }
    }
}

}  // namespace

std::variant<Filter, std::string> Filter::read(std::string_view source, Language language,
                                               const Snapshot& dataset, const Setting& setting)
{
    auto expression = language == Language::text ? read_text(source) : read_json(source);
    if (const auto* fault = std::get_if<Fault>(&expression)) {
        return sentence(*fault, source);
    }
    auto condition = bind(std::get<Expression>(expression), dataset, setting);
    if (const auto* fault = std::get_if<Fault>(&condition)) {
        return sentence(*fault, source);
    }
    std::vector<AskedText> asked;
    collect_asked(std::get<Expression>(expression), asked);
    return Filter(dataset, std::get<ConditionPtr>(std::move(condition)), std::move(asked));
}

std::vector<RowIndex> Filter::rows() const
{
    if (const auto reach = m_condition->reach();
        reach && is_worth(*reach, *m_condition, m_dataset->size())) {
        return rows_among(candidates(*m_dataset, *reach));
    }
    std::vector<RowIndex> fitting;
    Block<RowIndex> block;
    for (RowIndex first = 0; first < m_dataset->size();) {
        const auto count = std::min<std::size_t>(block_size, m_dataset->size() - first);
        std::iota(block.begin(), block.begin() + static_cast<std::ptrdiff_t>(count), first);
        append_fitting(*m_condition, Rows(block).first(count), fitting);
        first += static_cast<RowIndex>(count);
    }
    return fitting;
}

std::vector<RowIndex> Filter::rows_among(const std::vector<RowIndex>& rows) const
{
    std::vector<RowIndex> fitting;
    for (std::size_t first = 0; first < rows.size(); first += block_size) {
        append_fitting(*m_condition,
                       Rows(rows).subspan(first, std::min(block_size, rows.size() - first)),
                       fitting);
    }
    return fitting;
}

bool Filter::fits(RowIndex row) const
{
    Truth truth = Truth::unknown;
    m_condition->judge(Rows(&row, 1), &truth);
    return truth == Truth::yes;
}

}  // namespace parvis::publish::cql2
