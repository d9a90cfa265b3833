// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/comment.hpp"
#include "datasets/report_settings.hpp"
#include "datasets/value.hpp"
#include "publish/report/bound.hpp"
#include "publish/report/indicator_grid.hpp"

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace parvis::publish::report {

/// A text of a version, shown as it stands there.
struct Quoted {
    std::string text;
    std::string cell;  ///< as in Bound
};

/// Which way a figure went on the year before, or why that cannot be said.
enum class Direction {
    none,  ///< no figure for one of the years
    up,
    down,
    stable,
    from_zero,  ///< a share of nothing is none
    broken,     ///< the series breaks: status B
    parts,      ///< what is included has changed
    places      ///< not the same communes have it in both years
};

struct YearValue {
    std::string year;
    std::optional<Bound> value;
    std::string status;
    std::vector<std::string> parts{};  ///< included then
    /// Not to be compared with the known year before: the series breaks, or other parts.
    bool apart = false;
};

/// How a figure stands to the year before.
struct Change {
    Direction direction = Direction::none;
    std::optional<Bound> before;  ///< where the two can be compared
    /// With its sign in `value` and without in `text`; of a percentage in points.
    std::optional<Bound> percent;
    [[nodiscard]] bool in_points() const
    {
        return percent &&
               (percent->rule == Rule::difference || percent->rule == Rule::percent_difference);
    }
    /// How many times the threshold; 0 where nothing can be said in numbers.
    [[nodiscard]] double times(const datasets::ReportSettings& settings) const
    {
        return percent ? std::abs(percent->value) /
                             (in_points() ? settings.threshold_points : settings.threshold_percent)
                       : 0;
    }
};

/// How many communes a figure is of, of how many.
struct Counted {
    Bound communes, all;
};

/// Of fewer communes a sum is no group's figure: with one's own, it tells the other's.
constexpr std::size_t fewest_compared = 3;

/// A place or a group of communes beside the one that the report is on.
struct Beside {
    Quoted label;
    std::optional<Bound> value;  ///< nothing where fewer than `fewest_compared` communes have it
    Counted counted;
    bool has_own = false;  ///< the place of the report is one of them
};

/// A commune's figure in the report of an area.
struct Member {
    std::string name;
    std::optional<Bound> value;
    std::string status;
    bool counted = false;  ///< in the area's own figure
    bool varies = false;   ///< so much, or in such a way, that it has to be explained
    bool explained = false;
};

/// Whether it says why the figure is what it is now. One that waits to be looked at again speaks of
/// the figure as it was: it is shown, and explains nothing.
[[nodiscard]] inline bool explains(const datasets::Comment& comment)
{
    return comment.state == datasets::CommentState::published;
}

/// One indicator of the report, with everything that is said of it.
struct Figure {
    const Indicator* indicator = nullptr;
    std::optional<Bound> value, target, numerator, denominator, own_part, shared_part;
    Change change;
    std::vector<YearValue> years;  ///< five at most, the report's last
    std::vector<Beside> beside;
    std::vector<std::string> parts;  ///< included: codes
    Quoted mode;                     ///< how it is managed
    Quoted includes, source;
    std::string status;  ///< SDMX letter, "" or "A": nothing special
    std::vector<datasets::Comment> comments;
    std::vector<Member> members;     ///< of an area; empty for a commune
    std::optional<Counted> counted;  ///< of an area
    bool missing_comment = false;    ///< it varies beyond the threshold and nobody says why
};

/// Something in the data that no report may be published with.
struct Fault {
    std::string label;  ///< of the indicator
    std::string words;  ///< HTML with bound numbers and texts
};

struct Chapter {
    std::string department;
    std::vector<Figure> figures;
    std::vector<Figure> without;  ///< whose value does not apply or is not known
};

/// A version that the report was made from.
struct VersionUsed {
    std::string id, title, licence, licence_url, producer, origin, created, updated, sha256;
    std::uint32_t version = 0;
    bool sample = false;
    std::string note;
};

/// A piece of equipment, or a work, that the map shows.
struct Located {
    Quoted name, what;
    double lon = 0, lat = 0;
    bool work = false;
    std::string cell;  ///< its row
};

/// Everything that a report says, before it becomes HTML, ODT or CSV.
struct Report {
    std::string place, year;
    std::string name;
    std::string kind;                  ///< "commune", "level", "territory"
    std::string area_name, area_noun;  ///< of a commune: its pole
    Quoted size_class;                 ///< of a commune: "de 4 500 à 9 999 habitants"
    std::optional<Bound> population;
    std::string population_vintage;
    std::string site_name, publisher, notice;
    std::vector<Chapter> chapters;
    std::vector<Fault> faults;
    std::vector<Located> located;
    std::optional<Bound> works_count, equipment_count;
    std::string ground_date, ground_version;  ///< of the newest that they are counted in
    std::vector<datasets::Comment> methods;   ///< on datasets and columns as a whole
    std::vector<datasets::Comment> on_population;
    std::vector<VersionUsed> versions;
    std::string cover_map, place_map;  ///< SVG
    datasets::ReportSettings settings;
    bool sample = false;

    /// Figures that vary beyond the threshold, or whose series breaks, without a comment.
    [[nodiscard]] std::vector<const Figure*> unexplained() const;
};

}  // namespace parvis::publish::report
