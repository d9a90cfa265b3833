// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/refresh_plan.hpp"
#include "publish/store.hpp"
#include "service/child_process.hpp"
#include "service/source_watch.hpp"

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace parvis::service {

/// Twice a second: loads what was published meanwhile, has the sources of datasets that say when
/// (`refresh`) fetched and ingested, one after the other (files that are looked at `every` so often
/// also as soon as they have been written anew), and has the crossing done again (by a
/// child) when the day has changed or its inputs are older than what is published, so that "works
/// now" stays true without anybody asking for it.
class SiteClock {
public:
    SiteClock(publish::Store& store, std::filesystem::path site);
    ~SiteClock();
    SiteClock(const SiteClock&) = delete;
    SiteClock& operator=(const SiteClock&) = delete;

private:
    using Clock = std::chrono::steady_clock;
    void run();
    void refresh();
    void keep_crossed(Clock::time_point now);
    void keep_fresh(Clock::time_point now);
    void read_plans(Clock::time_point now);
    void start_next_refresh();

    /// A dataset that is looked at again by itself.
    struct Plan {
        datasets::RefreshPlan when;
        std::string zone;
        bool from_web = false;
        std::optional<SourceWatch> watch;
        bool is_written = false;  ///< its files were, since it was last looked at
    };

    [[nodiscard]] static Plan plan_of(const datasets::DatasetDefinition& definition,
                                      const Plan* old);
    void watch_files();

    publish::Store& m_store;
    std::filesystem::path m_site;
    BackgroundChild m_crossing;
    std::map<std::string, Plan> m_plans;
    std::map<std::string, datasets::Instant> m_last_refresh;
    Clock::time_point m_plans_read{};
    BackgroundChild m_refreshing;
    std::string m_refreshed;     ///< the dataset that a child is at
    bool m_fetching = false;     ///< it fetches; its ingest comes next
    std::string m_stale_inputs;  ///< what the last crossing lacks; "" when nothing
    Clock::time_point m_stale_since{};
    Clock::duration m_retry{};         ///< until the next try to make up what lacks
    Clock::time_point m_not_before{};  ///< after a crossing that failed
    std::string m_last_error;
    std::mutex m_mutex;
    std::condition_variable m_end_asked;
    bool m_ends = false;
    std::thread m_thread;
};

/// What a publication's crossed collections lack: the day or the versions they were made of, as
/// one text; "" when they are up to date or there is nothing to cross.
[[nodiscard]] std::string stale_crossing(const publish::Publication& publication);

[[nodiscard]] datasets::Instant instant_now();

}  // namespace parvis::service
