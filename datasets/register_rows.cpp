// SPDX-License-Identifier: EUPL-1.2
#include "datasets/register_handle.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace parvis::datasets {

void Register::decide_rows(const std::string& dataset, const std::vector<RowDecision>& decisions)
{
    Sqlite& sqlite = m_handle->sqlite;
    Sqlite::Transaction transaction(sqlite);
    const std::string at = now_text();
    for (const RowDecision& one : decisions) {
        sqlite
            .statement("INSERT INTO row_decision (dataset, row, absent_since, decision, at, who, "
                       "why) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
            .bind(1, dataset)
            .bind(2, one.row)
            .bind(3, one.absent_since)
            .bind(4, one.kept ? "kept" : "removed")
            .bind(5, at)
            .bind(6, one.decision.who)
            .bind(7, one.decision.why)
            .run();
    }
    transaction.commit();
}

std::vector<RowDecision> Register::row_decisions(const std::string& dataset) const
{
    std::vector<RowDecision> decisions;
    auto rows = m_handle->sqlite.statement(
        "SELECT row, absent_since, decision, at, who, why FROM row_decision WHERE id IN "
        "(SELECT max(id) FROM row_decision WHERE dataset = ?1 GROUP BY row)");
    rows.bind(1, dataset);
    while (rows.next()) {
        decisions.push_back({rows.text(0),
                             rows.text(1),
                             rows.text(2) == "kept",
                             rows.text(3),
                             {rows.text(4), rows.text(5)}});
    }
    return decisions;
}

std::optional<std::uint32_t> Register::published_before(const std::string& dataset) const
{
    // By ingest when it was made, or by a later decision.
    std::map<std::uint32_t, std::string> decided;
    for (const VersionChange& change : changes(dataset)) {
        if (change.state == "published") {
            decided.emplace(change.version, change.at);  // newest first
        }
    }
    std::optional<std::pair<std::string, std::uint32_t>> before;
    for (const VersionRecord& record : versions(dataset)) {
        if (record.state == "superseded") {
            const auto found = decided.find(record.version);
            before = std::max(before, std::optional(std::pair(
                                          found == decided.end() ? record.created : found->second,
                                          record.version)));
        }
    }
    return before ? std::optional(before->second) : std::nullopt;
}

std::optional<std::uint32_t> Register::withdrawn(const std::string& dataset,
                                                 const std::string& content_sha256) const
{
    auto rows = m_handle->sqlite.statement(
        "SELECT version FROM version AS v WHERE dataset = ?1 AND content_sha256 = ?2 AND "
        "(state = 'withdrawn' OR (state = 'pruned' AND 'withdrawn' = (SELECT state FROM "
        "version_change WHERE dataset = v.dataset AND version = v.version AND state <> 'pruned' "
        "ORDER BY id DESC LIMIT 1))) ORDER BY version DESC");
    rows.bind(1, dataset).bind(2, content_sha256);
    return rows.next() ? std::optional(static_cast<std::uint32_t>(rows.integer(0))) : std::nullopt;
}

void Register::raise_alert(const std::string& dataset, const std::string& kind,
                           const std::string& message)
{
    const auto open = alerts();
    const bool said = std::ranges::any_of(open, [&](const Alert& alert) {
        return alert.dataset == dataset && alert.kind == kind && alert.message == message;
    });
    if (said) {
        return;
    }
    Sqlite::Transaction transaction(m_handle->sqlite);
    m_handle->sqlite
        .statement("INSERT INTO alert (dataset, kind, since, message) VALUES (?1, ?2, ?3, ?4) "
                   "ON CONFLICT (dataset, kind) WHERE ended = '' DO UPDATE SET message = ?4")
        .bind(1, dataset)
        .bind(2, kind)
        .bind(3, now_text())
        .bind(4, message)
        .run();
    transaction.commit();
}

void Register::end_alerts(const std::string& dataset, const std::string& but)
{
    const auto open = alerts();
    const bool any = std::ranges::any_of(
        open, [&](const Alert& alert) { return alert.dataset == dataset && alert.kind != but; });
    if (!any) {
        return;  // nothing is written: nobody is told that something changed
    }
    Sqlite::Transaction transaction(m_handle->sqlite);
    m_handle->sqlite
        .statement("UPDATE alert SET ended = ?3 WHERE dataset = ?1 AND kind <> ?2 AND ended = ''")
        .bind(1, dataset)
        .bind(2, but)
        .bind(3, now_text())
        .run();
    transaction.commit();
}

std::vector<Alert> Register::alerts() const
{
    std::vector<Alert> alerts;
    auto rows = m_handle->sqlite.statement("SELECT dataset, kind, since, message FROM alert "
                                           "WHERE ended = '' ORDER BY dataset, id");
    while (rows.next()) {
        alerts.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3)});
    }
    return alerts;
}

}  // namespace parvis::datasets
