// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/lru_cache.hpp"
#include "publish/store.hpp"
#include "publish/works/change_ledger.hpp"
#include "publish/works/change_query.hpp"
#include "service/child_process.hpp"
#include "service/event_stream.hpp"
#include "service/stream_loop.hpp"
#include "service/webhook_shelf.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <variant>
#include <vector>

namespace parvis::service {

/// Road works as they change. Five times a second it asks whether the register has changed, another
/// server has numbered a change, or a work begins or ends now; then it loads what is new, records
/// it in the ledger, and hands each change to the streams that follow it and to the webhooks. What
/// several follow is written once. For several threads.
class LiveWorks {
public:
    LiveWorks(publish::Store& store, std::filesystem::path site, StreamLoop& loop,
              const StreamLimits& limits);
    ~LiveWorks();
    LiveWorks(const LiveWorks&) = delete;
    LiveWorks& operator=(const LiveWorks&) = delete;

    /// A stream for a client: all works (or what it missed since `query.since`) and then every
    /// change; or why there is no place for it.
    [[nodiscard]] std::variant<std::shared_ptr<EventStream>, StreamPlaces::Full>
    open(const publish::works::ChangeQuery& query, const ClientAddress& client);

    /// Changes after a number, with what the follower takes of them.
    struct Changes {
        publish::works::LedgerPage page;
        std::shared_ptr<const publish::works::FollowedRows> rows;
        std::string tag;  ///< of the publication whose rows they are
    };
    [[nodiscard]] Changes changes(const publish::works::Follow& follow, std::int64_t since,
                                  std::size_t limit);

    [[nodiscard]] std::size_t streams() const { return m_places->taken(); }
    [[nodiscard]] const StreamLimits& limits() const { return m_places->limits(); }
    /// The hooks as they stand, for whoever keeps the site.
    [[nodiscard]] std::vector<Webhook> webhooks();

    /// Who is further behind begins anew.
    static constexpr std::size_t most_missed = 5'000;
    /// Different filters on columns that are followed at a time: each is asked at every
    /// publication.
    static constexpr std::size_t most_filters = 64;

private:
    /// All who follow the same.
    struct Group {
        publish::works::Follow follow;
        Followers followers;
        std::shared_ptr<const publish::works::FollowedRows> rows;
        std::string rows_of;       ///< tag of the publication that they are of
        std::int64_t last_id = 0;  ///< the last that was told
    };
    /// Every work as the ledger has it, with its event: for all who begin before the next change.
    struct AllWorks;
    class ChangeTexts;
    using Clock = std::chrono::steady_clock;

    /// What somebody lacks who comes back, at the moment of its coming.
    struct Missed {
        std::int64_t since = 0, number = 0;  ///< it has heard the first, and is to hear the last
        std::shared_ptr<const publish::works::FollowedRows> rows;
        std::string rows_of;
    };

    void run();
    void look();
    [[nodiscard]] EventStream::Text missed_text(const Missed& missed,
                                                const publish::works::ChangeQuery& query);
    [[nodiscard]] static std::string events_of(const publish::works::LedgerPage& page,
                                               const publish::works::Follow& follow,
                                               const publish::works::FollowedRows& rows,
                                               std::int64_t upto);
    // All below: m_mutex is held.
    [[nodiscard]] bool is_due();
    void bring_up();
    void hand_on();
    void tell_group(Group& group, ChangeTexts& texts);
    void begin_anew(Group& group, std::string_view why);
    [[nodiscard]] Group& group_of(const publish::works::Follow& follow);
    void renew_rows(Group& group);
    void forget_groups();
    [[nodiscard]] std::size_t filters() const;
    [[nodiscard]] bool is_crowded(const publish::works::ChangeQuery& query);
    [[nodiscard]] EventStream::Text caught_up(Group& group, const Missed& missed,
                                              const EventStream::Text& text, bool snapshot);
    [[nodiscard]] EventStream::Text snapshot_text(Group& group);
    [[nodiscard]] std::shared_ptr<const AllWorks> all_works();
    void tell_webhooks();

    publish::Store& m_store;
    std::filesystem::path m_site;
    StreamLoop& m_loop;
    std::shared_ptr<StreamPlaces> m_places;

    // Long reading has its own locks and connections; m_mutex is never asked for under them.
    std::mutex m_missed_mutex, m_page_mutex;
    publish::works::ChangeLedger m_missed_reader, m_page_reader;

    std::mutex m_mutex;
    publish::works::ChangeLedger m_ledger;
    datasets::Register m_register;
    WebhookShelf m_hooks;
    std::uint64_t m_seen_change = 0;
    std::string m_recorded_tag;
    std::optional<datasets::Instant> m_next_turn;
    std::int64_t m_number = 0;  ///< the last change that streams were told of
    Clock::time_point m_behind_since{}, m_try_again{};
    bool m_is_behind = false;
    std::map<std::string, Group> m_groups;
    std::size_t m_forget_at = most_filters;  ///< groups at which those without streams go
    TextRoom m_room;
    publish::LruCache<std::string> m_texts;  ///< beginnings of streams
    std::shared_ptr<const AllWorks> m_all_works;
    BackgroundChild m_telling;
    Clock::time_point m_tell_again{};
    std::string m_last_error;

    std::mutex m_end_mutex;
    std::condition_variable m_end_asked;
    bool m_ends = false;
    std::thread m_thread;
};

}  // namespace parvis::service
