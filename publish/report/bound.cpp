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
    case Rule::difference:
        return "difference";
    case Rule::percent_difference:
        return "percent-difference";
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

/// Where the space before the unit stands; npos where there is no unit.
std::size_t space_before_unit(const Bound& bound)
{
    const std::size_t long_enough = bound.unit.size() + thin_space.size();
    return !bound.unit.empty() && bound.text.size() > long_enough &&
                   bound.text.ends_with(std::string(thin_space) + bound.unit)
               ? bound.text.size() - long_enough
               : std::string::npos;
}

std::string data_html(const Bound& bound, const std::string& inner)
{
    return fmt::format("<data value=\"{}\" {}>{}</data>", bound.value, bound_attributes(bound),
                       inner);
}

}  // namespace

std::string without_unit(const Bound& bound)
{
    return bound.text.substr(0, space_before_unit(bound));
}

std::string bound_html(const Bound& bound)
{
    const std::size_t at = space_before_unit(bound);
    std::string text = bound.text;
    const auto first = static_cast<unsigned char>(bound.unit.empty() ? '%' : bound.unit.front());
    const bool is_word = std::isalpha(first) != 0 || bound.unit.starts_with("é");
    if (at != std::string::npos && is_word) {
        text.replace(at, thin_space.size(), "\u00a0");  // words need more room than signs
    }
    return data_html(bound, site::escaped(text));
}

std::string bound_html_large(const Bound& bound)
{
    return space_before_unit(bound) == std::string::npos
               ? bound_html(bound)
               : data_html(bound, fmt::format("{}<span class=\"of-unit\">\u00a0{}</span>",
                                              site::escaped(without_unit(bound)),
                                              site::escaped(bound.unit)));
}

}  // namespace parvis::publish::report
