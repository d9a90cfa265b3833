// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <memory>

namespace CLI {
class FormatterBase;
}

namespace parvis::service {

/// How --help is laid out. CLI11 speaks English only: its frame is replaced by ours.
[[nodiscard]] std::shared_ptr<CLI::FormatterBase> french_help();

}  // namespace parvis::service
