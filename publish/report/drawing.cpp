// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/drawing.hpp"

#include "publish/site/markdown.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>

namespace parvis::publish::report {

namespace {

constexpr double spark_width = 120, spark_height = 32, spark_margin = 4;
constexpr double bars_width = 640, bars_height = 210, bars_top = 34, bars_foot = 30;

struct Range {
    double low = 0, high = 0;
};

std::optional<Range> range_of(const Figure& figure)
{
    std::optional<Range> range;
    for (const YearValue& at : figure.years) {
        if (at.value) {
            const double value = at.value->value;
            range = range ? Range{std::min(range->low, value), std::max(range->high, value)}
                          : Range{value, value};
        }
    }
    return range;
}

std::size_t known_years(const Figure& figure)
{
    return static_cast<std::size_t>(std::ranges::count_if(
        figure.years, [](const YearValue& at) { return at.value.has_value(); }));
}

/// Whether a known year is joined to neither neighbour.
bool lone(const std::vector<YearValue>& years, const YearValue& at)
{
    const bool joined_before = &at != &years.front() && (&at - 1)->value && !at.apart;
    const bool joined_after = &at != &years.back() && (&at + 1)->value && !(&at + 1)->apart;
    return !joined_before && !joined_after;
}

}  // namespace

std::string_view look_of(std::string_view part)
{
    static const std::map<std::string_view, std::string_view> looks{
        {"spark", R"(fill="none" stroke="#164a73" stroke-width="2")"},
        {"spark-end", R"(fill="#164a73")"},
        {"bar", R"(fill="#ddd6c8" stroke="#5c564c" stroke-width="1.5")"},
        {"bar-now", R"(fill="#164a73" stroke="#164a73" stroke-width="1.5")"},
        {"bar-value",
         R"(fill="#1d2126" font-family="Parvis Text" font-size="17" font-weight="600" text-anchor="middle")"},
        {"bar-year",
         R"(fill="#5c564c" font-family="Parvis Text" font-size="17" text-anchor="middle")"},
        {"bar-floor", R"(fill="none" stroke="#1d2126" stroke-width="1.5")"},
        {"bar-apart", R"(fill="none" stroke="#a8201a" stroke-width="2")"},
        {"bar-target", R"(fill="none" stroke="#1d2126" stroke-width="2" stroke-dasharray="7 5")"},
        {"land", R"(fill="#ece6d9" stroke="#a79f91" stroke-width="0.8")"},
        {"land-own", R"(fill="#164a73" stroke="#0f3554" stroke-width="1.5")"},
        {"land-beside", R"(fill="#f1ede4" stroke="#a79f91" stroke-width="1")"},
        {"land-here", R"(fill="#ffffff" stroke="#1d2126" stroke-width="2.5")"},
        {"mark", R"(fill="#1d2126" stroke="#ffffff" stroke-width="2")"},
        {"mark-work", R"(fill="#a8201a" stroke="#ffffff" stroke-width="2")"},
        {"mark-letter",
         R"(fill="#ffffff" font-family="Parvis Text" font-size="14" font-weight="700" text-anchor="middle")"}};
    return looks.at(part);
}

std::string spark_drawing(const Figure& figure)
{
    const auto range = range_of(figure);
    if (!range || known_years(figure) < 2) {
        return {};
    }
    const double span = range->high - range->low;
    const double step =
        (spark_width - 2 * spark_margin) / static_cast<double>(figure.years.size() - 1);
    std::string path;
    double x = spark_margin, last_x = 0, last_y = 0;
    bool drawing = false;
    for (const YearValue& at : figure.years) {
        if (at.value) {
            last_x = x;
            last_y = span == 0 ? spark_height / 2
                               : spark_height - spark_margin -
                                     (spark_height - 2 * spark_margin) *
                                         (at.value->value - range->low) / span;
            // What cannot be compared is not joined.
            path +=
                fmt::format("{}{:.1f} {:.1f}", drawing && !at.apart ? "L" : "M", last_x, last_y);
            if (lone(figure.years, at)) {
                path += "h0.1";  // a line of one point would not show
            }
        }
        drawing = at.value.has_value();  // a year that is not known leaves a gap
        x += step;
    }
    return fmt::format(
        "<svg class=\"spark\" viewBox=\"0 0 {} {}\" width=\"{}\" height=\"{}\" "
        "aria-hidden=\"true\"><path {} d=\"{}\"/><circle {} cx=\"{:.1f}\" cy=\"{:.1f}\" "
        "r=\"3\"/></svg>",
        spark_width, spark_height, spark_width, spark_height, look_of("spark"), path,
        look_of("spark-end"), last_x, last_y);
}

std::string bars_drawing(const Figure& figure)
{
    const auto range = range_of(figure);
    if (!range || known_years(figure) < 3 || range->low < 0 || range->high <= 0) {
        return {};
    }
    const double target = figure.target ? figure.target->value : 0;
    const double top = std::max(range->high, target);
    const double height = bars_height - bars_top - bars_foot;
    const double slot = bars_width / static_cast<double>(figure.years.size());
    const double width = slot * 0.62;
    const double floor = bars_height - bars_foot;
    std::string body;
    if (figure.target) {
        const double y = floor - height * target / top;
        body += fmt::format("<path {} d=\"M0 {:.1f}H{}\"/>", look_of("bar-target"), y, bars_width);
    }
    double x = 0;
    for (const YearValue& at : figure.years) {
        const double middle = x + slot / 2;
        const bool last = &at == &figure.years.back();
        if (at.apart) {
            body +=
                fmt::format("<path {} d=\"M{:.1f} 0V{}\"/>", look_of("bar-apart"), x, bars_height);
        }
        if (at.value) {
            const double tall = height * at.value->value / top;
            const std::string label = without_unit(*at.value);
            // On white, so that the line of the target does not strike it through.
            const double room = 9.5 * static_cast<double>(label.size()) + 6;
            body += fmt::format("<rect fill=\"#ffffff\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" "
                                "height=\"20\"/>",
                                middle - room / 2, floor - tall - 25, room);
            body += fmt::format(
                "<rect {} x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>"
                "<text {} x=\"{:.1f}\" y=\"{:.1f}\" {}>{}</text>",
                look_of(last ? "bar-now" : "bar"), middle - width / 2, floor - tall, width, tall,
                look_of("bar-value"), middle, floor - tall - 8, bound_attributes(*at.value),
                site::escaped(label));
        }
        body += fmt::format("<text {} x=\"{:.1f}\" y=\"{:.1f}\" "
                            "data-time=\"{}\">{}</text>",
                            look_of("bar-year"), middle, bars_height - 8, at.year, at.year);
        x += slot;
    }
    return fmt::format("<svg class=\"bars\" viewBox=\"0 0 {} {}\" aria-hidden=\"true\">{}"
                       "<path {} d=\"M0 {}H{}\"/></svg>",
                       bars_width, bars_height, body, look_of("bar-floor"), floor, bars_width);
}

}  // namespace parvis::publish::report
