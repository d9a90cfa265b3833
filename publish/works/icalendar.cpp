// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/feed_writer.hpp"
#include "publish/works/public_text.hpp"
#include "publish/works/work_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace parvis::publish::works {
namespace {

// iCalendar (RFC 5545): an event a phase. Days without hours are all-day events, whose end is the
// day after the last; exact times are in UTC; daily hours repeat by the clock of the zone.

using datasets::Date;
using datasets::Instant;

/// "20261122T080000Z".
std::string utc_text(Instant instant)
{
    std::string text = datasets::to_text(instant);
    std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
    return text;
}

std::string day_text(Date day)
{
    std::string text = datasets::to_text(day);
    std::erase(text, '-');
    return text;
}

std::string clock_of_zone(Instant instant, const datasets::Zone& zone)
{
    const std::int32_t clock = zone.second_of_day(instant);
    return fmt::format("{}T{:02}{:02}{:02}", day_text(zone.date_of(instant)), clock / 3600,
                       clock / 60 % 60, clock % 60);
}

/// A year earlier: whatever the season, the change of clocks before the instant is in it.
Instant before(Instant instant)
{
    constexpr std::int64_t year = 366 * 86'400;
    return {instant.seconds - year};
}

std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == '\\' || c == ';' || c == ',') {
            out += '\\';
        }
        out += c;
    }
    return out;
}

class IcalWriter : public FeedWriter {
public:
    IcalWriter(const Book& book, const std::string& base_url) : FeedWriter(book, base_url)
    {
        const auto& site = book.publication->site;
        m_host = site.publisher_siren.empty() ? "parvis" : site.publisher_siren + ".parvis";
    }

    std::string take() override
    {
        std::string out;
        add_line(out, "BEGIN:VCALENDAR");
        add_line(out, "VERSION:2.0");
        add_line(out, "PRODID:-//Parvis//Chantiers//FR");
        add_line(out, "CALSCALE:GREGORIAN");
        add_line(out,
                 "X-WR-CALNAME:" +
                     escaped(fmt::format("Chantiers · {}",
                                         datasets::text_in(book().publication->site.name, "fr"))));
        add_line(out, "REFRESH-INTERVAL;VALUE=DURATION:PT15M");
        for (const std::string& name : m_zones) {
            const datasets::Zone zone(name);
            for (const std::string& line : zone.icalendar(before(m_earliest))) {
                add_line(out, line);
            }
        }
        out += m_out;
        add_line(out, "END:VCALENDAR");
        return out;
    }

protected:
    std::optional<Undelivered> add_phase(const Work& work, const Phase& phase) override
    {
        const auto valid = validity_of(work, phase, moment_of(work));
        if (const auto* reason = std::get_if<Undelivered>(&valid)) {
            return *reason;
        }
        const std::string uid = fmt::format("{}:{}@{}", work.dataset, phase.row, m_host);
        if (!is_new(uid)) {
            return std::nullopt;
        }
        const auto& validity = std::get<Validity>(valid);
        if (!phase.hours) {
            add_event(work, phase, validity, uid);
        }
        for (const Hours& hours :
             phase.hours ? hours_of(work, phase, validity) : std::vector<Hours>()) {
            add_event(work, phase, validity,
                      fmt::format("{}:{}{}@{}", work.dataset, phase.row, hours.part, m_host),
                      &hours);
        }
        return std::nullopt;
    }

private:
    /// Daily hours that are one event: some that an exact start or end cuts short, or all others.
    struct Hours {
        Span span;
        bool repeats = false;
        std::optional<Instant> until;
        std::string_view part;  ///< in its id
    };

    /// What was given up before it began is cancelled: there is nothing that ended.
    static bool is_cancelled(const Validity& validity, Instant begins)
    {
        return validity.stage == Stage::cancelled ||
               (validity.over && validity.end && *validity.end <= begins);
    }

    static std::optional<Span> span_on(const Phase& phase, const datasets::Zone& zone,
                                       std::int32_t day)
    {
        const auto spans =
            at_work(phase, zone, datasets::date_of_days(day), datasets::date_of_days(day));
        return spans.empty() ? std::nullopt : std::optional(spans.front());
    }

    [[nodiscard]] std::vector<Hours> hours_of(const Work& work, const Phase& phase,
                                              const Validity& validity)
    {
        const datasets::Zone& zone = zone_of(work);
        Phase uncut;
        uncut.hours = phase.hours;
        const auto is_cut = [&](std::int32_t day, const Span& span) {
            return span_on(uncut, zone, day) != span;
        };
        const Instant begins = first_moment(phase, zone).value_or(validity.start);
        const bool cancelled = is_cancelled(validity, begins);
        const auto planned_end = last_moment(phase, zone);
        const auto end = cancelled ? planned_end : validity.end;
        constexpr std::int32_t week = 7;
        std::int32_t day = datasets::days(zone.date_of(begins)) - 1;  // it may be a night's rest
        auto span = span_on(phase, zone, day);
        if (!span) {
            span = span_on(phase, zone, ++day);
        }
        std::vector<Hours> all;
        if (span && is_cut(day, *span)) {
            all.push_back({*span, false, {}, ":debut"});
            const std::int32_t last = day + week;
            span.reset();
            while (!span && day < last) {
                span = span_on(phase, zone, ++day);
            }
        }
        if (!span || (end && *end <= span->from && !all.empty())) {
            return all;
        }
        auto until = end;
        std::optional<Hours> rest;
        if (phase.end && !phase.end->whole_day && end == planned_end) {
            std::int32_t last = datasets::days(zone.date_of(Instant{end->seconds - 1}));
            auto cut = span_on(phase, zone, last);
            if (!cut || cut->to != *end) {
                cut = span_on(phase, zone, --last);
            }
            if (cut && cut->to == *end && is_cut(last, *cut) && cut->from >= span->from) {
                rest = Hours{*cut, false, {}, ":fin"};
                until = cut->from;
            }
        }
        if (!rest || span->from < rest->span.from) {
            all.push_back({*span, true, until, {}});
        }
        if (rest) {
            all.push_back(*rest);
        }
        return all;
    }

