// SPDX-License-Identifier: EUPL-1.2
#include "datasets/csv_text.hpp"

#include "datasets/json_text.hpp"
#include "geo/wkt.hpp"

#include <algorithm>
#include <array>
#include <variant>

namespace parvis::datasets {

namespace {

/// "a; b; c" of anything, with `append` for each.
template <class List, class Append>
void append_joined(std::string& out, std::string_view separator, const List& list, Append append)
{
    bool first = true;
    for (const auto& entry : list) {
        if (!first) {
            out += separator;
        }
        first = false;
        append(out, entry);
    }
}

struct PlainText {
    std::string& out;

    void operator()(std::monostate) const {}
    void operator()(bool value) const { out += value ? "true" : "false"; }
    void operator()(std::int64_t value) const { append_integer(out, value); }
    void operator()(double value) const { append_number(out, value); }
    void operator()(const std::string& value) const { out += value; }
    void operator()(Date value) const { out += to_text(value); }
    void operator()(Instant value) const { out += to_text(value); }
    void operator()(const std::vector<std::string>& values) const
    {
        append_joined(out, "; ", values,
                      [](std::string& text, const std::string& value) { text += value; });
    }
    void operator()(const std::vector<Part>& parts) const
    {
        append_joined(out, "; ", parts, [](std::string& text, const Part& part) {
            text += part.area;
            text += ' ';
            append_number(text, part.share);
        });
    }
};

/// Numbers, dates and booleans never need quotes.
bool may_need_quotes(const Value& value)
{
    return std::holds_alternative<std::string>(value) ||
           std::holds_alternative<std::vector<std::string>>(value) ||
           std::holds_alternative<std::vector<Part>>(value);
}

void append_cell(std::string& out, const Value& value)
{
    if (const auto* text = std::get_if<std::string>(&value)) {
        append_csv_text(out, *text);
    } else if (may_need_quotes(value)) {
        std::string plain;
        append_plain(plain, value);
        append_csv_text(out, plain);
    } else {
        append_plain(out, value);
    }
}

/// What a byte asks for: quotes around its cell, or a look at its encoding.
constexpr unsigned char quotes = 1;
constexpr unsigned char not_ascii = 2;
constexpr std::array<unsigned char, 256> byte_needs = [] {
    std::array<unsigned char, 256> table{};
    for (const char c : {',', '"', '\n', '\r', '\t', '\0'}) {
        table[static_cast<unsigned char>(c)] = quotes;
    }
    for (std::size_t c = 0x80; c < table.size(); ++c) {
        table[c] = not_ascii;
    }
    return table;
}();

}  // namespace

void append_csv_text(std::string& out, std::string_view text)
{
    unsigned needs = text.empty() || text.front() == ' ' || text.back() == ' ' ? quotes : 0U;
    for (const char c : text) {
        needs |= byte_needs[static_cast<unsigned char>(c)];
    }
    if (needs == 0) {
        out += text;
        return;
    }
    if ((needs & quotes) == 0) {
        append_valid_utf8(out, text);
        return;
    }
    out += '"';
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t quote = std::min(text.find('"', at), text.size());
        append_valid_utf8(out, text.substr(at, quote - at));
        if (quote < text.size()) {
            out += "\"\"";
        }
        at = quote + 1;
    }
    out += '"';
}

void append_plain(std::string& out, const Value& value) { std::visit(PlainText{out}, value); }

void append_csv_header(std::string& out, const std::vector<Property>& properties)
{
    const auto own = [&](std::string name) {
        while (std::any_of(properties.begin(), properties.end(),
                           [&](const Property& property) { return property.name == name; })) {
            name += '_';
        }
        return name;
    };
    append_csv_text(out, own("id"));
    for (const Property& property : properties) {
        out += ',';
        append_csv_text(out, property.name);
    }
    for (const char* name : {"lon", "lat", "wkt"}) {
        out += ',';
        append_csv_text(out, own(name));
    }
    out += '\n';
}

void append_csv_row(std::string& out, const Feature& feature)
{
    append_csv_text(out, feature.id);
    for (const Value& value : feature.values) {
        out += ',';
        append_cell(out, value);
    }
    const auto* point = std::get_if<geo::Point>(&feature.geometry);
    const auto at =
        point != nullptr ? std::optional(point->at) : geo::representative_point(feature.geometry);
    out += ',';
    if (at) {
        append_degree(out, at->lon);
    }
    out += ',';
    if (at) {
        append_degree(out, at->lat);
    }
    out += ',';
    if (!geo::is_empty(feature.geometry)) {
        const std::string_view quote = point != nullptr ? "" : "\"";  // for its commas
        out += quote;
        geo::append_wkt(out, feature.geometry, append_degree);
        out += quote;
    }
    out += '\n';
}

void append_csv_issue_header(std::string& out)
{
    out += "line,severity,code,column,value,row_key,message\n";
}

void append_csv_issue(std::string& out, const RowIssue& issue)
{
    append_integer(out, static_cast<std::int64_t>(issue.line));
    for (const std::string_view text : {name_of(issue.severity), std::string_view(issue.code)}) {
        out += ',';
        out += text;
    }
    for (const std::string* text : {&issue.column, &issue.value, &issue.row_key, &issue.message}) {
        out += ',';
        if (!text->empty()) {
            append_csv_text(out, *text);
        }
    }
    out += '\n';
}

std::string_view name_of(Severity severity)
{
    switch (severity) {
    case Severity::rejected:
        return "rejected";
    case Severity::outside:
        return "outside";
    case Severity::warning:
        return "warning";
    }
    return "";
}

}  // namespace parvis::datasets
