// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/bound.hpp"

#include "publish/site/markdown.hpp"

#include <cctype>
#include <fmt/format.h>

namespace parvis::publish::report {

std::string_view name_of(Rule rule)
{
    switch (rule) {
    case Rule::cell:
        return "cell";
    case Rule::count:
        return "count";
    case Rule::sum:
        return "sum";
    case Rule::ratio:
        return "ratio";
    case Rule::percent:
        return "percent";
    case Rule::change:
        return "change";
    case Rule::ratio_change:
        return "ratio-change";
    }
    return "";
}

std::string cells_text(const Bound& bound)
{
    std::string text;
    for (const std::vector<std::string>& group : bound.cells) {
        text += text.empty() ? "" : "; ";
        for (std::size_t i = 0; i < group.size(); ++i) {
            text += (i == 0 ? "" : " ") + group[i];
        }
    }
    return text;
}

std::string bound_attributes(const Bound& bound)
{
    return fmt::format("data-value=\"{}\" data-rule=\"{}\" data-cells=\"{}\"", bound.value,
                       name_of(bound.rule), site::escaped(cells_text(bound)));
}

namespace {

constexpr std::string_view thin_space = "\u202f";

/// Where the unit begins that stands after the number, a word and not a sign; npos where none does.
std::size_t unit_word(const std::string& text)
{
    const std::size_t space = text.rfind(thin_space);
    const std::size_t at = space + thin_space.size();
    const bool is_word =
        space != std::string::npos && at < text.size() &&
        (std::isalpha(static_cast<unsigned char>(text[at])) != 0 || text.compare(at, 2, "é") == 0);
    return is_word ? at : std::string::npos;
}

std::string data_html(const Bound& bound, const std::string& inner)
{
    return fmt::format("<data value=\"{}\" {}>{}</data>", bound.value, bound_attributes(bound),
                       inner);
}

}  // namespace

std::string bound_html(const Bound& bound)
{
    std::string text = bound.text;
    if (const std::size_t at = unit_word(text); at != std::string::npos) {
        text.replace(at - thin_space.size(), thin_space.size(), "\u00a0");  // words need more room
    }
    return data_html(bound, site::escaped(text));
}

std::string bound_html_large(const Bound& bound)
{
    const std::size_t space = bound.text.rfind(thin_space);
    if (bound.text.empty() || space == std::string::npos ||
        std::isdigit(static_cast<unsigned char>(bound.text.back())) != 0) {
        return bound_html(bound);
    }
    return data_html(bound,
                     fmt::format("{}<span class=\"of-unit\">\u00a0{}</span>",
                                 site::escaped(bound.text.substr(0, space)),
                                 site::escaped(bound.text.substr(space + thin_space.size()))));
}

}  // namespace parvis::publish::report
