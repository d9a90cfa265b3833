// SPDX-License-Identifier: EUPL-1.2
#include "datasets/sqlite.hpp"

#include "geo/busy_error.hpp"

#include <sqlite3.h>

#include <cassert>
#include <map>
#include <utility>

namespace parvis::datasets {

namespace {

constexpr int busy_timeout_ms = 10'000;

struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
struct Close {
    void operator()(sqlite3* connection) const noexcept { sqlite3_close_v2(connection); }
};

sqlite3_stmt* raw(void* prepared) { return static_cast<sqlite3_stmt*>(prepared); }

}  // namespace

struct Sqlite::Connection {
    [[noreturn]] void refuse(const std::string& what) const
    {
        const int code = sqlite3_errcode(handle.get());
        std::string text = file.string() + " : " + what + " (" + sqlite3_errmsg(handle.get()) + ")";
        if (code == SQLITE_BUSY) {
            throw BusyError(text + ". Un autre processus l'occupe depuis plus de 10 secondes ; "
                                   "recommencez.");
        }
        if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT) {
            text += ". Le fichier est abîmé : remettez la dernière sauvegarde en place.";
        }
        throw StoreError(text);
    }

    std::filesystem::path file;
    std::unique_ptr<sqlite3, Close> handle;
    // After the handle: statements must go before their connection.
    std::map<std::string, std::unique_ptr<sqlite3_stmt, Finalize>, std::less<>> statements;
};

Sqlite::Sqlite(const std::filesystem::path& file) : m_connection(std::make_unique<Connection>())
{
    m_connection->file = file;
    sqlite3* handle = nullptr;
    const int opened =
        sqlite3_open_v2(file.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    m_connection->handle.reset(handle);
    if (opened != SQLITE_OK) {
        m_connection->refuse("ouverture impossible");
    }
    sqlite3_busy_timeout(handle, busy_timeout_ms);
    // Going over to WAL does not wait for other connections by itself, even with a busy timeout.
    constexpr int pause_ms = 20;
    for (int waited = 0;; waited += pause_ms) {
        const int done = sqlite3_exec(handle, "PRAGMA journal_mode=WAL", nullptr, nullptr, nullptr);
        if (done == SQLITE_OK) {
            break;
        }
        if (done != SQLITE_BUSY || waited >= busy_timeout_ms) {
            m_connection->refuse("ouverture impossible");
        }
        sqlite3_sleep(pause_ms);
    }
    execute("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;");
}

Sqlite::Sqlite(Sqlite&&) noexcept = default;
Sqlite& Sqlite::operator=(Sqlite&&) noexcept = default;
Sqlite::~Sqlite() = default;

Sqlite::Statement Sqlite::statement(std::string_view sql)
{
    auto found = m_connection->statements.find(sql);
    if (found == m_connection->statements.end()) {
        sqlite3_stmt* prepared = nullptr;
        if (sqlite3_prepare_v3(m_connection->handle.get(), sql.data(), static_cast<int>(sql.size()),
                               SQLITE_PREPARE_PERSISTENT, &prepared, nullptr) != SQLITE_OK) {
            m_connection->refuse("requête refusée : " + std::string(sql));
        }
        found =
            m_connection->statements.emplace(sql, std::unique_ptr<sqlite3_stmt, Finalize>(prepared))
                .first;
    }
    assert(sqlite3_stmt_busy(found->second.get()) == 0);
    return {*this, found->second.get()};
}

void Sqlite::copy_to(const std::filesystem::path& file)
{
    statement("VACUUM INTO ?1").bind(1, file.string()).run();
}

void Sqlite::execute(const std::string& sql)
{
    if (sqlite3_exec(m_connection->handle.get(), sql.c_str(), nullptr, nullptr, nullptr) !=
        SQLITE_OK) {
        m_connection->refuse("requête refusée");
    }
}

Sqlite::Statement::~Statement()
{
    sqlite3_reset(raw(m_prepared));
    sqlite3_clear_bindings(raw(m_prepared));
}

Sqlite::Statement& Sqlite::Statement::bind(int parameter, std::string_view text)
{
    // A null pointer would bind NULL, not an empty text.
    const char* bytes = text.data() != nullptr ? text.data() : "";
    if (sqlite3_bind_text64(raw(m_prepared), parameter, bytes, text.size(), SQLITE_TRANSIENT,
                            SQLITE_UTF8) != SQLITE_OK) {
        m_connection.m_connection->refuse("paramètre refusé");
    }
    return *this;
}

Sqlite::Statement& Sqlite::Statement::bind(int parameter, std::int64_t number)
{
    if (sqlite3_bind_int64(raw(m_prepared), parameter, number) != SQLITE_OK) {
        m_connection.m_connection->refuse("paramètre refusé");
    }
    return *this;
}

bool Sqlite::Statement::next()
{
    switch (sqlite3_step(raw(m_prepared))) {
    case SQLITE_ROW:
        return true;
    case SQLITE_DONE:
        return false;
    default:
        m_connection.m_connection->refuse("requête refusée");
    }
}

void Sqlite::Statement::run()
{
    while (next()) {
    }
}

std::string Sqlite::Statement::text(int column) const
{
    const auto* bytes = sqlite3_column_text(raw(m_prepared), column);
    const int length = sqlite3_column_bytes(raw(m_prepared), column);
    return bytes == nullptr ? std::string() : std::string(bytes, bytes + length);
}

std::int64_t Sqlite::Statement::integer(int column) const
{
    return sqlite3_column_int64(raw(m_prepared), column);
}

Sqlite::Transaction::Transaction(Sqlite& connection) : m_connection(connection)
{
    // Within another one: that commits, or takes back.
    m_open = sqlite3_get_autocommit(connection.m_connection->handle.get()) != 0;
    if (m_open) {
        connection.execute("BEGIN IMMEDIATE");
    }
}

Sqlite::Transaction::~Transaction()
{
    if (m_open) {
        // Nothing more can be done here: SQLite rolls back by itself when the connection goes.
        sqlite3_exec(m_connection.m_connection->handle.get(), "ROLLBACK", nullptr, nullptr,
                     nullptr);
    }
}

void Sqlite::Transaction::commit()
{
    if (m_open) {
        m_connection.execute("COMMIT");
        m_open = false;
    }
}

}  // namespace parvis::datasets
