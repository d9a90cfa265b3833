// SPDX-License-Identifier: EUPL-1.2
#include "service/live_works.hpp"

#include "publish/works/book.hpp"
#include "service/log.hpp"
#include "service/site_clock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace parvis::service {

namespace {

using namespace std::chrono_literals;
namespace works = publish::works;

constexpr auto tick = 200ms;
/// A dataset that cannot be loaded must not hold back the changes of the others for longer.
constexpr auto patience = 5s;
constexpr std::size_t kept_texts = std::size_t{64} << 20U;
/// How EventSource waits before it comes back.
constexpr std::string_view come_back = "retry: 2000\n\n";

std::string event_text(const works::Change& change, works::Told told)
{
    return fmt::format("id: {}\nevent: {}\ndata: {}\n\n", change.number,
                       told == works::Told::update ? "change" : "gone",
                       works::change_json(change, told));
}

std::string begin_anew_text(std::string_view why)
{
    return fmt::format("event: begin-anew\ndata: {{\"reason\":\"{}\"}}\n\n", why);
}

}  // namespace

struct LiveWorks::AllWorks {
    std::vector<std::pair<works::WorkState, std::string>> works;  ///< states without their members
};

/// The events of a page, each written once however many groups are told it: drawn lines are long,
/// and whoever hands on holds the lock.
class LiveWorks::ChangeTexts {
public:
    explicit ChangeTexts(const std::vector<works::Change>& changes)
        : m_changes(changes), m_updates(changes.size()), m_gone(changes.size())
    {
    }
    [[nodiscard]] const std::vector<works::Change>& changes() const { return m_changes; }
    /// `change` is one of changes().
    [[nodiscard]] const std::string& of(const works::Change& change, works::Told told)
    {
        auto& texts = told == works::Told::update ? m_updates : m_gone;
        auto& text = texts[static_cast<std::size_t>(&change - m_changes.data())];
        if (text.empty()) {
            text = event_text(change, told);
        }
        return text;
    }

private:
    const std::vector<works::Change>& m_changes;
    std::vector<std::string> m_updates, m_gone;
};

LiveWorks::LiveWorks(publish::Store& store, std::filesystem::path site, StreamLoop& loop,
                     const StreamLimits& limits)
    : m_store(store), m_site(std::move(site)), m_loop(loop),
      m_places(std::make_shared<StreamPlaces>(limits)), m_missed_reader(m_site / "data"),
      m_page_reader(m_site / "data"), m_ledger(m_site / "data"), m_register(m_site / "data"),
      m_hooks(m_site / "data"), m_room(limits.all_bytes), m_texts(kept_texts)
{
    {
        const std::scoped_lock lock(m_mutex);
        bring_up();
        m_number = m_ledger.newest();
    }
    m_thread = std::thread([this] { run(); });
}

LiveWorks::~LiveWorks()
{
    {
        const std::scoped_lock lock(m_end_mutex);
        m_ends = true;
    }
    m_end_asked.notify_all();
    m_thread.join();
}

void LiveWorks::run()
{
    std::unique_lock lock(m_end_mutex);
    while (!m_end_asked.wait_for(lock, tick, [this] { return m_ends; })) {
        lock.unlock();
        std::string error;
        try {
            look();
        } catch (const std::exception& thrown) {
            error = thrown.what();
        }
        if (error != m_last_error && !error.empty()) {
            log_failure("works", error);
        }
        m_last_error = std::move(error);
        lock.lock();
    }
}

void LiveWorks::look()
{
    const std::scoped_lock lock(m_mutex);
    if (is_due()) {
        bring_up();
        hand_on();
    }
    tell_webhooks();
}

bool LiveWorks::is_due()
{
    const auto publication = m_store.current();
    return (m_is_behind && Clock::now() >= m_try_again) ||
           m_register.change_counter() != m_seen_change || publication->tag != m_recorded_tag ||
           (!m_is_behind && m_ledger.newest() != m_number) ||
           (m_next_turn && *m_next_turn <= works::now_of(publication->site, instant_now()));
}

