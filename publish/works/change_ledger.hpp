// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/store.hpp"
#include "publish/works/change.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace parvis::publish::works {

/// The file of the ledger in a site's data folder.
inline constexpr const char* ledger_file = "works.sqlite";

/// What the ledger says at one moment.
struct LedgerPage {
    std::int64_t floor = 0;   ///< changes up to this number are given up
    std::int64_t newest = 0;  ///< the last number that was given
    std::vector<Change> changes;
    [[nodiscard]] bool knows(std::int64_t since) const { return floor <= since && since <= newest; }
};

/// data/works.sqlite: every change of every work of the site with a number that only rises, and how
/// each work stood last. Whoever sees a publication first (one of several servers, after ingests
/// that nobody saw) compares it with that and numbers what differs, in one transaction. Changes are
/// kept for 90 days, 100,000 at most; those of a work that departed without its texts. The file
/// is its owner's alone (0600): secrets of webhooks stand in it. One for each thread.
///
/// A new ledger begins at the second of its making: numbers of one that was lost lie below, so that
/// who asks for them is told to begin anew.
class ChangeLedger {
public:
    static constexpr std::int64_t most_changes = 100'000;
    static constexpr std::int64_t most_seconds = std::int64_t{90} * 86'400;
    /// Seconds that one server's clock may be behind another's.
    static constexpr std::int64_t most_behind = 3'600;

    /// Opens or makes it. @throws StoreError
    explicit ChangeLedger(const std::filesystem::path& data);
    ChangeLedger(ChangeLedger&&) noexcept;
    ~ChangeLedger();

    struct Recorded {
        std::size_t changes = 0;
        bool is_current = true;  ///< the publication is what the register publishes by now
    };
    /// Numbers what differs between the publication and what was seen last. Datasets of which the
    /// register publishes another version by now are left to whoever has seen that one: an older
    /// state is never written over a newer one. `moment` decides what goes on; of clocks that
    /// differ by less than an hour the later counts: two servers would undo one another's states.
    /// Time: about 10 µs a work.
    Recorded record(const Publication& publication, datasets::Instant moment,
                    datasets::Instant now);

    /// Changes after `since` in order, at most `limit`; none where the ledger does not know it.
    [[nodiscard]] LedgerPage changes(std::int64_t since, std::size_t limit) const;
    /// Every work that is published, by dataset and id, as of the number in `page`; and the changes
    /// after `since`, read in the same transaction.
    struct Whole {
        LedgerPage page;
        std::vector<WorkState> works;
    };
    [[nodiscard]] Whole whole(std::int64_t since, std::size_t limit) const;
    /// The last number that was given, without reading a change; 0 before the first recording.
    [[nodiscard]] std::int64_t newest() const;

private:
    struct Handle;
    std::unique_ptr<Handle> m_handle;
};

/// How a published work stands at a moment, as the ledger keeps it: lists and filters tell states
/// by whole days, the record by its hours, and where they differ the day's is a member of the phase
/// (`state_of_day`), so that whoever follows a filter hears of it at midnight.
[[nodiscard]] WorkState published_state(const Work& work, const Snapshot& dataset,
                                        datasets::Instant moment, datasets::Date today,
                                        const datasets::Zone& zone);

/// The next moment after `moment` at which a work begins or ends by the clock, or nothing.
[[nodiscard]] std::optional<datasets::Instant> next_turn(const Publication& publication,
                                                         datasets::Instant moment);

}  // namespace parvis::publish::works
