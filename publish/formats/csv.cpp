// SPDX-License-Identifier: EUPL-1.2
#include "publish/formats/csv.hpp"

#include "datasets/json_text.hpp"
#include "datasets/zone.hpp"
#include "geo/visit.hpp"
#include "publish/formats/csv_cells.hpp"
#include "publish/formats/export_table.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include <fmt/format.h>

namespace parvis::publish {

namespace {

using Content = ExportColumn::Content;

std::string with_comma(std::string number)
{
    std::replace(number.begin(), number.end(), '.', ',');
    return number;
}

std::string degree_text(double degree)
{
    std::string text;
    datasets::append_degree(text, degree);
    return text;
}

bool is_digits(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

/// A text so that a spreadsheet leaves it one.
std::string protected_text(std::string text)
{
    constexpr std::size_t longest_number = 11;  // longer ones are shown as 7,6E+13
    if (is_digits(text) &&
        ((text.size() > 1 && text.front() == '0') || text.size() > longest_number)) {
        return "=\"" + text + "\"";
    }
    if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string::npos) {
        text.insert(text.begin(), '\'');
    }
    return text;
}

std::string french_day(datasets::Date day)
{
    return fmt::format("{:02}/{:02}/{:04}", day.day, day.month, day.year);
}

/// Writes values as a French spreadsheet reads them.
class FrenchText {
public:
    explicit FrenchText(const datasets::Manifest& manifest) : m_zone(manifest.facts.zone) {}

    [[nodiscard]] std::string text(const datasets::Value& value) const
    {
        return std::visit(
            geo::Overloaded{
                [](bool flag) { return std::string(flag ? "VRAI" : "FAUX"); },
                [](double number) { return with_comma(text_of(datasets::Value{number})); },
                [](const std::string& words) { return protected_text(words); },
                [](datasets::Date day) { return french_day(day); },
                [&](datasets::Instant instant) {
                    const auto seconds = m_zone.second_of_day(instant);
                    return fmt::format("{} {:02}:{:02}:{:02}", french_day(m_zone.date_of(instant)),
                                       seconds / 3600, seconds / 60 % 60, seconds % 60);
                },
                [](const auto& other) { return text_of(datasets::Value{other}); },
            },
            value);
    }

private:
    datasets::Zone m_zone;
};

}  // namespace

std::string items_csv(const ItemsPage& page, CsvDialect dialect)
{
    std::string out;
    write_items_csv(
        page, [&](std::string_view piece) { out += piece; }, dialect);
    return out;
}

void write_items_csv(const ItemsPage& page, const BodySink& sink, CsvDialect dialect)
{
    constexpr std::size_t piece_size = std::size_t{64} << 10U;
    const auto& dataset = page.dataset;
    const bool french = dialect == CsvDialect::french_spreadsheet;
    const char separator = french ? ';' : ',';
    const std::optional<FrenchText> french_text =
        french ? std::optional<FrenchText>(dataset.manifest()) : std::nullopt;
    const ExportTable table(page, Positions::in_columns);
    std::string out = french ? "\xEF\xBB\xBF" : "";
    for (const auto& column : table.columns()) {
        if (&column != &table.columns().front()) {
            out += separator;
        }
        out += column.name;  // lower-case ASCII: nothing to quote
    }
    out += "\r\n";
    bool first = true;
    for (const auto row : page.selection.rows) {
        const auto at = shown_position(dataset, row);
        for (const auto& column : table.columns()) {
            if (!french && column.content == Content::property &&
                column.type == datasets::ValueType::text) {
                append_cell(out, dataset.word(row, column.property));
                continue;
            }
            if (column.content == Content::lon || column.content == Content::lat) {
                const auto text =
                    !at ? std::string()
                        : degree_text(column.content == Content::lon ? at->lon : at->lat);
                append_cell(out, french ? with_comma(text) : text, separator);
                continue;
            }
            const auto value = table.value(row, column, first);
            append_cell(out, french ? french_text->text(value) : text_of(value), separator);
        }
        out += "\r\n";
        first = false;
        if (out.size() >= piece_size) {
            sink(out);
            out.clear();
        }
    }
    sink(out);
}

}  // namespace parvis::publish
