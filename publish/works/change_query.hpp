// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/query.hpp"
#include "publish/works/change.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parvis::publish::works {

/// Which works somebody follows.
struct Follow {
    WorksWanted wanted;
    std::string filter;        ///< CQL2 over the columns of the datasets of works, or ""
    bool json_filter = false;  ///< it is written as JSON
    /// The same for two who follow the same.
    std::string key;
    [[nodiscard]] bool all() const { return wanted.all() && filter.empty(); }
};

/// Rows that a CQL2 filter takes, by dataset: as they are published now. Of a dataset that lacks a
/// column of the filter no row fits.
class FollowedRows {
public:
    /// @pre the filter was parsed for this site
    FollowedRows(const Follow& follow, const Publication& publication);
    [[nodiscard]] bool takes(const WorkState& state) const;

private:
    bool m_all;
    std::map<std::string, std::set<std::string>, std::less<>> m_rows;
};

/// What is asked of /works/changes or /works/stream.
struct ChangeQuery {
    Follow follow;
    std::optional<std::int64_t> since;  ///< `since`, or `last_event_id` of the stream
    std::size_t limit = 100;
    bool snapshot = true;  ///< of the stream: begins with all works, where nothing is resumed

    static constexpr std::size_t most = 1'000;
};

enum class ChangeAddress : std::uint8_t { changes, stream };

/// All that is wrong is reported together; `f` is left to content negotiation.
[[nodiscard]] std::variant<ChangeQuery, std::vector<ParameterProblem>>
parse_change_query(const Parameters& parameters, const Publication& publication,
                   ChangeAddress address);

/// A number as the ledger gives them; nothing for any other text.
[[nodiscard]] std::optional<std::int64_t> change_number(std::string_view text);

/// What OpenAPI says of the parameters.
[[nodiscard]] std::vector<ParameterText> change_parameters(const Publication& publication,
                                                           ChangeAddress address);

}  // namespace parvis::publish::works
