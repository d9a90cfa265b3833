// SPDX-License-Identifier: EUPL-1.2
#include "datasets/register_handle.hpp"
#include "geo/error.hpp"

#include <string_view>

namespace parvis::datasets {

namespace {

Token token_of(const Sqlite::Statement& row)
{
    return {row.text(0), row.text(1), row.text(2), row.text(3),
            row.text(4), row.text(5), row.text(6), row.text(7)};
}

}  // namespace

void Register::add_token(const Token& token)
{
    Sqlite::Transaction transaction(m_handle->sqlite);
    m_handle->sqlite
        .statement("INSERT INTO token (id, dataset, name, sha256, made, expires) "
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        .bind(1, token.id)
        .bind(2, token.dataset)
        .bind(3, token.name)
        .bind(4, token.sha256)
        .bind(5, token.made)
        .bind(6, token.expires)
        .run();
    transaction.commit();
}

std::optional<Token> Register::token(const std::string& id) const
{
    auto rows = m_handle->sqlite.statement(
        "SELECT id, dataset, name, sha256, made, expires, revoked, used FROM token WHERE id = ?1");
    rows.bind(1, id);
    return rows.next() ? std::optional(token_of(rows)) : std::nullopt;
}

std::vector<Token> Register::tokens() const
{
    std::vector<Token> tokens;
    auto rows = m_handle->sqlite.statement(
        "SELECT id, dataset, name, sha256, made, expires, revoked, used FROM token "
        "ORDER BY dataset, made, id");
    while (rows.next()) {
        tokens.push_back(token_of(rows));
    }
    return tokens;
}

void Register::revoke_token(const std::string& id)
{
    Sqlite::Transaction transaction(m_handle->sqlite);
    if (!token(id)) {
        throw StoreError("aucun jeton « " + id + " » ; parvis token list montre ceux qu'il y a.");
    }
    m_handle->sqlite.statement("UPDATE token SET revoked = ?2 WHERE id = ?1 AND revoked = ''")
        .bind(1, id)
        .bind(2, now_text())
        .run();
    transaction.commit();
}

void Register::use_token(const std::string& id)
{
    Sqlite::Transaction transaction(m_handle->sqlite);
    m_handle->sqlite.statement("UPDATE token SET used = ?2 WHERE id = ?1")
        .bind(1, id)
        .bind(2, now_text())
        .run();
    transaction.commit();
}

std::int64_t Register::note_arrival(const Arrival& arrival)
{
    Sqlite& sqlite = m_handle->sqlite;
    Sqlite::Transaction transaction(sqlite);
    sqlite
        .statement("INSERT INTO arrival (dataset, at, who, token, file, sha256) "
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        .bind(1, arrival.dataset)
        .bind(2, now_text())
        .bind(3, arrival.who)
        .bind(4, arrival.token)
        .bind(5, arrival.file)
        .bind(6, arrival.sha256)
        .run();
    std::int64_t number = 0;
    {
        auto last = sqlite.statement("SELECT max(id) FROM arrival");
        last.next();
        number = last.integer(0);
    }
    transaction.commit();
    return number;
}

void Register::settle_arrival(std::int64_t number, const std::string& outcome,
                              std::uint32_t version)
{
    Sqlite::Transaction transaction(m_handle->sqlite);
    m_handle->sqlite.statement("UPDATE arrival SET outcome = ?2, version = ?3 WHERE id = ?1")
        .bind(1, number)
        .bind(2, outcome)
        .bind(3, std::int64_t{version})
        .run();
    transaction.commit();
}

std::vector<Arrival> Register::arrivals(const std::string& dataset) const
{
    std::vector<Arrival> arrivals;
    auto rows = m_handle->sqlite.statement(
        "SELECT id, dataset, at, who, token, file, sha256, outcome, version FROM arrival "
        "WHERE dataset = ?1 ORDER BY id DESC");
    rows.bind(1, dataset);
    while (rows.next()) {
        arrivals.push_back({rows.integer(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4),
                            rows.text(5), rows.text(6), rows.text(7),
                            static_cast<std::uint32_t>(rows.integer(8))});
    }
    return arrivals;
}

}  // namespace parvis::datasets
