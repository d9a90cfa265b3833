// SPDX-License-Identifier: EUPL-1.2
#include "publish/comment_figure.hpp"

#include "datasets/json_text.hpp"
#include "datasets/model_column.hpp"
#include "datasets/row_issue.hpp"
#include "datasets/value_status.hpp"
#include "publish/column.hpp"
#include "publish/comment_index.hpp"
#include "publish/cql2/json_tree.hpp"
#include "publish/snapshot.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace parvis::publish {

namespace {

/// The columns that a target speaks of.
std::vector<std::size_t> columns_of(const Snapshot& dataset, const datasets::CommentTarget& target)
{
    const auto& facts = dataset.manifest().facts;
    const std::string& one = !target.column.empty()         ? target.column
                             : target.measure.empty()       ? std::string()
                             : facts.figure_measure.empty() ? target.measure
                                                            : facts.figure_value;
    if (!one.empty()) {
        const auto property = dataset.property(one);
        return property ? std::vector{*property} : std::vector<std::size_t>();
    }
    std::vector<std::size_t> columns;
    const auto& properties = dataset.manifest().properties;
    for (std::size_t i = 0; i < properties.size(); ++i) {
        if (!properties[i].derived) {
            columns.push_back(i);
        }
    }
    return columns;
}

/// Of several rows with one key, the values of each.
std::string value_text(const Snapshot& dataset, const std::vector<RowIndex>& rows,
                       std::size_t property)
{
    std::string text;
    for (const RowIndex row : rows) {
        text += (row == rows.front() ? "" : " ; ") + dataset.text(row, property);
    }
    return text;
}

/// Columns of a target in which the version has, for one of its rows, why there is no value.
std::set<std::string> withheld_columns(const Snapshot& dataset,
                                       const datasets::CommentTarget& target,
                                       const std::vector<RowIndex>& rows)
{
    std::set<std::string> withheld;
    for (const std::size_t column : columns_of(dataset, target)) {
        const std::string& name = dataset.manifest().properties[column].name;
        const auto status = dataset.property(datasets::status_name(name));
        if (status && std::ranges::any_of(rows, [&](RowIndex row) {
                return dataset.text(row, column).empty() && !dataset.text(row, *status).empty();
            })) {
            withheld.insert(name);
        }
    }
    return withheld;
}

std::map<std::string, std::string> values_in(const std::string& figure)
{
    std::map<std::string, std::string> values;
    const auto tree = cql2::read_json_value(figure);
    const auto* root = std::get_if<cql2::JsonValue>(&tree);
    const auto* members =
        root == nullptr ? nullptr : std::get_if<cql2::JsonValue::Members>(&root->value);
    if (members != nullptr) {
        for (const auto& member : *members) {
            if (const auto* text = member.value.text()) {
                values.emplace(member.name, *text);
            }
        }
    }
    return values;
}

/// Whether rows are of communes in the area that a target names, not of its place.
bool is_of_area(const Snapshot& dataset, const datasets::CommentTarget& target,
                const std::vector<RowIndex>& rows)
{
    const auto place = dataset.property(dataset.manifest().facts.figure_place);
    return !target.measure.empty() && !rows.empty() && place &&
           dataset.text(rows.front(), *place) != target.place;
}

/// What an area's figure is made of: each commune's value, and who they are.
std::string area_figure(const Snapshot& dataset, const datasets::CommentTarget& target,
                        const std::vector<RowIndex>& rows)
{
    const auto place = dataset.property(dataset.manifest().facts.figure_place);
    const auto columns = columns_of(dataset, target);
    if (!place || columns.empty()) {
        return {};
    }
    std::map<std::string, std::string> values;
    for (const RowIndex row : rows) {
        if (std::string value = dataset.text(row, columns.front()); !value.empty()) {
            values.emplace(dataset.text(row, *place), std::move(value));
        }
    }
    datasets::JsonText json;
    std::string all;
    json.start_object();
    for (const auto& [commune, value] : values) {
        json.member(commune, value);
        all += (all.empty() ? "" : ", ") + commune;
    }
    json.member("communes", all);
    json.end_object();
    return json.take();
}

std::string label_of(const Snapshot& dataset, const std::string& column)
{
    const auto property = dataset.property(column);
    const auto label = property
                           ? datasets::text_in(dataset.manifest().properties[*property].label, "fr")
                           : std::string_view();
    return std::string(label.empty() ? std::string_view(column) : label);
}

}  // namespace

FigureRows::FigureRows(const Snapshot& dataset,
                       const std::vector<const datasets::CommentTarget*>& targets)
    : m_named(comment_rows(dataset, targets)), m_areas(targets.size())
{
    const auto& facts = dataset.manifest().facts;
    const auto measure = dataset.property(facts.figure_measure);
    const auto place = dataset.property(facts.figure_place);
    const auto period = dataset.property(facts.figure_period);
    if (!measure || !place || !period) {
        return;
    }
    std::map<Figure, Areas> wanted;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const auto& target = *targets[i];
        if (m_named[i].empty() && !target.measure.empty()) {
            auto& areas = wanted[{target.measure, target.period}];
            m_areas[i] = areas.emplace(target.place, m_made_of.size()).first->second;
            m_made_of.resize(std::max(m_made_of.size(), *m_areas[i] + 1));
        }
    }
    find(dataset, *measure, *period, wanted);
}

