// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cql2/evaluation.hpp"

#include <vector>

namespace parvis::publish::cql2 {

/// A list written out, ('a', nom, 'b'): texts, numbers or moments. Where one is not known the list
/// is not. @pre every element is one of those
[[nodiscard]] SourcePtr<Members> list_of(std::vector<Bound> elements);

}  // namespace parvis::publish::cql2
