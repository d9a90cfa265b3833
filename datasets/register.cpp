// SPDX-License-Identifier: EUPL-1.2
#include "datasets/register.hpp"

#include "datasets/durable_file.hpp"
#include "datasets/register_handle.hpp"
#include "datasets/version_check.hpp"
#include "geo/error.hpp"

#include <algorithm>
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
