// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/store.hpp"
#include "service/problem.hpp"
#include "service/work_entry.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace parvis::service {

/// Works with a token of role `source` for a dataset that is entered, as JSON:
///     POST /works                   enter one ("publish": true publishes it at once)
///     GET, PUT, PATCH /works/{id}   all its members, or those that are sent
///     POST /works/{id}/{publish|start|pause|extend|end|cancel}
///     GET /works/{id}/history       GET /works/entered: those that the token may see
/// `?dataset=` names the dataset where the token has several. ETag is the revision; If-Match keeps
/// what somebody else has written.
class WorkDoor {
public:
    WorkDoor(publish::Store& store, WorkEntry& entry, std::filesystem::path site,
             bool behind_proxy);

    /// Whether a request is for this door and not for the pages of works.
    [[nodiscard]] static bool takes(const publish::Request& request);
    [[nodiscard]] static std::string_view allowed(const publish::Request& request);
    /// Ids of works begin with their year: no other address below /works does.
    [[nodiscard]] static bool is_work_id(std::string_view id);
    [[nodiscard]] static bool takes_body(const publish::Request& request);
    [[nodiscard]] publish::Response answer(const publish::Request& request,
                                           const std::string& base_url);

    /// Who a token in a form is; nothing for one that may not enter works.
    [[nodiscard]] std::optional<WorkWriter> writer_of(std::string_view token_text) const;
    /// The same by the id of a token that was given before.
    [[nodiscard]] std::optional<WorkWriter> writer_by_id(const std::string& id) const;
    /// Writes, and has the publication load what came of it.
    [[nodiscard]] WorkResult write(const WorkAsked& asked, const WorkWriter& writer);

private:
    [[nodiscard]] publish::Response act(const publish::Request& request,
                                        const std::string& base_url);
    [[nodiscard]] publish::Response show(const publish::Request& request, const WorkWriter& writer,
                                         const std::string& base_url) const;

    publish::Store& m_store;
    WorkEntry& m_entry;
    std::filesystem::path m_site;
    bool m_behind_proxy;
};

[[nodiscard]] Problem problem_of(const WorkRefusal& refusal);

}  // namespace parvis::service
