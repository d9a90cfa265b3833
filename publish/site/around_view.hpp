// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/site/row.hpp"

#include <optional>

namespace parvis::publish::site {

/// What pages say of the surroundings of a row.
struct AroundView {
    Data data;            ///< for the template feature: title, people, groups …
    bool sample = false;  ///< whether invented rows are among what is shown
};

/// What a work reaches within default_around_m: equipment, works that go on or will, other things,
/// and about how many people. Nothing where the work has no place or too much is around it.
[[nodiscard]] std::optional<AroundView> around_work(const Page& page, const Row& work);

/// The works that go on nearest to a piece of equipment, up to a kilometre away. Nothing where
/// there are none.
[[nodiscard]] std::optional<AroundView> works_around(const Page& page, const Row& equipment);

}  // namespace parvis::publish::site
