// SPDX-License-Identifier: EUPL-1.2
#include "datasets/register.hpp"

#include "datasets/durable_file.hpp"
#include "datasets/json_text.hpp"
#include "datasets/register_handle.hpp"
#include "datasets/version_check.hpp"
#include "geo/error.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace parvis::datasets {

namespace {

constexpr std::string_view record_columns =
    "SELECT dataset, version, state, created, content_sha256, manifest_sha256, kept FROM version ";

VersionRecord record_of(const Sqlite::Statement& row)
{
    return {row.text(0),
            static_cast<std::uint32_t>(row.integer(1)),
            row.text(2),
            row.text(3),
            row.text(4),
            row.text(5),
            static_cast<std::uint64_t>(row.integer(6))};
}

std::vector<VersionRecord> records_of(Sqlite::Statement& rows)
{
    std::vector<VersionRecord> records;
    while (rows.next()) {
        records.push_back(record_of(rows));
    }
    return records;
}

std::string body_of(const Comment& comment)
{
    JsonText json;
    json.start_object();
    json.member("id", comment.id);
    json.member("dataset", comment.target.dataset);
    json.member("column", comment.target.column);
    json.member("key", comment.target.key);
    json.member("measure", comment.target.measure);
    json.member("place", comment.target.place);
    json.member("period", comment.target.period);
    json.key("text");
    json.start_object();
    for (const auto& [language, text] : comment.text) {
        json.member(language, text);
    }
    json.end_object();
    json.member("status", comment.status);
    json.member("motive", comment.motive);
    json.member("author", comment.author);
    json.member("role", comment.role);
    json.member("date", to_text(comment.date));
    json.end_object();
    return json.take();
}

void write_comment(Sqlite& sqlite, const Comment& comment)
{
    sqlite
        .statement(
            "INSERT INTO comment (id, dataset, target_column, target_key, measure, place, period, "
            "status, motive, author, role, date, origin) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 'file') "
            "ON CONFLICT (id) DO UPDATE SET dataset = ?2, target_column = ?3, target_key = ?4, "
            "measure = ?5, place = ?6, period = ?7, status = ?8, motive = ?9, author = ?10, "
            "role = ?11, date = ?12, removed = ''")
        .bind(1, comment.id)
        .bind(2, comment.target.dataset)
        .bind(3, comment.target.column)
        .bind(4, comment.target.key)
        .bind(5, comment.target.measure)
        .bind(6, comment.target.place)
        .bind(7, comment.target.period)
        .bind(8, comment.status)
        .bind(9, comment.motive)
        .bind(10, comment.author)
        .bind(11, comment.role)
        .bind(12, to_text(comment.date))
        .run();
    sqlite.statement("DELETE FROM comment_text WHERE comment = ?1").bind(1, comment.id).run();
    for (const auto& [language, text] : comment.text) {
        sqlite.statement("INSERT INTO comment_text VALUES (?1, ?2, ?3)")
            .bind(1, comment.id)
            .bind(2, language)
            .bind(3, text)
            .run();
    }
}

std::vector<Comment> read_comments(Sqlite& sqlite)
{
    std::map<std::string, Texts> texts;
    {
        auto rows = sqlite.statement("SELECT comment, language, text FROM comment_text");
        while (rows.next()) {
            texts[rows.text(0)].emplace(rows.text(1), rows.text(2));
        }
    }
    std::vector<Comment> comments;
    auto rows =
        sqlite.statement("SELECT id, dataset, target_column, target_key, measure, place, period, "
                         "status, motive, author, "
                         "role, date FROM comment WHERE removed = '' ORDER BY date DESC, id");
    while (rows.next()) {
        Comment comment;
        comment.id = rows.text(0);
        comment.target = {rows.text(1), rows.text(2), rows.text(3),
                          rows.text(4), rows.text(5), rows.text(6)};
        comment.text = texts[comment.id];
        comment.status = rows.text(7);
        comment.motive = rows.text(8);
        comment.author = rows.text(9);
        comment.role = rows.text(10);
        comment.date = parse_date(rows.text(11)).value_or(Date{});
        comments.push_back(std::move(comment));
    }
    return comments;
}

std::map<std::string, Comment> by_id(const std::vector<Comment>& comments)
{
    std::map<std::string, Comment> map;
    for (const Comment& comment : comments) {
        if (!map.emplace(comment.id, comment).second) {
            throw StoreError("commentaire « " + comment.id +
                             " » : cet identifiant est donné deux fois");
        }
    }
    return map;
}

}  // namespace

