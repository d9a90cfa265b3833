// SPDX-License-Identifier: EUPL-1.2
#include "service/webhook_shelf.hpp"

#include "datasets/sqlite.hpp"
#include "publish/parameter_text.hpp"
#include "publish/works/change_ledger.hpp"

#include <array>
#include <string_view>

namespace parvis::service {

namespace {

using datasets::Instant;
using datasets::Sqlite;

constexpr const char* schema = R"sql(
    CREATE TABLE IF NOT EXISTS hook (
        number INTEGER NOT NULL PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        url TEXT NOT NULL,
        secret TEXT NOT NULL,
        follows TEXT NOT NULL,
        made TEXT NOT NULL,
        allow_loopback INTEGER NOT NULL,
        position INTEGER NOT NULL,
        parked INTEGER NOT NULL DEFAULT 0,
        failures INTEGER NOT NULL DEFAULT 0,
        next_try INTEGER NOT NULL DEFAULT 0,
        error TEXT NOT NULL DEFAULT '',
        taken_at TEXT NOT NULL DEFAULT ''
    ) STRICT;
)sql";

constexpr std::string_view columns =
    "SELECT id, url, secret, follows, made, allow_loopback, position, parked, failures, next_try, "
    "error, taken_at FROM hook ";

std::vector<Webhook> hooks_in(Sqlite::Statement& rows)
{
    std::vector<Webhook> hooks;
    while (rows.next()) {
        Webhook hook;
        hook.id = rows.text(0);
        hook.url = rows.text(1);
        hook.secret = rows.text(2);
        hook.follows = rows.text(3);
        hook.made = rows.text(4);
        hook.allow_loopback = rows.integer(5) != 0;
        hook.position = rows.integer(6);
        hook.parked = rows.integer(7) != 0;
        hook.failures = rows.integer(8);
        hook.next_try = {rows.integer(9)};
        hook.error = rows.text(10);
        hook.taken_at = rows.text(11);
        hooks.push_back(std::move(hook));
    }
    return hooks;
}

}  // namespace

std::optional<std::int64_t> seconds_after_failure(std::int64_t failures)
{
    constexpr std::array<std::int64_t, 8> pauses{1, 5, 30, 120, 600, 1'800, 3'600, 7'200};
    constexpr std::int64_t most = 16;
    if (failures >= most) {
        return std::nullopt;
    }
    const auto last = static_cast<std::int64_t>(pauses.size());
    return pauses.at(static_cast<std::size_t>(std::min(std::max<std::int64_t>(failures, 1), last)) -
                     1);
}

publish::works::WorksWanted wanted_in(const std::string& follows)
{
    publish::works::WorksWanted wanted;
    std::string_view rest = follows;
    while (!rest.empty()) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        const auto equals = line.find('=');
        if (equals == std::string_view::npos) {
            continue;
        }
        const std::string name(line.substr(0, equals)), text(line.substr(equals + 1));
        if (name == "commune") {
            wanted.commune = text;
        } else if (name == "bbox") {
            const auto box = publish::parse_bbox(text, publish::crs_list().front());
            if (const auto* asked = std::get_if<publish::AskedBox>(&box)) {
                wanted.box = asked->box;
            }
        } else {
            wanted.areas.emplace_back(name, text);
        }
    }
    return wanted;
}

struct WebhookShelf::Handle {
    // The ledger makes the file, with the rights that it is to have.
    explicit Handle(const std::filesystem::path& data)
        : ledger(data), sqlite(data / publish::works::ledger_file)
    {
        bool is_made = false;
        {
            auto tables = sqlite.statement("SELECT 1 FROM sqlite_master WHERE name = 'hook'");
            is_made = tables.next();
        }
        if (!is_made) {
            Sqlite::Transaction transaction(sqlite);
            sqlite.execute(schema);
            transaction.commit();
        }
    }
    publish::works::ChangeLedger ledger;
    Sqlite sqlite;
};

