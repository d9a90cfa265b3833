// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/row_past.hpp"

#include "datasets/sqlite.hpp"
#include "datasets/version_difference.hpp"
#include "geo/error.hpp"
#include "publish/snapshot.hpp"
#include "publish/works/past_work.hpp"
#include "publish/works/record_reader.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_set>

namespace parvis::publish::works {
namespace {

using datasets::Instant;
using datasets::Sqlite;

constexpr const char* file_name = "works_past.sqlite";
constexpr const char* schema = R"sql(
    CREATE TABLE IF NOT EXISTS past (
        dataset TEXT NOT NULL PRIMARY KEY,
        version INTEGER NOT NULL,
        origin INTEGER NOT NULL,
        origin_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS mark (
        dataset TEXT NOT NULL,
        row TEXT NOT NULL,
        version INTEGER NOT NULL,
        changed INTEGER NOT NULL,
        begun INTEGER NOT NULL,
        open INTEGER NOT NULL,
        PRIMARY KEY (dataset, row)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS closed (
        number INTEGER PRIMARY KEY,
        dataset TEXT NOT NULL,
        at INTEGER NOT NULL,
        work TEXT NOT NULL
    ) STRICT;
)sql";

RowPast past_in(Sqlite& sqlite, const std::string& dataset)
{
    RowPast past;
    {
        auto head =
            sqlite.statement("SELECT version, origin, origin_at FROM past WHERE dataset = ?1");
        if (!head.bind(1, dataset).next()) {
            return past;
        }
        past.version = static_cast<std::uint32_t>(head.integer(0));
        past.origin = {static_cast<std::uint32_t>(head.integer(1)),
                       {head.integer(2)},
                       {head.integer(2)},
                       {head.integer(2)}};
    }
    auto marks = sqlite.statement("SELECT row, version, changed, begun, open FROM mark "
                                  "WHERE dataset = ?1");
    for (marks.bind(1, dataset); marks.next();) {
        past.rows[marks.text(0)] = {static_cast<std::uint32_t>(marks.integer(1)),
                                    {marks.integer(2)},
                                    {marks.integer(3)},
                                    {marks.integer(4)}};
    }
    auto closed =
        sqlite.statement("SELECT work FROM closed WHERE dataset = ?1 ORDER BY number DESC");
    for (closed.bind(1, dataset); closed.next();) {
        if (auto work = read_past_work(closed.text(0))) {
            past.closed.push_back(*std::move(work));
        }
    }
    return past;
}

void write_past(Sqlite& sqlite, const std::string& dataset, const RowPast& past)
{
    for (const std::string_view sql :
         {"DELETE FROM past WHERE dataset = ?1", "DELETE FROM mark WHERE dataset = ?1",
          "DELETE FROM closed WHERE dataset = ?1"}) {
        sqlite.statement(sql).bind(1, dataset).run();
    }
    sqlite.statement("INSERT INTO past VALUES (?1, ?2, ?3, ?4)")
        .bind(1, dataset)
        .bind(2, std::int64_t{past.version})
        .bind(3, std::int64_t{past.origin.version})
        .bind(4, past.origin.changed.seconds)
        .run();
    for (const auto& [row, mark] : past.rows) {
        sqlite.statement("INSERT INTO mark VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
            .bind(1, dataset)
            .bind(2, row)
            .bind(3, std::int64_t{mark.version})
            .bind(4, mark.changed.seconds)
            .bind(5, mark.begun.seconds)
            .bind(6, mark.open.seconds)
            .run();
    }
    for (auto work = past.closed.rbegin(); work != past.closed.rend(); ++work) {
        sqlite.statement("INSERT INTO closed (dataset, at, work) VALUES (?1, ?2, ?3)")
            .bind(1, dataset)
            .bind(2, work->ledger.changed.seconds)
            .bind(3, past_work_json(*work))
            .run();
    }
}

/// Whether the row said otherwise of its state, and not that it is over.
bool was_open(const datasets::RowDifference& row)
{
    const auto declared =
        std::ranges::find(row.cells, "etat_declare", &datasets::RowDifference::Cell::column);
    return declared != row.cells.end() &&
           !is_over(declared_named(datasets::plain_text(declared->before)));
}

/// What differs from `older` to `newer` goes into the past.
void step(const datasets::Register& reg, const datasets::VersionRecord& older,
          const datasets::VersionRecord& newer, Instant oldest, RowPast& past)
{
    using Kind = datasets::RowDifference::Kind;
    const Instant at = datasets::parse_instant(newer.created).value_or(Instant{});
    std::unordered_set<std::string> gone_or_changed;
    datasets::compare_versions(reg.data(), newer.dataset, older.version, newer.version,
                               [&](const datasets::RowDifference& row) {
                                   if (row.kind == Kind::added) {
                                       past.rows[row.id] = {newer.version, at, at, at};
                                       return;
                                   }
                                   gone_or_changed.insert(row.id);
                                   if (row.kind == Kind::changed) {
                                       RowPast::Mark mark = past.of(row.id);
                                       mark.version = newer.version;
                                       mark.changed = at;
                                       if (was_open(row)) {
                                           mark.open = at;
                                       }
                                       past.rows[row.id] = mark;
                                   } else {
                                       past.rows.erase(row.id);
                                   }
                               });
    if (at < oldest || gone_or_changed.empty()) {
        return;
    }
    const Snapshot before(datasets::version_folder(reg.data(), older.dataset, older.version), {},
                          0);
    std::vector<Work> closed;
    for (Work& work : works_of(before)) {
        if (std::ranges::any_of(work.phases, [&](const Phase& phase) {
                return gone_or_changed.contains(phase.row);
            })) {
            close_work(work, newer.version, at);
            closed.push_back(std::move(work));
        }
    }
    past.closed.insert(past.closed.begin(), std::make_move_iterator(closed.begin()),
                       std::make_move_iterator(closed.end()));
}

}  // namespace

std::optional<RowPast> read_past(const std::filesystem::path& data, const std::string& dataset)
{
    const auto file = data / file_name;
    if (!std::filesystem::exists(file)) {
        return std::nullopt;
    }
    try {
        Sqlite sqlite(file);
        auto past = past_in(sqlite, dataset);
        return past.version == 0 ? std::nullopt : std::optional(std::move(past));
    } catch (const Error&) {
        return std::nullopt;
    }
}

void keep_past(const datasets::Register& reg, const std::string& dataset, std::uint32_t keep,
               Instant oldest)
{
    auto chain = reg.versions(dataset);  // newest first
    std::erase_if(chain, [](const auto& version) {
        return version.state == "checked" || version.state == "approved" ||
               version.state == "pruned";
    });
    std::ranges::sort(chain, {}, &datasets::VersionRecord::version);
    // As Register::prune(): the published one, and the newest of the others.
    std::vector<std::uint32_t> others;
    for (auto version = chain.rbegin(); version != chain.rend(); ++version) {
        if (version->state != "published") {
            others.push_back(version->version);
        }
    }
    const std::size_t stay = std::max<std::size_t>(keep, 1) - 1;
    if (others.size() <= stay) {
        return;
    }
    const std::unordered_set<std::uint32_t> going(
        others.begin() + static_cast<std::ptrdiff_t>(stay), others.end());
    const auto first = std::ranges::find_if(
        chain, [&](const auto& version) { return !going.contains(version.version); });
    if (first == chain.begin() || first == chain.end()) {
        return;
    }
    Sqlite sqlite(reg.data() / file_name);
    sqlite.execute(schema);
    Sqlite::Transaction transaction(sqlite);
    RowPast past = past_in(sqlite, dataset);
    if (past.version < chain.front().version) {  // none, or versions went without it
        past = {};
        past.version = chain.front().version;
        const Instant at = datasets::parse_instant(chain.front().created).value_or(Instant{});
        past.origin = {past.version, at, at, at};
    }
    for (auto newer = std::next(chain.begin()); newer <= first; ++newer) {
        if (newer->version > past.version) {
            step(reg, *std::prev(newer), *newer, oldest, past);
            past.version = newer->version;
        }
    }
    std::erase_if(past.closed, [&](const Work& work) { return work.ledger.changed < oldest; });
    write_past(sqlite, dataset, past);
    transaction.commit();
}

}  // namespace parvis::publish::works
