// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/bound.hpp"

#include "publish/site/markdown.hpp"

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

std::string bound_html(const Bound& bound)
{
    return fmt::format("<data value=\"{}\" {}>{}</data>", bound.value, bound_attributes(bound),
                       site::escaped(bound.text));
}

}  // namespace parvis::publish::report
