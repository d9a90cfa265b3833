// SPDX-License-Identifier: EUPL-1.2
#include "publish/formats/xml_text.hpp"
#include "publish/works/feed_writer.hpp"
#include "publish/works/public_text.hpp"
#include "publish/works/work_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace parvis::publish::works {
namespace {

// DATEX II v3.1, SituationPublication: a work is a situation; each stretch of a phase is a record
// of road works, and a second record where traffic is managed (a closing, an alternation). Elements
// stand in the order of the XSDs. An end that has passed closes a record.

using datasets::Instant;

constexpr std::size_t longest_text = 1024;  ///< of a String and of a MultilingualString, in letters
constexpr std::int32_t whole_day = 86'400;

/// In bytes, so no more letters than that.
std::string_view cut(std::string_view text) { return shortened_to(text, longest_text); }

/// A text in parts that the format takes, cut between words where there are any.
std::vector<std::string> pieces_of(const std::string& text)
{
    std::vector<std::string> pieces;
    for (std::string_view rest = text; !rest.empty();) {
        std::string_view piece = cut(rest);
        const std::size_t space = piece.rfind(' ');
        if (piece.size() < rest.size() && space != std::string_view::npos && space > 0) {
            piece = piece.substr(0, space);
        }
        pieces.emplace_back(piece);
        rest.remove_prefix(piece.size());
        rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    }
    return pieces;
}

void add_text(std::string& out, std::string_view element, std::string_view text)
{
    if (text.empty()) {
        return;
    }
    out += fmt::format("<{}><com:values><com:value lang=\"fr\">", element);
    append_xml(out, cut(text));
    out += fmt::format("</com:value></com:values></{}>", element);
}

/// What traffic has to do, of the effects that are an order; "" for the others.
std::string_view management_of(const Phase& phase)
{
    switch (phase.impact.effect) {
    case Effect::closed:
        return "roadClosed";
    case Effect::one_way_closed:
        return direction_of(phase) == Direction::forward ||
                       direction_of(phase) == Direction::backward
                   ? "carriagewayClosures"
                   : "other";
    case Effect::alternating:
        return "singleAlternateLineTraffic";
    case Effect::lane_closed:
        return "laneClosures";
    case Effect::narrow:
        return "narrowLanes";
    case Effect::lorries:
        return "weightRestrictionInOperation";
    default:
        return {};
    }
}

bool is_construction(Category category)
{
    return category == Category::building || category == Category::development;
}

std::string_view status_of(const Validity& validity)
{
    switch (validity.stage) {
    case Stage::planned:
        return "planned";
    case Stage::active:
        return "active";
    case Stage::paused:  // neither the works nor what they ask of traffic
        return "suspended";
    default:
        return "definedByValidityTimeSpec";
    }
}

std::string positions_text(const geo::LineString& line)
{
    std::string text;
    for (const geo::LonLat at : line) {
        text += fmt::format("{}{:.7f} {:.7f}", text.empty() ? "" : " ", at.lat, at.lon);
    }
    return text;
}

class Datex2Writer : public FeedWriter {
public:
    using FeedWriter::FeedWriter;

