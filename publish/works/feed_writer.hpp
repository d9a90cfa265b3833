// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/works/feed.hpp"
#include "publish/works/road_event.hpp"

#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

namespace parvis::publish::works {

/// Writes one feed, work after work. add() writes all that the format says of a work, or nothing
/// and why: a work is delivered when at least one of its phases is.
class FeedWriter {
public:
    FeedWriter(const Book& book, const std::string& base_url) : m_book(book), m_base(base_url) {}
    virtual ~FeedWriter() = default;
    FeedWriter(const FeedWriter&) = delete;
    FeedWriter& operator=(const FeedWriter&) = delete;

    /// Of one that is delivered, the phases that are not are added to `partial`.
    [[nodiscard]] std::optional<Undelivered> add(const Work& work,
                                                 std::vector<UndeliveredWork>& partial);
    /// Right after the work: ends what was told of it as it stood before, as far as that is not
    /// told any more (another direction, another stretch). Formats whose readers forget by
    /// themselves what is gone do nothing.
    /// Of what was paused, readers who take no paused works heard the end when it was.
    virtual void close_former(const Work& before);
    /// The whole feed.
    [[nodiscard]] virtual std::string take() = 0;

protected:
    /// Whether the format tells paused works; if not, they are Undelivered::suspended.
    [[nodiscard]] virtual bool takes_paused() const { return true; }
    /// Writes a phase, or says why not.
    virtual std::optional<Undelivered> add_phase(const Work& work, const Phase& phase) = 0;
    /// Of the zone of a work; the last one is kept.
    [[nodiscard]] const datasets::Zone& zone_of(const Work& work);
    [[nodiscard]] Moment moment_of(const Work& work) { return {m_book.moment, &zone_of(work)}; }
    /// Whether an event was not told so far.
    [[nodiscard]] bool is_new(const std::string& id) { return m_told.insert(id).second; }
    [[nodiscard]] const Book& book() const { return m_book; }
    [[nodiscard]] const std::string& base_url() const { return m_base; }

private:
    [[nodiscard]] bool has_begun(const Work& before, const Phase& phase);

    const Book& m_book;
    std::string m_base;
    std::string m_zone_name;
    std::optional<datasets::Zone> m_zone;
    std::unordered_set<std::string> m_told;
};

[[nodiscard]] std::unique_ptr<FeedWriter> datex2_writer(const Book& book,
                                                        const std::string& base_url);
[[nodiscard]] std::unique_ptr<FeedWriter> wzdx_writer(const Book& book,
                                                      const std::string& base_url);
[[nodiscard]] std::unique_ptr<FeedWriter> cifs_writer(const Book& book,
                                                      const std::string& base_url);
[[nodiscard]] std::unique_ptr<FeedWriter> geojson_writer(const Book& book,
                                                         const std::string& base_url);
[[nodiscard]] std::unique_ptr<FeedWriter> ical_writer(const Book& book,
                                                      const std::string& base_url);
[[nodiscard]] std::unique_ptr<FeedWriter> atom_writer(const Book& book,
                                                      const std::string& base_url);

}  // namespace parvis::publish::works