/// Loads and records what is published now. Behind it is while the register has a version that
/// could not be loaded.
void LiveWorks::bring_up()
{
    const auto now = instant_now();
    m_seen_change = m_register.change_counter();
    // At midnight too: what begins then is to be judged by the rows of the new day. The clock of
    // the site tells what is wrong with it.
    static_cast<void>(m_store.refresh(now));
    for (int turn = 0; turn < 2; ++turn) {
        const auto publication = m_store.current();
        const auto moment = works::now_of(publication->site, now);
        const auto recorded = m_ledger.record(*publication, moment, now);
        m_recorded_tag = publication->tag;
        m_next_turn = works::next_turn(*publication, moment);
        if (recorded.is_current) {
            m_is_behind = false;
            return;
        }
        if (!m_is_behind) {
            m_is_behind = true;
            m_behind_since = Clock::now();
        }
        const bool is_long = Clock::now() >= m_behind_since + patience;
        m_try_again = Clock::now() + (is_long ? Clock::duration(patience) : Clock::duration(tick));
        static_cast<void>(m_store.refresh(now));
    }
}

/// Tells the streams what was numbered since they were told last.
void LiveWorks::hand_on()
{
    // A filter on columns looks at rows as they are published here: what another server numbered of
    // a version that is not here yet waits for it.
    if (m_is_behind && Clock::now() < m_behind_since + patience) {
        return;
    }
    // All at once, for a client takes one text however long it is; several in a row would be too
    // many for one that reads as fast as it can.
    const auto page = m_ledger.changes(m_number, most_missed + 1);
    if (page.newest == m_number) {
        return;
    }
    const bool is_known = page.knows(m_number);
    m_number = page.newest;
    m_all_works = nullptr;
    forget_groups();
    ChangeTexts texts(page.changes);
    for (auto& [key, group] : m_groups) {
        renew_rows(group);
        if (!is_known || page.changes.size() > most_missed) {
            begin_anew(group, is_known ? "far-behind" : "unknown-number");
        } else {
            tell_group(group, texts);
        }
    }
    m_loop.wake();
}

/// What a page of changes is to those who follow the same: one text for all of them.
void LiveWorks::tell_group(Group& group, ChangeTexts& texts)
{
    const auto told_of = [&](const works::Change& change) {
        return works::told(change, group.follow.wanted,
                           !change.after || group.rows->takes(*change.after));
    };
    if (m_room.is_full()) {  // they come back, and are told then
        const bool concerned = std::ranges::any_of(texts.changes(), [&](const auto& change) {
            return told_of(change) != works::Told::nothing;
        });
        group.followers.each([&](EventStream& stream) {
            if (concerned) {
                stream.cut();
            }
        });
        return;
    }
    std::string text;
    for (const auto& change : texts.changes()) {
        if (const auto told = told_of(change); told != works::Told::nothing) {
            text += texts.of(change, told);
            group.last_id = change.number;
        }
    }
    // Whoever hears little is to know how far it has got all the same.
    constexpr std::int64_t silent = 1'000;
    if (text.empty() && m_number - group.last_id >= silent) {
        text = fmt::format("id: {}\n\n", m_number);
        group.last_id = m_number;
    }
    if (text.empty()) {
        return;
    }
    const auto shared = m_room.keep(std::move(text));
    const bool tight = m_room.is_full();
    group.followers.each([&](EventStream& stream) { stream.add(shared, tight); });
}

/// What these have held so far is of no use any more.
void LiveWorks::begin_anew(Group& group, std::string_view why)
{
    group.last_id = m_number;
    if (m_room.is_full()) {  // they come back, and are told then
        group.followers.each([](EventStream& stream) { stream.cut(); });
        return;
    }
    const auto shared = m_room.keep(begin_anew_text(why) + *snapshot_text(group));
    group.followers.each([&](EventStream& stream) { stream.add(shared); });
}

LiveWorks::Group& LiveWorks::group_of(const works::Follow& follow)
{
    auto& group = m_groups[follow.key];
    if (!group.rows) {
        group.follow = follow;
        group.last_id = m_number;
    }
    renew_rows(group);
    return group;
}

/// Nobody follows what they do any more.
void LiveWorks::forget_groups()
{
    for (auto one = m_groups.begin(); one != m_groups.end();) {
        one = one->second.followers.any() ? std::next(one) : m_groups.erase(one);
    }
    m_forget_at = std::max(most_filters, 2 * m_groups.size());
}

