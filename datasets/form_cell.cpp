// SPDX-License-Identifier: EUPL-1.2
#include "datasets/form_cell.hpp"

#include "datasets/date_format.hpp"
#include "datasets/list_text.hpp"
#include "datasets/mapping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <optional>

namespace parvis::datasets {
namespace {

/// Whether a text gives the value back when it is read.
bool reads_as(const ColumnMapping& mapping, std::string_view text, std::string_view value)
{
    const auto code = code_of(mapping, text);
    return code ? *code == value : text == value;
}

/// The words that a code may have been written as, the likeliest first.
std::vector<std::string> words_of(const ColumnMapping& mapping, std::string_view code)
{
    std::vector<std::string> words;
    for (const auto* pairs : {&mapping.values, &mapping.contains}) {
        for (const auto& [written, gives] : *pairs) {
            if (gives == code) {
                words.push_back(written);
            }
        }
    }
    for (const auto& [known, labels] : mapping.property.values) {
        if (known == code) {
            words.emplace_back(text_in(labels, "fr"));
        }
    }
    words.emplace_back(code);
    return words;
}

std::string text_for(const ColumnMapping& mapping, const std::string& value)
{
    for (std::string& word : words_of(mapping, value)) {
        if (reads_as(mapping, word, value)) {
            return std::move(word);
        }
    }
    return value;
}

/// A number as a cell, where the 16 digits that a workbook keeps are enough; else as text.
FormCell number_cell(double number)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.16G", number);
    if (std::strtod(text.data(), nullptr) == number) {
        return number;
    }
    return fmt::format("{}", number);
}

/// A day as a cell: a day of the spreadsheet, unless a format of the definition would read its ISO
/// text as another day, or it lies before the spreadsheet's first.
FormCell day_cell(const ColumnMapping* mapping, Date date)
{
    constexpr Date first{1901, 1, 1};
    const std::string iso = to_text(date);
    for (const std::string& pattern :
         mapping == nullptr ? std::vector<std::string>() : mapping->formats) {
        const DateFormat format(pattern);
        const auto read = format.read(iso);
        if (!read) {
            continue;
        }
        if (read->date == date) {
            break;
        }
        if (auto text = format.write(date)) {
            return *std::move(text);
        }
    }
    return date < first ? FormCell{iso} : FormCell{date};
}

std::string_view list_separator_of(const ColumnMapping* mapping)
{
    return mapping == nullptr || mapping->list_separator.empty()
               ? list_separator_of_sheets
               : std::string_view(mapping->list_separator);
}

struct CellOf {
    const ColumnMapping* mapping;

    FormCell operator()(std::monostate) const { return {}; }
    FormCell operator()(bool value) const { return std::string(value ? "oui" : "non"); }
    FormCell operator()(std::int64_t value) const
    {
        // More digits than a spreadsheet keeps are a text.
        constexpr std::int64_t most = 999'999'999'999'999;
        return value >= -most && value <= most ? FormCell{static_cast<double>(value)}
                                               : FormCell{std::to_string(value)};
    }
    FormCell operator()(double value) const { return number_cell(value); }
    FormCell operator()(const std::string& value) const
    {
        return mapping == nullptr ? value : text_for(*mapping, value);
    }
    FormCell operator()(Date value) const { return day_cell(mapping, value); }
    FormCell operator()(Instant value) const { return to_text(value); }
    FormCell operator()(const std::vector<std::string>& values) const
    {
        return write_list(values, list_separator_of(mapping));
    }
    FormCell operator()(const std::vector<Part>&) const { return {}; }
};

}  // namespace

FormCell form_cell(const ColumnMapping* mapping, const Value& value)
{
    return std::visit(CellOf{mapping}, value);
}

FormCell status_cell(const ColumnMapping& mapping, std::string_view letter)
{
    const auto found =
        std::ranges::find(mapping.status, letter, &std::pair<std::string, std::string>::second);
    return found == mapping.status.end() ? FormCell{} : FormCell{found->first};
}

std::string writing_of(const ColumnMapping& mapping)
{
    switch (mapping.property.type) {
    case ValueType::boolean:
        return "oui ou non";
    case ValueType::integer:
        return "nombre entier";
    case ValueType::number:
        return "nombre";
    case ValueType::date:
        return "date";
    case ValueType::instant:
        return "date et heure : 2026-11-22T14:30:00Z, ou heure locale 2026-11-22 15:30";
    case ValueType::list:
        return fmt::format("plusieurs valeurs, séparées par « {0} » ; si l’une contient « {0} » : "
                           "[\"a {0} b\", \"c\"]",
                           list_separator_of(&mapping));
    case ValueType::text:
    case ValueType::parts:
        break;
    }
    if (mapping.width > 0) {
        return fmt::format("code de {} chiffres, zéros de tête compris", mapping.width);
    }
    return "texte";
}

std::vector<std::string> choices_of(const ColumnMapping& mapping)
{
    std::vector<std::string> codes, choices;
    const auto add = [&](const std::string& code) {
        if (std::ranges::find(codes, code) == codes.end()) {
            codes.push_back(code);
            choices.push_back(text_for(mapping, code));
        }
    };
    for (const auto* pairs : {&mapping.values, &mapping.contains}) {
        for (const auto& [text, code] : *pairs) {
            add(code);
        }
    }
    for (const auto& [code, labels] : mapping.property.values) {
        add(code);
    }
    if (mapping.property.type == ValueType::boolean) {
        choices = {"oui", "non"};
    }
    if (!choices.empty()) {
        for (const auto& [word, letter] : mapping.status) {
            choices.push_back(word);
        }
    }
    return choices;
}

}  // namespace parvis::datasets
