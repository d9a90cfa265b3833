// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/site/pages.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parvis::service {

/// What a child's `--json` report says of the one dataset it was asked for.
struct CheckReport {
    publish::site::DepositView
        view;  ///< error, understood, counts, issues, preview; nothing of the form
    std::optional<std::uint32_t> version;
    bool busy = false;    ///< another process held the dataset: the file was not judged
    bool failed = false;  ///< the fault was this machine's: the file was not judged
    bool unchanged = false;
    bool waits = false;                      ///< the version is kept and not published
    std::optional<std::uint32_t> withdrawn;  ///< same content as this one: nothing was published
    std::string other_errors;                ///< of the crossing or the comments
};

/// Reads the report of outcome_report.hpp back, the last of the lines that a child wrote; nothing
/// when there is none (the child broke off).
[[nodiscard]] std::optional<CheckReport> read_check_report(std::string_view events);

}  // namespace parvis::service
