// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/report/content.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish::report {

/// A number of a report and what it is: a line of its CSV, a fact of its edition.
struct Number {
    const Chapter* chapter = nullptr;  ///< nullptr: of the place as a whole
    const Figure* figure = nullptr;
    std::string place;       ///< in words
    std::string place_cell;  ///< where the words stand, as in Quoted
    std::string year;        ///< that it is of
    std::string_view what;   ///< "valeur", "evolution", "objectif", "numerateur" …
    const Bound* bound = nullptr;
    std::string status;    ///< SDMX letter, or ""
    bool is_main = false;  ///< the figure itself
};

/// Every number that is printed, each once; they live as long as the report.
[[nodiscard]] std::vector<Number> numbers_of(const Report& report);

}  // namespace parvis::publish::report
