// SPDX-License-Identifier: EUPL-1.2
#include "datasets/register_handle.hpp"

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

}  // namespace parvis::datasets
