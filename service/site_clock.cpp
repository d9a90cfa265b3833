// SPDX-License-Identifier: EUPL-1.2
#include "service/site_clock.hpp"

#include "datasets/crossing_definition.hpp"
#include "datasets/dataset_definition.hpp"
#include "datasets/zone.hpp"
#include "geo/error.hpp"
#include "service/log.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace parvis::service {

namespace {

using namespace std::chrono_literals;

constexpr auto tick = 500ms;
constexpr auto settle_time = 3s;  // an ingest crosses by itself at its end
constexpr auto plans_time = 10s;  // how long a changed `refresh` may go unnoticed
constexpr auto retry_time = 60s;
constexpr auto longest_retry_time = 3600s;

bool is_crossed(const publish::Snapshot& snapshot)
{
    const auto kind = snapshot.manifest().facts.kind;
    return kind == datasets::Kind::communes || kind == datasets::Kind::level ||
           kind == datasets::Kind::crossing;
}

/// A crossing that is declared no more stays published as it is: nobody makes it anew.
bool is_kept_up(const publish::Snapshot& snapshot, const datasets::Site& site)
{
    std::error_code ignored;
    return snapshot.manifest().facts.kind != datasets::Kind::crossing ||
           std::filesystem::exists(datasets::crossing_file(site.folder, snapshot.id()), ignored);
}

}  // namespace

datasets::Instant instant_now()
{
    return {std::chrono::duration_cast<std::chrono::seconds>(
                std::chrono::system_clock::now().time_since_epoch())
                .count()};
}

std::string stale_crossing(const publish::Publication& publication)
{
    const std::string today = datasets::to_text(publication.today);
    std::string stale;
    for (const auto& [id, snapshot] : publication.datasets) {
        if (!is_crossed(*snapshot) || !is_kept_up(*snapshot, publication.site)) {
            continue;
        }
        const auto& manifest = snapshot->manifest();
        if (!manifest.reference_date.empty() && manifest.reference_date != today) {
            stale += fmt::format("{} du {} ", id, manifest.reference_date);
        }
        for (const auto& input : manifest.inputs) {  // "chantiers@3"
            const std::size_t at = input.rfind('@');
            const auto source = publication.find(input.substr(0, at));
            if (at != std::string::npos && source &&
                std::to_string(source->manifest().version) != input.substr(at + 1)) {
                stale += fmt::format("{} de {} ", id, input);
            }
        }
    }
    return stale;
}

SiteClock::SiteClock(publish::Store& store, std::filesystem::path site)
    : m_store(store), m_site(std::move(site)), m_thread([this] { run(); })
{
}

SiteClock::~SiteClock()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_ends = true;
    }
    m_end_asked.notify_all();
    m_thread.join();
}

void SiteClock::run()
{
    std::unique_lock lock(m_mutex);
    while (!m_end_asked.wait_for(lock, tick, [this] { return m_ends; })) {
        lock.unlock();
        refresh();
        keep_fresh(Clock::now());
        keep_crossed(Clock::now());
        lock.lock();
    }
}

void SiteClock::refresh()
{
    const auto error = m_store.refresh(instant_now());
    const std::string text = error.value_or("");
    if (text != m_last_error) {  // the same fault twice a second would fill the log
        if (!text.empty()) {
            log_failure("refresh", text);
        }
        m_last_error = text;
    }
}

void SiteClock::read_plans(Clock::time_point now)
{
    m_plans_read = now;
    const auto before = std::exchange(m_plans, {});
    try {
        for (const auto& file : datasets::definition_files(m_site)) {
            try {
                const auto definition = datasets::read_definition(file, "etalab-2.0");
                if (definition.refresh) {
                    const auto old = before.find(definition.facts.id);
                    m_plans[definition.facts.id] =
                        plan_of(definition, old == before.end() ? nullptr : &old->second);
                }
            } catch (const Error&) {
                continue;  // ingest tells its keeper what is wrong with it
            }
        }
    } catch (const Error& error) {
        log_failure("refresh", error.what());
    }
}

/// Of a file that is asked for at a time of day, that time is meant.
SiteClock::Plan SiteClock::plan_of(const datasets::DatasetDefinition& definition, const Plan* old)
{
    Plan plan{
        *definition.refresh, definition.facts.zone, !definition.source_url.empty(), {}, false};
    if (!plan.from_web && plan.when.every_s > 0) {
        plan.watch = SourceWatch(definition);
        if (old != nullptr && old->watch && old->watch->watches_as(*plan.watch)) {
            plan.watch = old->watch;
            plan.is_written = old->is_written;
        }
    }
    return plan;
}

void SiteClock::watch_files()
{
    for (auto& [id, plan] : m_plans) {
        if (plan.watch && plan.watch->look()) {
            plan.is_written = true;
        }
    }
}

/// Starts what is due: at the start of the server everything is, and costs a question to those
/// whose file has not changed.
void SiteClock::start_next_refresh()
{
    const auto now = instant_now();
    for (auto& [id, plan] : m_plans) {
        const auto last = m_last_refresh.find(id);
        const bool due = datasets::is_due(
            plan.when, datasets::Zone(plan.zone),
            last == m_last_refresh.end() ? std::nullopt : std::optional(last->second), now);
        if (!due && !plan.is_written) {
            continue;
        }
        plan.is_written = false;
        m_last_refresh[id] = now;
        m_refreshed = id;
        m_fetching = plan.from_web;
        log_event("refresh", id);
        if (m_fetching) {
            m_refreshing.start({"fetch", "--site", m_site.string(), id, "--ends-with-parent"});
        } else {
            m_refreshing.start({"ingest", "--site", m_site.string(), id, "--cause", "refresh",
                                "--json", "--ends-with-parent"});
        }
        return;
    }
}

void SiteClock::keep_fresh(Clock::time_point now)
{
    watch_files();
    if (m_refreshing.running()) {
        const auto code = m_refreshing.poll();
        if (!code) {
            return;
        }
        if (*code != 0) {
            log_failure("refresh",
                        fmt::format("{} : {} (code {})", m_refreshed,
                                    m_fetching ? "source non reçue" : "rien de publié", *code));
        }
        if (m_fetching) {  // a source that has gone is for ingest to say in the register
            m_fetching = false;
            m_refreshing.start({"ingest", "--site", m_site.string(), m_refreshed, "--cause",
                                "refresh", "--json", "--ends-with-parent"});
        }
        return;
    }
    if (m_plans_read == Clock::time_point{} || now >= m_plans_read + plans_time) {
        read_plans(now);
    }
    start_next_refresh();
}

void SiteClock::keep_crossed(Clock::time_point now)
{
    if (m_crossing.running()) {
        if (const auto code = m_crossing.poll(); code && *code != 0) {
            log_failure("cross", fmt::format("le croisement a échoué (code {})", *code));
            m_not_before = std::max(m_not_before, now + retry_time);
        }
        return;
    }
    const auto publication = m_store.current();
    const std::string stale = publication ? stale_crossing(*publication) : std::string();
    if (stale != m_stale_inputs) {
        m_stale_inputs = stale;
        m_stale_since = now;
        m_retry = retry_time;
    }
    if (stale.empty() || now < m_stale_since + settle_time || now < m_not_before) {
        return;
    }
    // Should the crossing change nothing (a declaration may be broken), it is tried less and less.
    m_not_before = now + m_retry;
    m_retry = std::min<Clock::duration>(2 * m_retry, longest_retry_time);
    log_event("cross", stale);
    m_crossing.start({"cross", "--site", m_site.string(), "--json", "--ends-with-parent"});
}

}  // namespace parvis::service
