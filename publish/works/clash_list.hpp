// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/works/clash_query.hpp"
#include "publish/works/clash_site.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace parvis::publish::works {

/// The clashes of a site from today on (or ever, for whoever asks for days that are over) within
/// the metres that a query asks for, everywhere.
struct ClashFinding {
    std::shared_ptr<const Book> book;
    Desk desk;
    FoundClashes found;
};

/// Those that a query asks for.
struct ClashList {
    std::shared_ptr<const ClashFinding> finding;
    std::shared_ptr<const Book> book;
    ClashQuery query;
    std::deque<Clash> later;  ///< those whose first days are not among those that are asked for
    /// Those that fit the query, heaviest first, then by their first day.
    std::vector<const Clash*> wanted;
    /// The same, those together that one owner can settle: of one kind, between works of theirs
    /// that lead to one another (a quarter that is built in phases). In order of the heaviest.
    std::vector<std::vector<const Clash*>> groups;
    std::vector<const IncomparablePhase*> incomparable;  ///< in the place that is asked for

    [[nodiscard]] const Work& work(std::uint32_t index) const { return book->works()[index]; }
    /// Those of the page that is asked for.
    [[nodiscard]] std::vector<const Clash*> shown() const;
    [[nodiscard]] std::size_t pages() const;
    /// The groups of a page for people, and how many pages of them there are.
    [[nodiscard]] std::span<const std::vector<const Clash*>> shown_groups() const;
    [[nodiscard]] std::size_t group_pages() const;
};

/// Time: some ten milliseconds for 5,000 works, a second for 100,000; see ClashShelf.
[[nodiscard]] std::shared_ptr<const ClashFinding> examine(std::shared_ptr<const Book> book,
                                                          const ClashQuery& query);
/// All that a finding depends on, as text: the book, the settings of the desk, the metres, and
/// whether it begins before today. Other days are cut out of it: each would be a search.
[[nodiscard]] std::string finding_tag(const Book& book, const ClashQuery& query);
/// Whether a query asks for days that are over.
[[nodiscard]] bool asks_past(const Book& book, const ClashQuery& query);
/// `finding` is one of the same tag.
[[nodiscard]] std::shared_ptr<const ClashList>
list_clashes(std::shared_ptr<const ClashFinding> finding, const ClashQuery& query);

/// One page of them, with what they touch and a draft to the owners.
[[nodiscard]] std::string clashes_json(const ClashList& list, const std::string& base_url);
/// The same, a line each.
[[nodiscard]] std::string clashes_csv(const ClashList& list, const std::string& base_url);

// What is said of a clash, in French.

/// "meme_lieu:chantiers/CH-001:chantiers/CH-002": the same while the works have their ids.
[[nodiscard]] std::string id_of(const ClashList& list, const Clash& clash);
/// A clock of the law: it has a last day, and clashes with no other work.
[[nodiscard]] bool is_clock(ClashKind kind);
/// "rue Jeanne-d’Arc, Rouen"; without a street "à Rouen", "au Trait".
[[nodiscard]] std::string where_words(const Work& work);
/// To whom the draft is: "Projet de message aux maîtres d’ouvrage".
[[nodiscard]] std::string draft_title(ClashKind kind);
/// "Même endroit, même moment".
[[nodiscard]] std::string title_of(ClashKind kind);
/// Who is in whose way, and how near.
[[nodiscard]] std::string sentence_of(const ClashList& list, const Clash& clash);
/// "du lundi 7 au vendredi 11 décembre 2026 ; …", of a clock "délai dépassé depuis le …".
[[nodiscard]] std::string days_words(const ClashList& list, const Clash& clash);
/// First and last day of a span; no last one where it is open.
[[nodiscard]] std::pair<datasets::Date, std::optional<datasets::Date>>
days_of(const Span& span, const datasets::Zone& zone);

/// What two closings cut off; for others nothing.
struct CutOff {
    std::vector<std::string> streets;  ///< their names, each once, in the order of their rows
    double metres = 0;
    geo::Geometry geometry;
};
[[nodiscard]] CutOff cut_off_by(const ClashList& list, const Clash& clash);

/// Whom and what the works touch, and the streets that they cut off.
struct Touched {
    std::optional<double> people;  ///< within default_around_m; nothing where it is not known
    std::string no_people;         ///< why, a French sentence
    std::vector<std::pair<std::string, std::string>> equipment;  ///< name, address without the base
};
[[nodiscard]] Touched touched_by(const ClashList& list, const Clash& clash);

/// A plain text to the owners of the works, to be sent by whoever coordinates.
[[nodiscard]] std::string draft_of(const ClashList& list, const Clash& clash,
                                   const Touched& touched);

}  // namespace parvis::publish::works
