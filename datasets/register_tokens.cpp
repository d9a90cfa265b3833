// SPDX-License-Identifier: EUPL-1.2
#include "datasets/register_handle.hpp"
#include "geo/error.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <sstream>
#include <string_view>
#include <utility>

namespace parvis::datasets {

namespace {

constexpr std::string_view token_columns =
    "SELECT id, dataset, name, sha256, made, expires, revoked, used, role, communes, title "
    "FROM token ";

std::string joined(const std::vector<std::string>& keys)
{
    std::string text;
    for (const std::string& key : keys) {
        text += (text.empty() ? "" : " ") + key;
    }
    return text;
}

std::vector<std::string> split(const std::string& text)
{
    std::istringstream words(text);
    return {std::istream_iterator<std::string>(words), {}};
}

Token token_of(const Sqlite::Statement& row)
{
    Token token;
    token.id = row.text(0);
    token.datasets = split(row.text(1));
    token.name = row.text(2);
    token.sha256 = row.text(3);
    token.made = row.text(4);
    token.expires = row.text(5);
    token.revoked = row.text(6);
    token.used = row.text(7);
    token.role = token_role(row.text(8)).value_or(TokenRole::source);
    token.communes = split(row.text(9));
    token.title = row.text(10);
    return token;
}

constexpr std::array<std::pair<TokenRole, std::string_view>, 3> roles{
    {{TokenRole::source, "source"},
     {TokenRole::contributor, "contributor"},
     {TokenRole::publisher, "publisher"}}};

}  // namespace

std::string_view name_of(TokenRole role)
{
    return std::ranges::find(roles, role, &std::pair<TokenRole, std::string_view>::first)->second;
}

std::optional<TokenRole> token_role(std::string_view name)
{
    const auto* const found =
        std::ranges::find(roles, name, &std::pair<TokenRole, std::string_view>::second);
    return found == roles.end() ? std::nullopt : std::optional(found->first);
}

void Register::add_token(const Token& token)
{
    Sqlite::Transaction transaction(m_handle->sqlite);
    m_handle->sqlite
        .statement("INSERT INTO token (id, dataset, name, sha256, made, expires, role, communes, "
                   "title) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
        .bind(1, token.id)
        .bind(2, joined(token.datasets))
        .bind(3, token.name)
        .bind(4, token.sha256)
        .bind(5, token.made)
        .bind(6, token.expires)
        .bind(7, name_of(token.role))
        .bind(8, joined(token.communes))
        .bind(9, token.title)
        .run();
    transaction.commit();
}

std::optional<Token> Register::token(const std::string& id) const
{
    static const std::string sql = std::string(token_columns) + "WHERE id = ?1";
    auto rows = m_handle->sqlite.statement(sql);
    rows.bind(1, id);
    return rows.next() ? std::optional(token_of(rows)) : std::nullopt;
}

std::vector<Token> Register::tokens() const
{
    static const std::string sql = std::string(token_columns) + "ORDER BY dataset, made, id";
    std::vector<Token> tokens;
    auto rows = m_handle->sqlite.statement(sql);
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
    constexpr std::size_t to_the_minute = 16;  // of 2026-11-30T13:45:00Z
    const auto known = token(id);
    if (!known || known->used.substr(0, to_the_minute) == now_text().substr(0, to_the_minute)) {
        return;
    }
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