WebhookShelf::WebhookShelf(const std::filesystem::path& data)
    : m_handle(std::make_unique<Handle>(data))
{
}

WebhookShelf::~WebhookShelf() = default;

void WebhookShelf::add(const Webhook& hook)
{
    Sqlite::Transaction transaction(m_handle->sqlite);
    m_handle->sqlite
        .statement("INSERT INTO hook (id, url, secret, follows, made, allow_loopback, position) "
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
        .bind(1, hook.id)
        .bind(2, hook.url)
        .bind(3, hook.secret)
        .bind(4, hook.follows)
        .bind(5, hook.made)
        .bind(6, std::int64_t{hook.allow_loopback})
        .bind(7, hook.position)
        .run();
    transaction.commit();
}

std::vector<Webhook> WebhookShelf::all() const
{
    static const std::string sql = std::string(columns) + "ORDER BY number";
    auto rows = m_handle->sqlite.statement(sql);
    return hooks_in(rows);
}

bool WebhookShelf::remove(const std::string& id)
{
    Sqlite::Transaction transaction(m_handle->sqlite);
    bool is_there = false;
    {
        auto row = m_handle->sqlite.statement("SELECT 1 FROM hook WHERE id = ?1");
        is_there = row.bind(1, id).next();
    }
    m_handle->sqlite.statement("DELETE FROM hook WHERE id = ?1").bind(1, id).run();
    transaction.commit();
    return is_there;
}

bool WebhookShelf::retry(const std::string& id)
{
    Sqlite::Transaction transaction(m_handle->sqlite);
    bool is_there = false;
    {
        auto row = m_handle->sqlite.statement("SELECT 1 FROM hook WHERE id = ?1");
        is_there = row.bind(1, id).next();
    }
    m_handle->sqlite
        .statement("UPDATE hook SET parked = 0, failures = 0, next_try = 0 WHERE id = ?1")
        .bind(1, id)
        .run();
    transaction.commit();
    return is_there;
}

std::vector<Webhook> WebhookShelf::due(Instant now) const
{
    static const std::string sql =
        std::string(columns) +
        "WHERE parked = 0 AND next_try < ?1 AND position < (SELECT max(newest) FROM ledger) "
        "ORDER BY number";
    auto rows = m_handle->sqlite.statement(sql);
    rows.bind(1, now.seconds);
    return hooks_in(rows);
}

void WebhookShelf::note_taken(const std::string& id, std::int64_t position, Instant now)
{
    Sqlite::Transaction transaction(m_handle->sqlite);
    m_handle->sqlite
        .statement("UPDATE hook SET position = ?2, taken_at = ?3, failures = 0, next_try = 0, "
                   "error = '' WHERE id = ?1")
        .bind(1, id)
        .bind(2, position)
        .bind(3, datasets::to_text(now))
        .run();
    transaction.commit();
}

void WebhookShelf::pass(const std::string& id, std::int64_t position)
{
    Sqlite::Transaction transaction(m_handle->sqlite);
    m_handle->sqlite.statement("UPDATE hook SET position = ?2 WHERE id = ?1")
        .bind(1, id)
        .bind(2, position)
        .run();
    transaction.commit();
}

void WebhookShelf::note_failure(const Webhook& hook, const std::string& error, bool park,
                                Instant now)
{
    const std::int64_t failures = hook.failures + 1;
    const auto pause = park ? std::nullopt : seconds_after_failure(failures);
    Sqlite::Transaction transaction(m_handle->sqlite);
    m_handle->sqlite
        .statement("UPDATE hook SET failures = ?2, error = ?3, parked = ?4, next_try = ?5 WHERE "
                   "id = ?1")
        .bind(1, hook.id)
        .bind(2, failures)
        .bind(3, error)
        .bind(4, std::int64_t{!pause})
        .bind(5, now.seconds + pause.value_or(0))
        .run();
    transaction.commit();
}

}  // namespace parvis::service
