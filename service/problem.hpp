// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/exchange.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parvis::service {

/// What can go wrong with a request. Each has one line in the table of problem.cpp.
enum class ProblemKind {
    bad_parameter,
    unknown_parameter,
    bad_request,
    not_found,
    no_such_collection,
    no_such_feature,
    no_such_version,
    version_gone,
    unauthorized,
    wrong_method,
    not_acceptable,
    length_required,
    body_too_large,
    unsupported_media_type,
    unusable_file,
    unusable_comment,
    contacts_found,
    unusable_work,
    work_changed,
    conflict,
    no_such_comment,
    comment_withdrawn,
    changes_gone,
    bad_range,
    forbidden,
    too_many_requests,
    unavailable,
    failure
};

/// One line of the policy: kind to status, type and French title.
struct ProblemPolicy {
    ProblemKind kind;
    int status;
    std::string_view type;   ///< last part of the type URI: "parametre-invalide"
    std::string_view title;  ///< French, the same for every problem of the kind
};
[[nodiscard]] const std::vector<ProblemPolicy>& problem_policies();
[[nodiscard]] const ProblemPolicy& policy_of(ProblemKind kind);

/// One offending parameter among those reported together.
struct ProblemParameter {
    std::string name, value, reason;
};

/// A problem as RFC 9457 has it. `detail` says what happened and what to do, in French.
struct Problem {
    ProblemKind kind = ProblemKind::failure;
    std::string detail{};
    std::vector<ProblemParameter> parameters{};
    std::vector<std::pair<std::string, std::string>> links{};    ///< rel, address: a way on
    std::vector<std::pair<std::string, std::string>> headers{};  ///< Allow, Retry-After …
    /// Further members of the document, each a name and its value as JSON.
    std::vector<std::pair<std::string, std::string>> members{};
    std::string request_id{};  ///< shown so that an operator finds the log line, "" if none
};

/// application/problem+json.
[[nodiscard]] publish::Response problem_response(const Problem& problem);

}  // namespace parvis::service
