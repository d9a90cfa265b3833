// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/row_history.hpp"

#include "geo/error.hpp"
#include "publish/works/past_work.hpp"
#include "publish/works/record_reader.hpp"
#include "publish/works/row_past.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
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
             datasets::Date oldest, VersionSteps& steps)
        : m_store(store), m_dataset(dataset), m_works(works), m_steps(steps),
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
        if (!versions.empty() && versions.back().version < newer) {
            newer = versions.back().version;
            newer_created = instant_in(versions.back().created);
        }
        recall(newer, newer_created);
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

    [[nodiscard]] std::shared_ptr<const VersionStep> step(std::uint32_t older, std::uint32_t newer,
                                                          Instant at)
    {
        using Kind = datasets::RowDifference::Kind;
        const bool told = m_oldest <= at;
        const auto key = fmt::format("{}:{}:{}:{}:{}", m_dataset.id(), older, newer, at.seconds,
                                     told ? "told" : "");
        if (auto known = m_steps.find(key)) {
            return known;
        }
        auto made = std::make_shared<VersionStep>();
        std::unordered_set<std::string> gone_or_changed;
        const auto found = [&](const datasets::RowDifference& row) {
            made->rows.emplace_back(row.id, row.kind);
            if (row.kind != Kind::added) {
                gone_or_changed.insert(row.id);
            }
        };
        if (!m_store.compare(m_dataset.id(), older, newer, found)) {
            return made;
        }
        if (const auto before = told && !gone_or_changed.empty()
                                    ? m_store.version(m_dataset.id(), older)
                                    : nullptr) {
            made->before = works_of(*before);
            std::erase_if(made->before, [&](const Work& work) {
                return std::ranges::none_of(work.phases, [&](const Phase& phase) {
                    return gone_or_changed.contains(phase.row);
                });
            });
        }
        constexpr std::size_t row_bytes = 100, work_bytes = 4'000;
        m_steps.insert(key, made, made->rows.size() * row_bytes + made->before.size() * work_bytes);
        return made;
    }

    /// What differs from `older` to `newer`, which came at `at`.
    void compare(std::uint32_t older, std::uint32_t newer, Instant at, bool dates)
    {
        using Kind = datasets::RowDifference::Kind;
        const auto differs = step(older, newer, at);
        std::unordered_set<std::string> changed;
        for (const auto& [row, kind] : differs->rows) {
            if (dates && kind != Kind::removed) {
                date(row, newer, at, kind == Kind::added);
            }
            if (dates && kind == Kind::changed) {
                changed.insert(row);
            }
        }
        for (const Work& work : differs->before) {
            for (const Phase& phase : work.phases) {
                if (changed.erase(phase.row) != 0 && !is_over(phase.declared)) {
                    m_closed_since.try_emplace(phase.row, at);
                }
            }
            // Above all that was told of it, also where a version was taken back.
            Work closed = work;
            close_work(closed, std::max(newer, older + 1), at);
            keep(std::move(closed));
        }
        for (const auto& row : changed) {  // so long ago that nobody asks when
            m_closed_since.try_emplace(row, at);
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
            ledger.changed = at;
        }
        if (is_new) {
            m_closed_since.try_emplace(row, at);
            m_begun.insert_or_assign(row, at);
        }
    }

    /// What no kept version says, as far as it was written down when versions went: else all
    /// that is the same in them is of the first one.
    void recall(std::uint32_t first, Instant first_created)
    {
        auto past = past_of(first);
        if (!past) {
            past.emplace();
            past->origin = {first, first_created, first_created, first_created};
        }
        for (std::size_t i = 0; i < m_works.size(); ++i) {
            Work& work = m_works[i];
            if (m_open.contains(i)) {
                work.ledger.revision = 0;
                work.ledger.changed = past->origin.changed;
                for (const Phase& phase : work.phases) {
                    const auto& mark = past->of(phase.row);
                    work.ledger.revision = std::max(work.ledger.revision, mark.version);
                    work.ledger.changed = std::max(work.ledger.changed, mark.changed);
                }
            }
            // A work is there since the first of its rows.
            work.ledger.first_seen = work.ledger.changed;
            for (const Phase& phase : work.phases) {
                const auto begun = m_begun.find(phase.row);
                work.ledger.first_seen =
                    std::min(work.ledger.first_seen,
                             begun == m_begun.end() ? past->of(phase.row).begun : begun->second);
                m_closed_since.try_emplace(phase.row, past->of(phase.row).open);
            }
        }
        for (Work& work : past->closed) {
            // Those of versions that are still here are told already: a pruning was cut short.
            if (m_oldest <= work.ledger.changed && work.ledger.revision <= first) {
                keep(std::move(work));
            }
        }
    }

    /// It is of use where no version went without it.
    [[nodiscard]] std::optional<RowPast> past_of(std::uint32_t first) const
    {
        auto past = read_past(m_store.data(), m_dataset.id());
        return past && past->version >= first ? std::move(past) : std::nullopt;
    }

    void keep(Work work)
    {
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
    VersionSteps& m_steps;
    Instant m_oldest;
    RowHistory m_history;
    std::unordered_map<std::string, std::size_t> m_by_id, m_by_row;
    std::unordered_set<std::size_t> m_open;            ///< works without a difference so far
    std::unordered_map<std::string, Instant> m_begun;  ///< by row: when it came first
    std::unordered_set<std::string> m_departed;
    std::unordered_map<std::string, Instant> m_closed_since;  ///< by row: the newest time
};

}  // namespace

RowHistory look_back(const Store& store, const Snapshot& dataset, std::vector<Work>& works,
                     datasets::Date oldest, VersionSteps& steps, std::size_t most_versions)
{
    LookBack look(store, dataset, works, oldest, steps);
    try {
        return look.look(most_versions);
    } catch (const StoreError&) {
        return {};
    }
}

}  // namespace parvis::publish::works
