// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/lon_lat.hpp"
#include "publish/works/book.hpp"
#include "publish/works/undelivered.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parvis::publish::works {

enum class Feed : std::uint8_t { datex2, wzdx, cifs, geojson, ical, atom };

/// What is said of a feed wherever it is named: addresses, negotiation, documentation.
struct FeedFacts {
    Feed feed;
    std::string_view name;  ///< last part of its address
    std::string_view media_type;
    std::string_view title;     ///< "Waze (CIFS)"
    std::string_view for_whom;  ///< French, ends a sentence
};
[[nodiscard]] const std::array<FeedFacts, 6>& feeds();
[[nodiscard]] const FeedFacts* feed_named(std::string_view name);

/// Which works are asked for: all that fit everything that is given.
struct WorksWanted {
    std::string commune;                                     ///< its key, or ""
    std::vector<std::pair<std::string, std::string>> areas;  ///< level and area
    std::optional<geo::Box> box;
    [[nodiscard]] bool all() const { return commune.empty() && areas.empty() && !box; }
    [[nodiscard]] bool takes(const Work& work) const;
};

struct UndeliveredWork {
    const Work* work = nullptr;  ///< of the book
    Undelivered reason = Undelivered::no_place;
    const Phase* phase = nullptr;  ///< the one that is lacking; nullptr: the whole work
};

/// A feed, and what it lacks: delivered + undelivered.size() is the number of works wanted, always.
struct MadeFeed {
    std::string text;
    std::size_t works = 0;
    std::size_t delivered = 0;
    std::vector<UndeliveredWork> undelivered;
    /// Phases that the feed lacks of works that it delivers; those long over need not be told.
    std::vector<UndeliveredWork> partial;
};

/// `base_url` begins the addresses in it. Time: linear in the works.
[[nodiscard]] MadeFeed make_feed(Feed feed, const Book& book, const WorksWanted& wanted,
                                 const std::string& base_url);

/// Before the name of an invented work, wherever it may be read without the page that says so.
inline constexpr std::string_view sample_mark = "[Exemple] ";

/// What a work is called: its title, else its nature, else its street, else its id; of an invented
/// one, that too.
[[nodiscard]] std::string name_of(const Work& work);
/// Address of the page of the row that a phase is read from, whole.
[[nodiscard]] std::string address_of(const Work& work, const Phase& phase,
                                     const std::string& base_url);

}  // namespace parvis::publish::works
