// SPDX-License-Identifier: EUPL-1.2
#include "datasets/json_text.hpp"
#include "geo/measure.hpp"
#include "publish/works/feed_writer.hpp"
#include "publish/works/public_text.hpp"
#include "publish/works/work_words.hpp"

#include <algorithm>
#include <cmath>

namespace parvis::publish::works {
namespace {

// WZDx 4.2 (github.com/usdot-jpo-ode/wzdx): one event per direction, its first position furthest
// upstream; start and end are required; an event whose impact changes is split, so works with daily
// hours are one event for each day around today; what is over stays as completed.

using datasets::Date;
using datasets::Instant;
using datasets::JsonText;

/// Days for which the hours of a work are told one by one.
constexpr std::int32_t days_before = 1, days_after = 7;

/// The compass as roads are named by it, from the ends of the line; a loop has none.
std::string_view compass(const geo::LineString& line)
{
    if (line.size() < 2 || line.front() == line.back()) {
        return "undefined";
    }
    constexpr double quarter = 90, eighth = 45, circle = 360;
    const double azimuth = geo::course(line.front(), line.back()).azimuth_at_start;
    switch (static_cast<int>(std::fmod(azimuth + circle + eighth, circle) / quarter)) {
    case 0:
        return "northbound";
    case 1:
        return "eastbound";
    case 2:
        return "southbound";
    default:
        return "westbound";
    }
}

/// What the vehicles of one direction feel; only that direction's lanes count.
std::string_view vehicle_impact(const Phase& phase, Direction direction)
{
    switch (phase.impact.effect) {
    case Effect::closed:
        return "all-lanes-closed";
    case Effect::one_way_closed:
        return direction == Direction::forward || direction == Direction::backward
                   ? "all-lanes-closed"
                   : "unknown";
    case Effect::alternating:
        return "alternating-one-way";
    case Effect::lane_closed:
        return "some-lanes-closed";
    case Effect::none:
    case Effect::narrow:
    case Effect::slow:
    case Effect::parking:
    case Effect::pavement:
    case Effect::cycle_lane:
    case Effect::lorries:
        return "all-lanes-open";
    case Effect::hindrance:
    case Effect::unknown:
        break;
    }
    return "unknown";
}

std::string_view type_of_work(Category category)
{
    switch (category) {
    case Category::water:
    case Category::sewerage:
    case Category::gas:
    case Category::electricity:
    case Category::telecom:
    case Category::heating:
    case Category::cooling:
        return "below-road-work";
    case Category::roadway:
        return "surface-work";
    case Category::greenery:
        return "roadside-work";
    default:
        return {};
    }
}

std::string_view event_status(Stage stage)
{
    switch (stage) {
    case Stage::planned:
        return "planned";
    case Stage::ended:
        return "completed";
    case Stage::cancelled:
        return "cancelled";
    default:
        return "active";
    }
}

class WzdxWriter : public FeedWriter {
public:
    WzdxWriter(const Book& book, const std::string& base_url) : FeedWriter(book, base_url)
    {
        m_json.start_object();
        m_json.member("type", "FeatureCollection");
        m_json.key("feed_info");
        add_feed_info();
        m_json.key("features");
        m_json.start_array();
    }

    std::string take() override
    {
        m_json.end_array();
        m_json.end_object();
        return m_json.take();
    }

    /// Of daily hours, each day is an event: those that are told now are told as they are now, and
    /// of those that are past nobody holds any.
    void close_former(const Work& before) override
    {
        m_is_former = true;
        FeedWriter::close_former(before);
        m_is_former = false;
    }

protected:
    [[nodiscard]] bool takes_paused() const override { return false; }

