// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/change_ledger.hpp"

#include "datasets/durable_file.hpp"
#include "datasets/sqlite.hpp"
#include "geo/error.hpp"
#include "publish/works/record_reader.hpp"
#include "publish/works/schedule.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <set>
#include <unordered_map>

namespace parvis::publish::works {
namespace {

using datasets::Instant;
using datasets::Sqlite;

// Steps are only ever added to; `hook` is service/webhook_shelf's.
constexpr const char* schema = R"sql(
    CREATE TABLE IF NOT EXISTS ledger (
        one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
        floor INTEGER NOT NULL,
        newest INTEGER NOT NULL,
        moment INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS work (
        dataset TEXT NOT NULL,
        id TEXT NOT NULL,
        state TEXT NOT NULL,
        PRIMARY KEY (dataset, id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS change (
        number INTEGER NOT NULL PRIMARY KEY,
        at INTEGER NOT NULL,
        dataset TEXT NOT NULL,
        id TEXT NOT NULL,
        kind TEXT NOT NULL,
        by_clock INTEGER NOT NULL,
        version INTEGER NOT NULL,
        members TEXT NOT NULL,
        before TEXT NOT NULL,
        after TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS change_work ON change (dataset, id);
)sql";

/// Several statements read one state of the file.
class ReadTransaction {
public:
    explicit ReadTransaction(Sqlite& sqlite) : m_sqlite(sqlite) { sqlite.execute("BEGIN"); }
    ~ReadTransaction()
    {
        try {
            m_sqlite.execute("COMMIT");
        } catch (const Error&) {  // nothing was written; the next BEGIN says what is wrong
        }
    }
    ReadTransaction(const ReadTransaction&) = delete;
    ReadTransaction& operator=(const ReadTransaction&) = delete;

private:
    Sqlite& m_sqlite;
};

/// Makes the file where it is missing, readable by its owner alone: SQLite gives the files beside
/// it the same rights. One that is there is not opened: closing it would let go of the locks that
/// other connections of this process have on it.
std::filesystem::path private_file(const std::filesystem::path& data)
{
    datasets::make_folder(data);
    auto file = data / ledger_file;
    const datasets::FileDescriptor made(
        ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!made.is_open() && errno != EEXIST) {
        throw StoreError(file.string() + " : ne peut être créé.");
    }
    return file;
}

struct Head {
    std::int64_t floor = 0, newest = 0;
    Instant moment;
};

std::optional<Head> head_of(Sqlite& sqlite)
{
    auto row = sqlite.statement("SELECT floor, newest, moment FROM ledger");
    return row.next() ? std::optional(Head{row.integer(0), row.integer(1), {row.integer(2)}})
                      : std::nullopt;
}

Change change_in(const Sqlite::Statement& row)
{
    Change change;
    change.number = row.integer(0);
    change.at = {row.integer(1)};
    change.dataset = row.text(2);
    change.id = row.text(3);
    change.kind = change_kind(row.text(4)).value_or(ChangeKind::changed);
    change.by_clock = row.integer(5) != 0;
    change.version = static_cast<std::uint32_t>(row.integer(6));
    change.members = row.text(7);
    change.before = decoded_whereabouts(row.text(8));
    change.after = decoded_state(row.text(9));
    return change;
}

LedgerPage page_of(Sqlite& sqlite, std::int64_t since, std::size_t limit)
{
    LedgerPage page;
    const auto head = head_of(sqlite);
    if (!head) {
        return page;
    }
    page.floor = head->floor;
    page.newest = head->newest;
    if (!page.knows(since) || limit == 0) {
        return page;
    }
    auto rows = sqlite.statement(
        "SELECT number, at, dataset, id, kind, by_clock, version, members, before, after "
        "FROM change WHERE number > ?1 ORDER BY number LIMIT ?2");
    rows.bind(1, since).bind(2, static_cast<std::int64_t>(limit));
    while (rows.next()) {
        page.changes.push_back(change_in(rows));
    }
    return page;
}

/// One recording, within its transaction.
class Recording {
public:
    Recording(Sqlite& sqlite, Instant moment, Instant now)
        : m_sqlite(sqlite), m_moment(moment), m_now(now)
    {
        if (const auto head = head_of(sqlite)) {
            m_head = *head;
            const auto ahead = m_head.moment.seconds - m_moment.seconds;
            m_moment = ahead > 0 && ahead < ChangeLedger::most_behind ? m_head.moment : m_moment;
        } else {
            m_head.floor = m_head.newest = now.seconds;
            m_is_first = true;
        }
    }

    void compare_dataset(const Snapshot& dataset, datasets::Date today)
    {
        auto before = known(dataset.id());
        const auto version = dataset.manifest().version;
        const datasets::Zone zone(dataset.manifest().facts.zone);
        for (const Work& work : works_of(dataset)) {
            const WorkState after = published_state(work, dataset, m_moment, today, zone);
            const std::string text = encoded(after);
            const auto old = before.find(work.id);
            if (old != before.end() && old->second == text) {
                before.erase(old);
                continue;
            }
            std::optional<WorkState> was;
            if (old != before.end()) {
                was = decoded_state(old->second);
                before.erase(old);
            }
            keep(after, text);
            note(compare(was ? &*was : nullptr, &after), version);
        }
        for (const auto& [id, text] : before) {
            depart(dataset.id(), id, text, version);
        }
    }

    void depart_dataset(const std::string& dataset)
    {
        for (const auto& [id, text] : known(dataset)) {
            depart(dataset, id, text, 0);
        }
    }

    std::set<std::string> datasets()
    {
        std::set<std::string> all;
        auto rows = m_sqlite.statement("SELECT DISTINCT dataset FROM work");
        while (rows.next()) {
            all.insert(rows.text(0));
        }
        return all;
    }

    std::size_t finish()
    {
        give_up_old();
        m_sqlite
            .statement("INSERT INTO ledger VALUES (1, ?1, ?2, ?3) ON CONFLICT (one) DO UPDATE SET "
                       "floor = ?1, newest = ?2, moment = ?3")
            .bind(1, m_head.floor)
            .bind(2, m_head.newest)
            .bind(3, m_moment.seconds)
            .run();
        return m_count;
    }

private:
    std::map<std::string, std::string> known(const std::string& dataset)
    {
        std::map<std::string, std::string> states;
        auto rows = m_sqlite.statement("SELECT id, state FROM work WHERE dataset = ?1");
        rows.bind(1, dataset);
        while (rows.next()) {
            states.emplace(rows.text(0), rows.text(1));
        }
        return states;
    }

    void keep(const WorkState& state, const std::string& text)
    {
        m_sqlite
            .statement("INSERT INTO work VALUES (?1, ?2, ?3) ON CONFLICT (dataset, id) DO UPDATE "
                       "SET state = ?3")
            .bind(1, state.dataset)
            .bind(2, state.id)
            .bind(3, text)
            .run();
    }

    void depart(const std::string& dataset, const std::string& id, const std::string& text,
                std::uint32_t version)
    {
        m_sqlite.statement("DELETE FROM work WHERE dataset = ?1 AND id = ?2")
            .bind(1, dataset)
            .bind(2, id)
            .run();
        forget_texts_of(dataset, id);
        const auto was = decoded_state(text);
        note(compare(was ? &*was : nullptr, nullptr), version);
    }

    /// What it said is told no more: it may have left because it named somebody.
    void forget_texts_of(const std::string& dataset, const std::string& id)
    {
        std::vector<std::pair<std::int64_t, std::string>> kept;
        {
            auto rows = m_sqlite.statement("SELECT number, after FROM change WHERE dataset = ?1 "
                                           "AND id = ?2 AND after <> ''");
            rows.bind(1, dataset).bind(2, id);
            while (rows.next()) {
                auto state = decoded_state(rows.text(1));
                if (state) {
                    forget_texts(*state);
                }
                kept.emplace_back(rows.integer(0), state ? encoded(*state) : std::string());
            }
        }
        for (const auto& [number, after] : kept) {
            m_sqlite.statement("UPDATE change SET members = '[]', after = ?2 WHERE number = ?1")
                .bind(1, number)
                .bind(2, after)
                .run();
        }
    }

    /// The works of a new ledger are no news: whoever begins gets them all.
    void note(std::optional<Change> change, std::uint32_t version)
    {
        if (!change || m_is_first) {
            return;
        }
        ++m_count;
        m_sqlite.statement("INSERT INTO change VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")
            .bind(1, ++m_head.newest)
            .bind(2, m_now.seconds)
            .bind(3, change->dataset)
            .bind(4, change->id)
            .bind(5, code_of(change->kind))
            .bind(6, std::int64_t{change->by_clock})
            .bind(7, std::int64_t{version})
            .bind(8, change->members)
            .bind(9, encoded(change->before))
            .bind(10, change->after ? encoded(*change->after) : std::string())
            .run();
    }

    void give_up_old()
    {
        if (m_count == 0) {
            return;
        }
        std::int64_t last = m_head.newest - ChangeLedger::most_changes;
        {
            auto rows = m_sqlite.statement("SELECT coalesce(max(number), 0) FROM change WHERE "
                                           "at < ?1");
            rows.bind(1, m_now.seconds - ChangeLedger::most_seconds).next();
            last = std::max(last, rows.integer(0));
        }
        if (last > m_head.floor) {
            m_sqlite.statement("DELETE FROM change WHERE number <= ?1").bind(1, last).run();
            m_head.floor = last;
        }
    }

    Sqlite& m_sqlite;
    Instant m_moment, m_now;
    Head m_head;
    bool m_is_first = false;
    std::size_t m_count = 0;
};

}  // namespace

WorkState published_state(const Work& work, const Snapshot& dataset, Instant moment,
                          datasets::Date today, const datasets::Zone& zone)
{
    WorkState state = state_of(work, moment, zone);
    for (const Phase& phase : work.phases) {
        const auto row = dataset.row_of(phase.row);
        const auto of_day =
            row ? datasets::code_of(dataset.work_state(*row, today)) : std::string_view();
        if (row && of_day != code_of(stage_at(work, phase, moment, zone))) {
            state.members.push_back(
                {phase.row, std::string(state_of_day), '"' + std::string(of_day) + '"'});
        }
    }
    return state;
}

struct ChangeLedger::Handle {
    explicit Handle(const std::filesystem::path& data) : sqlite(private_file(data)), reg(data)
    {
        bool is_made = false;
        {
            auto tables =
                sqlite.statement("SELECT 1 FROM sqlite_master WHERE name = 'change_work'");
            is_made = tables.next();
        }
        if (!is_made) {
            Sqlite::Transaction transaction(sqlite);
            sqlite.execute(schema);
            transaction.commit();
        }
    }
    Sqlite sqlite;
    datasets::Register reg;
};

ChangeLedger::ChangeLedger(const std::filesystem::path& data)
    : m_handle(std::make_unique<Handle>(data))
{
}

ChangeLedger::ChangeLedger(ChangeLedger&&) noexcept = default;
ChangeLedger::~ChangeLedger() = default;

ChangeLedger::Recorded ChangeLedger::record(const Publication& publication, Instant moment,
                                            Instant now)
{
    Sqlite::Transaction transaction(m_handle->sqlite);
    // Asked now that nobody else can write here: what is published later is recorded later.
    std::map<std::string, std::uint32_t> published;
    for (const auto& record : m_handle->reg.published()) {
        published[record.dataset] = record.version;
    }
    Recorded recorded;
    Recording recording(m_handle->sqlite, moment, now);
    auto left = recording.datasets();
    for (const auto& dataset : publication.of_kind(datasets::Kind::road_works)) {
        left.erase(dataset->id());
        const auto current = published.find(dataset->id());
        if (current != published.end() && current->second == dataset->manifest().version) {
            recording.compare_dataset(*dataset, publication.today);
        } else {
            recorded.is_current = false;
        }
    }
    for (const auto& id : left) {
        const auto known = publication.find(id);
        const bool is_other_kind =
            known && published.contains(id) && known->manifest().version == published[id];
        if (!published.contains(id) || is_other_kind) {
            recording.depart_dataset(id);
        } else {
            recorded.is_current = false;
        }
    }
    recorded.changes = recording.finish();
    transaction.commit();
    return recorded;
}

LedgerPage ChangeLedger::changes(std::int64_t since, std::size_t limit) const
{
    const ReadTransaction transaction(m_handle->sqlite);
    return page_of(m_handle->sqlite, since, limit);
}

ChangeLedger::Whole ChangeLedger::whole(std::int64_t since, std::size_t limit) const
{
    const ReadTransaction transaction(m_handle->sqlite);
    Whole whole;
    whole.page = page_of(m_handle->sqlite, since, limit);
    auto rows = m_handle->sqlite.statement("SELECT state FROM work ORDER BY dataset, id");
    while (rows.next()) {
        if (auto state = decoded_state(rows.text(0))) {
            whole.works.push_back(std::move(*state));
        }
    }
    return whole;
}

std::int64_t ChangeLedger::newest() const
{
    const auto head = head_of(m_handle->sqlite);
    return head ? head->newest : 0;
}

std::optional<Instant> next_turn(const Publication& publication, Instant moment)
{
    std::optional<Instant> next;
    for (const auto& dataset : publication.of_kind(datasets::Kind::road_works)) {
        const datasets::Zone zone(dataset->manifest().facts.zone);
        for (const Work& work : works_of(*dataset)) {
            for (const Phase& phase : work.phases) {
                for (const auto& turn : {first_moment(phase, zone), last_moment(phase, zone)}) {
                    if (turn && *turn > moment && (!next || *turn < *next)) {
                        next = *turn;
                    }
                }
            }
        }
    }
    return next;
}

}  // namespace parvis::publish::works
