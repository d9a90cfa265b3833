// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/error.hpp"

namespace parvis {

/// Another process holds what is needed; nothing is wrong with what was asked: try again.
class BusyError : public StoreError {
public:
    using StoreError::StoreError;
};

}  // namespace parvis
