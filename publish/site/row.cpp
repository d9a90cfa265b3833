// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/row.hpp"

#include "datasets/value_status.hpp"
#include "publish/site/wording.hpp"

namespace parvis::publish::site {

std::string Row::text(std::string_view property) const
{
    const auto index = m_dataset->property(property);
    return index ? m_dataset->text(m_row, *index) : std::string();
}

std::optional<double> Row::number(std::string_view property) const
{
    const auto index = m_dataset->property(property);
    return index ? m_dataset->number(m_row, *index) : std::nullopt;
}

std::optional<datasets::Date> Row::date(std::string_view property) const
{
    const auto index = m_dataset->property(property);
    if (!index) {
        return std::nullopt;
    }
    const datasets::Value value = m_dataset->value(m_row, *index);
    if (const auto* date = std::get_if<datasets::Date>(&value)) {
        return *date;
    }
    return datasets::parse_date(std::string_view(m_dataset->text(m_row, *index)).substr(0, 10));
}

std::vector<std::string> Row::list(std::string_view property) const
{
    const auto index = m_dataset->property(property);
    if (!index) {
        return {};
    }
    datasets::Value value = m_dataset->value(m_row, *index);
    auto* list = std::get_if<std::vector<std::string>>(&value);
    return list == nullptr ? std::vector<std::string>() : std::move(*list);
}

std::vector<datasets::Part> Row::parts(std::string_view property) const
{
    const auto index = m_dataset->property(property);
    if (!index) {
        return {};
    }
    datasets::Value value = m_dataset->value(m_row, *index);
    auto* parts = std::get_if<std::vector<datasets::Part>>(&value);
    return parts == nullptr ? std::vector<datasets::Part>() : std::move(*parts);
}

std::string Row::title() const
{
    const datasets::DatasetFacts& facts = m_dataset->manifest().facts;
    std::string title = facts.title_property.empty() ? std::string() : text(facts.title_property);
    if (const datasets::Property* property = find_property(*m_dataset, facts.title_property)) {
        for (const auto& [code, label] : property->values) {
            if (code == title) {
                title = datasets::text_in(label, "fr");
                break;
            }
        }
    }
    for (const std::string_view name : {"titre", "nom", "commune_nom", "voie", "libelle"}) {
        if (!title.empty()) {
            break;
        }
        title = text(name);
    }
    if (facts.kind == datasets::Kind::level && facts.title_property.empty()) {
        title = text(facts.level + "_nom");
    }
    return title.empty() ? std::string(m_dataset->feature_id(m_row)) : title;
}

std::string place_title(const Page& page, const Row& row)
{
    const Snapshot& dataset = row.dataset();
    return is_unknown_area(dataset, row.index())
               ? page.messages.format("area_unknown", {{"what", row_noun(page, dataset)}})
               : row.title();
}

bool is_unknown_area(const Snapshot& dataset, RowIndex row)
{
    return dataset.manifest().facts.kind == datasets::Kind::level &&
           dataset.feature_id(row) == "inconnu";
}

PlaceColumns place_columns(const Snapshot& places)
{
    const datasets::DatasetFacts& facts = places.manifest().facts;
    if (facts.kind == datasets::Kind::level) {
        return {facts.level, facts.id + "_parts"};
    }
    return {"commune", "communes_parts"};
}

std::string row_noun(const Page& page, const Snapshot& dataset)
{
    std::string noun(page.in_language(dataset.manifest().facts.row));
    for (const std::string_view article : {"un ", "une "}) {
        if (noun.starts_with(article)) {
            return noun.substr(article.size());
        }
    }
    return noun;
}

std::string label_of(const Page& page, const datasets::Property& property)
{
    const std::string_view label = page.in_language(property.label);
    return label.empty() ? property.name : french_spacing(label);
}

std::string code_label(const Page& page, const datasets::Property& property, std::string_view code)
{
    for (const auto& [value, label] : property.values) {
        if (value == code) {
            const std::string_view text = page.in_language(label);
            return std::string(text.empty() ? code : text);
        }
    }
    return std::string(code);
}

namespace {

std::string own_value_text(const Page& page, const Row& row, const datasets::Property& property)
{
    const auto index = row.dataset().property(property.name);
    if (!index) {
        return {};
    }
    switch (property.type) {
    case datasets::ValueType::integer:
    case datasets::ValueType::number: {
        const auto number = row.dataset().number(row.index(), *index);
        if (!number) {
            return {};
        }
        const bool is_year = property.name == "annee" || property.name.ends_with("_annee");
        return is_year ? row.dataset().text(row.index(), *index)
                       : quantity_text(*number, property.unit, page.messages);
    }
    case datasets::ValueType::date:
    case datasets::ValueType::instant: {
        const std::string text = row.dataset().text(row.index(), *index);
        return iso_date_text(text, page.messages);
    }
    case datasets::ValueType::boolean: {
        const datasets::Value value = row.dataset().value(row.index(), *index);
        const auto* flag = std::get_if<bool>(&value);
        return flag == nullptr ? std::string() : page.messages.text(*flag ? "yes" : "no");
    }
    default:
        return code_label(page, property, row.dataset().text(row.index(), *index));
    }
}

/// What stands in place of a value that is not there for a reason: "secret".
std::string status_text(const Page& page, const Row& row, const datasets::Property& property)
{
    const datasets::Property* status =
        find_property(row.dataset(), datasets::status_name(property.name));
    const std::string letter = status == nullptr ? std::string() : row.text(status->name);
    return letter.empty() ? letter : "(" + code_label(page, *status, letter) + ")";
}

}  // namespace

std::string value_text(const Page& page, const Row& row, const datasets::Property& property)
{
    std::string text = own_value_text(page, row, property);
    return text.empty() ? status_text(page, row, property) : text;
}

std::string value_text(const Page& page, const Row& row, std::string_view property)
{
    const datasets::Property* found = find_property(row.dataset(), property);
    return found == nullptr ? std::string() : value_text(page, row, *found);
}

const datasets::Property* find_property(const Snapshot& dataset, std::string_view name)
{
    const auto index = dataset.property(name);
    return index ? &dataset.manifest().properties[*index] : nullptr;
}

std::optional<Row> find_row(const std::shared_ptr<const Snapshot>& dataset, std::string_view id)
{
    if (!dataset) {
        return std::nullopt;
    }
    const auto row = dataset->row_of(id);
    return row ? std::optional<Row>(Row(*dataset, *row)) : std::nullopt;
}

}  // namespace parvis::publish::site
