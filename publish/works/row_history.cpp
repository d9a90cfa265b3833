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
        const auto before = at < m_oldest ? nullptr : m_store.version(m_dataset.id(), older);
        if (!before) {
            for (const auto& row : gone_or_changed) {  // so long ago that nobody asks when
                if (dates) {
                    m_closed_since.try_emplace(row, at);
                }
            }
            return;
        }
        const std::unordered_set<std::string> rows(gone_or_changed.begin(), gone_or_changed.end());
        for (Work& work : works_of(*before)) {
            bool differs = false;
            for (const Phase& phase : work.phases) {
                const bool changed = rows.contains(phase.row);
                differs = differs || changed;
                if (changed && dates && !is_over(phase.declared)) {
                    m_closed_since.try_emplace(phase.row, at);
                }
            }
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
            m_closed_since.try_emplace(row, at);
            ledger.first_seen = std::min(ledger.first_seen, at);
            m_begun.insert(found->second);
        } else if (!m_begun.contains(found->second)) {
            ledger.first_seen = at;
        }
    }

    void keep(Work work, Instant at)
    {
        for (Phase& phase : work.phases) {
            phase.closed = phase.closed ? std::min(*phase.closed, at) : at;
        }
        work.ledger.departed = true;
        work.ledger.changed = at;
        if (m_by_id.contains(work.id)) {
            m_history.former.push_back(std::move(work));
        } else if (m_departed.insert(work.id).second) {
            m_history.departed.push_back(std::move(work));
        }
    }

    /// Since when phases are declared ended or cancelled: since their rows said anything else, or
    /// since they are there.
    void settle_closed()
    {
        for (Work& work : m_works) {
            for (Phase& phase : work.phases) {
                if (phase.closed) {
                    const auto since = m_closed_since.find(phase.row);
                    phase.closed =
                        since == m_closed_since.end() ? work.ledger.first_seen : since->second;
                }
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
    std::unordered_map<std::string, Instant> m_closed_since;  ///< by row: the newest time
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