    std::string take() override
    {
        flush();
        return head() + m_out + "</d2:payload>\n";
    }

protected:
    std::optional<Undelivered> add_phase(const Work& work, const Phase& phase) override
    {
        if (m_open != key_of(work)) {
            flush();
            m_open = key_of(work);
            m_sample = work.sample;
        }
        const auto valid = validity_of(work, phase, moment_of(work));
        if (const auto* reason = std::get_if<Undelivered>(&valid)) {
            return *reason;
        }
        if (geo::dimension(phase.place.geometry) == geo::Dimension::area) {
            add_records(work, phase, std::get<Validity>(valid), work.dataset + ':' + phase.row,
                        area(work, phase), Direction::unknown);
            return std::nullopt;
        }
        const auto stretches = stretches_of(work, phase, {});
        if (const auto* reason = std::get_if<Undelivered>(&stretches)) {
            return *reason;
        }
        for (const Stretch& stretch : std::get<std::vector<Stretch>>(stretches)) {
            add_records(work, phase, std::get<Validity>(valid), stretch.id,
                        stretch.is_point() ? point(work, stretch) : line(work, stretch),
                        stretch.direction);
        }
        return std::nullopt;
    }

private:
    [[nodiscard]] std::string head() const
    {
        const auto& site = book().publication->site;
        Instant newest = book().moment;
        std::string country = "fr";
        for (const WorksSource& source : book().list->sources) {
            newest = std::max(newest, source.created);
        }
        for (const Work& work : book().works()) {
            if (!work.communes.empty()) {
                country = work.communes.front().substr(0, 2);
                std::ranges::transform(country, country.begin(), [](char c) {
                    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
                });
                break;
            }
        }
        std::string out =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<d2:payload xmlns:d2=\"http://datex2.eu/schema/3/d2Payload\" "
            "xmlns:com=\"http://datex2.eu/schema/3/common\" "
            "xmlns:sit=\"http://datex2.eu/schema/3/situation\" "
            "xmlns:loc=\"http://datex2.eu/schema/3/locationReferencing\" "
            "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
            "xsi:type=\"sit:SituationPublication\" lang=\"fr\" modelBaseVersion=\"3\">";
        append_element(out, "com:publicationTime", datasets::to_text(newest));
        out += "<com:publicationCreator>";
        append_element(out, "com:country", country);
        append_element(out, "com:nationalIdentifier",
                       cut(site.publisher_siren.empty() ? datasets::text_in(site.name, "fr")
                                                        : std::string_view(site.publisher_siren)));
        return out + "</com:publicationCreator>\n";
    }

    /// Ends the situation that is open, if it has a record.
    void flush()
    {
        if (!m_records.empty()) {
            m_out += "<sit:situation id=\"";
            append_xml(m_out, m_open);
            m_out += fmt::format("\"><sit:headerInformation><com:informationStatus>{}"
                                 "</com:informationStatus></sit:headerInformation>",
                                 m_sample ? "test" : "real");
            m_out += m_records + "</sit:situation>\n";
        }
        m_records.clear();
        m_open.clear();
    }

    void add_records(const Work& work, const Phase& phase, const Validity& validity,
                     const std::string& id, const std::string& location, Direction direction)
    {
        // Each of the two for itself: a closing ends where only the works go on.
        if (is_new(id)) {
            add_works(work, phase, validity, id, location);
        }
        add_management(work, phase, validity, id + ":m", location, direction);
    }

    void add_works(const Work& work, const Phase& phase, const Validity& validity,
                   const std::string& id, const std::string& location)
    {
        const bool builds = is_construction(work.category);
        open_record(work, phase, validity, id, builds ? "ConstructionWorks" : "MaintenanceWorks");
        m_records += location;
        if (phase.declared == Declared::approved) {
            m_records += "<sit:operatorActionStatus>approved</sit:operatorActionStatus>";
        } else if (validity.stage == Stage::active) {
            m_records += "<sit:operatorActionStatus>beingImplemented</sit:operatorActionStatus>";
        }
        if (work.urgent) {
            m_records += fmt::format("<sit:urgentRoadworks>{}</sit:urgentRoadworks>", *work.urgent);
        }
        m_records +=
            builds
                ? fmt::format("<sit:constructionWorkType>{}</sit:constructionWorkType>",
                              work.category == Category::building ? "constructionWork"
                                                                  : "roadImprovementOrUpgrading")
                : fmt::format("<sit:roadMaintenanceType>{}</sit:roadMaintenanceType>",
                              work.category == Category::greenery   ? "treeAndVegetationCuttingWork"
                              : work.renews_surface.value_or(false) ? "resurfacingWork"
                                                                    : "roadworks");
        m_records += "</sit:situationRecord>";
    }

