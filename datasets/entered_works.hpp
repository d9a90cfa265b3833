// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/dataset_definition.hpp"
#include "datasets/sqlite.hpp"
#include "datasets/work_step.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::datasets {

/// What is said of a work, by column of the model (road_works.hpp), as a cell of a file has it; and
/// `geometry_member`: GeoJSON. A member that is missing is not known.
using WorkMembers = std::map<std::string, std::string, std::less<>>;
inline constexpr std::string_view geometry_member = "geometry";

/// A work whose source is the register: people enter it here.
struct EnteredWork {
    std::string dataset, id;
    std::uint32_t revision = 0;  ///< rises by one with each change
    WorkStep step = WorkStep::draft;
    bool shown = false;  ///< was published once: it stays in the dataset, cancelled too
    std::string author;  ///< id of the token that entered it, "" without one
    WorkMembers members;

    /// "" where it is not known.
    [[nodiscard]] const std::string& member(std::string_view name) const;
};

/// Who changed it, and why.
struct WorkNote {
    std::string who;    ///< name of the token (a service), or as the command line has it
    std::string token;  ///< its id, "" without one
    std::string way;    ///< "api", "form" or "command"
    std::string why;
};

/// One revision: what the work was from then on.
struct WorkChange {
    std::uint32_t revision = 0;
    std::string at;      ///< RFC 3339 UTC
    std::string action;  ///< "add", or the name of a WorkAction
    WorkStep step = WorkStep::draft;
    WorkNote note;
    WorkMembers members;
};

/// What a token may do beside what Token says: tokens of role `source` for a dataset that is
/// entered.
struct EnteringScope {
    std::vector<std::string> areas;  ///< level and area: "pole/val-de-seine"; none: of all
    std::string owner;         ///< it enters the works of this network operator alone, "" for any
    bool coordinates = false;  ///< it sees the drafts of others
};

/// The works of a register that people enter, and their whole history. One per thread.
class EnteredWorks {
public:
    /// Opens or makes the register. @throws StoreError, as everything here.
    explicit EnteredWorks(const std::filesystem::path& data);

    /// By id; drafts and cancelled ones too.
    [[nodiscard]] std::vector<EnteredWork> all(const std::string& dataset);
    [[nodiscard]] std::optional<EnteredWork> find(const std::string& dataset,
                                                  const std::string& id);
    /// Oldest first.
    [[nodiscard]] std::vector<WorkChange> history(const std::string& dataset,
                                                  const std::string& id);
    /// Whether any work was published once.
    [[nodiscard]] bool any_shown(const std::string& dataset);

    /// Enters a work, with the first step of its history. Its id is made: "2026-0001" in `year`.
    EnteredWork add(EnteredWork work, int year, const WorkNote& note);
    /// Writes `work` as its next revision, if `work.revision` is still the newest; else nothing
    /// happens and false is returned.
    [[nodiscard]] bool change(EnteredWork& work, std::string_view action, const WorkNote& note);

    /// The number of the last change in a dataset; 0: none. `settle` remembers up to which one its
    /// published version is made.
    [[nodiscard]] std::int64_t last_change(const std::string& dataset);
    [[nodiscard]] std::int64_t settled(const std::string& dataset);
    void settle(const std::string& dataset, std::int64_t change);

    void set_scope(const std::string& token, const EnteringScope& scope);
    [[nodiscard]] EnteringScope scope(const std::string& token);

private:
    void note(const EnteredWork& work, std::string_view action, const WorkNote& note);

    Sqlite m_sqlite;
};

/// Whether a definition says `source = "entered"`.
[[nodiscard]] bool is_entered(const DatasetDefinition& definition);
/// Sets what a definition of entered works need not say: columns, key, place, file.
/// @throws SourceError for what cannot be entered.
void settle_entered(DatasetDefinition& definition, const std::filesystem::path& site);

/// Works as the file that ingest reads: CSV, one row each, a column for each of the model.
/// Drafts are left out, unless `with_drafts`.
[[nodiscard]] std::string entered_table(const std::vector<EnteredWork>& works,
                                        bool with_drafts = false);
/// Writes data/entered/<dataset>.csv of what the register has now, whole or not at all.
void write_entered(const DatasetDefinition& definition, const std::filesystem::path& data);

/// The step that an action leads to, by step_after() and the work's dates: what is published ends
/// once its first day has come, whether or not anybody said that it started.
[[nodiscard]] std::optional<WorkStep> possible_step(const EnteredWork& work, WorkAction action,
                                                    Date today);
/// The last day ("" if it had none) that a work had before it was said to have ended.
[[nodiscard]] std::string end_before_ended(const std::vector<WorkChange>& history);

/// Columns that no one writes: the id, and what steps say of the state and of confirmed times.
[[nodiscard]] bool is_set_by_steps(std::string_view column);

/// Members as one JSON object of texts, and back.
[[nodiscard]] std::string members_json(const WorkMembers& members);
[[nodiscard]] WorkMembers members_of(std::string_view json);

}  // namespace parvis::datasets
