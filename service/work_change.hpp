// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/value.hpp"
#include "service/work_asked.hpp"

#include <optional>
#include <string>

namespace parvis::service {

[[nodiscard]] WorkRefusal refused_work(WorkRefusal::Kind kind, std::string sentence);
/// Nothing where no field is wrong.
[[nodiscard]] std::optional<WorkRefusal> faulty_work(WorkFaults fields);

/// Makes of `work` what is asked: its members, or its next step. Members that are wrong are left as
/// they were, and `faults` says why. Whether the writer may, and whether ingest would take what
/// comes of it, is not asked here. A day that changes takes with it its exact time, unless that is
/// asked for as well, and that it was seen.
[[nodiscard]] std::optional<WorkRefusal> change_work(datasets::EnteredWork& work,
                                                     const WorkAsked& asked,
                                                     const WorkWriter& writer, datasets::Date today,
                                                     WorkFaults& faults);

}  // namespace parvis::service
