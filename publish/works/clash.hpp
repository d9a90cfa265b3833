// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/zone.hpp"
#include "publish/works/record.hpp"
#include "publish/works/schedule.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish::works {

// What has to be coordinated (voirie routière L115-1, L141-10, R*115-1 and following): works that
// are in each other's way, and works that are in the way of others. Values only: no snapshot, no
// clock.
//
// Periods are half open, as Bound says them: a work that ends at an instant does not meet one that
// starts there. An open end lasts on. A night that begins in the period belongs to it until its
// last hour. Without a start, or with the end before it, a phase is compared with nothing, and is
// listed as such. Ended and cancelled works are none any more; a paused one is.
//
// Daily hours count by the clock on the wall: where both are known and never meet, the clash is the
// lesser `other_hours`. Unknown hours may be any.

class StreetNetwork;

enum class ClashKind : std::uint8_t {
    same_place,     ///< "meme_lieu": close to each other at the same time
    other_hours,    ///< "autres_horaires": the same, but one by day and the other by night
    young_surface,  ///< "revetement_recent": opens what `other` renewed less than three years ago
    detour_closed,  ///< "deviation_barree": its detour names a street that `other` closes
    cut_off,        ///< "acces_coupe": the two together leave a place without a way out
    equipment,      ///< "etablissement": at a school, a hospital or a fire station
    event,          ///< "evenement": where a market or an event takes place, on one of its days
    winter,         ///< "hiver": closes a road that is cleared first, from November to March
    unanswered,     ///< "sans_reponse": its request has had no answer for two months, or soon
    announcement,   ///< "a_annoncer": its renewal of a surface has to be announced to the others
};
inline constexpr std::size_t clash_kinds = 10;

enum class Severity : std::uint8_t { low, medium, high };

[[nodiscard]] std::string_view code_of(ClashKind kind);
[[nodiscard]] std::optional<ClashKind> clash_kind_named(std::string_view code);
/// "faible", "moyenne", "forte".
[[nodiscard]] std::string_view code_of(Severity severity);
[[nodiscard]] std::optional<Severity> severity_named(std::string_view code);

/// What works must spare.
struct Sensitive {
    enum class Kind : std::uint8_t { school, hospital, fire_station, event, winter_road };
    Kind kind = Kind::school;
    std::string address;  ///< of its page, without the base: "/collections/…/items/…"
    std::string name;
    geo::Geometry geometry;
    std::optional<datasets::Instant> from, to;  ///< of an event: half open; nothing has no bound
    std::uint8_t days = 0x7f;                   ///< of an event: bit 0 Monday … bit 6 Sunday
    std::int64_t priority = 1;                  ///< of a winter road: 1 is cleared first
};

/// A day of every year.
struct YearDay {
    std::uint8_t month = 1, day = 1;
    friend bool operator==(const YearDay&, const YearDay&) = default;
};

struct ClashRules {
    static constexpr double default_metres = 25, default_sensitive_metres = 100;

    double metres = default_metres;                      ///< between two works
    double sensitive_metres = default_sensitive_metres;  ///< to what they must spare
    datasets::Date today;
    datasets::Instant from;               ///< what is over by then is no clash
    std::optional<datasets::Instant> to;  ///< what begins then or later is none either
    /// By when the owners of networks hand in their programmes each year (R*115-1); nothing: not
    /// known, and nothing is said of announcements.
    std::optional<YearDay> programme_deadline;
    /// The streets, or none: then nothing is said of places that two closings cut off.
    const StreetNetwork* streets = nullptr;
    std::size_t most = 200'000;  ///< meetings of phases that are kept; what is above is left out
};

struct Clash {
    ClashKind kind = ClashKind::same_place;
    Severity severity = Severity::medium;
    std::uint32_t work = 0;                    ///< index; of two that are alike, the lesser key
    std::optional<std::uint32_t> other;        ///< another work, or none
    std::optional<std::uint32_t> thing;        ///< what it must spare, or none
    std::uint32_t phase = 0, other_phase = 0;  ///< those that are nearest
    double metres = 0;
    /// When, in order and apart; the last may be open: see `forever`. Of a surface: from the
    /// opening to the day on which it may be opened again. Of a clock: to the end of its last day.
    std::vector<Span> when;
    std::vector<std::uint32_t> cut_off;  ///< stretches of the network, in order
    bool to_check = false;               ///< words or unknowns are part of it: somebody has to look
    friend bool operator==(const Clash&, const Clash&) = default;
};

/// `to` of a span without an end.
inline constexpr datasets::Instant forever{std::int64_t{1} << 60};

enum class Incomparable : std::uint8_t { no_start, inverted, no_place };
/// "sans_debut", "fin_avant_debut", "sans_lieu".
[[nodiscard]] std::string_view code_of(Incomparable reason);

struct IncomparablePhase {
    std::uint32_t work = 0, phase = 0;
    Incomparable reason = Incomparable::no_start;
    friend bool operator==(const IncomparablePhase&, const IncomparablePhase&) = default;
};

struct FoundClashes {
    std::vector<Clash> clashes;  ///< by work, other, thing, kind
    std::vector<IncomparablePhase> incomparable;
    /// Planned works without an authorisation of which the day of the request is not known.
    std::size_t unknown_requests = 0;
    /// Phases that close a street and are near none of the network.
    std::size_t off_network = 0;
    bool truncated = false;  ///< there were more than ClashRules::most
};

/// The first part of a span that lies between 1 November and 31 March; nothing without one.
[[nodiscard]] std::optional<Span> winter_part(const Span& span, const datasets::Zone& zone);
/// Whether one of the chosen days of the week (bit 0 Monday) lies in a span.
[[nodiscard]] bool has_day(const Span& span, std::uint8_t days, const datasets::Zone& zone);

/// The same for works in any order: a clash of two works is found once. `requested` is empty or has
/// the day on which each work's authorisation was asked for.
/// Time: a second for 100,000 works over five years.
/// @throws SourceError for a zone that ICU does not know.
[[nodiscard]] FoundClashes
find_clashes(std::span<const Work> works, std::span<const Sensitive> things,
             const ClashRules& rules,
             std::span<const std::optional<datasets::Date>> requested = {});

}  // namespace parvis::publish::works
