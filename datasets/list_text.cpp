// SPDX-License-Identifier: EUPL-1.2
#include "datasets/list_text.hpp"

#include "datasets/json_cursor.hpp"
#include "datasets/json_text.hpp"
#include "datasets/number_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>

namespace parvis::datasets {
namespace {

/// Just behind the quote that ends a JSON string whose inside starts at `at`; nothing without one.
std::optional<std::size_t> behind_string(std::string_view text, std::size_t at)
{
    while (at < text.size() && text[at] != '"') {
        at += text[at] == '\\' ? std::size_t{2} : std::size_t{1};
    }
    return at < text.size() ? std::optional(at + 1) : std::nullopt;
}

/// Nothing for what is no array of strings and nothing else.
std::optional<std::vector<std::string>> read_json_array(std::string_view text)
{
    text = trimmed(text);
    if (!text.starts_with('[') || !text.ends_with(']')) {
        return std::nullopt;
    }
    text = trimmed(text.substr(1, text.size() - 2));
    std::vector<std::string> items;
    while (!text.empty()) {
        const auto end = text.front() == '"' ? behind_string(text, 1) : std::nullopt;
        if (!end) {
            return std::nullopt;
        }
        append_unescaped(items.emplace_back(), text.substr(1, *end - 2));
        text = trimmed(text.substr(*end));
        if (text.empty()) {
            break;
        }
        if (text.front() != ',') {
            return std::nullopt;
        }
        text = trimmed(text.substr(1));
        if (text.empty()) {
            return std::nullopt;
        }
    }
    return items;
}

void add(std::vector<std::string>& items, std::string_view item)
{
    if (const std::string_view text = trimmed(item); !text.empty()) {
        items.emplace_back(text);
    }
}

}  // namespace

std::vector<std::string> read_list(std::string_view text, std::string_view separator)
{
    std::vector<std::string> items;
    if (const auto array = read_json_array(text)) {
        for (const std::string& item : *array) {
            add(items, item);
        }
        return items;
    }
    while (!text.empty()) {
        const std::size_t end = separator.empty() ? std::string_view::npos : text.find(separator);
        add(items, text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + separator.size());
    }
    return items;
}

std::string write_list(const std::vector<std::string>& items, std::string_view separator)
{
    const bool spaced = separator == ";" || separator == ",";
    std::string text = fmt::format(
        "{}", fmt::join(items, spaced ? std::string(separator) + ' ' : std::string(separator)));
    if (read_list(text, separator) == items) {
        return text;
    }
    JsonText json;
    json.start_array();
    for (const std::string& item : items) {
        json.text(item);
    }
    json.end_array();
    return json.take();
}

}  // namespace parvis::datasets
