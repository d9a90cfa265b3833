// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/row_history.hpp"

#include "geo/error.hpp"
#include "publish/works/record_reader.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace parvis::publish::works {
namespace {

using datasets::Instant;

Instant instant_in(const std::string& text)
{
    return datasets::parse_instant(text).value_or(Instant{});
}

bool is_closed(const Work& work)
{
    return work.declared == Declared::ended || work.declared == Declared::cancelled;
}

class LookBack {
public:
    LookBack(const Store& store, const Snapshot& dataset, std::vector<Work>& works,
             datasets::Date oldest)
        : m_store(store), m_dataset(dataset), m_works(works),
          m_oldest(Instant{std::int64_t{datasets::days(oldest)} * 86'400})
    {
        for (std::size_t i = 0; i < works.size(); ++i) {
            m_by_id.emplace(works[i].id, i);
            m_open.insert(i);
            for (const Phase& phase : works[i].phases) {
                m_by_row.emplace(phase.row, i);
            }
        }
    }

    [[nodiscard]] RowHistory look(std::size_t most_versions)
    {
        const std::uint32_t current = m_dataset.manifest().version;
        auto versions = m_store.versions(m_dataset.id());  // newest first
        std::uint32_t newer = current;
        Instant newer_created = instant_in(m_dataset.manifest().created);
        for (const auto& manifest : versions) {
            if (most_versions-- == 0) {
                break;
            }
            if (manifest.version > current) {
                // It was taken back: what only it had ended when the current one came back.
                compare(manifest.version, current, taken_back(manifest.version), false);
            } else if (manifest.version < current) {
                compare(manifest.version, newer, newer_created, true);
                newer = manifest.version;
                newer_created = instant_in(manifest.created);
            }
        }
        for (const std::size_t i : m_open) {
            auto& ledger = m_works[i].ledger;
            ledger.revision = newer;
            ledger.first_seen = ledger.changed = newer_created;
        }
        settle_closed();
        return std::move(m_history);
    }

private:
    [[nodiscard]] Instant taken_back(std::uint32_t version) const
    {
        for (const auto& change : m_store.decisions(m_dataset.id())) {
            if (change.version == version && change.state == "withdrawn") {
                return instant_in(change.at);
            }
        }
        return instant_in(m_dataset.manifest().created);
    }

    /// What differs from `older` to `newer`, which came at `at`.
    void compare(std::uint32_t older, std::uint32_t newer, Instant at, bool dates)
    {
        std::vector<std::string> gone_or_changed;
        const auto found = [&](const datasets::RowDifference& row) {
            using Kind = datasets::RowDifference::Kind;
            if (row.kind != Kind::added) {
                gone_or_changed.push_back(row.id);
            }
            if (dates && row.kind != Kind::removed) {
                date(row.id, newer, at, row.kind == Kind::added);
            }
        };
        if (!m_store.compare(m_dataset.id(), older, newer, found) || gone_or_changed.empty()) {
            return;
        }
        const auto before = m_store.version(m_dataset.id(), older);
        if (!before || at < m_oldest) {
            return;
        }
        const std::unordered_set<std::string> rows(gone_or_changed.begin(), gone_or_changed.end());
        for (Work& work : works_of(*before)) {
            const bool differs = std::ranges::any_of(
                work.phases, [&](const Phase& phase) { return rows.contains(phase.row); });
            if (differs) {
                keep(std::move(work), at);
            }
        }
    }

    /// The newest difference says when a row changed last.
    void date(const std::string& row, std::uint32_t version, Instant at, bool is_new)
    {
        const auto found = m_by_row.find(row);
        if (found == m_by_row.end()) {
            return;
        }
        auto& ledger = m_works[found->second].ledger;
        if (m_open.erase(found->second) != 0) {
            ledger.revision = version;
            ledger.changed = ledger.first_seen = at;
        }
        if (is_new) {
            ledger.first_seen = std::min(ledger.first_seen, at);
            m_begun.insert(found->second);
        } else if (!m_begun.contains(found->second)) {
            ledger.first_seen = at;
        }
    }

    void keep(Work work, Instant at)
    {
        const auto now = m_by_id.find(work.id);
        const bool is_still_there = now != m_by_id.end();
        if (is_still_there && is_closed(work) && is_closed(m_works[now->second])) {
            m_closed_before[now->second] = work.ledger.first_seen;
        }
        work.ledger.departed = true;
        work.ledger.closed = work.ledger.closed ? std::min(*work.ledger.closed, at) : at;
        work.ledger.changed = at;
        if (is_still_there) {
            m_history.former.push_back(std::move(work));
        } else if (m_departed.insert(work.id).second) {
            m_history.departed.push_back(std::move(work));
        }
    }

    /// Since when works are declared ended or cancelled.
    void settle_closed()
    {
        for (std::size_t i = 0; i < m_works.size(); ++i) {
            if (is_closed(m_works[i])) {
                const auto before = m_closed_before.find(i);
                m_works[i].ledger.closed =
                    before == m_closed_before.end() ? m_works[i].ledger.changed : before->second;
            }
        }
    }

    const Store& m_store;
    const Snapshot& m_dataset;
    std::vector<Work>& m_works;
    Instant m_oldest;
    RowHistory m_history;
    std::unordered_map<std::string, std::size_t> m_by_id, m_by_row;
    std::unordered_set<std::size_t> m_open;   ///< works without a difference so far
    std::unordered_set<std::size_t> m_begun;  ///< whose first version is known
    std::unordered_set<std::string> m_departed;
    std::unordered_map<std::size_t, Instant> m_closed_before;
};

}  // namespace

RowHistory look_back(const Store& store, const Snapshot& dataset, std::vector<Work>& works,
                     datasets::Date oldest, std::size_t most_versions)
{
    LookBack look(store, dataset, works, oldest);
    try {
        return look.look(most_versions);
    } catch (const StoreError&) {
        return {};
    }
}

}  // namespace parvis::publish::works
