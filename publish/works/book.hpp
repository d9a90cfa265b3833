// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/manifest.hpp"
#include "datasets/zone.hpp"
#include "publish/lru_cache.hpp"
#include "publish/store.hpp"
#include "publish/works/record.hpp"
#include "publish/works/row_history.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace parvis::publish::works {

/// A road_works dataset as feeds name it.
struct WorksSource {
    std::string id, title, producer, licence;
    datasets::Instant created;  ///< of its published version
};

/// All works of a publication, as they stand and as they stood: what every feed, page, stream and
/// check of works begins with. Immutable, shared by threads.
struct WorksList {
    std::vector<WorksSource> sources;
    /// Of all road_works datasets in their order; behind those of each, the works that left it
    /// lately (Ledger::departed).
    std::vector<Work> works;
    /// How works that changed lately stood before, newest first: whoever was told of them as they
    /// were may have to hear the end. All are departed; Ledger::closed says since when.
    std::vector<Work> former;
    /// Instants at which something begins or ends, in order, once each.
    std::vector<datasets::Instant> turns;
};

/// The works of a publication; older versions are read from `store`, unless `steps` holds
/// what differs in them: see row_history.hpp.
/// Time: a few milliseconds for 5,000 works and each version of the last month that differs.
[[nodiscard]] std::shared_ptr<const WorksList> list_works(const Publication& publication,
                                                          const Store& store, VersionSteps& steps);

/// The works at a moment. Two books of one list and one moment make the same feeds, to the byte.
struct Book {
    std::shared_ptr<const Publication> publication;
    std::shared_ptr<const WorksList> list;
    datasets::Instant moment;  ///< the last turn before now, or midnight: nothing changed since
    std::string tag;           ///< names publication and moment: part of ETags

    [[nodiscard]] const std::vector<Work>& works() const { return list->works; }
};

/// Now, for works: of a site whose day is pinned, noon of that day.
[[nodiscard]] datasets::Instant now_of(const datasets::Site& site, datasets::Instant now);

class ClashShelf;

/// Keeps the list of the last publication that was asked for, and the feeds made of it; for several
/// threads.
class BookShelf {
public:
    static constexpr std::size_t feed_bytes = std::size_t{128} << 20U;

    /// Of their own, so that those who ask for many places push out no whole feed.
    static constexpr std::size_t filtered_bytes = std::size_t{32} << 20U;
    static constexpr std::size_t step_bytes = std::size_t{64} << 20U;

    BookShelf();
    ~BookShelf();

    /// Who asks first for a publication makes its list while others wait.
    [[nodiscard]] std::shared_ptr<const Book> book(std::shared_ptr<const Publication> publication,
                                                   const Store& store, datasets::Instant now);
    /// Whole feeds, by a key that begins with Book::tag.
    [[nodiscard]] LruCache<std::string>& feeds() { return m_feeds; }
    /// The last ones of a place, by such a key too.
    [[nodiscard]] LruCache<std::string>& filtered() { return m_filtered; }
    [[nodiscard]] ClashShelf& clashes() { return *m_clashes; }

private:
    std::mutex m_mutex;
    std::string m_list_tag;
    std::shared_ptr<const WorksList> m_list;
    VersionSteps m_steps;
    LruCache<std::string> m_feeds, m_filtered;
    std::unique_ptr<ClashShelf> m_clashes;
};

}  // namespace parvis::publish::works