void LiveWorks::renew_rows(Group& group)
{
    const auto publication = m_store.current();
    if (!group.rows || group.rows_of != publication->tag) {
        group.rows = std::make_shared<const works::FollowedRows>(group.follow, *publication);
        group.rows_of = publication->tag;
    }
}

std::size_t LiveWorks::filters() const
{
    return static_cast<std::size_t>(std::ranges::count_if(
        m_groups, [](const auto& one) { return !one.second.follow.filter.empty(); }));
}

std::variant<std::shared_ptr<EventStream>, StreamPlaces::Full>
LiveWorks::open(const works::ChangeQuery& query, const ClientAddress& client)
{
    auto place = m_places->take(client);
    if (const auto* full = std::get_if<StreamPlaces::Full>(&place)) {
        return *full;
    }
    auto stream = std::make_shared<EventStream>(
        std::get<std::shared_ptr<const StreamPlaces::Place>>(std::move(place)), limits());
    std::unique_lock lock(m_mutex);
    if (is_due()) {
        bring_up();
        hand_on();
    }
    if (is_crowded(query)) {
        return StreamPlaces::Full::all;
    }
    Group* group = &group_of(query.follow);
    if (query.since) {
        const Missed missed{*query.since, m_number, group->rows, group->rows_of};
        lock.unlock();
        const auto text = missed_text(missed, query);
        lock.lock();
        // Meanwhile the group may have gone, or have been told more.
        if (is_crowded(query)) {
            return StreamPlaces::Full::all;
        }
        group = &group_of(query.follow);
        stream->begin(caught_up(*group, missed, text, query.snapshot));
    } else if (query.snapshot) {
        stream->begin(snapshot_text(*group));
    } else {
        stream->begin(m_room.keep(fmt::format("{}id: {}\n\n", come_back, m_number)));
    }
    group->followers.add(stream);
    return stream;
}

/// Whether a stream more would be too much.
bool LiveWorks::is_crowded(const works::ChangeQuery& query)
{
    const bool is_new_filter = !query.follow.filter.empty() && !m_groups.contains(query.follow.key);
    if (m_groups.size() >= m_forget_at || (is_new_filter && filters() >= most_filters)) {
        forget_groups();
    }
    const bool is_long = query.snapshot && !query.follow.all() &&
                         !(query.since && m_ledger.changes(*query.since, 0).knows(*query.since));
    return m_room.is_full() || (is_long && m_room.is_half_full()) ||
           (is_new_filter && filters() >= most_filters);
}

/// The events of a page up to a number that are told to a follower.
std::string LiveWorks::events_of(const works::LedgerPage& page, const works::Follow& follow,
                                 const works::FollowedRows& rows, std::int64_t upto)
{
    std::string text;
    for (const auto& change : page.changes) {
        const auto told =
            works::told(change, follow.wanted, !change.after || rows.takes(*change.after));
        // What is numbered later comes to all who follow, to this one too.
        if (told != works::Told::nothing && change.number <= upto) {
            text += event_text(change, told);
        }
    }
    return text;
}

/// What a client lacks that has heard everything up to `since`; nullptr where it has to begin anew.
/// Thousands of changes take their time: m_mutex is not held, for who hands on must not wait.
EventStream::Text LiveWorks::missed_text(const Missed& missed, const works::ChangeQuery& query)
{
    const std::string key =
        fmt::format("{}\n{}-{}\n{}", missed.rows_of, missed.since, missed.number, query.follow.key);
    if (auto known = m_texts.find(key)) {
        return known;
    }
    const std::scoped_lock lock(m_missed_mutex);
    if (auto known = m_texts.find(key)) {  // of many who come back at once the first writes it
        return known;
    }
    // One more than may be missed shows that there are more.
    const auto page = m_missed_reader.changes(missed.since, most_missed + 1);
    if (!page.knows(missed.since) || missed.since > missed.number ||
        page.changes.size() > most_missed) {
        return nullptr;
    }
    auto shared = m_room.keep(std::string(come_back) +
                              events_of(page, query.follow, *missed.rows, missed.number) +
                              fmt::format("id: {}\n\n", missed.number));
    m_texts.insert(key, shared, shared->size());
    return shared;
}