    std::optional<Undelivered> add_phase(const Work& work, const Phase& phase) override
    {
        const auto valid = validity_of(work, phase, moment_of(work));
        if (const auto* reason = std::get_if<Undelivered>(&valid)) {
            return *reason;
        }
        const auto& validity = std::get<Validity>(valid);
        if (validity.stage == Stage::paused) {
            return Undelivered::suspended;
        }
        if (!validity.end) {
            return Undelivered::no_end;
        }
        const auto stretches = stretches_of(work, phase, {true});
        if (const auto* reason = std::get_if<Undelivered>(&stretches)) {
            return *reason;
        }
        if (street_names(work.street).empty()) {
            return Undelivered::no_street;
        }
        for (const Stretch& stretch : std::get<std::vector<Stretch>>(stretches)) {
            if (phase.hours) {
                add_days(work, phase, stretch, validity);
            } else {
                add_event(work, phase, stretch, validity, stretch.id);
            }
        }
        return std::nullopt;
    }

private:
    void add_feed_info()
    {
        const auto& site = book().publication->site;
        m_json.start_object();
        m_json.member("publisher", site.publisher.empty() ? datasets::text_in(site.name, "fr")
                                                          : std::string_view(site.publisher));
        m_json.member("version", "4.2");
        m_json.member("update_date", datasets::to_text(update_date()));
        m_json.member("update_frequency", std::int64_t{60});
        m_json.key("data_sources");
        m_json.start_array();
        if (book().list->sources.empty()) {  // one is required, of a feed of nothing too
            m_json.start_object();
            m_json.member("data_source_id", "parvis");
            m_json.member("organization_name", datasets::text_in(site.name, "fr"));
            m_json.end_object();
        }
        for (const WorksSource& source : book().list->sources) {
            m_json.start_object();
            m_json.member("data_source_id", source.id);
            m_json.member("organization_name",
                          source.producer.empty() ? source.title : source.producer);
            m_json.member("update_date", datasets::to_text(source.created));
            m_json.end_object();
        }
        m_json.end_array();
        m_json.end_object();
    }

    [[nodiscard]] Instant update_date() const
    {
        Instant newest = book().moment;
        for (const WorksSource& source : book().list->sources) {
            newest = std::max(newest, source.created);
        }
        return newest;
    }

    /// One event for each day of hours around today; the next or the last one where there is none.
    void add_days(const Work& work, const Phase& phase, const Stretch& stretch,
                  const Validity& validity)
    {
        const datasets::Zone& zone = zone_of(work);
        const Instant around = m_is_former ? book().moment
                                           : std::clamp(book().moment, validity.start,
                                                        std::max(validity.start, *validity.end));
        const std::int32_t day = datasets::days(zone.date_of(around));
        bool any = false;
        for (std::int32_t first = day - days_before; first <= day + days_after; ++first) {
            // The day on which the hours begin names them: one cut short may lie on the next.
            const Date begins = datasets::date_of_days(first);
            const auto spans = at_work(phase, zone, begins, begins);
            if (spans.empty()) {
                continue;
            }
            any = true;
            const Span& span = spans.front();
            Validity one{span.from, span.to, validity.stage, validity.over};
            const Instant end = validity.over ? *validity.end : book().moment;
            if (span.to <= end) {
                one.stage = Stage::ended;
            } else if (validity.over) {  // told before, but not to come any more
                one.stage = validity.stage == Stage::ended && span.from < end ? Stage::ended
                                                                              : Stage::cancelled;
                one.end = end;
                one.start = std::min(span.from, Instant{end.seconds - 60});
            } else if (book().moment < span.from) {
                one.stage = Stage::planned;
            }
            add_event(work, phase, stretch, one, stretch.id + ':' + datasets::to_text(begins));
        }
        if (!any && !m_is_former) {
            add_event(work, phase, stretch, validity, stretch.id);
        }
    }

