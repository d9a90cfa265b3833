// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/value.hpp"

#include <memory>
#include <string>
#include <vector>

namespace parvis::datasets {

/// A time zone ("Europe/Paris"), by ICU. Not shared by threads.
class Zone {
public:
    /// @throws SourceError for a name that ICU does not know.
    explicit Zone(const std::string& name);
    Zone(Zone&&) noexcept;
    Zone& operator=(Zone&&) noexcept;
    ~Zone();

    /// The calendar day at an instant.
    [[nodiscard]] Date date_of(Instant instant) const;
    /// What the clock shows then, in seconds since midnight.
    [[nodiscard]] std::int32_t second_of_day(Instant instant) const;

    struct Reading {
        Instant instant;
        bool doubtful = false;  ///< the clock showed this time twice, or never (summer time)
    };
    /// The instant of a local time; of two, the earlier.
    [[nodiscard]] Reading instant_of(Date date, std::int32_t seconds) const;

    /// The zone as a VTIMEZONE (RFC 5545), line by line without folding, as its clocks go from an
    /// instant on.
    [[nodiscard]] std::vector<std::string> icalendar(Instant from) const;

private:
    struct Rules;
    std::unique_ptr<Rules> m_rules;
};

}  // namespace parvis::datasets
