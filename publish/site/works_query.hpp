// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/query.hpp"
#include "publish/site/pages.hpp"

#include <vector>

namespace parvis::publish::site {

/// Which works are asked for on /works, for every format alike.
struct WorksAsked {
    WorksFilter filter;                 ///< what of it could be read
    std::optional<datasets::Date> day;  ///< another day than today that the list is of
    std::vector<ParameterProblem> problems;

    /// Whether a form can have sent it: it names no parameter that does not exist, and none twice.
    [[nodiscard]] bool from_form() const;
};

/// `f` is left to content negotiation; a form sends every field, so an empty one asks for nothing.
/// All that is wrong is reported together, each thing once. Days are counted from `day`, else from
/// the publication's today.
[[nodiscard]] WorksAsked read_works_query(const Parameters& parameters,
                                          const Publication& publication);

/// What OpenAPI says of them.
[[nodiscard]] std::vector<ParameterText> works_parameters(const Publication& publication);

}  // namespace parvis::publish::site
