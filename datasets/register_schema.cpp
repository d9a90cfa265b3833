// SPDX-License-Identifier: EUPL-1.2
#include "datasets/register_handle.hpp"
#include "geo/error.hpp"

#include <array>
#include <string>

#include <unistd.h>

namespace parvis::datasets {

namespace {

/// One step of the schema each; `PRAGMA user_version` counts those that were taken. A step that has
/// been in a release is never edited: a change is a new step.
constexpr std::array<const char*, 6> migrations{R"sql(
    CREATE TABLE version (
        dataset TEXT NOT NULL,
        version INTEGER NOT NULL CHECK (version > 0),
        state TEXT NOT NULL CHECK (state IN ('published', 'superseded')),
        created TEXT NOT NULL,
        content_sha256 TEXT NOT NULL,
        manifest_sha256 TEXT NOT NULL,
        kept INTEGER NOT NULL,
        PRIMARY KEY (dataset, version)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX one_published_version ON version (dataset) WHERE state = 'published';

    -- A comment that went from its file stays as a tombstone: removed has the instant.
    CREATE TABLE comment (
        id TEXT NOT NULL PRIMARY KEY,
        dataset TEXT NOT NULL,
        target_column TEXT NOT NULL,
        target_key TEXT NOT NULL,
        measure TEXT NOT NULL,
        place TEXT NOT NULL,
        period TEXT NOT NULL,
        status TEXT NOT NULL,
        motive TEXT NOT NULL,
        author TEXT NOT NULL,
        role TEXT NOT NULL,
        date TEXT NOT NULL,
        origin TEXT NOT NULL CHECK (origin IN ('file')),
        removed TEXT NOT NULL DEFAULT ''
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE comment_text (
        comment TEXT NOT NULL REFERENCES comment (id),
        language TEXT NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (comment, language)
    ) STRICT, WITHOUT ROWID;
    -- Only ever added to. body is the comment as JSON: the new one, or the one that was removed.
    CREATE TABLE comment_change (
        revision INTEGER NOT NULL,
        comment TEXT NOT NULL REFERENCES comment (id),
        change TEXT NOT NULL CHECK (change IN ('added', 'changed', 'removed')),
        at TEXT NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (revision, comment)
    ) STRICT, WITHOUT ROWID;
)sql",
                                                R"sql(
    -- A version is checked when it is written; what it is afterwards is somebody's decision.
    CREATE TABLE life (
        dataset TEXT NOT NULL,
        version INTEGER NOT NULL CHECK (version > 0),
        state TEXT NOT NULL
            CHECK (state IN ('checked', 'approved', 'published', 'superseded', 'withdrawn')),
        created TEXT NOT NULL,
        content_sha256 TEXT NOT NULL,
        manifest_sha256 TEXT NOT NULL,
        kept INTEGER NOT NULL,
        PRIMARY KEY (dataset, version)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO life SELECT * FROM version;
    DROP TABLE version;
    ALTER TABLE life RENAME TO version;
    CREATE UNIQUE INDEX one_published_version ON version (dataset) WHERE state = 'published';

    -- Only ever added to.
    CREATE TABLE version_change (
        id INTEGER NOT NULL PRIMARY KEY,
        dataset TEXT NOT NULL,
        version INTEGER NOT NULL,
        at TEXT NOT NULL,
        state TEXT NOT NULL,
        who TEXT NOT NULL,
        why TEXT NOT NULL
    ) STRICT;
    CREATE INDEX version_change_of ON version_change (dataset, id);
)sql",
                                                R"sql(
    -- A version whose files are no longer kept has its line all the same.
    CREATE TABLE life (
        dataset TEXT NOT NULL,
        version INTEGER NOT NULL CHECK (version > 0),
        state TEXT NOT NULL CHECK (state IN
            ('checked', 'approved', 'published', 'superseded', 'withdrawn', 'pruned')),
        created TEXT NOT NULL,
        content_sha256 TEXT NOT NULL,
        manifest_sha256 TEXT NOT NULL,
        kept INTEGER NOT NULL,
        PRIMARY KEY (dataset, version)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO life SELECT * FROM version;
    DROP TABLE version;
    ALTER TABLE life RENAME TO version;
    CREATE UNIQUE INDEX one_published_version ON version (dataset) WHERE state = 'published';

    -- What somebody said of a row that the source has no more. Only ever added to; the last counts,
    -- for the absence that began on that day.
    CREATE TABLE row_decision (
        id INTEGER NOT NULL PRIMARY KEY,
        dataset TEXT NOT NULL,
        row TEXT NOT NULL,
        absent_since TEXT NOT NULL,
        decision TEXT NOT NULL CHECK (decision IN ('removed', 'kept')),
        at TEXT NOT NULL,
        who TEXT NOT NULL,
        why TEXT NOT NULL
    ) STRICT;
    CREATE INDEX row_decision_of ON row_decision (dataset, id);

    -- A source that cannot be used as it is now; ended has the instant when it could be again.
    CREATE TABLE alert (
        id INTEGER NOT NULL PRIMARY KEY,
        dataset TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('gone', 'unreachable', 'unusable', 'shrunk')),
        since TEXT NOT NULL,
        message TEXT NOT NULL,
        ended TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE UNIQUE INDEX one_open_alert ON alert (dataset, kind) WHERE ended = '';
)sql",
                                                R"sql(
    -- Who may put files for a dataset. Of the secret, which was shown once, only its sum is kept.
    CREATE TABLE token (
        id TEXT NOT NULL PRIMARY KEY,
        dataset TEXT NOT NULL,
        name TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        made TEXT NOT NULL,
        expires TEXT NOT NULL,
        revoked TEXT NOT NULL DEFAULT '',
        used TEXT NOT NULL DEFAULT ''
    ) STRICT, WITHOUT ROWID;

    -- Files that were handed in, and by whom: for the keeper of the site, never published.
    CREATE TABLE arrival (
        id INTEGER NOT NULL PRIMARY KEY,
        dataset TEXT NOT NULL,
        at TEXT NOT NULL,
        who TEXT NOT NULL,
        token TEXT NOT NULL,
        file TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        outcome TEXT NOT NULL DEFAULT ''
            CHECK (outcome IN ('', 'published', 'waiting', 'unchanged', 'refused')),
        version INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX arrival_of ON arrival (dataset, id);
)sql",
                                                R"sql(
    -- Comments are written by command, API and form too, and have a life. One that was withdrawn
    -- stays as a tombstone: without its texts, which its history keeps.
    CREATE TABLE said (
        id TEXT NOT NULL PRIMARY KEY,
        dataset TEXT NOT NULL,
        target_column TEXT NOT NULL,
        target_key TEXT NOT NULL,
        measure TEXT NOT NULL,
        place TEXT NOT NULL,
        period TEXT NOT NULL,
        status TEXT NOT NULL,
        confidentiality TEXT NOT NULL,
        motive TEXT NOT NULL,
        author TEXT NOT NULL,
        role TEXT NOT NULL,
        date TEXT NOT NULL,
        origin TEXT NOT NULL CHECK (origin IN ('file', 'written')),
        state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'to_review', 'withdrawn')),
        version INTEGER NOT NULL,
        figure TEXT NOT NULL,
        figure_was TEXT NOT NULL,
        figure_is TEXT NOT NULL,
        withdrawn_on TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    INSERT INTO said SELECT id, dataset, target_column, target_key, measure, place, period, status,
        '', motive, author, role, date, origin,
        CASE removed WHEN '' THEN 'published' ELSE 'withdrawn' END, 0, '', '', '', removed
        FROM comment;
    CREATE TABLE said_text (
        comment TEXT NOT NULL REFERENCES said (id),
        language TEXT NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (comment, language)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO said_text SELECT * FROM comment_text
        WHERE comment IN (SELECT id FROM comment WHERE removed = '');
    -- Only ever added to. body is the comment as JSON: as it is now, or as it was when it went.
    CREATE TABLE said_change (
        revision INTEGER NOT NULL,
        comment TEXT NOT NULL REFERENCES said (id),
        change TEXT NOT NULL CHECK (change IN ('added', 'changed', 'removed', 'approved',
            'confirmed', 'doubted', 'restored')),
        at TEXT NOT NULL,
        body TEXT NOT NULL,
        who TEXT NOT NULL,
        PRIMARY KEY (revision, comment)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO said_change SELECT revision, comment, change, at, body, '' FROM comment_change;
    DROP TABLE comment_change;
    DROP TABLE comment_text;
    DROP TABLE comment;
    ALTER TABLE said RENAME TO comment;
    ALTER TABLE said_text RENAME TO comment_text;
    ALTER TABLE said_change RENAME TO comment_change;

    -- Who tried to write what, and whether it was let in. Only ever added to, never published.
    CREATE TABLE comment_write (
        id INTEGER NOT NULL PRIMARY KEY,
        at TEXT NOT NULL,
        way TEXT NOT NULL,
        action TEXT NOT NULL,
        comment TEXT NOT NULL,
        dataset TEXT NOT NULL,
        who TEXT NOT NULL,
        token TEXT NOT NULL,
        accepted INTEGER NOT NULL,
        detail TEXT NOT NULL
    ) STRICT;

    -- A token brings files, or writes comments; for several datasets, and for some communes alone.
    ALTER TABLE token ADD COLUMN role TEXT NOT NULL DEFAULT 'source'
        CHECK (role IN ('source', 'contributor', 'publisher'));
    ALTER TABLE token ADD COLUMN communes TEXT NOT NULL DEFAULT '';
    ALTER TABLE token ADD COLUMN title TEXT NOT NULL DEFAULT '';
)sql",
                                                R"sql(
    -- Road works that people enter here, and not a file: the register is their source.
    CREATE TABLE entered_work (
        dataset TEXT NOT NULL,
        id TEXT NOT NULL,
        revision INTEGER NOT NULL,
        step TEXT NOT NULL CHECK (step IN ('draft', 'published', 'started', 'paused', 'ended',
            'cancelled')),
        shown INTEGER NOT NULL,
        author TEXT NOT NULL,
        members TEXT NOT NULL,
        PRIMARY KEY (dataset, id)
    ) STRICT, WITHOUT ROWID;
    -- Only ever added to: what each work was from then on, who made it so and why.
    CREATE TABLE entered_change (
        number INTEGER NOT NULL PRIMARY KEY,
        dataset TEXT NOT NULL,
        work TEXT NOT NULL,
        revision INTEGER NOT NULL,
        at TEXT NOT NULL,
        action TEXT NOT NULL,
        step TEXT NOT NULL,
        who TEXT NOT NULL,
        token TEXT NOT NULL,
        way TEXT NOT NULL,
        why TEXT NOT NULL,
        members TEXT NOT NULL,
        UNIQUE (dataset, work, revision)
    ) STRICT;
    -- The last change that the published version of a dataset holds: what a kill left undone shows.
    CREATE TABLE entered_settled (
        dataset TEXT NOT NULL PRIMARY KEY,
        number INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    -- A token that enters works may be for some areas, or for the works of one owner.
    CREATE TABLE entering_scope (
        token TEXT NOT NULL PRIMARY KEY,
        areas TEXT NOT NULL,
        owner TEXT NOT NULL,
        coordinates INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
)sql"};

std::size_t schema_of(Sqlite& sqlite)
{
    auto statement = sqlite.statement("PRAGMA user_version");
    statement.next();
    return static_cast<std::size_t>(statement.integer(0));
}

/// A copy of the register as it was before its schema changes: register-schema-<n>.sqlite beside
/// it. One that an interrupted migration left is written again. Another process may have migrated
/// meanwhile: what is then copied is no copy of the old one, and the other's stays.
void keep_copy(Sqlite& sqlite, const std::filesystem::path& file, std::size_t schema)
{
    const auto copy =
        file.parent_path() / ("register-schema-" + std::to_string(schema) + ".sqlite");
    const std::filesystem::path fresh = copy.string() + "." + std::to_string(getpid());
    std::filesystem::remove(fresh);
    sqlite.copy_to(fresh);
    const bool is_old = [&] {
        Sqlite copied(fresh);
        return schema_of(copied) == schema;
    }();
    if (is_old) {
        std::filesystem::rename(fresh, copy);
    }
    for (const char* rest : {"", "-wal", "-shm"}) {
        std::filesystem::remove(fresh.string() + rest);
    }
}

}  // namespace

void migrate_register(Sqlite& sqlite, const std::filesystem::path& file)
{
    const std::size_t found = schema_of(sqlite);
    if (found == migrations.size()) {
        return;
    }
    if (found > 0 && found < migrations.size()) {
        keep_copy(sqlite, file, found);
    }
    Sqlite::Transaction transaction(sqlite);
    // Asked again now that nobody else can migrate.
    const std::size_t from = schema_of(sqlite);
    if (from > migrations.size()) {
        throw StoreError(file.string() +
                         " : registre écrit par une version plus récente de Parvis (schéma " +
                         std::to_string(from) + ", celui-ci lit jusqu'à " +
                         std::to_string(migrations.size()) + "). Installez la version récente.");
    }
    for (std::size_t step = from; step < migrations.size(); ++step) {
        sqlite.execute(migrations[step]);
    }
    sqlite.execute("PRAGMA user_version = " + std::to_string(migrations.size()));
    transaction.commit();
}

}  // namespace parvis::datasets
