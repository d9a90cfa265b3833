// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/entered_works.hpp"
#include "service/problem.hpp"
#include "service/work_entry.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parvis::service {

/// Of a work as JSON.
inline constexpr std::uint64_t largest_work_body = 262'144;

/// Members that people give, in the order of the model; `geometry` is the last.
[[nodiscard]] const std::vector<std::string>& work_member_names();
/// Why a text cannot be published, a French sentence; "" where it can. Persons, their addresses and
/// their numbers are refused: what is public names a service. In `column` "contact_service" a
/// service's own may stand.
[[nodiscard]] std::string text_fault(std::string_view text, std::string_view column = {});
/// What is wrong with one member, beside what ingest finds; "" where nothing is.
[[nodiscard]] std::string member_fault(std::string_view name, std::string_view value);

/// A work, or a step of it, as a program sends it: the members by name, `dataset`, `publish`,
/// `day`, `why`. "" asks for nothing. A member that is not known, stands twice or is of another
/// type is among the `faults` of what is asked; what is no JSON object is a problem.
[[nodiscard]] std::variant<WorkAsked, Problem> read_work_body(std::string_view body);

/// A work as JSON, with what can be done with it today.
[[nodiscard]] std::string work_json(const datasets::EnteredWork& work, const std::string& base_url,
                                    datasets::Date today,
                                    const std::vector<std::string>& doubts = {},
                                    const std::string& unsettled = {});
/// Its history: who, when, why, and each member from what to what.
[[nodiscard]] std::string history_json(const std::string& id,
                                       const std::vector<datasets::WorkChange>& changes);

}  // namespace parvis::service
