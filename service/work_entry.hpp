// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/ingest.hpp"
#include "datasets/site.hpp"
#include "datasets/territory.hpp"
#include "service/work_asked.hpp"

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace parvis::service {

/// The one way into the register for works that people enter, whatever it is called by: checked as
/// ingest checks the row of a file, kept with who, when and why, and at once made a version of the
/// dataset. For several threads and processes: one change at a time in each dataset.
class WorkEntry {
public:
    explicit WorkEntry(std::filesystem::path site) : m_site(std::move(site)) {}

    /// @throws BusyError where too many wait already, StoreError, SourceError; nothing was written
    /// then.
    [[nodiscard]] WorkResult write(WorkAsked asked, const WorkWriter& writer);
    /// The works that a writer may see: published ones, its own drafts, and as a coordinator those
    /// of others that lie in its reach.
    [[nodiscard]] std::vector<datasets::EnteredWork> works(const std::string& dataset,
                                                           const WorkWriter& writer);
    [[nodiscard]] std::optional<datasets::EnteredWork>
    work(const std::string& dataset, const std::string& id, const WorkWriter& writer);
    /// Empty where the writer may not see the work; without what it was as a draft where the
    /// writer might not have seen that.
    [[nodiscard]] std::vector<datasets::WorkChange>
    history(const std::string& dataset, const std::string& id, const WorkWriter& writer);

    /// Makes a version of every dataset of which a kill left changes without one. What fails is
    /// logged.
    void settle_all();
    /// Ids of the datasets whose works are entered; of a writer's, where one is given.
    [[nodiscard]] std::vector<std::string> datasets(const WorkWriter* writer = nullptr) const;
    /// The dataset meant: the one named, or the only one; "" where that says none.
    [[nodiscard]] std::string dataset_of(const std::string& named, const WorkWriter& writer) const;

private:
    [[nodiscard]] datasets::DatasetDefinition definition(const std::string& dataset,
                                                         const datasets::Site& site) const;
    [[nodiscard]] std::shared_ptr<const datasets::Territory> territory();
    [[nodiscard]] bool may_see(const datasets::EnteredWork& work, const WorkWriter& writer);
    [[nodiscard]] bool may_see_draft(const datasets::EnteredWork& work, const WorkWriter& writer);
    [[nodiscard]] std::optional<WorkRefusal> check(const datasets::DatasetDefinition& definition,
                                                   const datasets::Site& site,
                                                   const datasets::EnteredWork& work,
                                                   const WorkWriter& writer, WorkFaults faults,
                                                   std::vector<std::string>& doubts);
    [[nodiscard]] std::optional<WorkRefusal>
    phase_fault(const datasets::DatasetDefinition& definition, const datasets::Site& site,
                const datasets::EnteredWork& work, const WorkWriter& writer);
    void publish_soon(const datasets::DatasetDefinition& definition, const datasets::Site& site);
    void publish(const datasets::DatasetDefinition& definition, const datasets::Site& site);

    std::filesystem::path m_site;
    std::atomic<int> m_waiting = 0;  ///< that write, or wait for it: they hold workers
    std::mutex m_mutex;              ///< of a whole write()
    std::mutex m_territory_mutex;    ///< of what is below: whoever reads waits for no write()
    std::shared_ptr<const datasets::Territory> m_territory;
    std::filesystem::file_time_type m_territory_of{};
};

}  // namespace parvis::service