/// The same up to now, from where `missed` ends.
EventStream::Text LiveWorks::caught_up(Group& group, const Missed& missed,
                                       const EventStream::Text& text, bool snapshot)
{
    if (text != nullptr && missed.number == m_number) {
        return text;
    }
    if (text != nullptr) {
        const auto page = m_ledger.changes(missed.number, most_missed + 1);
        if (page.knows(missed.number) && page.changes.size() <= most_missed) {
            return m_room.keep(*text + events_of(page, group.follow, *group.rows, m_number) +
                               fmt::format("id: {}\n\n", m_number));
        }
    }
    const bool is_known = m_ledger.changes(missed.since, 0).knows(missed.since);
    return m_room.keep(std::string(come_back) +
                       begin_anew_text(is_known ? "far-behind" : "unknown-number") +
                       (snapshot ? *snapshot_text(group) : fmt::format("id: {}\n\n", m_number)));
}

std::shared_ptr<const LiveWorks::AllWorks> LiveWorks::all_works()
{
    if (m_all_works != nullptr) {
        return m_all_works;
    }
    auto all = std::make_shared<AllWorks>();
    std::size_t bytes = 0;
    for (auto& state : m_ledger.whole(m_number, 0).works) {
        auto event = fmt::format("event: work\ndata: {}\n\n", works::feature_of(state));
        bytes += event.size();
        state.members = {};
        all->works.emplace_back(std::move(state), std::move(event));
    }
    if (bytes <= kept_texts) {
        m_all_works = all;
    }
    return all;
}

/// Every work that is followed, one event each, and the number that they are of.
EventStream::Text LiveWorks::snapshot_text(Group& group)
{
    const std::string key = fmt::format("{}\n{}\n{}", group.rows_of, m_number, group.follow.key);
    if (auto known = m_texts.find(key)) {
        return known;
    }
    const auto all = all_works();
    std::string text(come_back);
    std::size_t count = 0;
    for (const auto& [state, event] : all->works) {
        if (state.where.fits(group.follow.wanted) && group.rows->takes(state)) {
            text += event;
            ++count;
        }
    }
    // Were it of a later number than the streams are at, what comes next is told again: as it is
    // here already, for a client sets each work by its name.
    text += fmt::format("id: {}\nevent: snapshot-end\ndata: {{\"number\":{},\"works\":{}}}\n\n",
                        m_number, m_number, count);
    auto shared = m_room.keep(std::move(text));
    m_texts.insert(key, shared, shared->size());
    return shared;
}

LiveWorks::Changes LiveWorks::changes(const works::Follow& follow, std::int64_t since,
                                      std::size_t limit)
{
    std::shared_ptr<const publish::Publication> publication;
    works::LedgerPage page;
    {
        const std::scoped_lock lock(m_mutex);
        if (is_due()) {
            bring_up();
            hand_on();
        }
        page = m_ledger.changes(since, 0);
        publication = m_store.current();
    }
    // Many changes and a filter take their time: who hands on is not to wait for them.
    if (limit > 0 && page.knows(since) && page.newest > since) {
        const std::scoped_lock lock(m_page_mutex);
        const std::int64_t newest = page.newest;
        page = m_page_reader.changes(since, limit);
        // What came since is of a publication that the filter has not seen.
        std::erase_if(page.changes, [&](const auto& one) { return one.number > newest; });
        page.newest = newest;
    }
    return {std::move(page), std::make_shared<const works::FollowedRows>(follow, *publication),
            publication->tag};
}

std::vector<Webhook> LiveWorks::webhooks()
{
    const std::scoped_lock lock(m_mutex);
    return m_hooks.all();
}

/// Hooks that have something to be told are, by a process of its own.
void LiveWorks::tell_webhooks()
{
    constexpr auto after_failure = 30s;
    if (m_telling.running()) {
        if (const auto code = m_telling.poll(); code && *code != 0) {
            log_failure("webhook", fmt::format("l’envoi a échoué (code {})", *code));
            m_tell_again = Clock::now() + after_failure;
        }
        return;
    }
    if (Clock::now() >= m_tell_again && !m_hooks.due(instant_now()).empty()) {
        m_telling.start({"webhook", "deliver", "--site", m_site.string(), "--ends-with-parent"});
    }
}

}  // namespace parvis::service