Register::Register(const std::filesystem::path& data)
{
    make_folder(data);
    const std::filesystem::path file = data / "register.sqlite";
    m_handle = std::make_unique<Handle>(Handle{data, Sqlite(file)});
    migrate_register(m_handle->sqlite, file);
}

Register::Register(Register&&) noexcept = default;
Register& Register::operator=(Register&&) noexcept = default;
Register::~Register() = default;

const std::filesystem::path& Register::data() const { return m_handle->data; }

std::uint32_t Register::next_version(const std::string& dataset) const
{
    auto rows = m_handle->sqlite.statement(
        "SELECT coalesce(max(version), 0) FROM version WHERE dataset = ?1");
    rows.bind(1, dataset).next();
    auto highest = static_cast<std::uint32_t>(rows.integer(0));
    for (const std::uint32_t version : versions_on_disk(m_handle->data, dataset)) {
        highest = std::max(highest, version);
    }
    return highest + 1;
}

namespace {

void enter(Sqlite& sqlite, const VersionRecord& record, std::string_view state)
{
    sqlite.statement("INSERT INTO version VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
        .bind(1, record.dataset)
        .bind(2, std::int64_t{record.version})
        .bind(3, state)
        .bind(4, record.created)
        .bind(5, record.content_sha256)
        .bind(6, record.manifest_sha256)
        .bind(7, static_cast<std::int64_t>(record.kept))
        .run();
}

void set_state(Sqlite& sqlite, const std::string& dataset, std::uint32_t version,
               std::string_view state)
{
    sqlite.statement("UPDATE version SET state = ?3 WHERE dataset = ?1 AND version = ?2")
        .bind(1, dataset)
        .bind(2, std::int64_t{version})
        .bind(3, state)
        .run();
}

void supersede(Sqlite& sqlite, const std::string& dataset)
{
    sqlite
        .statement(
            "UPDATE version SET state = 'superseded' WHERE dataset = ?1 AND state = 'published'")
        .bind(1, dataset)
        .run();
}

void note(Sqlite& sqlite, const std::string& dataset, std::uint32_t version, std::string_view state,
          const Decision& decision)
{
    sqlite
        .statement("INSERT INTO version_change (dataset, version, at, state, who, why) "
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        .bind(1, dataset)
        .bind(2, std::int64_t{version})
        .bind(3, now_text())
        .bind(4, state)
        .bind(5, decision.who)
        .bind(6, decision.why)
        .run();
}

}  // namespace

void Register::publish(const VersionRecord& record)
{
    Sqlite::Transaction transaction(m_handle->sqlite);
    supersede(m_handle->sqlite, record.dataset);
    enter(m_handle->sqlite, record, "published");
    transaction.commit();
}

void Register::keep(const VersionRecord& record)
{
    Sqlite::Transaction transaction(m_handle->sqlite);
    enter(m_handle->sqlite, record, "checked");
    transaction.commit();
}

VersionRecord Register::registered(const std::string& dataset, std::uint32_t version) const
{
    const auto all = versions(dataset);
    const auto found = std::ranges::find(all, version, &VersionRecord::version);
    if (found != all.end()) {
        return *found;
    }
    if (all.empty()) {
        throw StoreError("le jeu « " + dataset + " » n'a encore aucune version.");
    }
    std::string numbers;
    for (const VersionRecord& record : all) {
        numbers += (numbers.empty() ? "" : ", ") + std::to_string(record.version);
    }
    throw StoreError("le jeu « " + dataset + " » n'a pas de version " + std::to_string(version) +
                     " ; il a : " + numbers + ".");
}

void Register::approve(const std::string& dataset, std::uint32_t version, const Decision& decision)
{
    Sqlite::Transaction transaction(m_handle->sqlite);
    const VersionRecord record = registered(dataset, version);
    if (record.state != "checked") {
        throw StoreError("la version " + std::to_string(version) + " du jeu « " + dataset +
                         " » n'attend pas d'approbation : elle est " +
                         std::string(state_label_fr(record.state)) + ".");
    }
    set_state(m_handle->sqlite, dataset, version, "approved");
    note(m_handle->sqlite, dataset, version, "approved", decision);
    transaction.commit();
}

void Register::release(const std::string& dataset, std::uint32_t version, const Decision& decision,
                       bool needs_approval)
{
    Sqlite::Transaction transaction(m_handle->sqlite);
    const VersionRecord record = registered(dataset, version);
    if (needs_approval && record.state == "checked") {
        throw StoreError("le jeu « " + dataset +
                         " » demande une approbation avant de publier : "
                         "parvis approve " +
                         dataset + " " + std::to_string(version));
    }
    if (record.state == "published") {
        throw StoreError("la version " + std::to_string(version) + " du jeu « " + dataset +
                         " » est déjà publiée.");
    }
    if (record.state == "pruned") {
        throw StoreError("la version " + std::to_string(version) + " du jeu « " + dataset +
                         " » n'est plus conservée : ses fichiers ont été supprimés.");
    }
    supersede(m_handle->sqlite, dataset);
    set_state(m_handle->sqlite, dataset, version, "published");
    note(m_handle->sqlite, dataset, version, "published", decision);
    transaction.commit();
}

VersionRecord Register::roll_back(const std::string& dataset, const Decision& decision)
{
    Sqlite::Transaction transaction(m_handle->sqlite);
    const auto now = published(dataset);
    if (!now) {
        throw StoreError("le jeu « " + dataset + " » n'a pas de version publiée.");
    }
    const std::optional<std::uint32_t> before = published_before(dataset);
    if (!before) {
        throw StoreError("le jeu « " + dataset +
                         " » n'a pas d'autre version qui ait été publiée : "
                         "il n'y a rien à quoi revenir depuis la version " +
                         std::to_string(now->version) + ".");
    }
    set_state(m_handle->sqlite, dataset, now->version, "withdrawn");
    note(m_handle->sqlite, dataset, now->version, "withdrawn", decision);
    set_state(m_handle->sqlite, dataset, *before, "published");
    note(m_handle->sqlite, dataset, *before, "published", decision);
    transaction.commit();
    return registered(dataset, *before);
}

std::vector<std::uint32_t> Register::prune(const std::string& dataset, std::uint32_t keep,
                                           const Decision& decision)
{
    Sqlite::Transaction transaction(m_handle->sqlite);
    std::uint32_t kept = published(dataset) ? 1 : 0;
    std::vector<std::uint32_t> pruned;
    for (const VersionRecord& record : versions(dataset)) {
        const bool old = record.state == "superseded" || record.state == "withdrawn";
        if (old && ++kept > keep) {
            set_state(m_handle->sqlite, dataset, record.version, "pruned");
            note(m_handle->sqlite, dataset, record.version, "pruned", decision);
            pruned.push_back(record.version);
        } else if (record.state == "pruned") {
            pruned.push_back(record.version);
        }
    }
    transaction.commit();
    return pruned;
}

std::vector<VersionChange> Register::changes(const std::string& dataset) const
{
    std::vector<VersionChange> changes;
    auto rows = m_handle->sqlite.statement("SELECT version, at, state, who, why FROM "
                                           "version_change WHERE dataset = ?1 ORDER BY id DESC");
    rows.bind(1, dataset);
    while (rows.next()) {
        changes.push_back({static_cast<std::uint32_t>(rows.integer(0)),
                           rows.text(1),
                           rows.text(2),
                           {rows.text(3), rows.text(4)}});
    }
    return changes;
}

std::string_view state_label_fr(std::string_view state)
{
    return state == "checked"      ? "vérifiée, non publiée"
           : state == "approved"   ? "approuvée, non publiée"
           : state == "published"  ? "publiée"
           : state == "superseded" ? "remplacée"
           : state == "pruned"     ? "plus conservée"
                                   : "retirée";
}

std::optional<VersionRecord> Register::published(const std::string& dataset) const
{
    static const std::string sql =
        std::string(record_columns) + "WHERE dataset = ?1 AND state = 'published'";
    auto rows = m_handle->sqlite.statement(sql);
    rows.bind(1, dataset);
    return rows.next() ? std::optional(record_of(rows)) : std::nullopt;
}

std::vector<VersionRecord> Register::published() const
{
    static const std::string sql =
        std::string(record_columns) + "WHERE state = 'published' ORDER BY dataset";
    auto rows = m_handle->sqlite.statement(sql);
    return records_of(rows);
}

std::vector<VersionRecord> Register::versions(const std::string& dataset) const
{
    static const std::string sql =
        std::string(record_columns) + "WHERE dataset = ?1 ORDER BY version DESC";
    auto rows = m_handle->sqlite.statement(sql);
    rows.bind(1, dataset);
    return records_of(rows);
}

void Register::replace_file_comments(const std::vector<Comment>& comments)
{
    Sqlite& sqlite = m_handle->sqlite;
    const auto wanted = by_id(comments);
    if (by_id(read_comments(sqlite)) == wanted) {
        return;
    }
    Sqlite::Transaction transaction(sqlite);
    const auto known = by_id(read_comments(sqlite));
    const auto revision = static_cast<std::int64_t>(comment_revision()) + 1;
    const std::string at = now_text();
    const auto note = [&](const Comment& comment, std::string_view change) {
        sqlite.statement("INSERT INTO comment_change VALUES (?1, ?2, ?3, ?4, ?5)")
            .bind(1, revision)
            .bind(2, comment.id)
            .bind(3, change)
            .bind(4, at)
            .bind(5, body_of(comment))
            .run();
    };
    for (const auto& [id, comment] : wanted) {
        const auto before = known.find(id);
        if (before == known.end() || before->second != comment) {
            write_comment(sqlite, comment);
            note(comment, before == known.end() ? "added" : "changed");
        }
    }
    for (const auto& [id, comment] : known) {
        if (wanted.count(id) == 0) {
            sqlite.statement("UPDATE comment SET removed = ?2 WHERE id = ?1")
                .bind(1, id)
                .bind(2, at)
                .run();
            note(comment, "removed");
        }
    }
    transaction.commit();
}

std::vector<Comment> Register::comments() const { return read_comments(m_handle->sqlite); }

std::uint64_t Register::comment_revision() const
{
    auto rows = m_handle->sqlite.statement("SELECT coalesce(max(revision), 0) FROM comment_change");
    rows.next();
    return static_cast<std::uint64_t>(rows.integer(0));
}

std::uint64_t Register::change_counter() const
{
    auto rows = m_handle->sqlite.statement("PRAGMA data_version");
    rows.next();
    return static_cast<std::uint64_t>(rows.integer(0));
}

std::vector<std::string> Register::verify() const
{
    std::vector<std::string> problems;
    {
        auto rows = m_handle->sqlite.statement("PRAGMA integrity_check");
        while (rows.next()) {
            if (rows.text(0) != "ok") {
                problems.push_back("registre : " + rows.text(0));
            }
        }
    }
    std::vector<VersionRecord> records;
    {
        static const std::string sql = std::string(record_columns) + "ORDER BY dataset, version";
        auto rows = m_handle->sqlite.statement(sql);
        records = records_of(rows);
    }
    for (std::string& problem : check_versions(m_handle->data, records)) {
        problems.push_back(std::move(problem));
    }
    return problems;
}

std::filesystem::path version_folder(const std::filesystem::path& data, const std::string& dataset,
                                     std::uint32_t version)
{
    return data / "versions" / dataset / std::to_string(version);
}

}  // namespace parvis::datasets
