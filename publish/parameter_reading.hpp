// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/query.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace parvis::publish {

/// "" or why a text cannot be used (the end of a French sentence); nothing for a name that the
/// address does not know.
using ReadParameter =
    std::function<std::optional<std::string>(const std::string& name, const std::string& text)>;

/// Reads each parameter but `f`, and says all that is wrong: also what is given twice or not known.
[[nodiscard]] std::vector<ParameterProblem> read_each(const Parameters& parameters,
                                                      const ReadParameter& read);

}  // namespace parvis::publish
