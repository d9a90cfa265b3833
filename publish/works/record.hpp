// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/value.hpp"
#include "datasets/zone.hpp"
#include "geo/geometry.hpp"
#include "publish/carried_comment.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parvis::publish::works {

// One road work (chantier) as every feed, page, stream and check reads it: what a row of any
// road_works dataset says, in one vocabulary. Values only: no snapshot, no clock, no language.
// `works_of()` in record_reader.hpp makes them; nothing else does.
//
// What the source does not say stays unknown: an empty optional, an enumerator `unknown`, "". No
// member is ever guessed from another one.

/// What people declare a work to be. Whether it is going on is another question: its dates and the
/// moment decide that, see stage_at().
enum class Declared : std::uint8_t {
    unknown,
    planned,    ///< "prevu"
    approved,   ///< "accorde": it has its authorisation
    started,    ///< "en_cours"
    paused,     ///< "suspendu"
    ended,      ///< "termine"
    cancelled,  ///< "annule"
};

/// What is dug or built (column `categorie`; the ten of infos-travaux, and those it lacks).
enum class Category : std::uint8_t {
    unknown,
    roadway,      ///< "voirie"
    water,        ///< "eau"
    sewerage,     ///< "assainissement"
    gas,          ///< "gaz"
    electricity,  ///< "electricite"
    telecom,      ///< "telecom"
    heating,      ///< "chauffage"
    cooling,      ///< "climatisation"
    lighting,     ///< "eclairage"
    development,  ///< "amenagement"
    building,     ///< "batiment"
    greenery,     ///< "espaces_verts"
    event,        ///< "evenement"
    other,        ///< "autre"
};

/// What traffic feels most (column `effet`). Only `closed` shuts the whole carriageway, in the
/// directions that Place::direction names.
enum class Effect : std::uint8_t {
    unknown,
    none,            ///< "aucun"
    closed,          ///< "rue_barree"
    one_way_closed,  ///< "sens_barre": closed in one direction, which `direction` may name
    alternating,     ///< "alternat"
    lane_closed,     ///< "voie_reduite": one lane or more of several
    narrow,          ///< "chaussee_retrecie"
    slow,            ///< "vitesse_reduite"
    parking,         ///< "stationnement"
    pavement,        ///< "trottoir"
    cycle_lane,      ///< "piste_cyclable"
    lorries,         ///< "poids_lourds": closed for lorries over Impact::lorries_over_t only
    hindrance,       ///< "gene": something, the source does not say what
};

/// Directions of travel that are concerned, along the line as it is drawn (column `sens`).
enum class Direction : std::uint8_t {
    unknown,
    both,      ///< "deux_sens"
    forward,   ///< "sens_du_trace"
    backward,  ///< "sens_inverse"
};

/// Side of the road, seen along the line as it is drawn (column `cote`).
enum class Side : std::uint8_t { unknown, both, left, right };

/// One end of a period. `at` is an instant: a start belongs to the work, an end is the first
/// instant after it. A date-only end includes the whole last day, so its `at` is the midnight that
/// follows in the dataset's zone (23 or 25 hours after the one before in nights of summer time),
/// and `day` that last day.
struct Bound {
    datasets::Instant at;
    datasets::Date day;     ///< first or last day of the work, in the dataset's zone
    bool whole_day = true;  ///< a date without a time (`debut`); else `debut_exact` gave one
    bool verified = false;  ///< observed (`debut_confirme`, `fin_confirmee`), not only planned
    bool doubtful = false;  ///< its local time happens twice or never that night (summer time)
    friend bool operator==(const Bound&, const Bound&) = default;
};

/// When within the period it is at work: every chosen day from `first` to `last`, in seconds of the
/// local clock. Hours that cross midnight (`last` <= `first`) end on the next day, also after the
/// last day of the period. Without DailyHours nothing is known: it may be all day and night.
struct DailyHours {
    std::int32_t first = 0;      ///< since local midnight, 0 to 86'399
    std::int32_t last = 86'400;  ///< 1 to 86'400; excluded
    std::uint8_t days = 0x7f;  ///< bit 0 Monday … bit 6 Sunday: the day on which the hours begin
    [[nodiscard]] bool crosses_midnight() const { return last <= first; }
    [[nodiscard]] bool on_weekday(unsigned monday_is_0) const
    {
        return ((days >> monday_is_0) & 1U) != 0;
    }
    friend bool operator==(const DailyHours&, const DailyHours&) = default;
};

/// Where a phase is. The geometry is as published, in CRS84: in the order in which it is drawn.
struct Place {
    geo::Geometry geometry;  ///< monostate: nowhere known
    Direction direction = Direction::unknown;
    Side side = Side::unknown;
    friend bool operator==(const Place&, const Place&) = default;
};

/// What traffic feels. `effect` is the strongest; the figures say more where the source has them.
struct Impact {
    Effect effect = Effect::unknown;
    std::optional<std::uint8_t> lanes_closed, lanes;  ///< of the directions concerned
    std::optional<double> speed_kmh;                  ///< limit on the site
    std::optional<double> lorries_over_t;             ///< closed for heavier ones
    std::optional<double> width_m;                    ///< that is left
    std::string detour;                               ///< in words
    friend bool operator==(const Impact&, const Impact&) = default;
};