    /// A line of at most 75 bytes; what is longer goes on behind a space, whole characters only.
    static void add_line(std::string& out, std::string_view line)
    {
        constexpr std::size_t most = 75;
        std::size_t room = most;
        while (line.size() > room) {
            const auto part = shortened_to(line, room);
            out += part;
            out += "\r\n ";
            line.remove_prefix(part.size());
            room = most - 1;
        }
        out += line;
        out += "\r\n";
    }
    void add(std::string_view line) { add_line(m_out, line); }

    void add_event(const Work& work, const Phase& phase, const Validity& validity,
                   const std::string& uid, const Hours* hours = nullptr)
    {
        const auto begins = first_moment(phase, zone_of(work)).value_or(validity.start);
        const bool cancelled = is_cancelled(validity, begins);
        add("BEGIN:VEVENT");
        add("UID:" + uid);
        add("DTSTAMP:" + utc_text(work.ledger.changed));
        add("CREATED:" + utc_text(work.ledger.first_seen));
        add("LAST-MODIFIED:" + utc_text(work.ledger.changed));
        add(fmt::format("SEQUENCE:{}", work.ledger.revision));
        if (hours != nullptr) {
            add_hours(work, phase, *hours);
        } else {
            add_times(work, phase, validity, cancelled);
        }
        add(cancelled                                            ? "STATUS:CANCELLED"
            : validity.over || is_certain(phase, validity.stage) ? "STATUS:CONFIRMED"
                                                                 : "STATUS:TENTATIVE");
        const bool paused = validity.stage == Stage::paused;
        add("SUMMARY:" + escaped((paused ? "Suspendu : " : "") + name_of(work) +
                                 (phase.name.empty() ? "" : " · " + phase.name)));
        std::string text = effect_words(phase, validity.stage) + ", " + period_words(phase);
        for (const std::string& more :
             {state_words(phase, validity.stage), work.description,
              phase.impact.detour.empty() || paused ? "" : "Déviation : " + phase.impact.detour,
              work.owner.empty() ? "" : "Maître d’ouvrage : " + work.owner}) {
            text += (more.empty() ? "" : "\n") + more;
        }
        for (const CarriedComment& comment : work.comments) {
            text += "\n" + comment_words(comment);
        }
        add("DESCRIPTION:" + escaped(text));
        if (const std::string place = place_words(work); !place.empty()) {
            add("LOCATION:" + escaped(place));
        }
        if (const auto at = geo::representative_point(phase.place.geometry)) {
            add(fmt::format("GEO:{:.6f};{:.6f}", at->lat, at->lon));
        }
        if (!work.nature.empty()) {
            add("CATEGORIES:" + escaped(work.nature));
        }
        add("URL:" + address_of(work, phase, base_url()));
        add("TRANSP:TRANSPARENT");
        add("END:VEVENT");
    }

    void add_times(const Work& work, const Phase& phase, const Validity& validity, bool cancelled)
    {
        const datasets::Zone& zone = zone_of(work);
        // Of what was ended early, the end is when that was known.
        const auto end = cancelled ? last_moment(phase, zone) : validity.end;
        const auto begins = first_moment(phase, zone).value_or(validity.start);
        if (phase.start->whole_day && (!phase.end || phase.end->whole_day)) {
            const Date first = phase.start->day;
            add("DTSTART;VALUE=DATE:" + day_text(first));
            if (end) {
                const Date last = std::max(first, zone.date_of(Instant{end->seconds - 1}));
                add("DTEND;VALUE=DATE:" +
                    day_text(datasets::date_of_days(datasets::days(last) + 1)));
            }
        } else {
            add("DTSTART:" + utc_text(begins));
            if (end && begins < *end) {
                add("DTEND:" + utc_text(*end));
            }
        }
    }

    void add_hours(const Work& work, const Phase& phase, const Hours& hours)
    {
        constexpr std::array<std::string_view, 7> names{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
        const datasets::Zone& zone = zone_of(work);
        const Instant begins = hours.span.from;
        m_earliest = m_zones.empty() ? begins : std::min(m_earliest, begins);
        m_zones.insert(work.zone);
        const std::string in_zone = ";TZID=" + work.zone + ':';
        add("DTSTART" + in_zone + clock_of_zone(begins, zone));
        add("DTEND" + in_zone + clock_of_zone(hours.span.to, zone));
        if (!hours.repeats) {
            return;
        }
        std::string days;
        for (unsigned day = 0; day < names.size(); ++day) {
            if (phase.hours->on_weekday(day)) {
                days += (days.empty() ? "" : ",") + std::string(names.at(day));
            }
        }
        std::string rule = "RRULE:FREQ=WEEKLY;BYDAY=" + days;
        if (hours.until) {
            rule += ";UNTIL=" + utc_text(Instant{std::max(begins, *hours.until).seconds - 1});
        }
        add(rule);
    }

    std::string m_out, m_host;
    std::set<std::string> m_zones;
    Instant m_earliest;
};

}  // namespace

std::unique_ptr<FeedWriter> ical_writer(const Book& book, const std::string& base_url)
{
    return std::make_unique<IcalWriter>(book, base_url);
}

}  // namespace parvis::publish::works
