// SPDX-License-Identifier: EUPL-1.2
#pragma once

namespace parvis::test {

/// The tables of comments as they were before people could write some.
inline constexpr const char* comments_of_before = R"sql(
    CREATE TABLE comment (id TEXT NOT NULL PRIMARY KEY, dataset TEXT NOT NULL,
        target_column TEXT NOT NULL, target_key TEXT NOT NULL, measure TEXT NOT NULL,
        place TEXT NOT NULL, period TEXT NOT NULL, status TEXT NOT NULL, motive TEXT NOT NULL,
        author TEXT NOT NULL, role TEXT NOT NULL, date TEXT NOT NULL,
        origin TEXT NOT NULL CHECK (origin IN ('file')), removed TEXT NOT NULL DEFAULT ''
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE comment_text (comment TEXT NOT NULL REFERENCES comment (id),
        language TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (comment, language)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE comment_change (revision INTEGER NOT NULL,
        comment TEXT NOT NULL REFERENCES comment (id),
        change TEXT NOT NULL CHECK (change IN ('added', 'changed', 'removed')), at TEXT NOT NULL,
        body TEXT NOT NULL, PRIMARY KEY (revision, comment)) STRICT, WITHOUT ROWID;
    INSERT INTO comment VALUES ('a', 'chantiers', '', 'T1', '', '', '', 'S', 'meteo', 'Voirie', '',
        '2026-06-01', 'file', '');
    INSERT INTO comment VALUES ('b', 'chantiers', '', 'T2', '', '', '', '', '', 'Voirie', '',
        '2026-05-01', 'file', '2026-07-01T00:00:00Z');
    INSERT INTO comment_text VALUES ('a', 'fr', 'Le gel.'), ('b', 'fr', 'Faux.');
    INSERT INTO comment_change VALUES (1, 'a', 'added', '2026-06-01T00:00:00Z', '{}'),
        (2, 'b', 'added', '2026-06-01T00:00:00Z', '{}'),
        (3, 'b', 'removed', '2026-07-01T00:00:00Z', '{}');
)sql";

/// Those of today, and the tables that came later, out of the way.
inline constexpr const char* without_comments = R"sql(
    PRAGMA foreign_keys = OFF;
    DROP TABLE comment_change; DROP TABLE comment_text; DROP TABLE comment; DROP TABLE comment_write;
    DROP TABLE entered_work; DROP TABLE entered_change; DROP TABLE entered_settled;
    DROP TABLE entering_scope;
)sql";

}  // namespace parvis::test