    void add_event(const Work& work, const Phase& phase, const Stretch& stretch,
                   const Validity& validity, const std::string& id)
    {
        if (!is_new(id)) {
            return;
        }
        m_json.start_object();
        m_json.member("id", id);
        m_json.member("type", "Feature");
        m_json.key("properties");
        m_json.start_object();
        m_json.key("core_details");
        add_core_details(work, stretch);
        m_json.member("start_date", datasets::to_text(validity.start));
        m_json.member("end_date", datasets::to_text(*validity.end));
        const bool has_begun = validity.stage != Stage::planned;
        m_json.member("is_start_date_verified", has_begun && phase.start && phase.start->verified);
        m_json.member("is_end_date_verified", validity.over && phase.end && phase.end->verified);
        m_json.member("is_start_position_verified", false);
        m_json.member("is_end_position_verified", false);
        m_json.member("event_status", event_status(validity.stage));
        m_json.member("location_method", "unknown");
        m_json.member("vehicle_impact", vehicle_impact(phase, stretch.direction));
        if (const auto type = type_of_work(work.category); !type.empty()) {
            m_json.key("types_of_work");
            m_json.start_array();
            m_json.start_object();
            m_json.member("type_name", type);
            m_json.end_object();
            m_json.end_array();
        }
        if (phase.impact.speed_kmh && *phase.impact.speed_kmh >= 0) {
            m_json.key("reduced_speed_limit_kph");
            m_json.number(*phase.impact.speed_kmh);
        }
        add_restrictions(phase.impact);
        m_json.end_object();
        add_geometry(stretch);
        m_json.end_object();
    }

    void add_core_details(const Work& work, const Stretch& stretch)
    {
        m_json.start_object();
        m_json.member("event_type", "work-zone");
        m_json.member("data_source_id", work.dataset);
        m_json.member("road_names", street_names(work.street));
        m_json.member("direction", stretch.direction == Direction::forward ||
                                           stretch.direction == Direction::backward
                                       ? compass(stretch.line)
                                       : std::string_view("unknown"));
        m_json.member("name", name_of(work));
        std::string description = work.description;
        for (const CarriedComment& comment : work.comments) {
            description += (description.empty() ? "" : "\n") + comment_words(comment);
        }
        if (!description.empty()) {
            m_json.member("description", description);
        }
        m_json.member("creation_date", datasets::to_text(work.ledger.first_seen));
        m_json.member("update_date", datasets::to_text(work.ledger.changed));
        m_json.end_object();
    }

    void add_restrictions(const Impact& impact)
    {
        const auto restriction = [&](std::string_view type, std::optional<double> value,
                                     std::string_view unit) {
            m_json.start_object();
            m_json.member("type", type);
            if (value) {
                m_json.key("value");
                m_json.number(*value);
                m_json.member("unit", unit);
            }
            m_json.end_object();
        };
        constexpr double centimetres = 100, kilograms = 1000;
        m_json.key("restrictions");
        m_json.start_array();
        if (impact.effect == Effect::narrow || impact.width_m) {
            restriction("reduced-width",
                        impact.width_m ? std::optional(std::round(*impact.width_m * centimetres))
                                       : std::nullopt,
                        "centimeters");
        }
        if (impact.lorries_over_t) {
            restriction("gross-weight-limit", *impact.lorries_over_t * kilograms, "kilograms");
        } else if (impact.effect == Effect::lorries) {
            restriction("no-trucks", {}, {});
        }
        if (impact.effect == Effect::parking) {
            restriction("no-parking", {}, {});
        }
        m_json.end_array();
    }

    /// A line, or, of a point, its position as both ends.
    void add_geometry(const Stretch& stretch)
    {
        const auto position = [&](geo::LonLat at) {
            std::string text("[");
            datasets::append_degree(text, at.lon);
            text += ',';
            datasets::append_degree(text, at.lat);
            m_json.raw(text + ']');
        };
        m_json.key("geometry");
        m_json.start_object();
        m_json.member("type", stretch.is_point() ? "MultiPoint" : "LineString");
        m_json.key("coordinates");
        m_json.start_array();
        for (const geo::LonLat at : stretch.line) {
            position(at);
        }
        if (stretch.is_point()) {
            position(stretch.line.front());
        }
        m_json.end_array();
        m_json.end_object();
    }

    JsonText m_json;
    bool m_is_former = false;  ///< what is written is how a work stood before
};

}  // namespace

std::unique_ptr<FeedWriter> wzdx_writer(const Book& book, const std::string& base_url)
{
    return std::make_unique<WzdxWriter>(book, base_url);
}

}  // namespace parvis::publish::works
