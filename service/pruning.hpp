// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/register.hpp"
#include "datasets/site.hpp"
#include "service/command_line.hpp"

#include <ostream>
#include <string>
#include <vector>

namespace parvis::service {

/// Gives up old versions as `keep_versions` of the site and of each dataset says, of the datasets
/// named or of all; a sentence for each dataset of which some went. A dataset whose definition
/// cannot be read keeps all.
[[nodiscard]] std::vector<std::string> prune_datasets(const datasets::Site& site,
                                                      datasets::Register& reg,
                                                      const std::vector<std::string>& named);

/// `parvis prune`. The exit code.
int prune_site(const Command& command, std::ostream& out);

}  // namespace parvis::service