    void add_management(const Work& work, const Phase& phase, const Validity& validity,
                        const std::string& id, const std::string& location, Direction direction)
    {
        const auto type = management_of(phase);
        const bool slow = phase.impact.effect == Effect::slow;
        if ((type.empty() && !slow) || !is_new(id)) {
            return;
        }
        open_record(work, phase, validity, id,
                    slow ? "SpeedManagement" : "RoadOrCarriagewayOrLaneManagement");
        m_records += location;
        m_records += "<sit:complianceOption>mandatory</sit:complianceOption>";
        if (direction != Direction::unknown) {
            m_records += fmt::format("<sit:applicableForTrafficDirection>{}"
                                     "</sit:applicableForTrafficDirection>",
                                     direction == Direction::both ? "bothWays" : "aligned");
        }
        if (phase.impact.effect == Effect::lorries && phase.impact.lorries_over_t) {
            m_records += fmt::format(
                "<sit:forVehiclesWithCharacteristicsOf><com:grossWeightCharacteristic>"
                "<com:comparisonOperator>greaterThan</com:comparisonOperator>"
                "<com:grossVehicleWeight>{}</com:grossVehicleWeight>"
                "<com:typeOfWeight>maximumPermitted</com:typeOfWeight>"
                "</com:grossWeightCharacteristic></sit:forVehiclesWithCharacteristicsOf>",
                *phase.impact.lorries_over_t);
        }
        if (slow) {
            m_records += "<sit:speedManagementType>speedRestrictionInOperation"
                         "</sit:speedManagementType>";
            if (phase.impact.speed_kmh) {
                m_records += fmt::format("<sit:temporarySpeedLimit>{}</sit:temporarySpeedLimit>",
                                         *phase.impact.speed_kmh);
            }
        } else {
            m_records += fmt::format("<sit:roadOrCarriagewayOrLaneManagementType>{}"
                                     "</sit:roadOrCarriagewayOrLaneManagementType>",
                                     type);
        }
        m_records += "</sit:situationRecord>";
    }

    /// All of a record up to its location.
    void open_record(const Work& work, const Phase& phase, const Validity& validity,
                     const std::string& id, std::string_view type)
    {
        m_records += "<sit:situationRecord xsi:type=\"sit:" + std::string(type) + "\" id=\"";
        append_xml(m_records, id);
        m_records += fmt::format("\" version=\"{}\">", work.ledger.revision);
        append_element(m_records, "sit:situationRecordCreationTime",
                       datasets::to_text(work.ledger.first_seen));
        append_element(m_records, "sit:situationRecordVersionTime",
                       datasets::to_text(work.ledger.changed));
        append_element(m_records, "sit:probabilityOfOccurrence",
                       is_certain(phase, validity.stage) ? "certain" : "probable");
        m_records += "<sit:source>";
        append_element(m_records, "com:sourceIdentification", cut(work.dataset));
        add_text(m_records, "com:sourceName", work.owner);
        m_records += "</sit:source>";
        add_validity(phase, validity, status_of(validity));
        add_impact(phase.impact);
        add_comment(name_of(work), "roadworksName");
        add_comment(work.description, "description");
        add_comment(phase.impact.detour, "other");
        for (const CarriedComment& comment : work.comments) {
            for (const std::string& piece : pieces_of(comment_words(comment))) {
                add_comment(piece, "other");
            }
        }
        m_records += "<sit:urlLink>";
        append_element(m_records, "com:urlLinkAddress", address_of(work, phase, base_url()));
        m_records += "</sit:urlLink>";
    }

    void add_validity(const Phase& phase, const Validity& validity, std::string_view status)
    {
        m_records += "<sit:validity>";
        append_element(m_records, "com:validityStatus", status);
        m_records += "<com:validityTimeSpecification>";
        append_element(m_records, "com:overallStartTime", datasets::to_text(validity.start));
        if (validity.end) {
            append_element(m_records, "com:overallEndTime", datasets::to_text(*validity.end));
        }
        if (phase.hours && !validity.over) {
            const DailyHours& hours = *phase.hours;
            if (hours.crosses_midnight()) {
                add_period(hours.first, whole_day, hours.days);
                const auto next_days =
                    static_cast<std::uint8_t>(((hours.days << 1U) | (hours.days >> 6U)) & 0x7fU);
                add_period(0, hours.last, next_days);
            } else {
                add_period(hours.first, hours.last, hours.days);
            }
        }
        m_records += "</com:validityTimeSpecification></sit:validity>";
    }

