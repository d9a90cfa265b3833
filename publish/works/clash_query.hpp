// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/query.hpp"
#include "publish/works/clash.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace parvis::publish::works {

/// Which clashes are asked for: all that fit everything that is given.
struct ClashQuery {
    static constexpr std::size_t default_limit = 50, largest_limit = 500;
    /// Lines of a CSV; also without `limit`.
    static constexpr std::size_t csv_limit = 2000;

    std::string commune;                                     ///< its key, or ""
    std::vector<std::pair<std::string, std::string>> areas;  ///< level and area
    std::optional<datasets::Date> from, to;                  ///< both days belong to it
    std::optional<ClashKind> kind;
    Severity least = Severity::low;
    std::optional<double> metres;  ///< instead of that of the site; one of a few
    std::string owner;             ///< of one of the works, however it is written; or ""
    std::string owners;  ///< "two": both works have one of their own; "same": one and the same
    std::size_t limit = default_limit, page = 1;
    std::string note;  ///< a French sentence: that the limit was cut; or ""

    /// The same on another page, and as another format; "" for none.
    [[nodiscard]] Parameters parameters(std::size_t of_page, std::string_view format) const;
    /// The same as CSV, from its beginning.
    [[nodiscard]] Parameters csv_parameters() const;
    /// No more than so many a page; says so where more were asked for.
    void cut_limit(std::size_t most);
    [[nodiscard]] bool all() const
    {
        return commune.empty() && areas.empty() && !from && !to && !kind &&
               least == Severity::low && !metres && owner.empty() && owners.empty();
    }
};

/// `f` is left to content negotiation; an empty text counts as not given, as forms send it. All
/// that is wrong is reported together.
[[nodiscard]] std::variant<ClashQuery, std::vector<ParameterProblem>>
parse_clash_query(const Parameters& parameters, const Publication& publication);

/// What OpenAPI says of them.
[[nodiscard]] std::vector<ParameterText> clash_parameters(const Publication& publication);

}  // namespace parvis::publish::works