/// One walk for all of them over the rows that have one of their measures.
void FigureRows::find(const Snapshot& dataset, std::size_t measure, std::size_t period,
                      const std::map<Figure, Areas>& wanted)
{
    std::vector<std::string> measures;
    for (const auto& [figure, areas] : wanted) {
        if (measures.empty() || measures.back() != figure.first) {
            measures.push_back(figure.first);
        }
    }
    if (measures.empty()) {
        return;
    }
    // Rows carry the key of their area in a column named as the level.
    std::vector<std::size_t> levels;
    for (std::size_t i = 0; i < dataset.manifest().properties.size(); ++i) {
        if (dataset.manifest().properties[i].derived) {
            levels.push_back(i);
        }
    }
    for (const RowIndex row : rows_equal_any(dataset.column(measure), measures)) {
        const auto figure = wanted.find({dataset.text(row, measure), dataset.text(row, period)});
        if (figure == wanted.end()) {
            continue;
        }
        const auto add = [&](std::string_view area) {
            const auto found = figure->second.find(area);
            if (found == figure->second.end()) {
                return;
            }
            if (auto& rows = m_made_of[found->second]; rows.empty() || rows.back() != row) {
                rows.push_back(row);
            }
        };
        add(whole_territory);
        for (const std::size_t level : levels) {
            add(dataset.text(row, level));
        }
    }
}

std::vector<RowIndex> figure_rows(const Snapshot& dataset, const datasets::CommentTarget& target)
{
    return FigureRows(dataset, {&target}).of(0);
}

std::string figure_of(const Snapshot& dataset, const datasets::CommentTarget& target,
                      const std::vector<RowIndex>& rows)
{
    const auto columns = columns_of(dataset, target);
    if (rows.empty() || columns.empty()) {
        return {};
    }
    if (is_of_area(dataset, target, rows)) {
        return area_figure(dataset, target, rows);
    }
    datasets::JsonText json;
    json.start_object();
    for (const std::size_t column : columns) {
        json.member(dataset.manifest().properties[column].name, value_text(dataset, rows, column));
    }
    json.end_object();
    return json.take();
}

namespace {

/// Whether one of two versions' figures says another thing of what both have: columns that came,
/// went or stand elsewhere change no value. One that has no column of the other does.
bool is_other_figure(const std::string& before, const std::string& now)
{
    const auto old_values = values_in(before), new_values = values_in(now);
    bool any = false;
    for (const auto& [column, value] : old_values) {
        const auto found = new_values.find(column);
        if (found != new_values.end()) {
            any = true;
            if (found->second != value) {
                return true;
            }
        }
    }
    return !any;
}

struct FigureChange {
    std::string was, is;
};

FigureChange figure_change(const Snapshot& dataset, const datasets::Comment& comment,
                           const std::vector<RowIndex>& rows)
{
    if (!comment.confidentiality.empty() && comment.confidentiality != "F") {
        return {};
    }
    const auto old_values = values_in(comment.figure),
               new_values = values_in(figure_of(dataset, comment.target, rows));
    const auto withheld = withheld_columns(dataset, comment.target, rows);
    const bool is_one = old_values.size() <= 1 && new_values.size() <= 1;
    if (is_one && !is_of_area(dataset, comment.target, rows)) {
        if (!withheld.empty()) {
            return {};
        }
        return {old_values.empty() ? std::string() : old_values.begin()->second,
                new_values.empty() ? std::string() : new_values.begin()->second};
    }
    FigureChange change;
    const auto add = [&](std::string& words, const std::string& column, const std::string& value) {
        words += (words.empty() ? "" : " ; ") + label_of(dataset, column) + " : " +
                 (value.empty() ? "—" : datasets::shortened(value));
    };
    for (const auto& [column, was] : old_values) {
        const auto found = new_values.find(column);
        if (found != new_values.end() && found->second != was && !withheld.contains(column)) {
            add(change.was, column, was);
            add(change.is, column, found->second);
        }
    }
    return change;
}

}  // namespace

bool has_changed(const Snapshot& dataset, const datasets::Comment& comment,
                 const std::vector<RowIndex>& rows)
{
    return !comment.figure.empty() &&
           is_other_figure(comment.figure, figure_of(dataset, comment.target, rows));
}

void doubt(const Snapshot& dataset, datasets::Comment& comment, const std::vector<RowIndex>& rows)
{
    FigureChange change = figure_change(dataset, comment, rows);
    comment.state = datasets::CommentState::to_review;
    comment.figure_was = std::move(change.was);
    comment.figure_is = std::move(change.is);
}

bool is_doubted(const Snapshot& dataset, const datasets::Comment& comment,
                const std::vector<RowIndex>& rows)
{
    datasets::Comment doubted = comment;
    doubt(dataset, doubted, rows);
    return doubted == comment;
}

}  // namespace parvis::publish