/// A stretch of a work in space and time. Its start and end may each be unknown; both known are in
/// order (start.at < end.at), else the phase says so in `inverted` and keeps both.
struct Phase {
    std::string row;   ///< id of the row it is read from: the item's address
    std::string name;  ///< "" where the work has but one
    std::optional<Bound> start, end;
    bool inverted = false;  ///< ends before it starts: no feed for drivers takes it
    std::optional<DailyHours> hours;
    std::string hours_text;  ///< as the source writes them: "de nuit, de 21 h à 6 h"
    Place place;
    Impact impact;
    Declared declared = Declared::unknown;
    /// The last file no longer lists it: to be confirmed. It counts as going on until its end.
    std::optional<datasets::Date> absent_since;
    /// Since when it is declared ended or cancelled, or is gone from the dataset: what a closing
    /// event ends with. Nothing while it goes on. See row_history.hpp.
    std::optional<datasets::Instant> closed;
    friend bool operator==(const Phase&, const Phase&) = default;
};

/// How far a work has come in the versions that are kept; see row_history.hpp.
struct Ledger {
    std::uint32_t revision = 1;  ///< version of the dataset in which it last changed
    datasets::Instant first_seen, changed;
    /// It is in the published version no more; what is here is how it stood last.
    bool departed = false;
    friend bool operator==(const Ledger&, const Ledger&) = default;
};

struct Work {
    std::string dataset;  ///< collection id
    /// Stable over updates, reorders and restarts, unique in its dataset: the id of its row, or
    /// what `chantier` names where several rows are phases of one work.
    std::string id;
    std::string zone;     ///< IANA name, of all its days and hours
    bool sample = false;  ///< invented for a demonstration: no feed tells it as true
    Category category = Category::unknown;
    std::vector<Phase> phases;  ///< at least one, by start; unknown starts first

    // Texts for people, in the source's language; e-mail addresses and telephone numbers in them
    // are taken out. "" where the source has none.
    std::string title, nature, description, street, owner, contractor, order, contact, remark;
    std::optional<double> cost_eur;
    std::optional<datasets::Date> reception;  ///< of the finished work
    /// The surface is renewed by this work: cutting it open is refused for three years after.
    std::optional<bool> renews_surface;
    std::optional<bool> urgent;

    /// Keys of the communes it lies in ("FR_76540"), the main one first; empty where not placed.
    std::vector<std::string> communes;
    std::string commune_name;  ///< of the main one
    /// Areas of levels: ("pole", "Rive-Gauche").
    std::vector<std::pair<std::string, std::string>> areas;

    /// What is said of its rows, to be told wherever it is told. None of a work that departed.
    CarriedComments comments;

    Ledger ledger;
    friend bool operator==(const Work&, const Work&) = default;
};

/// What a work is at a moment.
enum class Stage : std::uint8_t {
    unknown,  ///< it has no start
    planned,
    active,  ///< between its start and its end, at work or not (see is_at_work())
    paused,  ///< declared so, between its start and its end
    ended,
    cancelled,
};

/// Dates and daily hours decide, by the clock of the work's zone: a phase begins with its first
/// hours and is over after its last, which may be those of a night after its last day. Only
/// "ended", "cancelled" and "paused" are believed whatever they say. An open end never ends.
[[nodiscard]] Stage stage_at(const Work& work, datasets::Instant moment,
                             const datasets::Zone& zone);
/// The same of one phase of it.
[[nodiscard]] Stage stage_at(const Work& work, const Phase& phase, datasets::Instant moment,
                             const datasets::Zone& zone);

/// Ended or cancelled.
[[nodiscard]] bool is_over(Declared declared);
/// What its phases declare of the work as a whole: what the one that is furthest along of those
/// that are not over declares; ended or cancelled only where all are over.
[[nodiscard]] Declared declared_of(const Work& work);
/// Since when the first of its phases is no longer listed.
[[nodiscard]] std::optional<datasets::Date> absent_since(const Work& work);

/// "<dataset>/<id>": unique in a site.
[[nodiscard]] std::string key_of(const Work& work);

// The codes of the model (French, as in datasets and .toml): "rue_barree". "" for unknown.
[[nodiscard]] std::string_view code_of(Declared declared);
[[nodiscard]] std::string_view code_of(Category category);
[[nodiscard]] std::string_view code_of(Effect effect);
[[nodiscard]] std::string_view code_of(Direction direction);
[[nodiscard]] std::string_view code_of(Side side);
[[nodiscard]] std::string_view code_of(Stage stage);
// The other way; `unknown` for a text that is none of them.
[[nodiscard]] Declared declared_named(std::string_view code);
[[nodiscard]] Category category_named(std::string_view code);
[[nodiscard]] Effect effect_named(std::string_view code);
[[nodiscard]] Direction direction_named(std::string_view code);
[[nodiscard]] Side side_named(std::string_view code);

}  // namespace parvis::publish::works