    void add_period(std::int32_t first, std::int32_t last, std::uint8_t days)
    {
        constexpr std::array<std::string_view, 7> names{
            "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
        const auto clock = [](std::int32_t seconds) {
            return seconds == whole_day ? std::string("23:59:59")
                                        : fmt::format("{:02}:{:02}:{:02}", seconds / 3600,
                                                      seconds / 60 % 60, seconds % 60);
        };
        m_records += "<com:validPeriod><com:recurringTimePeriodOfDay>";
        append_element(m_records, "com:startTimeOfPeriod", clock(first));
        append_element(m_records, "com:endTimeOfPeriod", clock(last));
        m_records += "</com:recurringTimePeriodOfDay><com:recurringDayWeekMonthPeriod>";
        for (unsigned day = 0; day < names.size(); ++day) {
            if (((unsigned{days} >> day) & 1U) != 0) {
                append_element(m_records, "com:applicableDay", names.at(day));
            }
        }
        m_records += "</com:recurringDayWeekMonthPeriod></com:validPeriod>";
    }

    void add_impact(const Impact& impact)
    {
        std::string out;
        if (impact.lanes_closed) {
            append_element(out, "sit:numberOfLanesRestricted",
                           std::to_string(*impact.lanes_closed));
            if (impact.lanes && *impact.lanes >= *impact.lanes_closed) {
                append_element(out, "sit:numberOfOperationalLanes",
                               std::to_string(*impact.lanes - *impact.lanes_closed));
            }
        }
        if (impact.width_m) {
            append_element(out, "sit:residualRoadWidth", fmt::format("{}", *impact.width_m));
        }
        if (!out.empty()) {
            m_records += "<sit:impact>" + out + "</sit:impact>";
        }
    }

    void add_comment(std::string_view text, std::string_view type)
    {
        if (!text.empty()) {
            m_records += "<sit:generalPublicComment>";
            add_text(m_records, "sit:comment", text);
            append_element(m_records, "sit:commentType", type);
            m_records += "</sit:generalPublicComment>";
        }
    }

    /// The street, as part of a location on the network.
    [[nodiscard]] static std::string road(const Work& work)
    {
        std::string out;
        for (const std::string& street : street_names(work.street)) {
            out += "<loc:roadInformation>";
            append_element(out, "loc:roadName", cut(street));
            out += "</loc:roadInformation>";
        }
        return out.empty() ? out
                           : "<loc:supplementaryPositionalDescription>" + out +
                                 "</loc:supplementaryPositionalDescription>";
    }

    [[nodiscard]] static std::string point(const Work& work, const Stretch& stretch)
    {
        return "<sit:locationReference xsi:type=\"loc:PointLocation\">" + road(work) +
               fmt::format("<loc:pointByCoordinates><loc:pointCoordinates><loc:latitude>{:.7f}"
                           "</loc:latitude><loc:longitude>{:.7f}</loc:longitude>"
                           "</loc:pointCoordinates></loc:pointByCoordinates>"
                           "</sit:locationReference>",
                           stretch.line.front().lat, stretch.line.front().lon);
    }

    [[nodiscard]] static std::string line(const Work& work, const Stretch& stretch)
    {
        return "<sit:locationReference xsi:type=\"loc:SingleRoadLinearLocation\">" + road(work) +
               "<loc:gmlLineString srsName=\"EPSG:4326\"><loc:posList>" +
               positions_text(stretch.line) +
               "</loc:posList></loc:gmlLineString></sit:locationReference>";
    }

    [[nodiscard]] static std::string area(const Work& work, const Phase& phase)
    {
        std::string out = "<sit:locationReference xsi:type=\"loc:AreaLocation\">"
                          "<loc:gmlMultiPolygon>";
        add_text(out, "loc:gmlAreaName", work.street);
        const auto ring = [&](std::string_view element, const geo::Ring& positions) {
            out += fmt::format("<loc:{} srsName=\"EPSG:4326\"><loc:posList>{}</loc:posList>"
                               "</loc:{}>",
                               element, positions_text(positions), element);
        };
        const auto polygon = [&](const geo::Polygon& one) {
            out += "<loc:gmlPolygon>";
            for (std::size_t i = 0; i < one.rings.size(); ++i) {
                ring(i == 0 ? "exterior" : "interior", one.rings[i]);
            }
            out += "</loc:gmlPolygon>";
        };
        if (const auto* one = std::get_if<geo::Polygon>(&phase.place.geometry)) {
            polygon(*one);
        } else if (const auto* all = std::get_if<geo::MultiPolygon>(&phase.place.geometry)) {
            std::ranges::for_each(all->polygons, polygon);
        }
        return out + "</loc:gmlMultiPolygon></sit:locationReference>";
    }

    std::string m_out, m_records;
    std::string m_open;  ///< key of the work whose records are being written
    bool m_sample = false;
};

}  // namespace

std::unique_ptr<FeedWriter> datex2_writer(const Book& book, const std::string& base_url)
{
    return std::make_unique<Datex2Writer>(book, base_url);
}

}  // namespace parvis::publish::works
