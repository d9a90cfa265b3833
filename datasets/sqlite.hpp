// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace parvis::datasets {

/// One connection to a SQLite file: WAL, synchronous FULL, busy timeout 10 s. The only code that
/// sees sqlite3.h is sqlite.cpp. Not shared between threads.
class Sqlite {
public:
    /// Opens or makes the file. @throws StoreError, as everything here, with SQLite's own words.
    explicit Sqlite(const std::filesystem::path& file);
    Sqlite(Sqlite&&) noexcept;
    Sqlite& operator=(Sqlite&&) noexcept;
    ~Sqlite();

    /// A prepared statement in use; given back to the connection when it goes. Parameters are
    /// numbered from 1, columns from 0.
    class Statement {
    public:
        Statement(const Statement&) = delete;
        Statement& operator=(const Statement&) = delete;
        ~Statement();

        Statement& bind(int parameter, std::string_view text);
        Statement& bind(int parameter, std::int64_t number);
        /// Steps to the next row; false at the end.
        bool next();
        /// Runs a statement that gives no rows.
        void run();
        [[nodiscard]] std::string text(int column) const;
        [[nodiscard]] std::int64_t integer(int column) const;

    private:
        friend class Sqlite;
        Statement(Sqlite& connection, void* prepared)
            : m_connection(connection), m_prepared(prepared)
        {
        }
        Sqlite& m_connection;
        void* m_prepared;
    };

    /// Prepared once for each text, so `sql` must come from a closed set of texts. A statement
    /// must have gone before the same text is asked for again.
    [[nodiscard]] Statement statement(std::string_view sql);
    /// One or more statements without parameters or rows.
    void execute(const std::string& sql);
    /// The whole database as one new file, as of one moment, while others may write.
    void copy_to(const std::filesystem::path& file);

    /// BEGIN IMMEDIATE, so that reading before writing cannot fail half-way; rolled back unless
    /// committed. One within another is part of it: only the outer one commits or rolls back.
    class Transaction {
    public:
        explicit Transaction(Sqlite& connection);
        Transaction(const Transaction&) = delete;
        Transaction& operator=(const Transaction&) = delete;
        ~Transaction();
        void commit();

    private:
        Sqlite& m_connection;
        bool m_open;
    };

private:
    struct Connection;
    std::unique_ptr<Connection> m_connection;
};

}  // namespace parvis::datasets
