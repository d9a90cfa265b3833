// SPDX-License-Identifier: EUPL-1.2
#include "datasets/zone.hpp"

#include "geo/error.hpp"

#include <fmt/format.h>
#include <unicode/basictz.h>
#include <unicode/unistr.h>
#include <unicode/vtzone.h>

namespace parvis::datasets {
namespace {

constexpr std::int64_t day_seconds = 86'400;

std::int64_t floor_days(std::int64_t seconds)
{
    return seconds >= 0 ? seconds / day_seconds : -((day_seconds - 1 - seconds) / day_seconds);
}

}  // namespace

struct Zone::Rules {
    std::unique_ptr<icu::TimeZone> zone;
    const icu::BasicTimeZone* basic = nullptr;

    /// What the clock shows at an instant, in seconds since 1970.
    [[nodiscard]] std::int64_t local(Instant instant) const
    {
        std::int32_t raw = 0;
        std::int32_t saving = 0;
        UErrorCode status = U_ZERO_ERROR;
        zone->getOffset(static_cast<double>(instant.seconds) * 1000, 0, raw, saving, status);
        return instant.seconds + (std::int64_t{raw} + saving) / 1000;
    }

    /// Seconds east of UTC at a local time.
    [[nodiscard]] std::int64_t offset(std::int64_t local, UTimeZoneLocalOption option) const
    {
        std::int32_t raw = 0;
        std::int32_t saving = 0;
        UErrorCode status = U_ZERO_ERROR;
        basic->getOffsetFromLocal(static_cast<double>(local) * 1000, option, option, raw, saving,
                                  status);
        return (std::int64_t{raw} + saving) / 1000;
    }
};

Zone::Zone(const std::string& name) : m_rules(std::make_unique<Rules>())
{
    m_rules->zone.reset(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name)));
    m_rules->basic = dynamic_cast<const icu::BasicTimeZone*>(m_rules->zone.get());
    if (m_rules->basic == nullptr || *m_rules->zone == icu::TimeZone::getUnknown()) {
        throw SourceError(fmt::format(
            "Fuseau horaire « {} » inconnu : écrivez par exemple zone = \"Europe/Paris\".", name));
    }
}

Zone::Zone(Zone&&) noexcept = default;
Zone& Zone::operator=(Zone&&) noexcept = default;
Zone::~Zone() = default;

Date Zone::date_of(Instant instant) const
{
    return date_of_days(static_cast<std::int32_t>(floor_days(m_rules->local(instant))));
}

std::int32_t Zone::second_of_day(Instant instant) const
{
    const std::int64_t local = m_rules->local(instant);
    return static_cast<std::int32_t>(local - floor_days(local) * day_seconds);
}

Zone::Reading Zone::instant_of(Date date, std::int32_t seconds) const
{
    const std::int64_t local = days(date) * day_seconds + seconds;
    const std::int64_t former = m_rules->offset(local, UCAL_TZ_LOCAL_FORMER);
    const std::int64_t latter = m_rules->offset(local, UCAL_TZ_LOCAL_LATTER);
    return {Instant{local - former}, former != latter};
}

std::vector<std::string> Zone::icalendar(Instant from) const
{
    icu::UnicodeString id;
    m_rules->zone->getID(id);
    const std::unique_ptr<icu::VTimeZone> zone(icu::VTimeZone::createVTimeZoneByID(id));
    icu::UnicodeString text;
    UErrorCode status = U_ZERO_ERROR;
    if (zone != nullptr) {
        zone->write(static_cast<double>(from.seconds) * 1000, text, status);
    }
    std::string all;
    text.toUTF8String(all);
    std::vector<std::string> lines;
    while (!all.empty()) {
        const auto end = all.find("\r\n");
        lines.push_back(all.substr(0, end));
        all.erase(0, end == std::string::npos ? end : end + 2);
    }
    return lines;
}

}  // namespace parvis::datasets
