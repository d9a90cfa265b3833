// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/entered_works.hpp"
#include "datasets/ingest.hpp"
#include "datasets/site.hpp"
#include "datasets/territory.hpp"

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace parvis::service {

/// Who enters works: whoever keeps the site, or what a token says.
struct WorkWriter {
    datasets::WorkNote note;            ///< but its `why`
    bool keeps = false;                 ///< of the site: all works, all places
    std::vector<std::string> datasets;  ///< of a token
    std::vector<std::string> communes;  ///< keys; with `scope.areas` none: everywhere
    datasets::EnteringScope scope;
};

/// What somebody asks to be done with a work; nothing of it is believed yet.
struct WorkAsked {
    std::string dataset;  ///< "": the only one that the writer has
    std::string id;       ///< "": a new one
    datasets::WorkAction action = datasets::WorkAction::change;
    datasets::WorkMembers members;  ///< "" takes one away
    bool whole = false;             ///< of a change: members that are not named go
    bool publish = false;           ///< of a new one
    std::string day;                ///< of start and end: ISO; "": today
    std::string why;
    std::optional<std::uint32_t> seen;  ///< the revision that whoever asks has read
};

/// Why nothing was written.
struct WorkRefusal {
    enum class Kind {
        unusable,   ///< `fields` says which member is wrong, and how
        forbidden,  ///< this writer may not
        unknown,    ///< there is no such work, dataset, or it is not for this writer to see
        state,      ///< not what can be done with it as it is
        stale       ///< somebody else has changed it since
    };
    Kind kind = Kind::unusable;
    std::string sentence;                                     ///< French
    std::vector<std::pair<std::string, std::string>> fields;  ///< member, what is wrong with it
};

/// What was written.
struct WorkWritten {
    datasets::EnteredWork work;
    std::vector<std::string> doubts;  ///< French sentences of ingest on what may be a slip
    std::string unsettled;  ///< why no version could be made of it yet; it is kept all the same
};

using WorkResult = std::variant<WorkWritten, WorkRefusal>;

/// The one way into the register for works that people enter, whatever it is called by: checked as
/// ingest checks the row of a file, kept with who, when and why, and at once made a version of the
/// dataset. For several threads and processes: one change at a time in each dataset.
class WorkEntry {
public:
    explicit WorkEntry(std::filesystem::path site) : m_site(std::move(site)) {}

    /// @throws BusyError, StoreError, SourceError; nothing was written then.
    [[nodiscard]] WorkResult write(const WorkAsked& asked, const WorkWriter& writer);
    /// The works that a writer may see: published ones, its own drafts, and as a coordinator those
    /// of others.
    [[nodiscard]] std::vector<datasets::EnteredWork> works(const std::string& dataset,
                                                           const WorkWriter& writer) const;
    [[nodiscard]] std::optional<datasets::EnteredWork>
    work(const std::string& dataset, const std::string& id, const WorkWriter& writer) const;
    /// Empty where the writer may not see the work.
    [[nodiscard]] std::vector<datasets::WorkChange>
    history(const std::string& dataset, const std::string& id, const WorkWriter& writer) const;

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
    const datasets::Territory& territory(const datasets::Site& site);
    using Faults = std::vector<std::pair<std::string, std::string>>;
    [[nodiscard]] static std::optional<WorkRefusal> change(datasets::EnteredWork& work,
                                                           const WorkAsked& asked,
                                                           const WorkWriter& writer,
                                                           datasets::Date today, Faults& faults);
    [[nodiscard]] std::optional<WorkRefusal> check(const datasets::DatasetDefinition& definition,
                                                   const datasets::Site& site,
                                                   const datasets::EnteredWork& work,
                                                   const WorkWriter& writer, Faults faults,
                                                   std::vector<std::string>& doubts);
    void publish(const datasets::DatasetDefinition& definition, const datasets::Site& site);
    [[nodiscard]] std::string out_of_reach(const WorkWriter& writer,
                                           const std::vector<std::string>& communes) const;

    std::filesystem::path m_site;
    std::mutex m_mutex;  ///< of what is below, and of a whole write()
    std::optional<datasets::Territory> m_territory;
    std::filesystem::file_time_type m_territory_of{};
};

}  // namespace parvis::service
