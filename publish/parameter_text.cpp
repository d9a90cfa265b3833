// SPDX-License-Identifier: EUPL-1.2
#include "publish/parameter_text.hpp"

#include "datasets/zone.hpp"

#include <charconv>
#include <cmath>

namespace parvis::publish {

namespace {

/// Into [-180, 180]; both borders stay what they are.
double wrapped(double lon)
{
    if (lon >= -180 && lon <= 180) {
        return lon;
    }
    const double turned = std::fmod(lon + 180, 360);
    return turned < 0 ? turned + 180 : turned - 180;
}

TimeBound day_start(datasets::Date day, const datasets::Zone& zone)
{
    return {day, zone.instant_of(day, 0).instant};
}

TimeBound day_end(datasets::Date day, const datasets::Zone& zone)
{
    const auto next = datasets::date_of_days(datasets::days(day) + 1);
    return {day, {zone.instant_of(next, 0).instant.seconds - 1}};
}

bool is_open(std::string_view text) { return text.empty() || text == ".."; }

/// One end of an interval; nothing for a text that is neither a day nor an instant.
std::optional<TimeBound> bound_in(std::string_view text, const datasets::Zone& zone, bool last)
{
    if (const auto day = datasets::parse_date(text)) {
        return last ? day_end(*day, zone) : day_start(*day, zone);
    }
    // RFC 3339 allows lower-case letters; parse_instant() need not.
    std::string upper(text);
    for (char& letter : upper) {
        letter = letter == 't' ? 'T' : letter == 'z' ? 'Z' : letter;
    }
    const auto instant = datasets::parse_instant(upper);
    return instant ? std::optional(TimeBound{zone.date_of(*instant), *instant}) : std::nullopt;
}

}  // namespace

std::optional<double> parse_number(std::string_view text)
{
    double value = 0;
    const char* last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value);
    return error == std::errc{} && end == last && std::isfinite(value) ? std::optional(value)
                                                                       : std::nullopt;
}

std::variant<AskedBox, std::string> parse_bbox(std::string_view text, const Crs& crs)
{
    std::vector<double> numbers;
    while (numbers.size() <= 6) {
        const auto comma = text.find(',');
        const auto number = parse_number(text.substr(0, comma));
        if (!number) {
            return "quatre ou six nombres séparés par des virgules sont attendus : "
                   "ouest,sud,est,nord";
        }
        numbers.push_back(*number);
        if (comma == text.npos) {
            break;
        }
        text.remove_prefix(comma + 1);
    }
    if (numbers.size() != 4 && numbers.size() != 6) {
        return "quatre ou six nombres sont attendus : ouest,sud,est,nord";
    }
    const std::size_t half = numbers.size() / 2;
    auto box = in_east_north({numbers[0], numbers[1], numbers[half], numbers[half + 1]}, crs);
    if (box.south > box.north) {
        return "le sud est plus grand que le nord ; l'ordre est ouest,sud,est,nord, ou celui que "
               "définit le système de « bbox-crs »";
    }
    if (!crs.degrees) {
        if (box.west > box.east) {
            return "l'ouest est plus grand que l'est";
        }
        const CrsBox exact{&crs, box};
        return AskedBox{box_around(exact), exact};
    }
    if (box.east - box.west >= 360) {
        box.west = -180;
        box.east = 180;
    }
    box.west = wrapped(box.west);
    box.east = wrapped(box.east);
    return AskedBox{box, std::nullopt};
}

std::variant<TimeSpan, std::string> parse_datetime(std::string_view text,
                                                   const std::string& zone_name)
{
    const datasets::Zone zone(zone_name);
    const auto slash = text.find('/');
    const auto first = text.substr(0, slash);
    const auto last = slash == text.npos ? first : text.substr(slash + 1);
    TimeSpan span;
    if (slash == text.npos || !is_open(first)) {
        span.first = bound_in(first, zone, false);
    }
    if (slash == text.npos || !is_open(last)) {
        span.last = bound_in(last, zone, true);
    }
    const bool readable = (span.first || (slash != text.npos && is_open(first))) &&
                          (span.last || (slash != text.npos && is_open(last)));
    if (!readable) {
        return "un jour (2026-11-22), un instant (2026-11-22T08:00:00Z) ou un intervalle "
               "(2026-11-01/..) est attendu";
    }
    if (span.first && span.last && span.last->instant < span.first->instant) {
        return "la fin est avant le début";
    }
    return span;
}

}  // namespace parvis::publish
